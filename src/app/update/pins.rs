//! The pinout: which board's, moving in it, levels, and a pin's name for the REPL.

use std::sync::Arc;
use std::time::Duration;

use crate::app::action::Action;
use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::{Choice, Effect};
use crate::app::list::{Cursor, Motion};
use crate::app::overlay::{FilterOf, Overlay};
use crate::app::pins::{Levels, Pins};
use crate::app::state::{Pane, State};
use crate::catalog::{self, Found};
use crate::model::{Command, Level, Mode, Problem};

use super::jobs::Then;
use super::panes::motion;

/// Between two readings of the levels.
const EVERY: Duration = Duration::from_millis(500);

impl State {
    /// The pinout of the board shown: the one chosen before, or the only one it can be.
    pub(super) fn open_pins(&mut self) {
        let chosen = self.pinout_key().and_then(|key| self.setup.pinouts.get(&key).cloned());
        if let Some(board) = chosen.and_then(|name| self.setup.catalog.board(&name)) {
            return self.show_pins(board);
        }
        let machine = self.board().and_then(|board| board.info.as_ref()).map(|info| &info.machine);
        match machine.map(|machine| self.setup.catalog.found(machine)) {
            Some(Found::One(board)) => self.show_pins(board),
            Some(Found::Some(boards)) => self.choose_board(&boards),
            Some(Found::Unknown) | None => self.choose_board(&[]),
        }
    }

    /// What a choice is remembered by: boards with the same firmware may differ.
    pub(super) fn pinout_key(&self) -> Option<String> {
        let info = self.board()?.info.as_ref()?;
        Some(info.unique_id.clone().unwrap_or_else(|| info.machine.clone()))
    }

    fn show_pins(&mut self, board: Arc<catalog::Board>) {
        self.overlays.push(Overlay::Pins(Pins::new(board)));
    }

    /// `likely` first, then all the others.
    fn choose_board(&mut self, likely: &[Arc<catalog::Board>]) {
        let all = self.setup.catalog.boards();
        let others = all.iter().filter(|board| !likely.iter().any(|other| other.id == board.id));
        let item = |board: &Arc<catalog::Board>| Item {
            name: board.id.clone(),
            says: format!("{}, {}", board.title, board.chip.name),
        };
        let items = likely.iter().chain(others).map(item).collect();
        let title = match likely {
            [] => "Whose pins?",
            _ => "Which of these is your board?",
        };
        let cursor = Cursor::default();
        self.overlays.push(Overlay::Chooser(Chooser {
            title,
            items,
            cursor,
            what: Choosing::Board,
        }));
    }

    pub(super) fn board_chosen(&mut self, name: &str) {
        let Some(board) = self.setup.catalog.board(name) else { return };
        if let Some(of) = self.pinout_key() {
            self.setup.pinouts.insert(of.clone(), board.id.clone());
            self.emit(Effect::Remember(Choice::Pinout { of, board: board.id.clone() }));
        }
        match self.overlays.last_mut() {
            Some(Overlay::Pins(pins)) => *pins = Pins::new(board),
            _ => self.show_pins(board),
        }
    }

    pub(super) fn in_pins(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let Some(Overlay::Pins(pins)) = self.overlays.last_mut() else { return };
        if let Some(motion) = motion(action) {
            return step(pins, motion, page);
        }
        match action {
            Action::Left | Action::Right => {
                let (row, _) = pins.place();
                pins.go(row, action == Action::Right, page);
            }
            Action::Insert | Action::Accept | Action::Open => self.insert_pin(),
            Action::Levels => self.toggle_levels(),
            Action::ChooseBoard => self.choose_board(&[]),
            Action::Filter => self.ask_filter(FilterOf::Pins),
            Action::Dismiss if !pins.filter.is_empty() => pins.filter.clear(),
            Action::Dismiss | Action::Quit | Action::Cancel | Action::Pins => {
                self.overlays.pop();
            }
            _ => {}
        }
    }

    pub(super) fn filter_pins(&mut self, text: &str) {
        let page = usize::from(self.layout.overlay);
        let pins = self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Pins(pins) => Some(pins),
            _ => None,
        });
        if let Some(pins) = pins {
            text.clone_into(&mut pins.filter);
            pins.go_to_match(page);
        }
    }

    /// A row of the drawing was clicked.
    pub(super) fn click_pins(&mut self, row: usize, right: bool) {
        let page = usize::from(self.layout.overlay);
        if let Some(Overlay::Pins(pins)) = self.overlays.last_mut() {
            pins.go(pins.offset + row, right, page);
        }
    }

    fn insert_pin(&mut self) {
        let Some(Overlay::Pins(pins)) = self.overlays.last() else { return };
        let Some(pin) = pins.pin() else { return };
        if pin.code.is_empty() {
            let text = format!("{} is no pin a program can use", pin.label);
            return self.notify(Level::Info, text);
        }
        let code = pin.code.clone();
        let Some(board) = self.board().filter(|board| board.connected()).map(|board| board.id)
        else {
            return self.notify(Level::Warn, "No board is connected to type it into");
        };
        self.overlays.pop();
        self.set_focus(Pane::Repl);
        self.repl.typing = true;
        self.emit(Effect::Type { board, bytes: code.into_bytes() });
    }

    fn toggle_levels(&mut self) {
        let connected = self.board().is_some_and(|board| board.connected());
        let Some(Overlay::Pins(pins)) = self.overlays.last_mut() else { return };
        pins.levels = match &pins.levels {
            Levels::On { .. } => Levels::Off,
            _ if pins.board.chip.registers.is_empty() => {
                let why = format!(
                    "the levels of the {} cannot be read without changing something",
                    pins.board.chip.name
                );
                Levels::Impossible(why)
            }
            _ if !connected => Levels::Impossible("no board is connected".to_owned()),
            _ => Levels::On { words: Vec::new(), read: Duration::ZERO, asked: false },
        };
        self.read_levels();
    }

    /// Whether levels are watched, for which time has to go by.
    pub(in crate::app) fn watches_levels(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Pins(pins)) if pins.is_live())
    }

    /// Whether the board shown waits at its prompt and has nothing else to do: only then
    /// are levels read.
    pub fn board_idles(&self) -> bool {
        self.board().is_some_and(|board| {
            board.mode == Mode::Friendly
                && board.syncing.is_none()
                && !self.jobs.values().any(|job| job.board == Some(board.id))
        })
    }

    /// Reads the levels anew if it is time and the board idles.
    pub(super) fn read_levels(&mut self) {
        if !self.board_idles() {
            return;
        }
        let (now, board) = (self.now, self.selected);
        let Some(Overlay::Pins(pins)) = self.overlays.last_mut() else { return };
        let addresses = pins.board.addresses();
        let Levels::On { read, asked, words } = &mut pins.levels else { return };
        let due = words.is_empty() || now.saturating_sub(*read) >= EVERY;
        if *asked || !due {
            return;
        }
        *asked = true;
        if let Some(board) = board {
            let command = Command::ReadWords { addresses };
            self.command(board, command, "read the levels of the pins", Then::Levels);
        }
    }

    pub(super) fn levels_read(&mut self, result: Result<Vec<u32>, Problem>) {
        let now = self.now;
        for overlay in &mut self.overlays {
            let Overlay::Pins(pins) = overlay else { continue };
            if !pins.is_live() {
                continue;
            }
            pins.levels = match &result {
                Ok(words) => Levels::On { words: words.clone(), read: now, asked: false },
                Err(problem) => Levels::Impossible(crate::app::clean(&problem.why).into_owned()),
            };
        }
    }
}

/// A step along a side; among what was searched for, if something was.
fn step(pins: &mut Pins, motion: Motion, page: usize) {
    let (row, right) = pins.place();
    let rows = if right { pins.board.right.len() } else { pins.board.left.len() };
    if !pins.filter.is_empty() && matches!(motion, Motion::Up | Motion::Down) {
        return step_to_match(pins, motion, page);
    }
    let mut cursor = Cursor { at: row, offset: pins.offset };
    cursor.go(motion, rows, page);
    pins.go(cursor.at, right, page);
}

/// Round through both sides, so that one key visits all that was found.
fn step_to_match(pins: &mut Pins, motion: Motion, page: usize) {
    let all: Vec<bool> = pins.board.pins().map(|pin| pins.shows(pin)).collect();
    let count = all.len();
    let hit = (1..=count).map(|by| match motion {
        Motion::Down => (pins.at + by) % count,
        _ => (pins.at + count - by) % count,
    });
    let found = hit.into_iter().find(|at| all[*at]);
    if let Some(at) = found {
        pins.at = at;
        pins.keep_in_sight(page);
    }
}
