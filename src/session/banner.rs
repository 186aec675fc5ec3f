//! Reads the signs a board gives in its output: its prompt, a restart, the raw REPL.
//!
//! A sign is a hint and never trusted for correctness: a program can print all of
//! them. So the reader keeps nothing but the line it is in, and whatever was typed or
//! printed, it is in step again at the next line feed.

const PROMPT: &[u8] = b">>> ";
const CONTINUATION: &[u8] = b"... ";
/// The bytes of a line that are looked at; no sign is longer.
const LINE: usize = 48;

/// What stood in a piece of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// The board started anew: `soft reboot`, or the banner without a Ctrl-B before.
    Restarted,
    /// The raw REPL greets; somebody else's doing, when we are not in an operation.
    RawRepl,
}

/// Follows a stream of output, however it is cut into pieces.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// The first bytes of the current line, without carriage returns.
    line: Vec<u8>,
    /// More bytes came than `line` keeps.
    long: bool,
    /// The last whole line was nothing but a prompt.
    after_prompt: bool,
    /// A restart was reported and no prompt came since: its banner says nothing new.
    restarting: bool,
}

impl Reader {
    /// Reads on; answers the signs in the order they came.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Sign> {
        let mut signs = Vec::new();
        for &byte in bytes {
            match byte {
                b'\r' => {}
                b'\n' => {
                    signs.extend(self.end_line());
                }
                _ if self.line.len() < LINE => self.line.push(byte),
                _ => self.long = true,
            }
        }
        if self.at_prompt() {
            self.restarting = false;
        }
        signs
    }

    /// The output ends with a prompt on a line of its own.
    pub(super) fn at_prompt(&self) -> bool {
        self.line == PROMPT
    }

    /// The output ends with the prompt for more lines of a block.
    pub(super) fn at_continuation(&self) -> bool {
        self.line == CONTINUATION
    }

    /// The output ends in the middle of a line.
    pub(super) fn in_line(&self) -> bool {
        !self.line.is_empty()
    }

    /// The screen shows a fresh prompt that did not come through `feed`.
    pub(super) fn set_prompt(&mut self) {
        *self = Reader { line: PROMPT.to_vec(), ..Reader::default() };
    }

    /// A restart is known from elsewhere; its banner is to be no second one.
    pub(super) fn expect_banner(&mut self) {
        self.restarting = true;
    }

    fn end_line(&mut self) -> Option<Sign> {
        let after_prompt = self.after_prompt;
        self.after_prompt = self.line == PROMPT;
        let line = std::mem::take(&mut self.line);
        let long = std::mem::replace(&mut self.long, false);
        if line == b"raw REPL; CTRL-B to exit" {
            return Some(Sign::RawRepl);
        }
        let rebooted =
            matches!(&line[..], b"MPY: soft reboot" | b"soft reboot" | b"PYB: soft reboot");
        let banner = line.starts_with(b"MicroPython v") && (long || line.contains(&b';'));
        // Ctrl-B at the prompt prints the banner too, and nothing restarted.
        if rebooted || (banner && !after_prompt && !self.restarting) {
            self.restarting = true;
            return Some(Sign::Restarted);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BANNER: &str = "MicroPython v1.27.0 on 2025-12-09; Raspberry Pi Pico with RP2040\r\n\
                          Type \"help()\" for more information.\r\n>>> ";

    fn read(pieces: &[&[u8]]) -> (Vec<Sign>, bool) {
        let mut reader = Reader::default();
        let signs = pieces.iter().flat_map(|piece| reader.feed(piece)).collect();
        (signs, reader.at_prompt())
    }

    #[test]
    fn a_prompt_is_one_only_at_the_end_and_on_its_own_line() {
        for (text, at_prompt) in [
            (">>> ", true),
            ("x\r\n>>> ", true),
            ("x>>> ", false),
            (">>> 1", false),
            (">>> \r\n", false),
            (">>>", false),
            ("... ", false),
        ] {
            assert_eq!(read(&[text.as_bytes()]), (vec![], at_prompt), "{text:?}");
        }
    }

    #[test]
    fn a_restart_is_told_once() {
        let soft = format!("\r\nMPY: soft reboot\r\nhello\r\n{BANNER}");
        assert_eq!(read(&[soft.as_bytes()]), (vec![Sign::Restarted], true));
        assert_eq!(read(&[BANNER.as_bytes()]), (vec![Sign::Restarted], true));
        let twice = format!("{soft}{soft}");
        assert_eq!(read(&[twice.as_bytes()]).0, vec![Sign::Restarted, Sign::Restarted]);
    }

    #[test]
    fn ctrl_b_at_the_prompt_is_no_restart() {
        let text = format!(">>> \r\n{BANNER}");
        assert_eq!(read(&[text.as_bytes()]), (vec![], true));
    }

    #[test]
    fn sees_the_raw_repl_of_somebody_else() {
        let text = b">>> \r\nraw REPL; CTRL-B to exit\r\n>";
        assert_eq!(read(&[text]), (vec![Sign::RawRepl], false));
    }

    #[test]
    fn is_in_step_again_at_the_next_line() {
        let text = b"print('>>> ')\r\n>>> raw REPL; soft reboot >>> >>> \r\nok\r\n>>> ";
        assert_eq!(read(&[text]), (vec![], true));
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut reader = Reader::default();
        for _ in 0..1000 {
            reader.feed(&[b'x'; 4096]);
        }
        assert!(reader.line.capacity() <= 64, "{}", reader.line.capacity());
    }

    proptest! {
        #[test]
        fn how_the_stream_is_cut_does_not_matter(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just(">>> ".to_owned()), Just("\r\n".to_owned()), Just(BANNER.to_owned()),
                    Just("MPY: soft reboot".to_owned()), Just("raw REPL; CTRL-B to exit".to_owned()),
                    "[a-z>]{0,6}",
                ],
                0..12,
            ),
            cut in 1usize..9,
        ) {
            let text = parts.concat();
            let whole = read(&[text.as_bytes()]);
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(cut).collect();
            let (signs, at_prompt) = read(&pieces);
            prop_assert_eq!(at_prompt, whole.1);
            // A prompt seen between two pieces ends a restart, so only a printed one
            // can make more restarts of the same text, never fewer.
            prop_assert!(signs.len() >= whole.0.len());
        }
    }
}
