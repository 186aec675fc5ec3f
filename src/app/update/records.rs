//! What a board says, written to files.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::model::{BoardId, Level};

impl State {
    pub(super) fn record(&mut self) {
        for id in self.boards_meant() {
            let Some(board) = self.board_mut(id) else { continue };
            let on = board.recording.is_none();
            self.emit(Effect::Record { board: id, on });
        }
    }

    pub(super) fn mark_record(&mut self) {
        for id in self.boards_meant() {
            let Some(board) = self.board_mut(id) else { continue };
            if board.recording.is_none() {
                self.notify(Level::Info, "Nothing is written to a file: L begins that");
                continue;
            }
            board.marks += 1;
            let (name, text) = (board.name().to_owned(), format!("mark {}", board.marks));
            self.log(Level::Info, &name, format!("{text} written to the log file"));
            self.notify(Level::Info, format!("{text} written"));
            self.emit(Effect::MarkRecord { board: id, text });
        }
    }

    pub(super) fn recording(&mut self, id: BoardId, to: Option<String>) {
        let Some(board) = self.board_mut(id) else { return };
        let name = board.name().to_owned();
        let before = std::mem::replace(&mut board.recording, to.clone());
        let text = match (before, to) {
            (_, Some(to)) => format!("all it says goes to {to}"),
            (Some(before), None) => format!("no longer written to {before}"),
            (None, None) => return,
        };
        self.log(Level::Info, &name, text.clone());
        self.notify(Level::Info, format!("{name}: {text}"));
    }
}
