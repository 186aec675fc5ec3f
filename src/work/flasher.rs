//! Work on the loader of a chip, from the image to the restart: one flow for the command
//! line and the workbench.
//!
//! A session that has the port gives it up first and gets it back in the end, however that
//! is. The chip is talked to on threads that may wait. [`Flasher::cancel`] ends all of it
//! between two packets; what state the board is in then, the problem says.

mod copy;
mod esptool;
mod lent;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

use self::copy::Copy;
pub use self::lent::Lent;
use crate::flash::{Image, Job, Plan, Stop, Told, Wanted};
use crate::model::{
    After, Answer, Exit, FlashEvent, FlashOptions, FlashPlan, Flashed, FoundChip, LoaderOptions,
    Problem,
};
use crate::session::Session;

/// Opens the port of a chip, and reaches the loader behind it. Blocking.
pub type Reach =
    dyn Fn(&LoaderOptions, Stop, &mut dyn FnMut(Told)) -> Result<Job, Problem> + Send + Sync;

/// Who hears what happens. Called from the threads of the work: it must not block.
pub type Hears = dyn Fn(FlashEvent) + Send + Sync;

/// The loader of one chip. Cheap to clone; all clones are stopped together.
#[derive(Clone)]
pub struct Flasher {
    /// As the user knows it.
    port: String,
    reach: Arc<Reach>,
    hears: Arc<Hears>,
    session: Option<Session>,
    stop: Stop,
    bell: Arc<Notify>,
}

impl Flasher {
    pub fn new(port: &str, reach: Arc<Reach>, hears: Arc<Hears>) -> Flasher {
        Flasher {
            port: port.to_owned(),
            reach,
            hears,
            session: None,
            stop: Stop::default(),
            bell: Arc::new(Notify::new()),
        }
    }

    /// With the session that has the port.
    pub fn lent_by(mut self, session: Option<Session>) -> Flasher {
        self.session = session;
        self
    }

    /// Ends what is going on.
    pub fn cancel(&self) {
        self.stop.stop();
        self.bell.notify_one();
    }

    /// Puts an image on the chip. `ask` decides once the plan was told; it is not asked
    /// where the options say yes.
    ///
    /// # Errors
    /// What was not done, and what state the board is in.
    pub async fn flash<Asked: Future<Output = Result<Answer, Problem>>>(
        &self,
        options: &FlashOptions,
        ask: impl FnOnce(FlashPlan) -> Asked,
    ) -> Result<Flashed, Problem> {
        let path = options.image.clone();
        let image = self.on_thread(move |_| Image::read(&path)).await?;
        let backup = options.backup.as_deref().map(Copy::begin).transpose()?;
        let lent = self.lend().await;
        let mut job = self.begin(&options.loader).await?;
        let wanted = Wanted { offset: options.offset, erase: options.erase };
        let after = options.loader.after;
        let (mut job, image, plan) = self
            .on_thread(move |_| {
                let plan = job.plan(&image, wanted);
                Ok((job, image, plan))
            })
            .await?;
        let plan = match plan {
            Ok(plan) => plan,
            Err(problem) => {
                self.leave(job, after).await;
                return Err(problem);
            }
        };
        let shown = self.shown(&plan, &image, &options.loader, job.baud());
        (self.hears)(FlashEvent::Plan(Box::new(shown.clone())));
        let answer = if options.yes { Ok(Answer::Yes) } else { self.asked(ask(shown)).await };
        if answer != Ok(Answer::Yes) {
            self.leave(job, after).await;
            return Err(answer.err().unwrap_or_else(|| not_wanted("flash")));
        }
        let hears = Arc::clone(&self.hears);
        let flashed = self
            .on_thread(move |tell| {
                if let Some(copy) = backup {
                    let file = copy.file.clone();
                    copy.take(&mut job, tell)?;
                    hears(FlashEvent::Kept(file));
                }
                let firmware = image.about.clone();
                let verified = job.flash(&plan, image, tell)?;
                let restarted = end(job, after, tell);
                Ok(Flashed { firmware, verified, restarted })
            })
            .await?;
        lent.give_back();
        Ok(flashed)
    }

    /// Erases all of the flash; answers how many bytes that is.
    ///
    /// # Errors
    /// As for [`flash`](Self::flash).
    pub async fn erase<Asked: Future<Output = Result<Answer, Problem>>>(
        &self,
        options: &LoaderOptions,
        ask: impl FnOnce(FoundChip) -> Asked,
    ) -> Result<u32, Problem> {
        let _lent = self.lend().await;
        let mut job = self.begin(options).await?;
        if let Err(problem) = job.erasable() {
            self.leave(job, options.after).await;
            return Err(problem);
        }
        let answer = self.asked(ask(told_of(&job))).await;
        if answer != Ok(Answer::Yes) {
            self.leave(job, options.after).await;
            return Err(answer.err().unwrap_or_else(|| not_wanted("erase")));
        }
        self.on_thread(move |tell| {
            let size = job.erase(tell)?;
            // There is nothing to start.
            end(job, After::None, tell);
            Ok(size)
        })
        .await
    }

    /// Reads all of the flash into a file that is not there yet; answers its size in bytes.
    ///
    /// # Errors
    /// The file is there, the loader cannot read, or the line does not do it; then no file
    /// is left.
    pub async fn backup(&self, file: &Path, options: &LoaderOptions) -> Result<u32, Problem> {
        let copy = Copy::begin(file)?;
        let _lent = self.lend().await;
        let mut job = self.begin(options).await?;
        let after = options.after;
        self.on_thread(move |tell| {
            let size = copy.take(&mut job, tell)?;
            end(job, after, tell);
            Ok(size)
        })
        .await
    }

    /// Asks the chip what it is.
    ///
    /// # Errors
    /// No loader answers.
    pub async fn identify(&self, options: &LoaderOptions) -> Result<FoundChip, Problem> {
        let _lent = self.lend().await;
        let job = self.begin(options).await?;
        let (found, after) = (told_of(&job), options.after);
        self.on_thread(move |tell| Ok(end(job, after, tell))).await?;
        Ok(found)
    }

    async fn lend(&self) -> Lent {
        let lent = Lent::by(self.session.clone()).await;
        if self.session.is_some() {
            (self.hears)(FlashEvent::Released);
        }
        lent
    }

    async fn begin(&self, options: &LoaderOptions) -> Result<Job, Problem> {
        let (reach, options) = (Arc::clone(&self.reach), options.clone());
        let stop = self.stop.clone();
        let job = self.on_thread(move |tell| reach(&options, stop, tell)).await?;
        (self.hears)(FlashEvent::Chip(told_of(&job)));
        Ok(job)
    }

    /// The answer, unless all is stopped before it comes.
    async fn asked(
        &self,
        answer: impl Future<Output = Result<Answer, Problem>>,
    ) -> Result<Answer, Problem> {
        tokio::select! {
            biased;
            () = self.bell.notified() => Err(Problem::interrupted("answer the question")),
            answer = answer => answer,
        }
    }

    /// Nothing was changed: what was on the chip runs on, as far as that can be had.
    async fn leave(&self, job: Job, after: After) {
        self.stop.forget();
        let left = self.on_thread(move |_| job.end(after)).await;
        if let Err(problem) = left {
            (self.hears)(FlashEvent::Note(problem.to_string()));
        }
    }

    fn shown(&self, plan: &Plan, image: &Image, options: &LoaderOptions, baud: u32) -> FlashPlan {
        let options = LoaderOptions { baud, ..options.clone() };
        FlashPlan {
            port: self.port.clone(),
            chip: plan.chip,
            firmware: image.about.clone(),
            offset: plan.offset,
            size: plan.size,
            erase: plan.erase,
            flash_size: plan.flash_size,
            esptool: esptool::command(plan, &image.about.path, &self.port, &options),
        }
    }

    /// A piece of work that waits by itself.
    async fn on_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn FnMut(Told)) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let hears = Arc::clone(&self.hears);
        let mut tell = move |told| {
            hears(match told {
                Told::Hands(seconds) => FlashEvent::Hands(seconds),
                Told::Note(text) => FlashEvent::Note(text),
                Told::Progress(progress) => FlashEvent::Progress(progress),
            });
        };
        let done = tokio::task::spawn_blocking(move || work(&mut tell)).await;
        done.unwrap_or_else(|error| Err(Problem::failed("work on the chip", error.to_string())))
    }
}

/// Leaves a chip after work that is done, and stays done if that fails. Answers false
/// where the user has to tap RESET.
fn end(job: Job, after: After, tell: &mut dyn FnMut(Told)) -> bool {
    job.end(after).unwrap_or_else(|problem| {
        tell(Told::Note(problem.to_string()));
        false
    })
}

fn not_wanted(what: &str) -> Problem {
    Problem::new(Exit::Interrupted, what, "not wanted").next("Nothing was changed on the board.")
}

fn told_of(job: &Job) -> FoundChip {
    let found = &job.found;
    FoundChip {
        chip: found.chip,
        mac: found.mac.map(|mac| mac.map(|byte| format!("{byte:02x}")).join(":")),
        revision: found.details.revision.map(|(major, minor)| format!("v{major}.{minor}")),
        crystal: found.details.crystal,
        flash_size: found.flash_size,
        secure_boot: found.secure_boot,
        encrypted: found.encrypted,
        locked: found.locked,
        stub: job.has_stub(),
        baud: job.baud(),
    }
}
