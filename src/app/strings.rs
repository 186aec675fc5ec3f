//! Takes control strings out of a board's output before the emulator sees it:
//! titles, clipboard writes (OSC 52), links, device control. None of them is ours to
//! obey, and a string without an end would otherwise swallow output and memory.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    String,
    StringEscape,
}

#[derive(Debug, Default)]
pub struct Strings {
    state: State,
    length: usize,
    /// How many were taken out.
    pub dropped: u64,
}

impl Strings {
    /// No honest string is longer; what follows is shown again.
    const LONGEST: usize = 4096;

    /// Appends to `clean` what is left of `bytes`.
    pub fn strip(&mut self, bytes: &[u8], clean: &mut Vec<u8>) {
        for &byte in bytes {
            self.state = match (self.state, byte) {
                (State::Ground, 0x1b) => State::Escape,
                (State::Ground, _) => {
                    clean.push(byte);
                    State::Ground
                }
                (State::Escape, b']' | b'P' | b'_' | b'^' | b'X') => {
                    self.length = 0;
                    self.dropped += 1;
                    State::String
                }
                (State::Escape, 0x1b) => State::Escape,
                (State::Escape, _) => {
                    clean.extend([0x1b, byte]);
                    State::Ground
                }
                // the end, a cancel, or a line end that no honest string holds
                (State::String, 0x07 | 0x18 | 0x1a | b'\n') => {
                    if byte == b'\n' {
                        clean.push(byte);
                    }
                    State::Ground
                }
                (State::String, 0x1b) => State::StringEscape,
                (State::String, _) => self.longer(),
                (State::StringEscape, b'\\') => State::Ground,
                // ESC ends a string, and this one begins a sequence
                (State::StringEscape, b']' | b'P' | b'_' | b'^' | b'X') => {
                    self.length = 0;
                    self.dropped += 1;
                    State::String
                }
                (State::StringEscape, 0x1b) => State::StringEscape,
                (State::StringEscape, _) => {
                    clean.extend([0x1b, byte]);
                    State::Ground
                }
            };
        }
    }

    fn longer(&mut self) -> State {
        self.length += 1;
        if self.length > Strings::LONGEST { State::Ground } else { State::String }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(pieces: &[&[u8]]) -> (Vec<u8>, u64) {
        let mut strings = Strings::default();
        let mut clean = Vec::new();
        for piece in pieces {
            strings.strip(piece, &mut clean);
        }
        (clean, strings.dropped)
    }

    #[test]
    fn takes_strings_out_however_they_are_cut() {
        for (text, left, dropped) in [
            (&b"a\x1b[31mb"[..], &b"a\x1b[31mb"[..], 0),
            (b"a\x1b]0;title\x07b", b"ab", 1),
            (b"a\x1b]52;c;aGk=\x1b\\b", b"ab", 1),
            (b"a\x1bPq#0\x1b\\b\x1b_x\x1b\\c", b"abc", 2),
            (b"a\x1b]0;never\nb", b"a\nb", 1),
            (b"\x1b]0;x\x1b[1mb", b"\x1b[1mb", 1),
            (b"\x1b\x1b[1m", b"\x1b[1m", 0),
        ] {
            assert_eq!(strip(&[text]), (left.to_vec(), dropped), "{text:?}");
            let bytes: Vec<&[u8]> = text.chunks(1).collect();
            assert_eq!(strip(&bytes), (left.to_vec(), dropped), "{text:?} byte by byte");
        }
    }

    #[test]
    fn a_string_without_end_does_not_swallow_the_rest() {
        let mut flood = b"\x1b]0;".to_vec();
        flood.extend(vec![b'x'; 10_000]);
        let (left, _) = strip(&[&flood]);
        assert!(!left.is_empty() && left.iter().all(|byte| *byte == b'x'));
    }
}
