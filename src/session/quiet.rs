//! Keeps the noise of our own operations off the console: prompts, banners and the
//! empty lines before them, which come while we get the raw REPL and give it back.
//! Whatever else comes meanwhile is the board's own output and passes.

/// Lines that only our Ctrl-A, Ctrl-B and Ctrl-C bring forth.
const LINES: [&[u8]; 5] =
    [b">>> ", b">", b"raw REPL; CTRL-B to exit", b"Type \"help()\" for more information.", b"=== "];
/// So does a line that begins with this.
const BANNER: &[u8] = b"MicroPython v";
/// A banner is shorter; what is held back beyond this is no noise.
const HELD: usize = 256;
/// What a program that was stopped says last.
const STOPPED: &[u8] = b"KeyboardInterrupt";

/// A filter for one operation.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    /// A line, and empty lines before it, of which it is not clear yet what they are.
    held: Vec<u8>,
    /// The current line is the board's own.
    passing: bool,
    /// The last bytes that came, to find what a program says when it is stopped.
    tail: Vec<u8>,
    stopped: bool,
}

impl Quiet {
    /// The part of `bytes`, and of what was held back, that is no noise.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.look_for_stop(bytes);
        let mut own = Vec::new();
        for &byte in bytes {
            if self.passing {
                own.push(byte);
                self.passing = byte != b'\n';
                continue;
            }
            self.held.push(byte);
            match kind(&self.held) {
                Kind::Noise => self.held.clear(),
                Kind::Open if self.held.len() <= HELD => {}
                Kind::Open | Kind::Own => {
                    own.append(&mut self.held);
                    self.passing = byte != b'\n';
                }
            }
        }
        own
    }

    /// A program of the board was stopped on the way, and said so.
    pub(super) fn stopped(&self) -> bool {
        self.stopped
    }

    fn look_for_stop(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        self.stopped |= self.tail.windows(STOPPED.len()).any(|window| window == STOPPED);
        let keep = self.tail.len().min(STOPPED.len() - 1);
        self.tail.drain(..self.tail.len() - keep);
    }
}

enum Kind {
    Noise,
    /// Not decided yet.
    Open,
    Own,
}

fn kind(held: &[u8]) -> Kind {
    let start = held.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(held.len());
    let ended = held[start..].last() == Some(&b'\n');
    let line = held[start..].trim_ascii_end();
    let raw = held[start..].strip_suffix(b"\r").unwrap_or(&held[start..]);
    if ended {
        let exact = LINES.iter().any(|noise| noise.trim_ascii_end() == line);
        return if exact || line.starts_with(BANNER) { Kind::Noise } else { Kind::Own };
    }
    let may_be = LINES.iter().chain([&BANNER]).any(|noise| noise.starts_with(raw));
    if may_be || raw.starts_with(BANNER) { Kind::Open } else { Kind::Own }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENTER: &str = "\r\n>>> \r\n>>> \r\nraw REPL; CTRL-B to exit\r\n>";
    const LEAVE: &str = "\r\nMicroPython v1.27.0 on 2025-12-09; board\r\nType \"help()\" for more information.\r\n>>> ";

    fn own(pieces: &[&[u8]]) -> String {
        let mut quiet = Quiet::default();
        let own: Vec<u8> = pieces.iter().flat_map(|piece| quiet.feed(piece)).collect();
        String::from_utf8(own).unwrap()
    }

    #[test]
    fn our_own_coming_and_going_is_not_shown() {
        assert_eq!(own(&[ENTER.as_bytes(), LEAVE.as_bytes()]), "");
    }

    #[test]
    fn the_output_of_the_program_we_stop_is_shown_with_how_it_ended() {
        let text = format!("tick 1\r\n\r\n>>>> no\r\nTraceback:\r\nKeyboardInterrupt: \r\n{ENTER}");
        assert_eq!(
            own(&[text.as_bytes()]),
            "tick 1\r\n\r\n>>>> no\r\nTraceback:\r\nKeyboardInterrupt: \r\n"
        );
    }

    #[test]
    fn knows_that_a_program_was_stopped() {
        let mut quiet = Quiet::default();
        quiet.feed(b"Keyboard");
        assert!(!quiet.stopped());
        quiet.feed(b"Interrupt: ");
        assert!(quiet.stopped());
    }

    #[test]
    fn a_program_of_empty_lines_takes_no_memory() {
        let mut quiet = Quiet::default();
        let own: usize = (0..1000).map(|_| quiet.feed(b"\r\n\r\n").len()).sum();
        assert!(own > 3000, "{own}");
        assert!(quiet.held.len() <= HELD + 1, "{}", quiet.held.len());
    }

    proptest! {
        #[test]
        fn how_the_stream_is_cut_does_not_matter(
            lines in proptest::collection::vec("[>a-c\r ]{0,5}\n", 0..8), cut in 1usize..7,
        ) {
            let text = format!("{ENTER}{}{LEAVE}", lines.concat());
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(cut).collect();
            prop_assert_eq!(own(&pieces), own(&[text.as_bytes()]));
        }
    }
}
