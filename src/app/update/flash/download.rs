//! Firmware from the site: which chip, which board, which release.

use crate::app::action::Action;
use crate::app::chooser::Item;
use crate::app::effect::{Effect, FirmwareOp};
use crate::app::flash::{Download, DownloadOf, FlashStep};
use crate::app::state::State;
use crate::app::update::panes::motion;
use crate::model::{Chip, FirmwareBoard, Release};

impl State {
    pub(super) fn open_download(&mut self) {
        match self.wizard().and_then(|wizard| wizard.chip()) {
            Some(chip) => self.list_boards(chip),
            None => {
                let item = |chip: Chip| Item {
                    name: chip.label().to_owned(),
                    says: format!("the {} port of MicroPython", chip.micropython_port()),
                };
                let serial = |chip: &Chip| chip.way() == crate::model::Way::Serial;
                let items = Chip::all().filter(serial).map(item).collect();
                self.show_download(Download::new(DownloadOf::Chips, items));
            }
        }
    }

    fn show_download(&mut self, download: Download) {
        if let Some(wizard) = self.wizard_mut() {
            wizard.step = FlashStep::Download(download);
        }
    }

    fn list_boards(&mut self, chip: Chip) {
        let of = DownloadOf::Boards(chip);
        self.show_download(Download { coming: true, ..Download::new(of, Vec::new()) });
        let op = FirmwareOp::Boards(chip);
        self.ask_for_flash("list the boards", |job| Effect::Firmware { job, op });
    }

    pub(super) fn in_download(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let Some(wizard) = self.wizard_mut() else { return };
        let FlashStep::Download(download) = &mut wizard.step else { return };
        if let Some(motion) = motion(action) {
            let lines = download.items.len();
            return download.cursor.go(motion, lines, page);
        }
        match action {
            Action::Accept | Action::Open => self.take_download(),
            Action::Dismiss | Action::Quit | Action::Cancel | Action::No => {
                wizard.step = FlashStep::Pick;
                if let Some(job) = wizard.job.take() {
                    self.jobs.remove(&job);
                    self.emit(Effect::StopFlash { job });
                }
            }
            _ => {}
        }
    }

    fn take_download(&mut self) {
        let Some(wizard) = self.wizard_mut() else { return };
        let FlashStep::Download(download) = &wizard.step else { return };
        let at = download.cursor.at;
        let Some(name) = download.items.get(at).map(|item| item.name.clone()) else { return };
        match &download.of {
            DownloadOf::Chips => {
                if let Some(chip) = Chip::from_word(&name) {
                    self.list_boards(chip);
                }
            }
            DownloadOf::Boards(_) => {
                let of = DownloadOf::Releases(name.clone());
                self.show_download(Download { coming: true, ..Download::new(of, Vec::new()) });
                let op = FirmwareOp::Releases(name);
                self.ask_for_flash("list the firmware", |job| Effect::Firmware { job, op });
            }
            DownloadOf::Releases(_) => {
                let Some(release) = download.releases.get(at).cloned() else { return };
                let of = DownloadOf::File(name);
                self.show_download(Download { coming: true, ..Download::new(of, Vec::new()) });
                let op = FirmwareOp::Fetch(release);
                self.ask_for_flash("download firmware", |job| Effect::Firmware { job, op });
            }
            DownloadOf::File(_) => {}
        }
    }

    fn fill_download(&mut self, items: Vec<Item>, releases: Vec<Release>) {
        let Some(wizard) = self.wizard_mut() else { return };
        if let FlashStep::Download(download) = &mut wizard.step {
            (download.items, download.releases, download.coming) = (items, releases, false);
        }
    }

    pub(super) fn boards_came(&mut self, boards: Vec<FirmwareBoard>) {
        let clean = |text: &str| crate::app::clean(text).into_owned();
        let items = boards
            .iter()
            .map(|board| Item { name: clean(&board.board), says: clean(&board.title) })
            .collect();
        self.fill_download(items, Vec::new());
    }

    pub(super) fn releases_came(&mut self, releases: Vec<Release>) {
        let says = |release: &Release| {
            let date = release.date.clone().unwrap_or_default();
            if release.is_preview() { format!("{date} preview") } else { date }
        };
        let items = releases
            .iter()
            .map(|release| Item {
                name: crate::app::clean(&release.file).into_owned(),
                says: says(release),
            })
            .collect();
        self.fill_download(items, releases);
    }
}
