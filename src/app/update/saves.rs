//! Saving what the editor has, and leaving it; what others do to its file meanwhile.

use crate::app::effect::{Effect, LocalOp};
use crate::app::message::Outcome;
use crate::app::overlay::{Deed, Dialog, Overlay};
use crate::app::page::{Page, Place};
use crate::app::state::State;
use crate::model::{Command, Expect, Landing, Level, Problem, Reply};

use super::jobs::Then;

/// What follows when a page was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum After {
    Stay,
    Run,
    Leave(Leave),
}

/// Where one goes from a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Leave {
    Close,
    Quit,
    /// To another file, at a line counted from 1.
    Open(Place, Option<u32>),
}

impl State {
    pub(super) fn save_page(&mut self, after: After) {
        self.write_page(after, false);
    }

    /// `force`: whatever stands there now.
    pub(super) fn write_page(&mut self, after: After, force: bool) {
        let Some(page) = &self.editing else { return };
        if !page.changed && !force {
            if after == After::Stay {
                self.notify(Level::Info, "Nothing was changed");
            }
            return self.after_save(after);
        }
        let content = page.bytes();
        let what = format!("save {}", page.title);
        let then = Then::Saved { place: page.place.clone(), content: content.clone(), after };
        match page.place.clone() {
            Place::Local(path) => {
                let expect = (!force).then(|| page.saved.clone());
                self.local(LocalOp::Write { path, content, expect }, what, then);
            }
            Place::Board { board, path } => {
                let expect = match &page.digest {
                    Some(digest) if !force => Expect::Content(digest.clone()),
                    _ => Expect::Anything,
                };
                self.command(board, Command::Write { path, content, expect }, what, then);
            }
        }
    }

    /// How it went; the page may be another one by now.
    pub(super) fn page_written(
        &mut self,
        place: &Place,
        content: Vec<u8>,
        after: After,
        outcome: Outcome,
    ) {
        let digest = match outcome {
            Outcome::Reply(Reply::Landings(landings)) => match landings.into_iter().next() {
                Some(Landing::Done(digest)) => Some(digest),
                Some(Landing::Failed(problem)) => return self.report(&problem),
                Some(Landing::Differs(_)) => return self.ask_to_overwrite(after),
                None => return,
            },
            Outcome::Differs(_) => return self.ask_to_overwrite(after),
            _ => None,
        };
        let Some(page) = self.editing.as_mut().filter(|page| page.place == *place) else { return };
        page.was_saved(content, digest);
        let title = page.title.clone();
        self.log(Level::Good, "editor", format!("saved {title}"));
        self.notify(Level::Good, format!("Saved {title}"));
        match place {
            Place::Local(_) => self.refresh_local(),
            Place::Board { board, .. } => {
                if let Some(board) = self.board_mut(*board) {
                    board.stale();
                }
                self.refresh_stale();
            }
        }
        self.after_save(after);
    }

    fn after_save(&mut self, after: After) {
        match after {
            After::Stay => {}
            After::Run => self.run_page(),
            After::Leave(leave) => self.leave(leave),
        }
    }

    /// From the page to where the user wanted to go; what is not saved is lost.
    pub(super) fn leave(&mut self, leave: Leave) {
        self.editing = None;
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Page));
        self.emit(Effect::Guard(None));
        match leave {
            Leave::Close => {}
            Leave::Quit => self.quit(),
            Leave::Open(place, line) => self.read_page(place, line),
        }
    }

    pub(super) fn leave_page(&mut self) {
        match self.editing.as_ref().is_some_and(|page| page.changed) {
            true => self.ask_to_save(Leave::Close),
            false => self.leave(Leave::Close),
        }
    }

    pub(super) fn ask_to_save(&mut self, leave: Leave) {
        let Some(page) = &self.editing else { return };
        let lines = vec![
            format!("{} has changes that are not saved.", page.title),
            "Esc goes back to it.".to_owned(),
        ];
        self.ask("Save it?", lines, ("Save", "Throw away"), Deed::Save(leave));
        if let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() {
            dialog.on_yes = true;
        }
    }

    fn ask_to_overwrite(&mut self, after: After) {
        let Some(page) = &self.editing else { return };
        let lines = vec![
            format!("{} is not what it was when it was opened.", page.title),
            "Somebody else changed or removed it.".to_owned(),
        ];
        self.ask_when_free(
            "Overwrite it?",
            lines,
            ("Overwrite", "Not now"),
            Deed::Overwrite(after),
        );
    }

    /// Looks whether somebody else changed the local file that is edited.
    pub(super) fn check_page(&mut self) {
        let Some(place) = self.editing.as_ref().map(|page| page.place.clone()) else { return };
        if let Place::Local(path) = place.clone() {
            self.emit(Effect::Guard(Some(path.clone())));
            let op = LocalOp::Read { path, limit: Page::MOST + 1 };
            self.local(op, "look at the file that is edited", Then::Checked(place));
        }
    }

    /// What stands in the file now.
    pub(super) fn page_checked(&mut self, place: &Place, bytes: Vec<u8>) {
        let saving = self.jobs.values().any(|job| matches!(job.then, Then::Saved { .. }));
        let Some(page) = self.editing.as_mut().filter(|page| page.place == *place) else { return };
        if saving || bytes == page.saved {
            return;
        }
        if page.bytes() == bytes {
            return page.was_saved(bytes, None);
        }
        let title = page.title.clone();
        if page.changed {
            let lines = vec![
                format!("{title} was changed by another program."),
                "Reading it again throws away what you changed here.".to_owned(),
            ];
            let words = ("Read it again", "Keep mine");
            let asked = |dialog: &Dialog| matches!(dialog.then, Deed::Reload(_));
            self.waiting.retain(|dialog| !asked(dialog));
            self.overlays
                .retain(|overlay| !matches!(overlay, Overlay::Dialog(dialog) if asked(dialog)));
            return self.ask_when_free("Read it again?", lines, words, Deed::Reload(bytes));
        }
        self.reload_page(bytes);
    }

    pub(super) fn reload_page(&mut self, bytes: Vec<u8>) {
        let Some(page) = &mut self.editing else { return };
        let title = page.title.clone();
        match page.reload(bytes) {
            Ok(()) => {
                self.page_in_sight();
                self.notify(Level::Info, format!("{title} was changed elsewhere: read again"));
            }
            Err(unfit) => {
                page.changed = true;
                self.notify(Level::Warn, format!("{title} was changed elsewhere, and {unfit}"));
            }
        }
    }

    /// The user keeps what is here: saving it may go over that.
    pub(super) fn keep_page(&mut self, there: Vec<u8>) {
        if let Some(page) = &mut self.editing {
            page.saved = there;
            page.changed = true;
        }
    }

    /// It may have been removed: what is here can be saved again.
    pub(super) fn page_gone(&mut self, place: &Place, problem: &Problem) {
        let Some(page) = self.editing.as_mut().filter(|page| page.place == *place) else { return };
        if page.saved.is_empty() && page.changed {
            return;
        }
        page.saved.clear();
        page.changed = true;
        let title = page.title.clone();
        self.notify(Level::Warn, format!("{title}: {}. Saving writes it again", problem.why));
    }
}
