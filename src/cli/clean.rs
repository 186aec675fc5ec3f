//! What a board sends is not trusted: none of its escape sequences reach the user's
//! terminal. (`repl` is the exception: there the user's terminal is the board's.)

use std::borrow::Cow;
use std::fmt::Write;

/// A file name for people and for scripts that read line by line: as it is where it
/// is harmless, else quoted, with control characters written out.
pub fn name(text: &str) -> Cow<'_, str> {
    if !text.starts_with('"') && !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut quoted = String::with_capacity(text.len() + 8);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if is_unsafe(letter) => escape(letter, &mut quoted),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// A text of one or more lines, as a traceback: line ends and tabs stay, other
/// control characters are written out.
pub fn text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\n' | '\t' => clean.push(letter),
            _ if is_unsafe(letter) => escape(letter, &mut clean),
            _ => clean.push(letter),
        }
    }
    clean
}

/// Control characters, and those that turn the direction of what follows.
fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(letter: char, into: &mut String) {
    match letter {
        '\n' => into.push_str("\\n"),
        '\r' => into.push_str("\\r"),
        '\t' => into.push_str("\\t"),
        _ if u32::from(letter) < 0x80 => {
            let _ = write!(into, "\\x{:02x}", u32::from(letter));
        }
        _ => {
            let _ = write!(into, "\\u{{{:x}}}", u32::from(letter));
        }
    }
}

/// Passes a program's output on to a terminal: text, line ends, tabs, backspace, bell
/// and colours (SGR); all other control sequences are written out instead of obeyed.
///
/// Output comes in pieces cut anywhere, so an unfinished character or colour waits
/// for its rest.
#[derive(Debug, Default)]
pub struct Filter {
    held: Vec<u8>,
}

/// `ESC [`, parameters, `m`: longer ones than any real colour are not waited for.
const LONGEST_COLOUR: usize = 40;

impl Filter {
    /// Adds a piece; gives back what may be shown now.
    pub fn pass(&mut self, piece: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(piece);
        let held = std::mem::take(&mut self.held);
        let mut shown = String::with_capacity(held.len());
        let mut at = 0;
        while at < held.len() {
            match next(&held[at..]) {
                Step::Show(length) => {
                    shown.push_str(&String::from_utf8_lossy(&held[at..at + length]));
                    at += length;
                }
                Step::Escape(letter) => {
                    escape(letter, &mut shown);
                    at += letter.len_utf8();
                }
                Step::Invalid => {
                    let _ = write!(shown, "\\x{:02x}", held[at]);
                    at += 1;
                }
                Step::Wait => {
                    self.held = held[at..].to_vec();
                    break;
                }
            }
        }
        shown.into_bytes()
    }

    /// At the end: what still waits, written out.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut shown = String::new();
        for byte in std::mem::take(&mut self.held) {
            match byte {
                b' '..=b'~' => shown.push(char::from(byte)),
                _ => {
                    let _ = write!(shown, "\\x{byte:02x}");
                }
            }
        }
        shown.into_bytes()
    }
}

enum Step {
    Show(usize),
    Escape(char),
    Invalid,
    Wait,
}

fn next(bytes: &[u8]) -> Step {
    match bytes[0] {
        b'\n' | b'\r' | b'\t' | 0x07 | 0x08 => Step::Show(1),
        0x1b => colour(bytes),
        byte if byte < 0x80 => match char::from(byte) {
            letter if is_unsafe(letter) => Step::Escape(letter),
            _ => Step::Show(1),
        },
        _ => character(bytes),
    }
}

fn colour(bytes: &[u8]) -> Step {
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (at, byte) {
            (1, b'[') => {}
            (1, _) => return Step::Escape('\x1b'),
            (_, b'0'..=b'9' | b';' | b':') if at < LONGEST_COLOUR => {}
            (_, b'm') => return Step::Show(at + 1),
            _ => return Step::Escape('\x1b'),
        }
    }
    Step::Wait
}

fn character(bytes: &[u8]) -> Step {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Invalid,
    };
    let end = length.min(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => match text.chars().next() {
            Some(letter) if is_unsafe(letter) => Step::Escape(letter),
            _ => Step::Show(end),
        },
        Err(error) if error.error_len().is_none() => Step::Wait,
        Err(_) => Step::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_they_are_unless_they_bite() {
        for (given, shown) in [
            ("main.py", "main.py"),
            ("it's \"q\" ü x", "it's \"q\" ü x"),
            ("a\nb", "\"a\\nb\""),
            ("\x1b]0;x\x07", "\"\\x1b]0;x\\x07\""),
            ("\u{9b}31m", "\"\\u{9b}31m\""),
            ("\"quoted\"", "\"\\\"quoted\\\"\""),
            ("\u{202e}yp", "\"\\u{202e}yp\""),
        ] {
            assert_eq!(name(given), shown);
        }
    }

    #[test]
    fn texts_keep_their_lines() {
        assert_eq!(text("a\r\n\tb\x1b[2J\r\n"), "a\n\tb\\x1b[2J\n");
    }

    fn filter(pieces: &[&[u8]]) -> String {
        let mut filter = Filter::default();
        let mut shown: Vec<u8> = pieces.iter().flat_map(|piece| filter.pass(piece)).collect();
        shown.extend(filter.finish());
        String::from_utf8(shown).unwrap()
    }

    #[test]
    fn colours_pass_and_nothing_else_does() {
        for (given, shown) in [
            (&b"a\r\nb\tc\x08\x07"[..], "a\r\nb\tc\x08\x07"),
            (b"\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
            (b"\x1b[2J\x1b[H", "\\x1b[2J\\x1b[H"),
            (b"\x1b]52;c;eA==\x07", "\\x1b]52;c;eA==\x07"),
            (b"\x1b", "\\x1b"),
            (b"\x9b31m", "\\x9b31m"),
            (b"\xc2\x9b31m", "\\u{9b}31m"),
            ("für ✓ 𝄞".as_bytes(), "für ✓ 𝄞"),
            (b"\xe2\x9c", "\\xe2\\x9c"),
            (b"\xe2x", "\\xe2x"),
            (b"\0\x04", "\\x00\\x04"),
        ] {
            assert_eq!(filter(&[given]), shown, "{given:?}");
            let split: Vec<&[u8]> = given.chunks(1).collect();
            assert_eq!(filter(&split), shown, "{given:?} in pieces");
        }
    }
}
