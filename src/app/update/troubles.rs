//! Crashes, resets and puzzling exceptions in a board's output, explained in the Log.

use std::time::Duration;

use crate::app::action::Action;
use crate::app::state::State;
use crate::catalog::{Explained, is_noise};
use crate::model::{BoardId, Level, Mode};

/// A board that crashes at each start is told of once in this time, for each kind.
const REST: Duration = Duration::from_secs(60);

/// What boards say that run no Python.
const WITHOUT_FIRMWARE: [&str; 4] = ["no-firmware", "bad-firmware", "download-mode", "noise"];

/// A board that says nothing else for this time has nothing to say.
const NOISE: Duration = Duration::from_secs(3);

/// A line of at least so many characters is words.
const WORDS: usize = 8;

impl State {
    pub(super) fn look_for_trouble(&mut self, id: BoardId, bytes: &[u8]) {
        let mut found: Vec<Explained> = Vec::new();
        let Some(board) = self.boards.iter_mut().find(|board| board.id == id) else { return };
        let (mut noise, mut text) = (false, false);
        board.ear.hear(bytes, |line| {
            let is_noise = is_noise(line);
            noise |= is_noise;
            text |= !is_noise && line.chars().count() >= WORDS;
            found.extend(self.troubles.explain(line));
        });
        noise |= board.ear.hears_noise();
        match text || board.mode == Mode::Friendly {
            true => board.noise_since = None,
            false if noise => found.extend(self.noise(id)),
            false => {}
        }
        for explained in found {
            self.explain(id, explained);
        }
    }

    /// One start of an ESP8266 with firmware makes some, too, before it says words.
    fn noise(&mut self, id: BoardId) -> Option<Explained> {
        let now = self.now;
        let since = *self.board_mut(id)?.noise_since.get_or_insert(now);
        (now >= since + NOISE).then(|| Explained {
            kind: "noise".to_owned(),
            level: Level::Warn,
            text: "what it sends is no text: an ESP8266 without firmware says so at 74880 baud, \
                   or a program talks at another rate. W puts MicroPython on it; --baud sets the \
                   rate"
                .to_owned(),
        })
    }

    fn explain(&mut self, id: BoardId, explained: Explained) {
        let now = self.now;
        let Some(board) = self.board_mut(id) else { return };
        let Explained { kind, level, mut text } = explained;
        match board.explained.get_mut(&kind) {
            Some((at, times)) if now < *at + REST => return *times += 1,
            Some((_, times @ 1..)) => text = format!("{text} (and {times} times more since)"),
            _ => {}
        }
        let without_firmware = WITHOUT_FIRMWARE.contains(&kind.as_str());
        board.explained.insert(kind, (now, 0));
        let name = board.name().to_owned();
        self.log(level, &name, text);
        if without_firmware {
            self.found_bare(id);
        }
    }

    /// Nothing is asked of a board that cannot answer, and what can be done is offered.
    fn found_bare(&mut self, id: BoardId) {
        let Some(board) = self.board_mut(id) else { return };
        if std::mem::replace(&mut board.bare, true) {
            return;
        }
        let name = board.name().to_owned();
        self.jobs.retain(|_, job| job.board != Some(id));
        self.decline_questions(id);
        if self.wizard().is_none() {
            let text = format!("No firmware runs on {name}");
            self.notify_offering(Level::Warn, &text, Action::Flash);
        }
    }
}
