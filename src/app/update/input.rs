//! The REPL's input editor: its keys, its history, what is sent.

use crate::app::action::Action;
use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::Effect;
use crate::app::list::Cursor;
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};
use crate::catalog::Snippet;
use crate::model::{Key, Level, Mode};

use super::jobs::Then;
use super::repl::needs_paste;

impl State {
    /// Between the editor and keys that go to the board; from elsewhere into the editor.
    pub(super) fn switch_input(&mut self) {
        let editing = self.focus == Pane::Repl && self.repl.typing && self.repl.input.open;
        if editing {
            self.repl.input.open = false;
            return;
        }
        self.open_input();
    }

    pub(super) fn open_input(&mut self) {
        if self.board().is_none() {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        }
        self.set_focus(Pane::Repl);
        self.repl.typing = true;
        self.repl.selection = None;
        self.repl.input.open = true;
        self.ask_history();
    }

    /// What earlier runs sent is read when it is first needed.
    fn ask_history(&mut self) {
        if !std::mem::replace(&mut self.repl.input.asked, true) {
            let job = self.job_for(None, "read the REPL's history", Then::History);
            self.emit(Effect::ReadInputs { job });
        }
    }

    pub(super) fn input_key(&mut self, key: Key) {
        self.repl.input.forget_recall();
        self.repl.input.key(key);
    }

    pub(super) fn input_paste(&mut self, text: &str) {
        self.repl.input.forget_recall();
        let text = crate::app::pasted::plain(text);
        self.repl.input.insert(&text);
    }

    pub(super) fn in_input(&mut self, action: Action) {
        let input = &mut self.repl.input;
        match action {
            Action::SendOrNewLine if input.choices.is_some() => input.choose(),
            Action::SendOrNewLine if input.is_ready() => self.send_input(),
            Action::SendOrNewLine | Action::NewLine => {
                input.forget_recall();
                input.new_line();
            }
            Action::Send => self.send_input(),
            Action::Complete => self.complete(),
            Action::Unindent if input.step_choice(-1) => {}
            Action::Unindent => input.area.unindent(),
            Action::Up | Action::Down if input.choices.is_some() => {
                input.step_choice(if action == Action::Up { -1 } else { 1 });
            }
            Action::Up if input.area.step(false) => {}
            Action::Down if input.area.step(true) => {}
            Action::Up | Action::HistoryUp => drop(input.recall(true)),
            Action::Down | Action::HistoryDown => drop(input.recall(false)),
            Action::PageUp | Action::PageDown => {
                if let Some(motion) = super::panes::motion(action) {
                    self.repl_go(motion);
                }
            }
            Action::HistoryList => self.list_history(),
            Action::Dismiss if input.choices.take().is_some() => {}
            Action::Dismiss | Action::LeaveTyping => self.repl.typing = false,
            Action::Cancel if input.choices.take().is_some() => {}
            Action::Cancel if !input.text().is_empty() => {
                input.forget_recall();
                input.set("");
            }
            Action::Cancel => self.interrupt(),
            _ => {}
        }
    }

    /// One line is typed, so that the board shows what it is worth; several go through
    /// paste mode.
    fn send_input(&mut self) {
        if self.repl.input.text().trim().is_empty() {
            return;
        }
        let Some(board) = self.board_mut_selected() else { return };
        let id = board.id;
        // what mpdeck does there itself ends in a moment, and the text waits for it
        if !matches!(board.mode, Mode::Friendly | Mode::Raw) {
            let why = match board.mode {
                Mode::Lost | Mode::Opening => "The board is not connected",
                Mode::Flashing => "The board is being flashed",
                _ => "No prompt is seen: a program may run. Ctrl-C on an empty line stops it",
            };
            return self.notify(Level::Warn, why);
        }
        board.terminal.scroll_to_end();
        let text = self.repl.input.take();
        self.emit(Effect::KeepInput(text.clone()));
        self.send_text(id, &text);
    }

    /// A piece of Python to the board's prompt.
    pub(super) fn send_text(&mut self, board: crate::model::BoardId, text: &str) {
        match text.contains('\n') || needs_paste(text) {
            true => self.send_lines(board, text, false),
            false => {
                let bytes = format!("{text}\r").into_bytes();
                self.emit(Effect::Type { board, bytes });
            }
        }
    }

    /// What was sent before and holds what stands in the editor, the newest first.
    pub(super) fn list_history(&mut self) {
        self.ask_history();
        let input = &self.repl.input;
        let wanted = input.text().to_lowercase();
        let mut texts: Vec<String> = Vec::new();
        for entry in input.history.iter().rev() {
            if entry.to_lowercase().contains(wanted.trim()) && !texts.contains(entry) {
                texts.push(entry.clone());
            }
        }
        if texts.is_empty() {
            return self.notify(Level::Info, "Nothing like this was sent before");
        }
        let item = |text: &String| {
            let lines = text.lines().count();
            let says = if lines > 1 { format!("{lines} lines") } else { String::new() };
            let first: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
            Item { name: crate::app::clean(&first).into_owned(), says }
        };
        let items = texts.iter().map(item).collect();
        let what = Choosing::Text { texts };
        let chooser = Chooser { title: "Sent before", items, cursor: Cursor::default(), what };
        self.overlays.push(Overlay::Chooser(chooser));
    }

    /// A text that was chosen, into the editor.
    pub(super) fn fill_input(&mut self, text: &str) {
        self.open_input();
        self.repl.input.forget_recall();
        self.repl.input.set(text);
    }

    /// A text that was chosen, where the cursor is.
    pub(super) fn insert_input(&mut self, text: &str) {
        self.open_input();
        self.repl.input.forget_recall();
        self.repl.input.insert(text.trim_end());
    }

    pub(super) fn list_snippets(&mut self) {
        let job = self.job_for(None, "read the snippets", Then::Snippets);
        self.emit(Effect::ReadSnippets { job });
    }

    pub(super) fn choose_snippet(&mut self, snippets: Vec<Snippet>) {
        let item = |snippet: &Snippet| Item {
            name: crate::app::clean(&snippet.name).into_owned(),
            says: crate::app::clean(&snippet.says).into_owned(),
        };
        let items = snippets.iter().map(item).collect();
        let texts = snippets.into_iter().map(|snippet| snippet.text).collect();
        let what = Choosing::Snippet { texts };
        let chooser = Chooser { title: "Snippets", items, cursor: Cursor::default(), what };
        self.overlays.push(Overlay::Chooser(chooser));
    }
}
