//! What a key sends to a board: the bytes of an xterm, as MicroPython's line editor
//! and its programs know them.

use crate::model::{Key, KeyCode};

/// None for keys that have no bytes. `application` is the cursor-key mode a program
/// may ask for.
pub fn bytes(key: Key, application: bool) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(6);
    if key.alt {
        bytes.push(0x1b);
    }
    match key.code {
        KeyCode::Char(c) if key.ctrl => bytes.push(control(c)?),
        KeyCode::Char(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        KeyCode::Enter => bytes.push(b'\r'),
        KeyCode::Tab => bytes.push(b'\t'),
        KeyCode::Backspace => bytes.push(if key.ctrl { 0x08 } else { 0x7f }),
        KeyCode::Esc => bytes.push(0x1b),
        KeyCode::BackTab => bytes.extend(b"\x1b[Z"),
        KeyCode::Up => arrow(&mut bytes, b'A', key, application),
        KeyCode::Down => arrow(&mut bytes, b'B', key, application),
        KeyCode::Right => arrow(&mut bytes, b'C', key, application),
        KeyCode::Left => arrow(&mut bytes, b'D', key, application),
        KeyCode::Home => arrow(&mut bytes, b'H', key, application),
        KeyCode::End => arrow(&mut bytes, b'F', key, application),
        KeyCode::Insert => bytes.extend(b"\x1b[2~"),
        KeyCode::Delete => bytes.extend(b"\x1b[3~"),
        KeyCode::PageUp => bytes.extend(b"\x1b[5~"),
        KeyCode::PageDown => bytes.extend(b"\x1b[6~"),
        KeyCode::F(_) => return None,
    }
    Some(bytes)
}

fn arrow(bytes: &mut Vec<u8>, letter: u8, key: Key, application: bool) {
    if key.ctrl {
        // word by word in MicroPython's line editor
        bytes.extend(b"\x1b[1;5");
    } else if application {
        bytes.extend(b"\x1bO");
    } else {
        bytes.extend(b"\x1b[");
    }
    bytes.push(letter);
}

/// The terminal reports Ctrl with `\`, `]`, `^`, `_` as digits: 4 to 7 stand for
/// themselves and for those.
fn control(c: char) -> Option<u8> {
    match c.to_ascii_lowercase() {
        c @ 'a'..='z' => Some(c as u8 - b'a' + 1),
        ' ' | '@' | '2' => Some(0),
        '[' | '3' => Some(0x1b),
        '\\' | '4' => Some(0x1c),
        ']' | '5' => Some(0x1d),
        '^' | '6' => Some(0x1e),
        '_' | '7' | '/' => Some(0x1f),
        '8' | '?' => Some(0x7f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_sends_what_an_xterm_sends() {
        let plain = Key::plain;
        for (key, sent) in [
            (Key::char('a'), &b"a"[..]),
            (Key::char('Ü'), "Ü".as_bytes()),
            (Key::char('🙂'), "🙂".as_bytes()),
            (Key::alt('x'), b"\x1bx"),
            (plain(KeyCode::Enter), b"\r"),
            (plain(KeyCode::Tab), b"\t"),
            (plain(KeyCode::BackTab), b"\x1b[Z"),
            (plain(KeyCode::Backspace), b"\x7f"),
            (plain(KeyCode::Delete), b"\x1b[3~"),
            (plain(KeyCode::Insert), b"\x1b[2~"),
            (plain(KeyCode::Esc), b"\x1b"),
            (plain(KeyCode::Up), b"\x1b[A"),
            (plain(KeyCode::Down), b"\x1b[B"),
            (plain(KeyCode::Right), b"\x1b[C"),
            (plain(KeyCode::Left), b"\x1b[D"),
            (plain(KeyCode::Home), b"\x1b[H"),
            (plain(KeyCode::End), b"\x1b[F"),
            (plain(KeyCode::PageUp), b"\x1b[5~"),
            (plain(KeyCode::PageDown), b"\x1b[6~"),
            (Key { ctrl: true, ..plain(KeyCode::Left) }, b"\x1b[1;5D"),
            (Key::ctrl(' '), b"\0"),
            (Key::ctrl('5'), b"\x1d"),
            (Key::ctrl(']'), b"\x1d"),
            (Key::ctrl('4'), b"\x1c"),
            (Key::ctrl('7'), b"\x1f"),
        ] {
            assert_eq!(bytes(key, false).as_deref(), Some(sent), "{key:?}");
        }
        for (at, letter) in ('a'..='z').enumerate() {
            assert_eq!(bytes(Key::ctrl(letter), false), Some(vec![at as u8 + 1]), "Ctrl-{letter}");
        }
        for number in 1..=12 {
            assert_eq!(bytes(plain(KeyCode::F(number)), false), None);
        }
    }

    #[test]
    fn programs_may_ask_for_other_arrows() {
        assert_eq!(bytes(Key::plain(KeyCode::Up), true).as_deref(), Some(&b"\x1bOA"[..]));
    }
}
