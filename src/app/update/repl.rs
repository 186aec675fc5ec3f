//! The REPL pane: typing, scrolling, searching, copying.

use crate::app::action::Action;
use crate::app::board::Board;
use crate::app::effect::Effect;
use crate::app::list::Motion;
use crate::app::overlay::Purpose;
use crate::app::selection::Selection;
use crate::app::state::{Pane, Repl, State};
use crate::app::terminal::Terminal;
use crate::model::{BoardId, Command, Key, Level};

use super::jobs::Then;

impl State {
    pub(super) fn board_mut_selected(&mut self) -> Option<&mut Board> {
        let selected = self.selected?;
        self.board_mut(selected)
    }

    fn terminal_mut(&mut self) -> Option<&mut Terminal> {
        self.board_mut_selected().map(|board| &mut board.terminal)
    }

    pub(super) fn in_repl(&mut self, action: Action) {
        match action {
            Action::LeaveTyping => self.repl.typing = false,
            Action::Type | Action::Open => {
                if self.board().is_none() {
                    return self
                        .notify(Level::Warn, "No board is connected: choose one in Devices");
                }
                self.repl.typing = true;
                self.repl.selection = None;
                if let Some(terminal) = self.terminal_mut() {
                    terminal.scroll_to_end();
                }
            }
            Action::Search => {
                let last = self.repl.search.clone();
                self.ask_text("Search:", &last, Purpose::Search);
            }
            Action::Timestamps | Action::ShowBytes => self.annotate(action),
            Action::OpenTrace => self.open_trace(),
            Action::Run => self.run(),
            Action::HistoryList => self.list_history(),
            Action::SearchNext => self.find(true),
            Action::SearchPrevious => self.find(false),
            Action::Select => self.select_by_keys(),
            Action::Copy => self.copy_selection(),
            Action::ClearScreen => {
                self.repl.selection = None;
                self.repl.found = None;
                if let Some(terminal) = self.terminal_mut() {
                    terminal.clear();
                }
            }
            _ => {}
        }
    }

    fn annotate(&mut self, action: Action) {
        let Some(board) = self.board_mut_selected() else { return };
        let (switch, what) = match action {
            Action::Timestamps => (&mut board.annotate.stamps, "Times before each line"),
            _ => (&mut board.annotate.hex, "What is not text as hex"),
        };
        *switch = !*switch;
        let text = format!("{what}: {}", if *switch { "on, from now on" } else { "off" });
        self.notify(Level::Info, text);
    }

    pub(super) fn type_key(&mut self, key: Key) {
        let Some(board) = self.board_mut_selected() else { return };
        let id = board.id;
        if !board.connected() {
            let text = format!("{} is not connected: the key was not sent", board.name());
            return self.notify(Level::Warn, text);
        }
        board.terminal.scroll_to_end();
        let application = board.terminal.application_cursor();
        self.repl.selection = None;
        if key == Key::ctrl('c') {
            // past whatever is queued for the board
            return self.emit(Effect::Interrupt { board: id });
        }
        if let Some(bytes) = crate::app::keys::bytes(key, application) {
            self.emit(Effect::Type { board: id, bytes });
        }
    }

    pub(super) fn paste_to_board(&mut self, text: &str) {
        let Some(board) = self.board_mut_selected() else { return };
        let id = board.id;
        if !board.connected() {
            let text = format!("{} is not connected: nothing was pasted", board.name());
            return self.notify(Level::Warn, text);
        }
        board.terminal.scroll_to_end();
        let text = crate::app::pasted::plain(text);
        let lines = text.trim_end_matches('\n').lines().count();
        if text.is_empty() {
        } else if lines > 1 || needs_paste(&text) {
            self.send_lines(id, &text, true);
        } else {
            let bytes = text.replace('\n', "\r").into_bytes();
            self.emit(Effect::Type { board: id, bytes });
        }
    }

    /// Several lines to the board's prompt. `input`: a program that runs may have them.
    pub(super) fn send_lines(&mut self, board: BoardId, text: &str, input: bool) {
        let source = text.trim_end_matches('\n').to_owned();
        let lines = source.lines().count();
        let what = format!("paste {lines} lines");
        self.command(board, Command::Paste { source, input }, what, Then::Nothing);
    }

    pub(super) fn repl_go(&mut self, motion: Motion) {
        if self.repl.selection.is_some_and(|selection| selection.by_keys) {
            return self.stretch_selection(motion);
        }
        let Some(terminal) = self.terminal_mut() else { return };
        let page = isize::from(terminal.size().rows as i16).max(2) - 1;
        match motion {
            Motion::Up => terminal.scroll(1),
            Motion::Down => terminal.scroll(-1),
            Motion::PageUp => terminal.scroll(page),
            Motion::PageDown => terminal.scroll(-page),
            Motion::Top => terminal.scroll(isize::MAX),
            Motion::Bottom => terminal.scroll_to_end(),
        }
    }

    pub(super) fn search(&mut self, text: String) {
        self.repl.search = text;
        self.repl.found = None;
        self.find(false);
    }

    /// The next place with the text searched for, from the one found last; upwards
    /// from the end at first.
    fn find(&mut self, down: bool) {
        let wanted = self.repl.search.to_lowercase();
        let from = self.repl.found;
        let Some(board) = self.board().filter(|_| !wanted.is_empty()) else { return };
        let terminal = &board.terminal;
        let lines = terminal.lines();
        let fits = |index: &usize| terminal.line(*index).text().to_lowercase().contains(&wanted);
        let found = if down {
            let start = from.map_or(0, |at| at + 1);
            (start..lines).find(fits).or_else(|| (0..start.min(lines)).find(fits))
        } else {
            let end = from.unwrap_or(lines).min(lines);
            (0..end).rev().find(fits).or_else(|| (end..lines).rev().find(fits))
        };
        self.repl.found = found;
        match found {
            Some(index) => {
                if let Some(terminal) = self.terminal_mut() {
                    terminal.show(index);
                }
            }
            None => {
                let text = format!("`{}` is not in the scrollback", self.repl.search);
                self.notify(Level::Warn, text);
            }
        }
    }

    /// Begins with the line at the bottom of the view, ends where it stands.
    fn select_by_keys(&mut self) {
        if self.repl.selection.take().is_some() {
            return;
        }
        let Some(terminal) = self.board().map(|board| &board.terminal) else { return };
        let rows = usize::from(terminal.size().rows);
        let last = (terminal.top()..terminal.top() + rows)
            .rev()
            .find(|index| !terminal.line(*index).spans.is_empty())
            .unwrap_or(terminal.top());
        let row = self.repl.found.unwrap_or(last);
        self.repl.selection =
            Some(Selection { from: (row, 0), to: (row, u16::MAX), by_keys: true });
        self.notify(Level::Info, "Up and down select lines, y copies, Esc ends");
    }

    fn stretch_selection(&mut self, motion: Motion) {
        let Some(mut selection) = self.repl.selection else { return };
        let Some(terminal) = self.terminal_mut() else { return };
        let lines = terminal.lines();
        let page = usize::from(terminal.size().rows).max(2) - 1;
        let (start, end) = (selection.from.0, selection.to.0);
        let end = match motion {
            Motion::Up => end.saturating_sub(1),
            Motion::Down => end + 1,
            Motion::PageUp => end.saturating_sub(page),
            Motion::PageDown => end + page,
            Motion::Top => 0,
            Motion::Bottom => lines,
        }
        .min(lines.saturating_sub(1));
        terminal.show(end);
        if end >= start {
            (selection.from, selection.to) = ((start, 0), (end, u16::MAX));
        } else {
            (selection.from, selection.to) = ((start, u16::MAX), (end, 0));
        }
        self.repl.selection = Some(selection);
    }

    /// The rows that are selected, whole.
    pub(super) fn selected_lines(&self) -> Option<String> {
        let ((first, _), (last, _)) = self.repl.selection?.range();
        let whole = Selection { from: (first, 0), to: (last, u16::MAX), by_keys: false };
        self.board().map(|board| selected_text(&board.terminal, whole))
    }

    pub(super) fn copy_selection(&mut self) {
        let Some(selection) = self.repl.selection.take() else {
            return self.notify(Level::Info, "Select with v or the mouse first");
        };
        let Some(board) = self.board() else { return };
        let text = selected_text(&board.terminal, selection);
        let lines = text.lines().count();
        self.emit(Effect::Copy(text));
        self.notify(
            Level::Info,
            format!("Copied {lines} line{}", if lines == 1 { "" } else { "s" }),
        );
    }

    /// A cell of the view, as row and column of the scrollback.
    pub(super) fn repl_cell(&self, x: u16, y: u16) -> Option<(usize, u16)> {
        self.board().map(|board| (board.terminal.top() + usize::from(y), x))
    }

    pub(super) fn click_repl(&mut self, x: u16, y: u16) {
        if self.focus != Pane::Repl {
            self.set_focus(Pane::Repl);
        }
        self.repl.selection =
            self.repl_cell(x, y).map(|cell| Selection { from: cell, to: cell, by_keys: false });
    }
}

impl Repl {
    /// Rows were dropped at the top of the scrollback: what points into it moves.
    pub(super) fn rows_gone(&mut self, rows: usize) {
        self.found = self.found.and_then(|row| row.checked_sub(rows));
        self.selection = self.selection.and_then(|selection| {
            let from = (selection.from.0.checked_sub(rows)?, selection.from.1);
            let to = (selection.to.0.checked_sub(rows)?, selection.to.1);
            Some(Selection { from, to, ..selection })
        });
    }
}

/// MicroPython's line editor drops letters beyond ASCII; paste mode takes them.
pub(super) fn needs_paste(text: &str) -> bool {
    !text.is_ascii()
}

/// Rows that were wrapped by the screen's width come out in one piece.
fn selected_text(terminal: &Terminal, selection: Selection) -> String {
    let ((first, from), (last, to)) = selection.range();
    let mut text = String::new();
    for row in first..=last.min(terminal.lines().saturating_sub(1)) {
        let line = terminal.line(row);
        let start = if row == first { usize::from(from) } else { 0 };
        let end = if row == last { usize::from(to).saturating_add(1) } else { usize::MAX };
        text.push_str(&cut(&line.text(), start, end));
        if row < last && !line.wrapped {
            text.push('\n');
        }
    }
    text
}

/// The part of a row between two columns.
fn cut(text: &str, start: usize, end: usize) -> String {
    let mut column = 0;
    let mut part = String::new();
    for c in text.chars() {
        let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if column >= start && column < end || width == 0 && column > start && column <= end {
            part.push(c);
        }
        column += width;
    }
    part
}
