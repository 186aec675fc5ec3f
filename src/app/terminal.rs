//! The REPL's terminal: alacritty's emulator for the newest rows, our store for the
//! older ones. Nothing a board prints leaves this file except as plain [`Line`]s.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alacritty_terminal::event::{Event, EventListener};
use alacritty_terminal::grid::{Dimensions, Row};
use alacritty_terminal::index::{Column, Line as GridLine};
use alacritty_terminal::term::cell::{Cell, Flags};
use alacritty_terminal::term::{Config, Osc52, Term, TermMode};
use alacritty_terminal::vte::ansi::{Color, NamedColor, Processor, Timeout};

use super::clean::unsafe_to_show;
use super::layout::Size;
use super::scrollback::{CellStyle, Colour, Line, Scrollback};
use super::strings::Strings;

/// Rows above the screen that stay in the emulator and so reflow on a resize.
const ROWS: usize = 1000;
/// Bytes fed between two looks at what scrolled out. Each may scroll a line out, so
/// the emulator has room for as many more rows.
const PIECE: usize = 256;
/// Combining marks on one cell; a flood of them would grow without end.
const MARKS: usize = 8;
/// Answers to status queries per piece of output; a flood of queries must not become
/// a flood of answers.
const ANSWERS: usize = 4;

pub struct Terminal {
    term: Term<Answers>,
    parser: Processor<NoSync>,
    answers: Answers,
    strings: Strings,
    store: Scrollback,
    /// Rows between the view's end and the newest row.
    scrolled: usize,
    /// Rows that are gone for good.
    gone: usize,
    size: Size,
}

impl Terminal {
    /// `scrollback` counts the lines kept beyond the emulator's own rows.
    pub fn new(size: Size, scrollback: usize) -> Self {
        let size = at_least(size);
        let answers = Answers::default();
        let config =
            Config { scrolling_history: ROWS + PIECE, osc52: Osc52::Disabled, ..Config::default() };
        Terminal {
            term: Term::new(config, &Cells(size), answers.clone()),
            parser: Processor::new(),
            answers,
            strings: Strings::default(),
            store: Scrollback::new(scrollback),
            scrolled: 0,
            gone: 0,
            size,
        }
    }

    /// Takes output of the board. Gives back the emulator's answers to status
    /// queries, for the board.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut plain = Vec::with_capacity(bytes.len());
        self.strings.strip(bytes, &mut plain);
        for piece in plain.chunks(PIECE) {
            let before = self.above();
            self.parser.advance(&mut self.term, piece);
            self.bound_marks();
            let gone = self.store_old_rows();
            self.gone += gone;
            if self.scrolled > 0 {
                // what the user reads stays where it is
                let now = self.above() + gone;
                self.scrolled = (self.scrolled + now.saturating_sub(before)).min(self.above());
            }
        }
        self.answers.take()
    }

    /// How many rows were dropped at the top so far: a row's index shrinks by each.
    pub fn gone(&self) -> usize {
        self.gone
    }

    /// How many control strings (titles, clipboard writes) were dropped so far.
    pub fn dropped_strings(&self) -> u64 {
        self.strings.dropped
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// Reflows the rows that are in the emulator.
    pub fn resize(&mut self, size: Size) {
        let size = at_least(size);
        if size == self.size {
            return;
        }
        self.size = size;
        // a narrower screen makes more rows: none of them may be lost
        let most = (ROWS + PIECE) * 16;
        self.term.grid_mut().update_history(most);
        self.term.resize(Cells(size));
        self.store_old_rows();
        self.term.grid_mut().update_history(ROWS + PIECE);
        self.scrolled = self.scrolled.min(self.above());
    }

    /// Arrow keys are to be sent in their application form.
    pub fn application_cursor(&self) -> bool {
        self.term.mode().contains(TermMode::APP_CURSOR)
    }

    /// All rows there are: stored, in the emulator above the screen, on the screen.
    pub fn lines(&self) -> usize {
        self.above() + self.term.screen_lines()
    }

    /// One row; 0 is the oldest.
    pub fn line(&self, index: usize) -> Line {
        if let Some(line) = self.store.line(index) {
            return line;
        }
        let row = index - self.store.count().min(index);
        let history = self.term.grid().history_size();
        let at = row as i32 - history as i32;
        if at >= self.term.screen_lines() as i32 {
            return Line::default();
        }
        to_line(&self.term.grid()[GridLine(at)])
    }

    /// The first row of the view.
    pub fn top(&self) -> usize {
        self.above() - self.scrolled.min(self.above())
    }

    /// The rows in view, as many as the screen has.
    pub fn view(&self) -> impl Iterator<Item = Line> + '_ {
        let top = self.top();
        (top..top + self.term.screen_lines()).map(|index| self.line(index))
    }

    /// Rows between the view's end and the newest row; 0 while it follows.
    pub fn scrolled(&self) -> usize {
        self.scrolled
    }

    pub fn scroll(&mut self, rows_up: isize) {
        self.scrolled = self.scrolled.saturating_add_signed(rows_up).min(self.above());
    }

    pub fn scroll_to_end(&mut self) {
        self.scrolled = 0;
    }

    /// Brings a row into view, in the middle if it was not seen.
    pub fn show(&mut self, index: usize) {
        let page = self.term.screen_lines();
        if (self.top()..self.top() + page).contains(&index) {
            return;
        }
        let top = index.saturating_sub(page / 2).min(self.above());
        self.scrolled = self.above() - top;
    }

    /// Column and row of the cursor within the view, where it is seen.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        if !self.term.mode().contains(TermMode::SHOW_CURSOR) {
            return None;
        }
        let point = self.term.grid().cursor.point;
        let row = point.line.0.max(0) as usize + self.scrolled;
        (row < self.term.screen_lines()).then_some((point.column.0 as u16, row as u16))
    }

    /// The row that the cursor is on.
    pub fn cursor_row(&self) -> usize {
        self.above() + self.term.grid().cursor.point.line.0.max(0) as usize
    }

    /// What comes next begins a line.
    pub fn fresh_line(&mut self) {
        if self.term.grid().cursor.point.column.0 > 0 {
            self.feed(b"\r\n");
        }
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.parser.advance(&mut self.term, b"\x1b[2J\x1b[3J\x1b[H");
        self.term.grid_mut().clear_history();
        self.store.clear();
        self.scrolled = 0;
    }

    /// Rows above the screen.
    fn above(&self) -> usize {
        self.store.count() + self.term.grid().history_size()
    }

    /// Moves rows beyond [`ROWS`] to the store; answers how many the store itself had
    /// to drop for them.
    fn store_old_rows(&mut self) -> usize {
        let history = self.term.grid().history_size();
        let old = history.saturating_sub(ROWS);
        if old == 0 {
            return 0;
        }
        let before = self.store.count();
        for row in 0..old {
            let at = GridLine(row as i32 - history as i32);
            self.store.push(to_line(&self.term.grid()[at]));
        }
        self.term.grid_mut().update_history(ROWS);
        self.term.grid_mut().update_history(ROWS + PIECE);
        before + old - self.store.count()
    }

    fn bound_marks(&mut self) {
        let point = self.term.grid().cursor.point;
        let last = self.term.columns() - 1;
        for column in [point.column.0.saturating_sub(1), point.column.0.min(last)] {
            let cell = &mut self.term.grid_mut()[point.line][Column(column)];
            let marks = cell.zerowidth().unwrap_or_default();
            if marks.len() > MARKS {
                let kept: Vec<char> = marks[..MARKS].to_vec();
                cell.extra = None;
                kept.into_iter().for_each(|mark| cell.push_zerowidth(mark));
            }
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").field("size", &self.size).finish_non_exhaustive()
    }
}

fn at_least(size: Size) -> Size {
    Size { columns: size.columns.max(2), rows: size.rows.max(1) }
}

fn to_line(row: &Row<Cell>) -> Line {
    let mut line = Line::default();
    for cell in row {
        if cell.flags.intersects(Flags::WIDE_CHAR_SPACER | Flags::LEADING_WIDE_CHAR_SPACER) {
            continue;
        }
        let style = style(cell);
        line.push(if unsafe_to_show(cell.c) { ' ' } else { cell.c }, style);
        for mark in cell.zerowidth().unwrap_or_default() {
            if !unsafe_to_show(*mark) {
                line.push(*mark, style);
            }
        }
        line.wrapped = cell.flags.contains(Flags::WRAPLINE);
    }
    if !line.wrapped {
        line.trim();
    }
    line
}

fn style(cell: &Cell) -> CellStyle {
    let flags = cell.flags;
    CellStyle {
        fg: colour(cell.fg),
        bg: colour(cell.bg),
        bold: flags.contains(Flags::BOLD),
        dim: flags.contains(Flags::DIM),
        italic: flags.contains(Flags::ITALIC),
        underline: flags.intersects(Flags::ALL_UNDERLINES),
        reverse: flags.contains(Flags::INVERSE),
        strike: flags.contains(Flags::STRIKEOUT),
        hidden: flags.contains(Flags::HIDDEN),
    }
}

fn colour(colour: Color) -> Colour {
    match colour {
        Color::Spec(rgb) => Colour::Rgb(rgb.r, rgb.g, rgb.b),
        Color::Indexed(index) => Colour::Indexed(index),
        Color::Named(named) => {
            let index = named as usize;
            let dim = NamedColor::DimBlack as usize;
            match index {
                0..=15 => Colour::Indexed(index as u8),
                _ if (dim..dim + 8).contains(&index) => Colour::Indexed((index - dim) as u8),
                _ => Colour::Default,
            }
        }
    }
}

struct Cells(Size);

impl Dimensions for Cells {
    fn total_lines(&self) -> usize {
        self.screen_lines()
    }

    fn screen_lines(&self) -> usize {
        usize::from(self.0.rows)
    }

    fn columns(&self) -> usize {
        usize::from(self.0.columns)
    }
}

/// Keeps the emulator's answers to the board; titles, bells and clipboard wishes end
/// here.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<String>>>);

impl Answers {
    fn take(&self) -> Vec<u8> {
        let mut answers = match self.0.lock() {
            Ok(answers) => answers,
            Err(poisoned) => poisoned.into_inner(),
        };
        answers.drain(..).collect::<String>().into_bytes()
    }
}

impl EventListener for Answers {
    fn send_event(&self, event: Event) {
        if let Event::PtyWrite(answer) = event
            && let Ok(mut answers) = self.0.lock()
            && answers.len() < ANSWERS
        {
            answers.push(answer);
        }
    }
}

/// Synchronised updates need a clock to end by; without them every byte shows.
#[derive(Default)]
struct NoSync;

impl Timeout for NoSync {
    fn set_timeout(&mut self, _: Duration) {}

    fn clear_timeout(&mut self) {}

    fn pending_timeout(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
