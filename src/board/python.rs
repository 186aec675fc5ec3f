//! Python literals, written for a board.

use crate::model::RemotePath;

/// A `str` literal in ASCII-free-of-surprises: every character that could end the
/// literal, the line or the transfer is escaped, all else is UTF-8 as it is.
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => {
                out.push_str(&format!("\\x{:02x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

pub(super) fn path(path: &RemotePath) -> String {
    text(path.as_str())
}

/// A `bytes` literal in printable ASCII.
pub(super) fn bytes(value: &[u8]) -> String {
    let mut out = String::with_capacity(value.len() + value.len() / 4 + 3);
    out.push_str("b'");
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\'' => out.push_str("\\'"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x20..=0x7e => out.push(*byte as char),
            // Octal is shorter, unless a digit follows that it would swallow.
            0..=7 if !value.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                out.push_str(&format!("\\{byte:o}"));
            }
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('\'');
    out
}

/// A `bytes` literal for raw paste, which is 8-bit clean: bytes stay as they are unless
/// they would end the literal, the line or the transfer.
pub(super) fn raw_bytes(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + value.len() / 16 + 3);
    out.extend_from_slice(b"b'");
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\'' => out.extend_from_slice(b"\\'"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            // Octal is shorter, unless a digit follows that it would swallow.
            0..=7 if !value.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                out.extend_from_slice(&[b'\\', b'0' + byte]);
            }
            0..=8 => out.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
            byte => out.push(*byte),
        }
    }
    out.push(b'\'');
    out
}

/// Standard base64, as `binascii.a2b_base64` reads it.
pub(super) fn base64(value: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(value.len().div_ceil(3) * 4);
    for three in value.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..4 {
            if place <= three.len() {
                let index = (bits >> (18 - 6 * place)) & 0x3f;
                out.push(LETTERS[index as usize] as char);
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// What base64 stands for; None where it is none.
pub(super) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for four in text.chunks(4) {
        let pads = four.iter().rev().take_while(|letter| **letter == b'=').count();
        let mut bits = 0_u32;
        for letter in &four[..4 - pads] {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        bits <<= 6 * pads;
        if pads > 2 {
            return None;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - pads]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_end_a_literal_or_the_transfer() {
        assert_eq!(text("it's \"q\" \\ ü\n\u{3}"), "'it\\'s \"q\" \\\\ ü\\n\\x03'");
        assert_eq!(bytes(b"a'\\\n\x00\x001\xff"), "b'a\\'\\\\\\n\\0\\x001\\xff'");
    }

    #[test]
    fn writes_base64() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"\xff\xfe\xfd\xfc", "//79/A=="),
        ] {
            assert_eq!(base64(bytes), text);
        }
    }

    #[test]
    fn reads_base64_and_nothing_else() {
        for bytes in [&b""[..], b"f", b"fo", b"foo", b"\xff\xfe\xfd\xfc", &[0; 384]] {
            assert_eq!(from_base64(base64(bytes).as_bytes()).as_deref(), Some(bytes));
        }
        for text in ["A", "AAA", "AA!A", "A===", "===="] {
            assert_eq!(from_base64(text.as_bytes()), None, "{text}");
        }
    }
}
