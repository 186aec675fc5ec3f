//! The plan and the ends: ways to go on from there.

use crate::app::action::Action;
use crate::app::effect::{Choice, Effect};
use crate::app::flash::{FlashStep, Menu, Way};
use crate::app::state::State;
use crate::app::update::panes::motion;
use crate::model::{Answer, Flashed, Level};

impl State {
    pub(super) fn in_menu(&mut self, action: Action) {
        let Some(wizard) = self.wizard_mut() else { return };
        let asks = matches!(wizard.step, FlashStep::Ask { .. });
        let menu = match &mut wizard.step {
            FlashStep::Ask { menu, .. }
            | FlashStep::Failed { menu, .. }
            | FlashStep::Done { menu, .. } => menu,
            _ => return,
        };
        if let Some(motion) = motion(action) {
            return menu.go(motion);
        }
        match action {
            Action::Accept | Action::Open => {
                if let Some(way) = menu.chosen() {
                    self.go_on(way);
                }
            }
            Action::Yes if asks => self.go_on(Way::Write),
            Action::Quit if asks => self.quit(),
            Action::Dismiss | Action::Quit | Action::Cancel | Action::No => {
                let way = if asks { Way::Back } else { Way::Close };
                self.go_on(way);
            }
            _ => {}
        }
    }

    fn go_on(&mut self, way: Way) {
        match way {
            Way::Write => self.answer_plan(Answer::Yes),
            Way::Back => self.answer_plan(Answer::No),
            Way::Again => self.begin_work(),
            Way::Slower(baud) => {
                if let Some(wizard) = self.wizard_mut() {
                    wizard.choices.baud = baud;
                }
                self.begin_work();
            }
            Way::Other => {
                if let Some(wizard) = self.wizard_mut() {
                    wizard.sort();
                    wizard.step = FlashStep::Pick;
                }
            }
            Way::Sync => {
                self.close_flash();
                self.sync();
            }
            Way::Close => self.close_flash(),
        }
    }

    /// All is written: the board is to start.
    pub(super) fn flashed(&mut self, flashed: Flashed) {
        let now = self.now;
        self.forget_stop_questions();
        let Some(wizard) = self.wizard_mut() else { return };
        let Flashed { firmware, verified, restarted } = flashed;
        wizard.step = FlashStep::Start { verified, restarted, since: now };
        let (board, port, name) = (wizard.board, wizard.port.clone(), wizard.name.clone());
        let what = firmware.version.clone().unwrap_or_else(|| "the firmware".to_owned());
        let checked = if verified { "flashed and verified" } else { "flashed, not verified" };
        self.log(Level::Good, &name, format!("{what}: {checked}"));
        self.emit(Effect::Remember(Choice::Image(firmware.path)));
        if board.is_none() {
            let id = self.connect(port);
            self.selected = Some(id);
            if let Some(board) = self.board_mut(id) {
                board.renew();
            }
            if let Some(wizard) = self.wizard_mut() {
                wizard.board = Some(id);
            }
        } else if self.is_at_prompt(board) {
            self.flash_done(verified);
        }
    }

    pub(super) fn flash_done(&mut self, verified: bool) {
        let project = self.setup.project;
        let Some(wizard) = self.wizard_mut() else { return };
        let mut ways = if project { vec![Way::Sync] } else { Vec::new() };
        ways.push(Way::Close);
        wizard.step = FlashStep::Done { verified, menu: Menu::new(ways) };
        let board = wizard.board;
        self.selected = board.or(self.selected);
        self.emit(Effect::Bell);
    }

    pub(super) fn in_start(&mut self, action: Action) {
        match action {
            // a program of the board may keep its prompt away
            Action::Accept | Action::Open => {
                if let Some(board) = self.wizard().and_then(|wizard| wizard.board) {
                    self.greet(board);
                }
            }
            Action::Dismiss | Action::Quit | Action::Cancel | Action::No => self.close_flash(),
            _ => {}
        }
    }
}
