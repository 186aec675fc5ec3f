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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_end_a_literal_or_the_transfer() {
        assert_eq!(text("it's \"q\" \\ ü\n\u{3}"), "'it\\'s \"q\" \\\\ ü\\n\\x03'");
        assert_eq!(bytes(b"a'\\\n\x00\x001\xff"), "b'a\\'\\\\\\n\\0\\x001\\xff'");
    }
}
