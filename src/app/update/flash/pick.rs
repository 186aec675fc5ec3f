//! Which image.

use crate::app::action::Action;
use crate::app::effect::{Effect, FirmwareOp};
use crate::app::flash::{BackUp, Fits, FlashStep};
use crate::app::overlay::Purpose;
use crate::app::state::State;
use crate::app::update::panes::motion;
use crate::model::{ImageFile, ImageKind, Problem};

impl State {
    pub(super) fn in_pick(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let Some(wizard) = self.wizard_mut() else { return };
        if let Some(motion) = motion(action) {
            let lines = wizard.images.len();
            return wizard.cursor.go(motion, lines, page);
        }
        match action {
            Action::Accept | Action::Open => self.take_image(),
            Action::FlashPath => self.ask_text("Path of an image", "", Purpose::Image),
            Action::FlashDownload => self.open_download(),
            Action::FlashChip => self.ask_chip(),
            Action::Dismiss | Action::Quit | Action::Cancel | Action::No => self.close_flash(),
            _ => {}
        }
    }

    fn take_image(&mut self) {
        let Some(wizard) = self.wizard_mut() else { return };
        let Some(image) = wizard.image() else { return };
        let tried = || format!("flash {}", image.path.display());
        let trouble = match (&image.about, &wizard.found) {
            (Err(problem), _) => Some(problem.clone()),
            (Ok(about), _) if about.kind == ImageKind::Uf2 => Some(
                Problem::failed(tried(), "a .uf2 file goes to the drive of a boot loader").next(
                    "`mpdeck flash` copies it there; here it takes a .bin file for the chip.",
                ),
            ),
            (Ok(about), Some(found)) if about.chip != found.chip => Some(
                Problem::failed(
                    tried(),
                    format!("it is for the {}, and this is an {}", about.chip, found.chip),
                )
                .next("Take another one, or download one for this chip."),
            ),
            _ => None,
        };
        match trouble {
            Some(problem) => wizard.trouble = Some(problem),
            None => {
                // an application alone lives on what is there
                if image.about.as_ref().is_ok_and(|about| about.kind == ImageKind::Application) {
                    wizard.choices.erase = false;
                }
                if !wizard.has_files && wizard.choices.back_up == BackUp::Files {
                    wizard.choices.back_up = BackUp::Nothing;
                }
                wizard.choices.row = 0;
                wizard.step = FlashStep::Choose;
            }
        }
    }

    /// A path was typed.
    pub(in crate::app::update) fn look_at_image(&mut self, text: &str) {
        let text = text.trim().to_owned();
        if !text.is_empty() {
            let op = FirmwareOp::Look(text);
            self.ask_for_flash("read the image", |job| Effect::Firmware { job, op });
        }
    }

    /// One that was named, or that was downloaded: it comes first, and is chosen.
    pub(super) fn image_came(&mut self, image: ImageFile) {
        let page = usize::from(self.layout.overlay);
        let Some(wizard) = self.wizard_mut() else { return };
        wizard.step = FlashStep::Pick;
        if let Err(problem) = &image.about {
            wizard.trouble = Some(problem.clone());
        }
        let path = image.path.clone();
        wizard.images.retain(|other| other.path != path);
        let at = match wizard.fits(&image) {
            Fits::Yes | Fits::Unknown => 0,
            _ => wizard.images.len(),
        };
        wizard.images.insert(at, image);
        let lines = wizard.images.len();
        wizard.cursor.put(at, lines, page);
        if wizard.listing {
            self.ask_for_flash("look for firmware", |job| Effect::Firmware {
                job,
                op: FirmwareOp::Images,
            });
        }
    }
}
