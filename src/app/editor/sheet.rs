//! The text of a whole file, with a cursor, a selection and what can be taken back.

use tui_textarea::{CursorMove, TextArea};

use super::undo::{Spot, Undo};

/// A way to go in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Left,
    Right,
    WordLeft,
    WordRight,
    /// So many lines.
    Up(usize),
    Down(usize),
    /// The first letter of the line, or the very start of it.
    Home,
    End,
    Top,
    Bottom,
}

#[derive(Debug, Clone)]
pub struct Sheet {
    area: TextArea<'static>,
    undo: Undo,
    /// The column that going up and down keeps to.
    wish: Option<usize>,
}

impl Sheet {
    /// Columns of a line, and lines of a text, that the text area can count.
    pub const MOST: usize = u16::MAX as usize - 1;

    pub fn new(lines: Vec<String>) -> Self {
        let lines = if lines.is_empty() { vec![String::new()] } else { lines };
        let undo = Undo::new(&lines);
        Sheet { area: plain(lines), undo, wish: None }
    }

    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Line, and characters before the cursor in it.
    pub fn cursor(&self) -> Spot {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Both ends in order; none where nothing is selected.
    pub fn selection(&self) -> Option<(Spot, Spot)> {
        self.area.selection_range().filter(|(from, to)| from != to)
    }

    pub fn selected(&self) -> Option<String> {
        let (from, to) = self.selection()?;
        Some(self.between(from, to))
    }

    /// The text between two places, in order.
    pub fn between(&self, from: Spot, to: Spot) -> String {
        let mut text = String::new();
        for (at, line) in self.lines().iter().enumerate().take(to.0 + 1).skip(from.0) {
            let start = if at == from.0 { from.1 } else { 0 };
            let end = if at == to.0 { to.1 } else { usize::MAX };
            if at > from.0 {
                text.push('\n');
            }
            text.extend(line.chars().take(end).skip(start));
        }
        text
    }

    fn length(&self, line: usize) -> usize {
        self.lines().get(line).map_or(0, |line| line.chars().count())
    }

    pub fn go(&mut self, step: Step, select: bool) {
        let (line, column) = self.cursor();
        let last = self.lines().len() - 1;
        let wish = self.wish.unwrap_or(column);
        let to = match step {
            // as everywhere: the end of the selection on that side
            Step::Left if !select && let Some((from, _)) = self.selection() => from,
            Step::Right if !select && let Some((_, to)) = self.selection() => to,
            Step::Left if column > 0 => (line, column - 1),
            Step::Left if line > 0 => (line - 1, self.length(line - 1)),
            Step::Right if column < self.length(line) => (line, column + 1),
            Step::Right if line < last => (line + 1, 0),
            Step::Left | Step::Right => (line, column),
            Step::WordLeft => self.word_left(),
            Step::WordRight => self.word_right(),
            Step::Up(by) if line == 0 && by == 1 => (0, 0),
            Step::Up(by) => (line.saturating_sub(by), wish),
            Step::Down(by) if line == last && by == 1 => (last, usize::MAX),
            Step::Down(by) => (line.saturating_add(by).min(last), wish),
            Step::Home => {
                let blanks = self.lines()[line].chars().take_while(|c| c.is_whitespace()).count();
                (line, if column == blanks { 0 } else { blanks })
            }
            Step::End => (line, usize::MAX),
            Step::Top => (0, 0),
            Step::Bottom => (last, usize::MAX),
        };
        self.put(to, select);
        if matches!(step, Step::Up(_) | Step::Down(_)) {
            self.wish = Some(wish);
        }
    }

    fn word_left(&self) -> Spot {
        let (line, column) = self.cursor();
        let before: Vec<char> = self.lines()[line].chars().take(column).collect();
        let blanks = before.iter().rev().take_while(|c| c.is_whitespace()).count();
        if blanks == before.len() {
            return match line {
                0 => (0, 0),
                _ if column > 0 => (line, 0),
                _ => (line - 1, self.length(line - 1)),
            };
        }
        let end = before.len() - blanks;
        let kind = kind(before[end - 1]);
        let word = before[..end].iter().rev().take_while(|c| self::kind(**c) == kind).count();
        (line, end - word)
    }

    fn word_right(&self) -> Spot {
        let (line, column) = self.cursor();
        let after: Vec<char> = self.lines()[line].chars().skip(column).collect();
        let Some(first) = after.first() else {
            return if line + 1 < self.lines().len() { (line + 1, 0) } else { (line, column) };
        };
        let word = match kind(*first) {
            Kind::Blank => 0,
            kind => after.iter().take_while(|c| self::kind(**c) == kind).count(),
        };
        let blanks = after[word..].iter().take_while(|c| c.is_whitespace()).count();
        (line, column + word + blanks)
    }

    /// Puts the cursor there, or as near as there is text. `select`: what is between is
    /// selected.
    pub fn put(&mut self, (line, column): Spot, select: bool) {
        self.wish = None;
        self.undo.part();
        self.jump((line, column), select);
    }

    fn jump(&mut self, (line, column): Spot, select: bool) {
        let line = line.min(self.lines().len() - 1);
        let column = column.min(self.length(line));
        if !select {
            self.area.cancel_selection();
        } else if !self.area.is_selecting() {
            self.area.start_selection();
        }
        let short = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(short(line), short(column)));
    }

    pub fn select_all(&mut self) {
        self.put((0, 0), false);
        self.put((usize::MAX, usize::MAX), true);
    }

    pub fn select(&mut self, from: Spot, to: Spot) {
        self.put(from, false);
        self.put(to, true);
    }

    /// Puts text in the place of the selection. Answers the first line that changed.
    pub fn insert(&mut self, text: &str) -> Option<usize> {
        self.change(false, |area| {
            area.insert_str(text);
        })
    }

    /// A letter that was typed.
    pub fn type_letter(&mut self, letter: char) -> Option<usize> {
        let typing = self.selection().is_none();
        self.change(typing, |area| area.insert_char(letter))
    }

    /// Puts text in the place of another piece.
    pub fn replace(&mut self, from: Spot, to: Spot, text: &str) -> Option<usize> {
        let before = self.cursor();
        self.jump(from, false);
        self.jump(to, true);
        self.area.insert_str(text);
        self.note(before, false)
    }

    /// Lines of their own in the place of all.
    pub fn replace_lines(&mut self, lines: Vec<String>, cursor: Spot) -> Option<usize> {
        let before = self.cursor();
        self.area = plain(lines);
        self.jump(cursor, false);
        self.note(before, false)
    }

    /// The selection, or what is from the cursor to where a step leads.
    pub fn delete(&mut self, step: Step) -> Option<usize> {
        let before = self.cursor();
        if self.selection().is_none() {
            self.area.cancel_selection();
            self.go(step, true);
        }
        self.area.insert_str("");
        self.area.cancel_selection();
        self.note(before, false)
    }

    pub fn undo(&mut self) -> Option<usize> {
        let (lines, spot) = self.undo.undo()?;
        let lines = lines.to_vec();
        Some(self.back_to(lines, spot))
    }

    pub fn redo(&mut self) -> Option<usize> {
        let (lines, spot) = self.undo.redo()?;
        let lines = lines.to_vec();
        Some(self.back_to(lines, spot))
    }

    fn back_to(&mut self, lines: Vec<String>, spot: Spot) -> usize {
        let same = self.lines().iter().zip(&lines).take_while(|(a, b)| a == b).count();
        self.area = plain(lines);
        self.jump(spot, false);
        self.wish = None;
        same
    }

    fn change(&mut self, typing: bool, act: impl FnOnce(&mut TextArea<'static>)) -> Option<usize> {
        let before = self.cursor();
        act(&mut self.area);
        self.area.cancel_selection();
        self.note(before, typing)
    }

    fn note(&mut self, before: Spot, typing: bool) -> Option<usize> {
        self.wish = None;
        let after = self.cursor();
        self.undo.note(self.area.lines(), before, after, typing)
    }
}

/// A text area that keeps no history: ours takes whole words back, and goes on after
/// lines were put in the place of others.
fn plain(lines: Vec<String>) -> TextArea<'static> {
    let mut area = TextArea::new(lines);
    area.set_max_histories(0);
    area
}

#[derive(PartialEq, Eq)]
enum Kind {
    Blank,
    Word,
    Sign,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_whitespace() => Kind::Blank,
        c if c.is_alphanumeric() || c == '_' => Kind::Word,
        _ => Kind::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::new(text.split('\n').map(str::to_owned).collect())
    }

    #[test]
    fn goes_as_every_editor_does() {
        let mut sheet = sheet("def f(a):\n    return a+1\n\nx");
        for (step, at) in [
            (Step::WordRight, (0, 4)),
            (Step::WordRight, (0, 5)),
            (Step::End, (0, 9)),
            (Step::Right, (1, 0)),
            (Step::Home, (1, 4)),
            (Step::Home, (1, 0)),
            (Step::End, (1, 14)),
            (Step::Down(1), (2, 0)),
            (Step::Up(1), (1, 14)),
            (Step::WordLeft, (1, 13)),
            (Step::WordLeft, (1, 12)),
            (Step::WordLeft, (1, 11)),
            (Step::Down(9), (3, 1)),
            (Step::Down(1), (3, 1)),
            (Step::Top, (0, 0)),
            (Step::Left, (0, 0)),
            (Step::Bottom, (3, 1)),
            (Step::Right, (3, 1)),
        ] {
            sheet.go(step, false);
            assert_eq!(sheet.cursor(), at, "{step:?}");
        }
    }

    #[test]
    fn what_is_selected_is_replaced_and_comes_back() {
        let mut sheet = sheet("one\ntwo\nthree");
        sheet.put((0, 1), false);
        sheet.go(Step::Down(1), true);
        assert_eq!(sheet.selected().as_deref(), Some("ne\nt"));
        sheet.type_letter('é');
        assert_eq!(sheet.lines(), ["oéwo", "three"]);
        sheet.delete(Step::Left);
        sheet.delete(Step::WordRight);
        assert_eq!(sheet.lines(), ["o", "three"]);
        assert_eq!((sheet.undo(), sheet.undo(), sheet.undo()), (Some(0), Some(0), Some(0)));
        assert_eq!(sheet.lines(), ["one", "two", "three"]);
        assert_eq!(sheet.undo(), None);
        sheet.redo();
        assert_eq!(sheet.lines(), ["oéwo", "three"]);
        sheet.select_all();
        sheet.insert("");
        assert_eq!(sheet.lines(), [""]);
    }

    #[test]
    fn left_and_right_leave_a_selection_at_its_ends() {
        let mut sheet = sheet("abcdef");
        sheet.select((0, 1), (0, 4));
        sheet.go(Step::Left, false);
        assert_eq!((sheet.cursor(), sheet.selection()), ((0, 1), None));
        sheet.select((0, 1), (0, 4));
        sheet.go(Step::Right, false);
        assert_eq!(sheet.cursor(), (0, 4));
    }
}
