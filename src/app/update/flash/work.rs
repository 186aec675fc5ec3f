//! While the loader is talked to.

use crate::app::action::Action;
use crate::app::board::Gauge;
use crate::app::effect::{Effect, FlashOrder};
use crate::app::flash::{BackUp, Doing, Fits, FlashStep, FlashWork, Menu, Way};
use crate::app::overlay::{Deed, Overlay};
use crate::app::state::State;
use crate::model::{
    After, Answer, BoardId, Exit, FlashEvent, FlashOptions, FoundChip, JobId, Level, LoaderOptions,
    Problem, Progress,
};

impl State {
    /// Only asks what chip it is.
    pub(super) fn ask_chip(&mut self) {
        let now = self.now;
        let Some(wizard) = self.wizard_mut() else { return };
        let (board, port) = (wizard.board, wizard.port.clone());
        let options = LoaderOptions {
            chip: None,
            // what little is asked goes at the first rate, and every ROM knows it
            baud: 115_200,
            stub: false,
            before: wizard.choices.before,
            after: After::Default,
        };
        let work = FlashWork { only_chip: true, ..FlashWork::new(Doing::Reach, now) };
        wizard.step = FlashStep::Work(work);
        let order = FlashOrder::Identify(options);
        self.ask_for_flash("ask the chip", |job| Effect::Flash { job, board, port, order });
    }

    /// From the choices to the plan, and on to the end.
    pub(super) fn begin_work(&mut self) {
        let now = self.now;
        let Some(wizard) = self.wizard_mut() else { return };
        let Some(image) = wizard.image().map(|image| image.path.clone()) else { return };
        let choices = wizard.choices;
        let (board, port) = (wizard.board, wizard.port.clone());
        let options = FlashOptions {
            image,
            offset: None,
            erase: choices.erase,
            backup: None,
            drive: None,
            yes: false,
            loader: LoaderOptions {
                chip: None,
                baud: choices.baud,
                stub: true,
                before: choices.before,
                after: After::Default,
            },
        };
        let first = if choices.back_up == BackUp::Files { Doing::Files } else { Doing::Reach };
        wizard.step = FlashStep::Work(FlashWork::new(first, now));
        wizard.notes.clear();
        wizard.trouble = None;
        let order = FlashOrder::Flash { options, back_up: choices.back_up };
        self.ask_for_flash("flash", |job| Effect::Flash { job, board, port, order });
    }

    pub(super) fn in_work(&mut self, action: Action) {
        match action {
            Action::Quit => self.quit(),
            Action::Dismiss | Action::Cancel | Action::No => {}
            _ => return,
        }
        let Some(wizard) = self.wizard_mut() else { return };
        let FlashStep::Work(work) = &wizard.step else { return };
        if action == Action::Quit || work.stopping {
            return;
        }
        let Some(job) = wizard.job else {
            wizard.step = FlashStep::Choose;
            return;
        };
        if !work.has_begun() {
            return self.stop_flash(job);
        }
        let lines = vec![
            "The board will have no valid firmware then, and not start,".to_owned(),
            "until it is flashed again. Nothing is broken by that.".to_owned(),
        ];
        self.ask("Stop in the middle?", lines, ("Stop", "Go on"), Deed::StopFlash(job));
    }

    pub(in crate::app::update) fn stop_flash(&mut self, job: JobId) {
        let Some(wizard) = self.wizard_mut().filter(|wizard| wizard.job == Some(job)) else {
            return;
        };
        if let FlashStep::Work(work) = &mut wizard.step {
            work.stopping = true;
        }
        self.emit(Effect::StopFlash { job });
    }

    pub(in crate::app::update) fn flash_told(&mut self, job: JobId, event: FlashEvent) {
        let now = self.now;
        let Some(wizard) = self.wizard_mut().filter(|wizard| wizard.job == Some(job)) else {
            return;
        };
        match event {
            FlashEvent::Released => wizard.reaching(now),
            FlashEvent::Chip(found) => {
                wizard.found = Some(found);
                wizard.reaching(now);
            }
            FlashEvent::Kept(place) => {
                // once is enough: what is there later may be damaged
                wizard.choices.back_up = BackUp::Nothing;
                let place = crate::app::clean(&place.to_string_lossy()).into_owned();
                let text = format!("kept in {place}");
                wizard.kept.push(place);
                let name = wizard.name.clone();
                self.log(Level::Good, &name, text);
            }
            // chips with a loader in their ROM show no drive
            FlashEvent::WantsDrive(_) => {}
            FlashEvent::Hands(seconds) => {
                if let FlashStep::Work(work) = &mut wizard.step {
                    work.hands = Some(seconds);
                }
            }
            FlashEvent::Note(text) => {
                let text = crate::app::clean(&text).into_owned();
                wizard.notes.push(text.clone());
                let name = wizard.name.clone();
                self.log(Level::Warn, &name, text);
            }
            FlashEvent::Plan(plan) => {
                // the safe one first
                let menu = Menu::new(vec![Way::Back, Way::Write]);
                wizard.step = FlashStep::Ask { plan, menu };
                self.emit(Effect::Bell);
            }
            FlashEvent::Progress(progress) => self.flash_progress(progress),
        }
    }

    /// A session reads files for the wizard.
    pub(in crate::app::update) fn keeps_files_of(&self, board: BoardId) -> bool {
        self.wizard().is_some_and(|wizard| {
            wizard.board == Some(board)
                && matches!(&wizard.step, FlashStep::Work(work) if work.doing == Doing::Files)
        })
    }

    pub(in crate::app::update) fn flash_progress(&mut self, progress: Progress) {
        let now = self.now;
        let Some(wizard) = self.wizard_mut() else { return };
        let work = match &mut wizard.step {
            FlashStep::Work(work) => work,
            FlashStep::Download(download) => {
                match &mut download.gauge {
                    Some(gauge) => gauge.update(progress, now),
                    none => *none = Some(Gauge::new(progress, now)),
                }
                return;
            }
            _ => return,
        };
        let doing = match progress.what.as_str() {
            "read" => Doing::Read,
            "erase" => Doing::Erase,
            "write" => Doing::Write,
            "verify" => Doing::Verify,
            _ => Doing::Files,
        };
        work.hands = None;
        match &mut work.gauge {
            Some(gauge) if work.doing == doing => gauge.update(progress, now),
            gauge => {
                *gauge = Some(Gauge::new(progress, now));
                if work.doing != doing {
                    work.since = now;
                }
                work.doing = doing;
            }
        }
    }

    /// The plan was looked at.
    pub(super) fn answer_plan(&mut self, answer: Answer) {
        let now = self.now;
        let Some(wizard) = self.wizard_mut() else { return };
        let Some(job) = wizard.job else { return };
        let next = match (answer, wizard.choices.back_up, wizard.choices.erase) {
            (Answer::No, ..) => Doing::Reach,
            (_, BackUp::Flash, _) => Doing::Read,
            (_, _, true) => Doing::Erase,
            _ => Doing::Write,
        };
        wizard.step = FlashStep::Work(FlashWork {
            stopping: answer == Answer::No,
            ..FlashWork::new(next, now)
        });
        self.emit(Effect::AnswerPlan { job, answer });
    }

    pub(super) fn chip_came(&mut self, found: FoundChip) {
        let Some(wizard) = self.wizard_mut() else { return };
        wizard.found = Some(found);
        wizard.step = FlashStep::Pick;
        wizard.sort();
    }

    pub(super) fn flash_failed(&mut self, problem: Problem) {
        self.forget_stop_questions();
        let Some(wizard) = self.wizard_mut() else { return };
        let work = match &wizard.step {
            FlashStep::Work(work) => work,
            // a list or a download
            _ => {
                wizard.listing = false;
                wizard.step = FlashStep::Pick;
                wizard.trouble = Some(problem);
                return;
            }
        };
        if work.only_chip || (problem.exit == Exit::Interrupted && !work.has_begun()) {
            let back = if work.only_chip { FlashStep::Pick } else { FlashStep::Choose };
            wizard.step = back;
            wizard.trouble = (problem.exit != Exit::Interrupted).then_some(problem);
            return;
        }
        let name = wizard.name.clone();
        let fits = wizard.image().map(|image| wizard.fits(image));
        if !work.has_begun() && wizard.found.is_some() && fits == Some(Fits::No) {
            wizard.sort();
            wizard.step = FlashStep::Pick;
            wizard.trouble = Some(problem);
            return;
        }
        let mut ways = vec![Way::Again];
        ways.extend(wizard.choices.slower().map(Way::Slower));
        ways.extend([Way::Other, Way::Close]);
        wizard.step = FlashStep::Failed { problem: problem.clone(), menu: Menu::new(ways) };
        self.log(Level::Error, &name, problem.to_string());
        self.emit(Effect::Bell);
    }

    /// Whether to stop is no question any more.
    pub(super) fn forget_stop_questions(&mut self) {
        self.overlays.retain(|overlay| {
            !matches!(overlay, Overlay::Dialog(dialog) if matches!(dialog.then, Deed::StopFlash(_)))
        });
    }
}

impl crate::app::flash::Wizard {
    /// The port is free, or the loader answers: what comes next is the chip.
    fn reaching(&mut self, now: std::time::Duration) {
        if let FlashStep::Work(work) = &mut self.step
            && work.doing <= Doing::Reach
        {
            work.doing = Doing::Reach;
            (work.hands, work.gauge, work.since) = (None, None, now);
        }
    }
}
