//! A file that somebody changed on the board, beside ours.

use super::diff::{Body, diff};
use super::list::Scroll;
use crate::model::{BoardId, Comparison, Conflict};

/// One conflict over the panes.
#[derive(Debug)]
pub struct ConflictView {
    pub board: BoardId,
    pub conflict: Conflict,
    pub body: Body,
    pub scroll: Scroll,
    /// Columns scrolled to the right.
    pub right: usize,
}

impl ConflictView {
    pub fn new(board: BoardId, conflict: Conflict) -> Self {
        let (body, scroll) = (Body::Reading, Scroll::default());
        ConflictView { board, conflict, body, scroll, right: 0 }
    }

    pub(super) fn show(&mut self, comparison: &Comparison) {
        self.body = match comparison {
            Comparison::Binary => Body::Binary,
            Comparison::Text { here, there } => {
                let text = |side: &Option<String>| side.clone().unwrap_or_default();
                Body::Lines(diff(&text(there), &text(here)))
            }
        };
    }
}
