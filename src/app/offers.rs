//! What can be done now, and what the palette finds.

use crate::model::Mode;

use super::action::{Action, Context};
use super::chooser::Choosing;
use super::commands::{self, Command};
use super::flash::FlashStep;
use super::overlay::{Overlay, Purpose};
use super::state::{Side, State};

impl State {
    fn wizard_is_on_top(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Flash(_)))
    }

    fn asks_about_plan(&self) -> bool {
        self.wizard().is_some_and(|wizard| matches!(wizard.step, FlashStep::Ask { .. }))
    }

    /// The commands the palette shows for what is typed, the best first.
    pub fn palette_rows(&self) -> Vec<&'static Command> {
        let Some(Overlay::Palette(palette)) = self.overlays.last() else {
            return Vec::new();
        };
        super::fuzzy::sort(palette.field.text(), commands::commands(), |row| [row.help, row.name])
    }

    /// Whether an action can do something now; hints of others are shown dim.
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Upload => self.board().is_some() && self.files.side == Side::Local,
            Action::Download => self.board().is_some() && self.files.side == Side::Remote,
            Action::Sync | Action::SyncPlan | Action::Watch => self.setup.project,
            Action::Stop => self.board().is_some_and(|board| board.mode != Mode::Friendly),
            Action::Type
            | Action::SoftReset
            | Action::SafeReset
            | Action::Probe
            | Action::SetClock => self.board().is_some_and(|board| board.mode != Mode::Lost),
            Action::FlashPath | Action::FlashDownload | Action::FlashChip => {
                self.wizard().is_some_and(|wizard| matches!(wizard.step, FlashStep::Pick))
            }
            Action::Yes | Action::No => !self.wizard_is_on_top() || self.asks_about_plan(),
            // while it is shown its own keys are worth more
            Action::Plot => self.context() == Context::Repl && self.board().is_some(),
            Action::Conflicts => self.boards.iter().any(|board| !board.conflicts.is_empty()),
            Action::Run => match self.overlays.last() {
                Some(Overlay::Chooser(chooser)) => {
                    matches!(chooser.what, Choosing::Snippet { .. })
                }
                _ => true,
            },
            Action::HistoryList => match self.overlays.last() {
                Some(Overlay::Prompt(prompt)) => prompt.purpose == Purpose::Command,
                _ => true,
            },
            Action::ToggleHex => match self.overlays.last() {
                Some(Overlay::Viewer(viewer)) => !viewer.wraps,
                _ => true,
            },
            _ => true,
        }
    }
}
