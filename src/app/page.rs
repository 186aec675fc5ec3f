//! A file that is edited: its text, where it is kept, what was saved.

mod code;
mod content;
mod find;

use std::path::PathBuf;

use super::editor::{Sheet, Spot, Step};
use super::python;
use crate::model::{BoardId, Digest, Key, KeyCode, RemotePath};

pub use content::{Content, Unfit};
pub use find::Find;

/// Cells between two tab stops.
const TAB: usize = 4;

/// Where a file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Local(PathBuf),
    Board { board: BoardId, path: RemotePath },
}

impl Place {
    pub fn name(&self) -> String {
        match self {
            Place::Local(path) => {
                path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
            Place::Board { path, .. } => path.name().to_owned(),
        }
    }
}

#[derive(Debug)]
pub struct Page {
    pub place: Place,
    /// Path and board, cleaned.
    pub title: String,
    pub sheet: Sheet,
    content: Content,
    /// What was read or written last.
    pub(super) saved: Vec<u8>,
    /// The board's word on that.
    pub(super) digest: Option<Digest>,
    /// There is something to save.
    pub changed: bool,
    /// The first line and the first column that are seen.
    pub top: usize,
    pub left: usize,
    pub python: bool,
    /// The quote of the long string that each line begins in.
    strings: Vec<Option<char>>,
    pub find: Option<Find>,
}

impl Page {
    /// Bytes of a file that is edited here.
    pub const MOST: u64 = Content::BYTES as u64;

    /// # Errors
    /// What makes it no text that can be edited here.
    pub fn open(place: Place, title: String, bytes: Vec<u8>) -> Result<Page, Unfit> {
        let (content, lines) = Content::read(&bytes)?;
        let python = place.name().ends_with(".py");
        let mut page = Page {
            place,
            title,
            sheet: Sheet::new(lines),
            content,
            saved: bytes,
            digest: None,
            changed: false,
            top: 0,
            left: 0,
            python,
            strings: Vec::new(),
            find: None,
        };
        page.scan(0);
        Ok(page)
    }

    /// The file as it is to be written.
    pub fn bytes(&self) -> Vec<u8> {
        self.content.write(self.sheet.lines())
    }

    /// The quote of the long string that a line begins in.
    pub fn string_at(&self, line: usize) -> Option<char> {
        self.strings.get(line).copied().flatten()
    }

    fn scan(&mut self, from: usize) {
        if self.python {
            python::scan_strings(self.sheet.lines(), &mut self.strings, from);
        }
    }

    /// What follows a change: from which line on the text differs.
    fn altered(&mut self, from: Option<usize>) {
        let Some(from) = from else { return };
        self.scan(from);
        self.changed = self.bytes() != self.saved;
    }

    /// It was written, as it was then.
    pub(super) fn was_saved(&mut self, bytes: Vec<u8>, digest: Option<Digest>) {
        self.changed = self.bytes() != bytes;
        self.saved = bytes;
        self.digest = digest;
    }

    /// The file as somebody else left it takes the place of the text.
    pub(super) fn reload(&mut self, bytes: Vec<u8>) -> Result<(), Unfit> {
        let (content, lines) = Content::read(&bytes)?;
        self.content = content;
        let cursor = self.sheet.cursor();
        let from = self.sheet.replace_lines(lines, cursor);
        self.saved = bytes;
        self.altered(from);
        self.changed = false;
        Ok(())
    }

    /// A key that means nothing else here. `rows`: of the text that is seen.
    pub fn key(&mut self, key: Key, rows: usize) {
        let page = rows.saturating_sub(1).max(1);
        let step = match key.code {
            KeyCode::Left if key.ctrl || key.alt => Step::WordLeft,
            KeyCode::Right if key.ctrl || key.alt => Step::WordRight,
            KeyCode::Left => Step::Left,
            KeyCode::Right => Step::Right,
            KeyCode::Up => Step::Up(1),
            KeyCode::Down => Step::Down(1),
            KeyCode::PageUp => Step::Up(page),
            KeyCode::PageDown => Step::Down(page),
            KeyCode::Home if key.ctrl => Step::Top,
            KeyCode::End if key.ctrl => Step::Bottom,
            KeyCode::Home => Step::Home,
            KeyCode::End => Step::End,
            _ => return self.edit_key(key),
        };
        self.sheet.go(step, key.shift);
    }

    fn edit_key(&mut self, key: Key) {
        let words = key.ctrl || key.alt;
        let from = match key.code {
            KeyCode::Char('h') if key.ctrl => self.backspace(),
            KeyCode::Char('j') if key.ctrl => self.new_line(),
            KeyCode::Char(c) if !words => self.sheet.type_letter(c),
            KeyCode::Enter => self.new_line(),
            KeyCode::Backspace if words => self.sheet.delete(Step::WordLeft),
            KeyCode::Backspace => self.backspace(),
            KeyCode::Delete if words => self.sheet.delete(Step::WordRight),
            KeyCode::Delete => self.sheet.delete(Step::Right),
            _ => None,
        };
        self.altered(from);
    }

    /// False where the text would become larger than can be edited here.
    pub fn insert(&mut self, text: &str) -> bool {
        let lines = self.sheet.lines();
        let size: usize = lines.iter().map(|line| line.len() + 1).sum();
        let widest = text.split('\n').map(|line| line.chars().count()).max().unwrap_or_default();
        let fits = size + text.len() <= 2 * Content::BYTES
            && lines.len() + text.matches('\n').count() <= 2 * Content::LINES
            && widest + lines[self.sheet.cursor().0].len() <= Sheet::MOST;
        if fits {
            let from = self.sheet.insert(text);
            self.altered(from);
        }
        fits
    }

    pub fn undo(&mut self) -> bool {
        let from = self.sheet.undo();
        self.altered(from);
        from.is_some()
    }

    pub fn redo(&mut self) -> bool {
        let from = self.sheet.redo();
        self.altered(from);
        from.is_some()
    }

    /// The selection, without it in the text; else the line.
    pub fn cut(&mut self) -> String {
        let text = self.copied();
        let from = match self.sheet.selection() {
            Some((from, to)) => self.sheet.replace(from, to, ""),
            None => {
                let line = self.sheet.cursor().0;
                let last = self.sheet.lines().len() - 1;
                match line {
                    0 if last == 0 => self.sheet.replace((0, 0), (0, usize::MAX), ""),
                    _ if line == last => {
                        self.sheet.replace((line - 1, usize::MAX), (line, usize::MAX), "")
                    }
                    _ => self.sheet.replace((line, 0), (line + 1, 0), ""),
                }
            }
        };
        self.altered(from);
        text
    }

    /// The selection, else the line.
    pub fn copied(&self) -> String {
        let line = || format!("{}\n", self.sheet.lines()[self.sheet.cursor().0]);
        self.sheet.selected().unwrap_or_else(line)
    }

    /// To a line counted from 1, with some lines above it.
    pub fn go_to(&mut self, line: u32) {
        let line = (line as usize).saturating_sub(1);
        self.sheet.put((line, 0), false);
        self.sheet.go(Step::Home, false);
        self.top = line.saturating_sub(3);
    }

    /// The cell, counted from the text's left end, that a place of a line stands at.
    pub fn cell(&self, (line, column): Spot) -> usize {
        let Some(text) = self.sheet.lines().get(line) else { return 0 };
        text.chars().take(column).fold(0, |cell, c| cell + cells(c, cell))
    }

    /// The place in the text that is nearest to a cell.
    pub fn spot(&self, line: usize, cell: usize) -> Spot {
        let line = line.min(self.sheet.lines().len() - 1);
        let mut at = 0;
        for (column, c) in self.sheet.lines()[line].chars().enumerate() {
            let wide = cells(c, at);
            if cell < at + wide.div_ceil(2).max(1) {
                return (line, column);
            }
            at += wide;
        }
        (line, usize::MAX)
    }

    /// Moves what is seen, so that the cursor is in it.
    pub fn keep_in_sight(&mut self, rows: usize, columns: usize) {
        let (rows, columns) = (rows.max(1), columns.max(2));
        let (line, column) = self.sheet.cursor();
        let last = self.sheet.lines().len().saturating_sub(rows);
        self.top =
            self.top.clamp((line + 1).saturating_sub(rows), line).min(last.max(line.min(last)));
        let cell = self.cell((line, column));
        // some of what is before and behind the cursor is to be seen
        let margin = (columns / 4).min(8);
        if cell < self.left + margin.min(self.left) {
            self.left = cell.saturating_sub(margin);
        } else if cell + 1 > self.left + columns {
            self.left = cell + 1 + margin - columns;
        }
        if cell + 1 < columns {
            self.left = 0;
        }
    }

    /// Scrolls what is seen; the cursor comes along at the edges.
    pub fn scroll(&mut self, by: isize, rows: usize) {
        let last = self.sheet.lines().len().saturating_sub(rows.max(1));
        self.top = self.top.saturating_add_signed(by).min(last);
        let (line, column) = self.sheet.cursor();
        let seen = line.clamp(self.top, self.top + rows.saturating_sub(1));
        if seen != line {
            self.sheet.put((seen, column), false);
        }
    }
}

/// Cells that a letter takes at a place, as it is shown: see [`shown`].
fn cells(c: char, at: usize) -> usize {
    match c {
        '\t' => TAB - at % TAB,
        c if super::clean::unsafe_to_show(c) => super::clean(c.encode_utf8(&mut [0; 4])).len(),
        c => unicode_width::UnicodeWidthChar::width(c).unwrap_or(0),
    }
}

/// A piece of a line as it is shown, from a cell on: tabs as blanks, what must not reach
/// a terminal as an escape. Moves `cell` behind it.
pub fn shown(piece: &str, cell: &mut usize) -> String {
    let mut text = String::with_capacity(piece.len());
    for c in piece.chars() {
        let wide = cells(c, *cell);
        match c {
            '\t' => text.extend(std::iter::repeat_n(' ', wide)),
            c if super::clean::unsafe_to_show(c) => {
                text.push_str(&super::clean(c.encode_utf8(&mut [0; 4])));
            }
            c => text.push(c),
        }
        *cell += wide;
    }
    text
}

#[cfg(test)]
mod tests;
