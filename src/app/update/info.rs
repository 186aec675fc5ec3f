//! The page that tells what a board is and can do: the text of `mpdeck info`.

use crate::app::overlay::{Overlay, Viewer};
use crate::app::state::State;
use crate::model::BoardId;

impl State {
    pub(super) fn show_info(&mut self, board: Option<BoardId>, text: &str) {
        let Some(board) = board.and_then(|id| self.board_mut(id)) else { return };
        let title = crate::app::clean(&board.full_name()).into_owned();
        self.overlays.push(Overlay::Viewer(Viewer::wrapped(title, text)));
    }
}
