//! Which boards there are, and which one is meant.

use std::sync::Arc;

use super::built_in::{BOARDS, CHIPS};
use super::{Board, Chip, Mistake, file};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    pub(super) chips: Vec<Arc<Chip>>,
    boards: Vec<Arc<Board>>,
}

/// What a machine string says about the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It can only be this one.
    One(Arc<Board>),
    /// The chip is known, and these have it.
    Some(Vec<Arc<Board>>),
    Unknown,
}

impl Catalog {
    /// What comes with mpdeck.
    pub fn built_in() -> Catalog {
        let mut catalog = Catalog::default();
        // A test reads the same files, so none is left out in a build that was tested.
        for (id, text) in CHIPS {
            catalog.chips.extend(file::chip(id, text).ok().map(Arc::new));
        }
        for (id, text) in BOARDS {
            let added = catalog.add(id, text);
            debug_assert!(added.is_ok(), "{id}: {added:?}");
        }
        catalog
    }

    /// Adds a user's board, or puts it in the place of a built-in one of this name.
    ///
    /// # Errors
    /// The first mistake in the file.
    pub fn add(&mut self, id: &str, text: &str) -> Result<(), Mistake> {
        let board = Arc::new(file::board(id, text, self)?);
        match self.boards.iter_mut().find(|other| other.id == id) {
            Some(place) => *place = board,
            None => self.boards.push(board),
        }
        Ok(())
    }

    pub fn boards(&self) -> &[Arc<Board>] {
        &self.boards
    }

    pub fn chips(&self) -> &[Arc<Chip>] {
        &self.chips
    }

    pub(super) fn chip(&self, id: &str) -> Option<Arc<Chip>> {
        self.chips.iter().find(|chip| chip.id == id).cloned()
    }

    /// By its own name, its title or another name of it; capitals do not count.
    pub fn board(&self, name: &str) -> Option<Arc<Board>> {
        let is = |text: &str| text.eq_ignore_ascii_case(name);
        let by = |board: &&Arc<Board>| {
            is(&board.id) || is(&board.title) || board.also.iter().any(|other| is(other))
        };
        self.boards.iter().find(by).cloned()
    }

    /// By MicroPython's machine string, as `Raspberry Pi Pico with RP2040`.
    pub fn found(&self, machine: &str) -> Found {
        let named = |board: &&Arc<Board>| board.machines.iter().any(|own| machine.starts_with(own));
        if let Some(board) = self.boards.iter().find(named) {
            return Found::One(Arc::clone(board));
        }
        let Some(chip) = machine.rsplit(' ').next().filter(|word| !word.is_empty()) else {
            return Found::Unknown;
        };
        let with: Vec<Arc<Board>> = self
            .boards
            .iter()
            .filter(|board| board.chip.machine.eq_ignore_ascii_case(chip))
            .filter(|board| !board.alone)
            .cloned()
            .collect();
        match with.as_slice() {
            [] => Found::Unknown,
            [only] => Found::One(Arc::clone(only)),
            _ => Found::Some(with),
        }
    }
}
