//! Lines of text that the user edits.

use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea};

use crate::model::{Key, KeyCode};

/// One line of text with a cursor.
#[derive(Debug, Clone)]
pub struct Field {
    area: TextArea<'static>,
}

impl Field {
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.move_cursor(CursorMove::End);
        Field { area }
    }

    pub fn text(&self) -> &str {
        self.area.lines().first().map(String::as_str).unwrap_or_default()
    }

    /// Characters before the cursor.
    pub fn cursor(&self) -> usize {
        self.area.cursor().1
    }

    pub fn set(&mut self, text: &str) {
        *self = Field::new(text);
    }

    /// Puts text in at the cursor; line ends become blanks.
    pub fn insert(&mut self, text: &str) {
        self.area.insert_str(one_line(text));
    }

    /// A key that means nothing else here.
    pub fn key(&mut self, key: Key) {
        let code = match key.code {
            // the area would begin a second line
            KeyCode::Enter => return,
            KeyCode::Char('m' | 'j') if key.ctrl => return,
            // as shells have it; the area would undo
            KeyCode::Char('u') if key.ctrl => {
                self.area.delete_line_by_head();
                return;
            }
            KeyCode::Char(c) => AreaKey::Char(c),
            KeyCode::Tab => {
                self.insert("    ");
                return;
            }
            KeyCode::Backspace => AreaKey::Backspace,
            KeyCode::Delete => AreaKey::Delete,
            KeyCode::Left => AreaKey::Left,
            KeyCode::Right => AreaKey::Right,
            KeyCode::Home => AreaKey::Home,
            KeyCode::End => AreaKey::End,
            _ => return,
        };
        self.area.input(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: key.shift });
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_keys_are_those_of_a_shell() {
        let mut field = Field::new("one two three");
        field.key(Key::ctrl('w'));
        assert_eq!(field.text(), "one two ");
        field.key(Key::ctrl('a'));
        field.key(Key::ctrl('d'));
        field.key(Key::ctrl('e'));
        assert_eq!((field.text(), field.cursor()), ("ne two ", 7));
        field.key(Key::ctrl('u'));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn edits_one_line() {
        let mut field = Field::new("main.p");
        field.key(Key::char('y'));
        field.key(Key::plain(KeyCode::Home));
        field.insert("a\nb");
        field.key(Key::plain(KeyCode::Enter));
        field.key(Key::ctrl('m'));
        assert_eq!((field.text(), field.cursor()), ("a bmain.py", 3));
        field.key(Key::ctrl('k'));
        assert_eq!(field.text(), "a b");
    }
}
