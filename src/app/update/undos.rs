//! Taking back what was done to the board's files.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::overlay::Deed;
use crate::app::state::State;
use crate::model::{BoardId, Command, LastChange, Level, Undone};

use super::jobs::Then;
use super::transfers::some;

impl State {
    pub(super) fn ask_undo(&mut self) {
        let Some(board) = self.selected else {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        };
        let job = self.job_for(Some(board), "look for the last change", Then::AskUndo);
        self.emit(Effect::LastChange { board, job });
    }

    pub(super) fn ask_whether(&mut self, board: Option<BoardId>, last: Option<LastChange>) {
        let Some(board) = board else { return };
        let Some(LastChange { what, ago, paths }) = last else {
            let text = "Nothing to undo: mpdeck has not changed files of this board yet";
            return self.notify(Level::Info, text);
        };
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        let mut lines =
            vec![format!("On {}:", self.name_of(board)), format!("{what}, {}", age(ago))];
        // one path is told by what was done
        if paths.len() > 1 {
            lines.extend(some(&paths));
        }
        let deed = Deed::Undo { board, force: false };
        self.ask("Undo the last change?", lines, ("Undo", "Keep"), deed);
    }

    pub(super) fn undo(&mut self, board: BoardId, force: bool) {
        let what = "undo the last change";
        self.command(board, Command::Undo { force }, what, Then::Undone);
    }

    pub(super) fn undone(&mut self, board: Option<BoardId>, undone: Undone) {
        let Some(board) = board else { return };
        match undone {
            Undone::Done { what, .. } => {
                let text = format!("Undone on {}: {what}", self.name_of(board));
                self.log(Level::Good, "files", text.clone());
                self.notify(Level::Good, text);
                self.glance(board);
            }
            Undone::Differs(paths) => {
                let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
                let mut lines = vec![format!("On {}, since that change:", self.name_of(board))];
                lines.extend(some(&paths));
                lines.push("Undo all the same? What they hold now is kept, too.".to_owned());
                let deed = Deed::Undo { board, force: true };
                self.ask("Changed since", lines, ("Undo", "Keep"), deed);
            }
        }
    }

    fn name_of(&self, id: BoardId) -> String {
        let board = self.boards.iter().find(|board| board.id == id);
        board.map_or_else(|| "the board".to_owned(), |board| board.full_name())
    }
}

/// `just now`, `5 min ago`.
fn age(ago: Duration) -> String {
    match ago.as_secs() {
        0..60 => "just now".to_owned(),
        seconds @ 60..3600 => format!("{} min ago", seconds / 60),
        seconds @ 3600..86_400 => format!("{} h ago", seconds / 3600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}
