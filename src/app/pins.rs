//! The pinout that is open: the pin under the cursor, what was searched for, and the
//! levels, while they are watched.

use std::sync::Arc;
use std::time::Duration;

use crate::catalog::{self, Board};

#[derive(Debug)]
pub struct Pins {
    pub board: Arc<Board>,
    /// Among [`Board::pins`].
    pub at: usize,
    /// The first row that is seen.
    pub offset: usize,
    pub filter: String,
    pub levels: Levels,
}

/// What is known of the levels on the pins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Levels {
    #[default]
    Off,
    /// As they were read at this time, in the order of the chip's registers; before the
    /// first answer there are none.
    On { words: Vec<u32>, read: Duration, asked: bool },
    /// Why they cannot be read.
    Impossible(String),
}

impl Pins {
    pub fn new(board: Arc<Board>) -> Pins {
        let at = board.pins().position(|pin| pin.gpio.is_some()).unwrap_or_default();
        Pins { board, at, offset: 0, filter: String::new(), levels: Levels::Off }
    }

    pub fn pin(&self) -> Option<&catalog::Pin> {
        self.board.pin(self.at)
    }

    /// Whether a pin is what was searched for.
    pub fn shows(&self, pin: &catalog::Pin) -> bool {
        self.filter.is_empty() || catalog::matches(pin, &self.filter)
    }

    /// The level of a pin, where it is known.
    pub fn level(&self, pin: &catalog::Pin) -> Option<bool> {
        match &self.levels {
            Levels::On { words, .. } => self.board.chip.level(pin.gpio?, words),
            _ => None,
        }
    }

    pub fn is_live(&self) -> bool {
        matches!(self.levels, Levels::On { .. })
    }

    /// The row of the pin under the cursor, and whether it is on the right.
    pub(super) fn place(&self) -> (usize, bool) {
        let left = self.board.left.len();
        if self.at < left { (self.at, false) } else { (self.at - left, true) }
    }

    /// To a row of one side, or the last one there is; a search is stepped along.
    pub(super) fn go(&mut self, row: usize, right: bool, page: usize) {
        let side = if right { self.board.right.len() } else { self.board.left.len() };
        if side == 0 {
            return;
        }
        let row = row.min(side - 1);
        self.at = if right { self.board.left.len() + row } else { row };
        self.keep_in_sight(page);
    }

    /// To the nearest pin that was searched for, this one included.
    pub(super) fn go_to_match(&mut self, page: usize) {
        let pins: Vec<&catalog::Pin> = self.board.pins().collect();
        let shown = |at: &usize| pins.get(*at).is_some_and(|pin| self.shows(pin));
        let after = (self.at..pins.len()).find(shown);
        if let Some(at) = after.or_else(|| (0..self.at).find(shown)) {
            self.at = at;
            self.keep_in_sight(page);
        }
    }

    pub(super) fn keep_in_sight(&mut self, page: usize) {
        let (row, _) = self.place();
        let page = page.max(1);
        let last = self.board.rows().saturating_sub(page);
        self.offset = self.offset.clamp((row + 1).saturating_sub(page), row).min(last);
    }
}
