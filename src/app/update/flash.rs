//! The wizard that puts firmware on a board: opening it, and what every step has.

mod choose;
mod download;
mod end;
mod pick;
mod work;

use crate::app::action::Action;
use crate::app::effect::{Effect, FirmwareOp};
use crate::app::flash::{BackUp, FlashChoices, FlashStep, Wizard};
use crate::app::list::Cursor;
use crate::app::message::Outcome;
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};
use crate::model::{Before, BoardId, Chip, DeviceState, JobId, Level, Mode, Problem};

use super::jobs::Then;

/// The rate that nearly every adapter and cable bears, in bits per second.
const USUAL_RATE: u32 = 460_800;

impl State {
    /// On the device under the cursor, or on the board that is shown.
    pub(super) fn open_flash(&mut self) {
        let rows = self.device_rows();
        let here = rows.get(self.devices.cursor.at).filter(|_| self.focus == Pane::Devices);
        let shown = || rows.iter().find(|row| row.board.map(|it| it.id) == self.selected);
        let Some(row) = here.or_else(shown) else {
            let text = "Choose a device in Devices to put firmware on";
            return self.notify(Level::Info, text);
        };
        let (port, board) = (row.port.to_owned(), row.board.map(|board| board.id));
        match row.device.map(|device| device.state.clone()) {
            Some(DeviceState::Busy(holder)) if board.is_none() => {
                let text = format!(
                    "{port} is in use by {} (process {}). Close that program first",
                    holder.name, holder.pid
                );
                self.notify(Level::Warn, text);
            }
            Some(DeviceState::Loader | DeviceState::Drive) => {
                let text = "This board takes a .uf2 file on its drive: `mpdeck flash FILE.uf2`";
                self.notify(Level::Info, text);
            }
            _ => self.begin_flash(port, board),
        }
    }

    fn begin_flash(&mut self, port: String, board: Option<BoardId>) {
        let known = board.and_then(|id| self.boards.iter().find(|board| board.id == id));
        let info = known.and_then(|board| board.info.as_ref());
        let has_files = info.is_some() && known.is_some_and(|board| board.connected());
        let name = match known {
            Some(board) => board.name().to_owned(),
            None => crate::model::port_name(&port).to_owned(),
        };
        let wizard = Wizard {
            name: crate::app::clean(&name).into_owned(),
            port,
            board,
            says: info.and_then(|info| Chip::mentioned(&info.machine)),
            found: None,
            has_files,
            images: Vec::new(),
            cursor: Cursor::default(),
            listing: true,
            choices: FlashChoices {
                // who has files may want to have them afterwards
                back_up: if has_files { BackUp::Files } else { BackUp::Nothing },
                erase: !has_files,
                baud: USUAL_RATE,
                before: Before::Default,
                row: 0,
            },
            step: FlashStep::Pick,
            notes: Vec::new(),
            kept: Vec::new(),
            trouble: None,
            job: None,
        };
        self.overlays.push(Overlay::Flash(Box::new(wizard)));
        self.ask_for_flash("look for firmware", |job| Effect::Firmware {
            job,
            op: FirmwareOp::Images,
        });
    }

    pub(in crate::app) fn wizard(&self) -> Option<&Wizard> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Flash(wizard) => Some(&**wizard),
            _ => None,
        })
    }

    pub(super) fn wizard_mut(&mut self) -> Option<&mut Wizard> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Flash(wizard) => Some(&mut **wizard),
            _ => None,
        })
    }

    /// Whether a chip is being worked on.
    pub(in crate::app) fn flash_works(&self) -> bool {
        self.wizard().is_some_and(Wizard::works)
    }

    /// Whether the time is shown that a board takes to start.
    pub(in crate::app) fn awaits_start(&self) -> bool {
        self.wizard().is_some_and(|wizard| matches!(wizard.step, FlashStep::Start { .. }))
    }

    pub(super) fn in_flash(&mut self, action: Action) {
        let Some(wizard) = self.wizard_mut() else { return };
        wizard.trouble = None;
        match wizard.step {
            FlashStep::Pick => self.in_pick(action),
            FlashStep::Download(_) => self.in_download(action),
            FlashStep::Choose => self.in_choices(action),
            FlashStep::Work(_) => self.in_work(action),
            FlashStep::Start { .. } => self.in_start(action),
            FlashStep::Ask { .. } | FlashStep::Failed { .. } | FlashStep::Done { .. } => {
                self.in_menu(action);
            }
        }
    }

    /// A row of a list was clicked.
    pub(super) fn click_flash(&mut self, row: usize) {
        let page = usize::from(self.layout.overlay);
        let Some(wizard) = self.wizard_mut() else { return };
        let (cursor, lines) = match &mut wizard.step {
            FlashStep::Pick => (&mut wizard.cursor, wizard.images.len()),
            FlashStep::Download(download) => (&mut download.cursor, download.items.len()),
            _ => return,
        };
        let at = cursor.offset + row;
        if at < lines {
            cursor.put(at, lines, page);
            self.in_flash(Action::Accept);
        }
    }

    pub(super) fn close_flash(&mut self) {
        if let Some(job) = self.wizard_mut().and_then(|wizard| wizard.job.take()) {
            self.jobs.remove(&job);
            self.emit(Effect::StopFlash { job });
        }
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Flash(_)));
    }

    /// One thing at a time is asked for; what was asked before counts no more.
    fn ask_for_flash(&mut self, what: &str, effect: impl FnOnce(JobId) -> Effect) {
        let job = self.job_for(None, what, Then::Flash);
        let before = self.wizard_mut().and_then(|wizard| wizard.job.replace(job));
        if let Some(before) = before.filter(|before| self.jobs.contains_key(before)) {
            self.jobs.remove(&before);
            self.emit(Effect::StopFlash { job: before });
        }
        self.emit(effect(job));
    }

    /// What came of something that was asked for; of what counts no more nothing is heard.
    pub(super) fn flash_answered(&mut self, job: JobId, result: Result<Outcome, Problem>) {
        let Some(wizard) = self.wizard_mut().filter(|wizard| wizard.job == Some(job)) else {
            return;
        };
        wizard.job = None;
        match result {
            Ok(Outcome::Images(images)) => {
                wizard.listing = false;
                // one that was named or downloaded meanwhile stays
                let own = std::mem::take(&mut wizard.images);
                let new = |path| own.iter().all(|image| image.path != path);
                let listed = images.into_iter().filter(|image| new(image.path.clone()));
                wizard.images = own.iter().cloned().chain(listed).collect();
                wizard.sort();
            }
            Ok(Outcome::Image(image)) => self.image_came(*image),
            Ok(Outcome::FirmwareBoards(boards)) => self.boards_came(boards),
            Ok(Outcome::Releases(releases)) => self.releases_came(releases),
            Ok(Outcome::Chip(found)) => self.chip_came(found),
            Ok(Outcome::Flashed(flashed)) => self.flashed(*flashed),
            Ok(_) => {}
            Err(problem) => self.flash_failed(problem),
        }
    }

    /// The board of ours at the port shows its prompt.
    pub(super) fn flash_started(&mut self, board: BoardId) {
        let Some(wizard) = self.wizard().filter(|wizard| wizard.board == Some(board)) else {
            return;
        };
        if let FlashStep::Start { verified, .. } = wizard.step {
            self.flash_done(verified);
        }
    }

    fn is_at_prompt(&self, board: Option<BoardId>) -> bool {
        self.boards.iter().any(|it| Some(it.id) == board && it.mode == Mode::Friendly)
    }
}
