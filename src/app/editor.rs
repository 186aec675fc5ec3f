//! Lines of text that the user edits.

mod sheet;
mod undo;

pub use sheet::{Sheet, Step};
pub use undo::Spot;

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
        match key.code {
            // the area would begin a second line
            KeyCode::Char('m' | 'j') if key.ctrl => {}
            // as shells have it; the area would undo
            KeyCode::Char('u') if key.ctrl => {
                self.area.delete_line_by_head();
            }
            KeyCode::Tab => self.insert("    "),
            _ => {
                if let Some(input) = input(key) {
                    self.area.input(input);
                }
            }
        }
    }
}

/// Text of several lines with a cursor.
#[derive(Debug, Clone, Default)]
pub struct Area {
    area: TextArea<'static>,
}

impl Area {
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Line, and characters before the cursor in it.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// The cursor stands behind all but blanks.
    pub fn at_end(&self) -> bool {
        let (line, column) = self.cursor();
        let behind = self.lines().iter().skip(line + 1).all(|line| line.trim().is_empty());
        let rest = self.lines().get(line).map(|line| line.chars().skip(column));
        behind && rest.is_none_or(|mut rest| rest.all(char::is_whitespace))
    }

    /// All that is before the cursor.
    pub fn before(&self) -> String {
        let (line, column) = self.cursor();
        let mut before = self.lines()[..line.min(self.lines().len())].join("\n");
        if line > 0 {
            before.push('\n');
        }
        before.extend(self.lines().get(line).iter().flat_map(|line| line.chars().take(column)));
        before
    }

    pub fn set(&mut self, text: &str) {
        self.area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    pub fn insert(&mut self, text: &str) {
        self.area.insert_str(text);
    }

    /// Up or down; false at the first or last line.
    pub fn step(&mut self, down: bool) -> bool {
        let before = self.cursor().0;
        self.area.move_cursor(if down { CursorMove::Down } else { CursorMove::Up });
        self.cursor().0 != before
    }

    /// Takes up to four blanks away at the start of the line.
    pub fn unindent(&mut self) {
        let (line, column) = self.cursor();
        let blanks = self.lines()[line].chars().take(4).take_while(|c| *c == ' ').count();
        self.area.move_cursor(CursorMove::Head);
        self.area.delete_str(blanks);
        for _ in 0..column.saturating_sub(blanks) {
            self.area.move_cursor(CursorMove::Forward);
        }
    }

    /// A key that means nothing else here.
    pub fn key(&mut self, key: Key) {
        if key.code == KeyCode::Char('z') && key.ctrl {
            self.area.undo();
        } else if key.code == KeyCode::Char('y') && key.ctrl {
            self.area.redo();
        } else if key.code == KeyCode::Char('u') && key.ctrl {
            self.area.delete_line_by_head();
        } else if key.code == KeyCode::Backspace && !key.ctrl && !key.alt && self.in_indent() {
            self.unindent();
        } else if let Some(input) = input(key) {
            self.area.input(input);
        }
    }

    /// Before the cursor there are only blanks, whole steps of indentation.
    fn in_indent(&self) -> bool {
        let (line, column) = self.cursor();
        let mut before = self.lines()[line].chars().take(column);
        column > 0 && column % 4 == 0 && before.all(|c| c == ' ')
    }
}

/// A key of ours as the text area knows it.
fn input(key: Key) -> Option<Input> {
    let code = match key.code {
        KeyCode::Char(c) => AreaKey::Char(c),
        KeyCode::Backspace => AreaKey::Backspace,
        KeyCode::Delete => AreaKey::Delete,
        KeyCode::Left => AreaKey::Left,
        KeyCode::Right => AreaKey::Right,
        KeyCode::Home => AreaKey::Home,
        KeyCode::End => AreaKey::End,
        _ => return None,
    };
    Some(Input { key: code, ctrl: key.ctrl, alt: key.alt, shift: key.shift })
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
