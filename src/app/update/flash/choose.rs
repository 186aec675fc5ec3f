//! How it is to be done.

use crate::app::action::Action;
use crate::app::flash::{BackUp, FlashChoices, FlashStep, RATES};
use crate::app::list::Motion;
use crate::app::state::State;
use crate::app::update::panes::motion;
use crate::model::{Before, ImageKind};

/// How a chip may be brought into its loader.
const WAYS_IN: [Before; 4] = [Before::Default, Before::UsbJtag, Before::Crossed, Before::Hands];

/// Rows of the form.
const ROWS: usize = 4;

impl State {
    pub(super) fn in_choices(&mut self, action: Action) {
        let Some(wizard) = self.wizard_mut() else { return };
        let choices = &mut wizard.choices;
        match motion(action) {
            Some(Motion::Up) => choices.row = choices.row.saturating_sub(1),
            Some(Motion::Down) => choices.row = (choices.row + 1).min(ROWS - 1),
            Some(Motion::Top | Motion::PageUp) => choices.row = 0,
            Some(Motion::Bottom | Motion::PageDown) => choices.row = ROWS - 1,
            None => {}
        }
        match action {
            Action::Left => self.change_choice(-1),
            Action::Right => self.change_choice(1),
            Action::Accept | Action::Open => self.begin_work(),
            Action::Dismiss | Action::Quit | Action::Cancel | Action::No => {
                wizard.step = FlashStep::Pick;
            }
            _ => {}
        }
    }

    fn change_choice(&mut self, by: isize) {
        let Some(wizard) = self.wizard_mut() else { return };
        let whole = wizard.image().is_some_and(|image| {
            image.about.as_ref().is_ok_and(|about| about.kind == ImageKind::Whole)
        });
        let back_ups: &[BackUp] = match wizard.has_files {
            true => &[BackUp::Nothing, BackUp::Files, BackUp::Flash],
            false => &[BackUp::Nothing, BackUp::Flash],
        };
        let FlashChoices { row, back_up, erase, baud, before } = &mut wizard.choices;
        match row {
            0 => *back_up = step(back_ups, *back_up, by),
            1 => *erase = whole && !*erase,
            2 => *baud = step(&RATES, *baud, by),
            _ => *before = step(&WAYS_IN, *before, by),
        }
    }
}

/// The next of several values, and round.
fn step<T: Copy + PartialEq>(values: &[T], now: T, by: isize) -> T {
    let at = values.iter().position(|value| *value == now).unwrap_or_default() as isize;
    values[(at + by).rem_euclid(values.len() as isize) as usize]
}
