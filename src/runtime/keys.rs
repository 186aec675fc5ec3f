//! From the terminal library's keys to ours.

use crossterm::event::{KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers};

use crate::model::{Key, KeyCode};

/// None for what is no key press of ours: releases, media keys, lone modifiers.
pub fn read(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let mut ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let mut shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        Code::Char(c) => {
            shift = false; // the character says it already
            KeyCode::Char(if ctrl { control_name(c) } else { c })
        }
        Code::Enter => KeyCode::Enter,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => {
            shift = false;
            KeyCode::BackTab
        }
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Esc => KeyCode::Esc,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(n) => KeyCode::F(n),
        Code::Null => {
            ctrl = true;
            KeyCode::Char(' ')
        }
        _ => return None,
    };
    Some(Key { code, ctrl, alt, shift })
}

/// crossterm reports the control bytes 0x1C to 0x1F as Ctrl with the digits 4 to 7;
/// they are what Ctrl with `\`, `]`, `^` and `_` sends.
fn control_name(c: char) -> char {
    match c {
        '4' => '\\',
        '5' => ']',
        '6' => '^',
        '7' => '_',
        c => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_bytes_have_their_usual_names() {
        let read = |c| read(KeyEvent::new(Code::Char(c), KeyModifiers::CONTROL));
        assert_eq!(read('5'), Some(Key::ctrl(']')));
        assert_eq!(read('4'), Some(Key::ctrl('\\')));
        assert_eq!(read('C'), Some(Key::ctrl('c')));
    }

    #[test]
    fn shift_is_in_the_character_and_releases_are_no_keys() {
        let upper = KeyEvent::new(Code::Char('A'), KeyModifiers::SHIFT);
        assert_eq!(read(upper), Some(Key::char('A')));
        let mut release = KeyEvent::new(Code::Enter, KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(read(release), None);
    }
}
