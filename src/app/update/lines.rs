//! The `:` line: what was typed before, completion, and what comes of it.

use std::path::PathBuf;

use crate::app::action::Action;
use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::{Effect, LocalOp};
use crate::app::line::{Word, last_word};
use crate::app::list::Cursor;
use crate::app::message::LocalEntry;
use crate::app::overlay::{Overlay, Prompt, Purpose, Viewer};
use crate::app::state::{Pane, State};
use crate::model::{BoardId, EntryKind, JobId, Level, RemotePath, Wish};

use super::jobs::Then;

/// Lines remembered.
const HISTORY: usize = 1000;

/// A completion that waits for a local folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) struct Completing {
    /// The line as it was then.
    line: String,
    /// Found already.
    names: Vec<String>,
}

impl State {
    pub(super) fn ask_command(&mut self) {
        if self.line_names.is_none() {
            self.line_names = Some(Vec::new());
            let job = self.job_for(None, "read the command lines", Then::Lines);
            self.emit(Effect::ReadLines { job });
            let job = self.job_for(None, "list the commands", Then::LineNames);
            self.emit(Effect::LineNames { job });
        }
        self.ask_text(":", "", Purpose::Command);
    }

    pub(super) fn earlier_lines(&mut self, mut earlier: Vec<String>) {
        earlier.append(&mut self.history);
        earlier.into_iter().for_each(|line| self.remember_line(line));
    }

    pub(super) fn know_line_names(&mut self, names: Vec<String>) {
        self.line_names = Some(names);
        if self.command_prompt().is_some_and(|prompt| prompt.waits) {
            self.complete_line();
        }
    }

    fn remember_line(&mut self, line: String) {
        self.history.retain(|other| *other != line);
        self.history.push(line);
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
    }

    fn command_prompt(&mut self) -> Option<&mut Prompt> {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Command => Some(prompt),
            _ => None,
        }
    }

    /// The line before or after that begins with what was typed.
    pub(super) fn recall(&mut self, older: bool) {
        let history = std::mem::take(&mut self.history);
        if let Some(prompt) = self.command_prompt() {
            let now = prompt.field.text().to_owned();
            let (at, typed) = prompt.history.clone().unwrap_or((history.len(), now));
            let fits = |at: &usize| history[*at].starts_with(&typed);
            let found = match older {
                true => (0..at).rev().find(fits),
                false => (at + 1..history.len()).find(fits),
            };
            prompt.choices.clear();
            match found {
                Some(at) => {
                    prompt.field.set(&history[at]);
                    prompt.history = Some((at, typed));
                }
                None if !older => {
                    prompt.field.set(&typed);
                    prompt.history = None;
                }
                None => {}
            }
        }
        self.history = history;
    }

    /// The lines that hold what is typed, the newest first.
    pub(super) fn list_lines(&mut self) {
        let Some(prompt) = self.command_prompt() else { return };
        let wanted = prompt.field.text().to_lowercase();
        let fits = |line: &&String| line.to_lowercase().contains(wanted.trim());
        let texts: Vec<String> = self.history.iter().rev().filter(fits).cloned().collect();
        if texts.is_empty() {
            return self.notify(Level::Info, "No such line was typed before");
        }
        let item = |line: &String| {
            let name: String = line.chars().take(60).collect();
            Item { name: crate::app::clean(&name).into_owned(), says: String::new() }
        };
        let items = texts.iter().map(item).collect();
        let what = Choosing::Line { texts };
        let chooser = Chooser { title: "Typed before", items, cursor: Cursor::default(), what };
        self.overlays.push(Overlay::Chooser(chooser));
    }

    pub(super) fn fill_line(&mut self, text: &str) {
        if let Some(prompt) = self.command_prompt() {
            prompt.field.set(text);
        }
    }

    pub(super) fn run_line(&mut self, text: String) {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        self.remember_line(text.clone());
        self.emit(Effect::KeepLine(text.clone()));
        match text.as_str() {
            "q" | "quit" | "exit" => return self.act(Action::Quit),
            "help" => return self.act(Action::Help),
            _ => {}
        }
        match self.marked_boards().as_slice() {
            [] => self.line(self.selected, &text),
            [one] => self.line(Some(*one), &text),
            several => self.line_on_each(several, &text),
        }
    }

    /// Each answer says whose it is.
    fn line_on_each(&mut self, boards: &[BoardId], text: &str) {
        for id in boards {
            let name = self.board_mut(*id).map(|board| board.name().to_owned());
            let says = format!("{text} on {}", name.unwrap_or_default());
            let job = self.job_for(Some(*id), says.clone(), Then::Line(says));
            self.emit_line(Some(*id), job, text);
        }
    }

    /// Has the one parser read a line, as if it was typed.
    pub(super) fn line(&mut self, board: Option<BoardId>, text: &str) {
        let job = self.job_for(board, text, Then::Line(text.to_owned()));
        self.emit_line(board, job, text);
    }

    pub(super) fn emit_line(&mut self, board: Option<BoardId>, job: JobId, text: &str) {
        let there = board.and_then(|id| self.board_mut(id)).and_then(|it| it.standing.clone());
        let here = self.standing_here();
        self.emit(Effect::Line { board, job, text: text.to_owned(), here, there });
    }

    fn standing_here(&self) -> PathBuf {
        self.standing.clone().unwrap_or_else(|| self.setup.folder.clone())
    }

    /// Long output gets a page of its own; a line fits the status bar.
    pub(super) fn line_answered(&mut self, line: &str, text: &str) {
        let text = text.trim_end();
        match text.lines().count() {
            0 => self.notify(Level::Good, format!("{line}: done")),
            1 if text.len() < usize::from(self.size.columns) / 2 => self.notify(Level::Info, text),
            1 => {
                let title = crate::app::clean(line).into_owned();
                self.overlays.push(Overlay::Viewer(Viewer::wrapped(title, text)));
            }
            // its fixes are to be read from end to end
            _ if line == "doctor" => {
                self.overlays.push(Overlay::Viewer(Viewer::wrapped("Doctor".to_owned(), text)));
            }
            _ => {
                let title = crate::app::clean(line).into_owned();
                self.overlays.push(Overlay::Viewer(Viewer::text(title, text)));
            }
        }
        // what was typed may have changed files on either side
        self.refresh_local();
        if let Some(board) = self.board_mut_selected() {
            board.stale();
        }
        self.refresh_stale();
    }

    /// What a line wants of the workbench.
    pub(super) fn wished(&mut self, board: Option<BoardId>, wish: Wish) {
        match wish {
            Wish::Connect(port) => {
                self.connect(port);
            }
            Wish::Disconnect => {
                if let Some(board) = board {
                    self.disconnect_board(board);
                }
            }
            Wish::EditHere(path) => self.edit_file(path, None),
            Wish::Edit(path) => {
                if let Some(board) = board {
                    self.edit_on_board(board, path, None);
                }
            }
            Wish::Repl(lines) => {
                self.set_focus(Pane::Repl);
                self.repl.typing = self.board().is_some();
                self.repl.input.open = false;
                if let Some(board) = board.filter(|_| !lines.is_empty()) {
                    let bytes = lines.iter().map(|line| format!("{line}\r")).collect::<String>();
                    self.emit(Effect::Type { board, bytes: bytes.into_bytes() });
                }
            }
            Wish::StandHere(path) => {
                self.notify(Level::Info, format!("Here: {}", path.display()));
                self.standing = Some(path);
            }
            Wish::Stand(path) => {
                let Some(board) = board.and_then(|id| self.board_mut(id)) else { return };
                let shown = path.clone().unwrap_or_else(|| board.boot_folder());
                board.standing = path;
                self.notify(Level::Info, format!("On the board: {shown}"));
            }
        }
    }

    /// Tab: the name of a command, or a path of either side.
    pub(super) fn complete_line(&mut self) {
        let Some(prompt) = self.command_prompt() else { return };
        let line: String = prompt.field.text().chars().take(prompt.field.cursor()).collect();
        let word = last_word(&line);
        if word.first {
            prompt.waits = true;
            let names = self.line_names.clone().unwrap_or_default();
            return self.offer_line(&line, names);
        }
        let names = if word.there { self.names_there(&word) } else { Vec::new() };
        if !word.here {
            return self.offer_line(&line, names);
        }
        let folder = self.standing_here().join(word.parts().0);
        let then = Then::CompleteLine(Completing { line, names });
        self.local(LocalOp::List { folder }, "complete a path", then);
    }

    pub(super) fn complete_here(&mut self, completing: Completing, entries: Vec<LocalEntry>) {
        let Completing { line, mut names } = completing;
        names.extend(entries.into_iter().map(|entry| match entry.kind {
            EntryKind::Folder => entry.name + "/",
            EntryKind::File => entry.name,
        }));
        self.offer_line(&line, names);
    }

    /// What the board's folder of a word holds, as the last listing has it.
    fn names_there(&self, word: &Word) -> Vec<String> {
        let Some(board) = self.board() else { return Vec::new() };
        let base = board.standing.clone().unwrap_or_else(|| board.boot_folder());
        let Ok(folder) = RemotePath::parse(word.parts().0, &base) else { return Vec::new() };
        let nodes = board.tree.inside(folder.as_str().trim_start_matches('/'));
        let name = |node: &crate::app::Node| {
            let end = if node.is_folder() { "/" } else { "" };
            format!("{}{end}", node.name())
        };
        nodes.iter().map(name).collect()
    }

    /// Puts in what all names that fit have in common, and shows them if there are several.
    fn offer_line(&mut self, line: &str, mut names: Vec<String>) {
        let Some(prompt) = self.command_prompt() else { return };
        let now: String = prompt.field.text().chars().take(prompt.field.cursor()).collect();
        if now != line {
            return;
        }
        let word = last_word(line);
        let typed = if word.first { word.text.as_str() } else { word.parts().1 };
        // names that hide themselves are meant only where they are begun
        names.retain(|name| {
            name.starts_with(typed) && (!typed.is_empty() || !name.starts_with('.'))
        });
        names.sort();
        names.dedup();
        let Some(first) = names.first() else { return };
        let common = names.iter().fold(first.as_str(), |common, name| {
            let same = common.chars().zip(name.chars()).take_while(|(a, b)| a == b);
            let bytes = same.map(|(a, _)| a.len_utf8()).sum();
            &common[..bytes]
        });
        let mut rest = word.quoted(&common[typed.len().min(common.len())..]);
        if names.len() == 1 && !rest.ends_with('/') {
            rest.extend(word.quote);
            rest.push(' ');
        }
        prompt.field.insert(&rest);
        let shown = |name: &String| crate::app::clean(name).into_owned();
        prompt.choices = match names.len() {
            1 => Vec::new(),
            _ => names.iter().map(shown).collect(),
        };
    }
}
