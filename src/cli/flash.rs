//! `flash`, `erase`, `backup` and `info --chip`: work on the loader of a chip.

mod ask;
mod tell;

use std::io::Write;
use std::path::Path;

use serde_json::json;

use self::tell::Teller;
use super::signals::Signals;
use super::{Chosen, Global, Output, Printer, choice};
use crate::device;
use crate::flash::{Image, Job, Plan, Stop, Wanted};
use crate::link::serial::SerialOpener;
use crate::model::{After, Device, Exit, FlashOptions, LoaderOptions, Problem, Request};

/// The rate that every loader understands at first.
const FIRST_BAUD: u32 = 115_200;

/// Carries out what is asked of one chip.
pub(super) async fn on_chip(
    global: &Global,
    request: &Request,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let mut desk = Desk { global, printer, signals, stop: Stop::default() };
    match request {
        Request::Flash(options) => desk.flash(options).await,
        Request::Erase { yes, loader } => desk.erase(*yes, loader).await,
        Request::Backup { file, loader } => desk.backup(file, loader).await,
        Request::Chip(loader) => desk.info(loader).await,
        _ => Err(Problem::usage("do this on a chip", "its loader cannot")),
    }
}

struct Desk<'a> {
    global: &'a Global,
    printer: &'a Printer,
    signals: &'a mut Signals,
    stop: Stop,
}

impl Desk<'_> {
    async fn flash(&mut self, options: &FlashOptions) -> Result<(), Problem> {
        let image = Image::read(&options.image)?;
        ask::somebody(options.yes, "flash")?;
        let device = self.device("flash")?;
        let wanted = Wanted { offset: options.offset, erase: options.erase };
        let about = image.about.clone();
        let mut job = self.reach(&device, &options.loader).await?;
        let (mut job, image, plan) = self
            .on_thread(move |_| {
                let plan = job.plan(&image, wanted)?;
                Ok((job, image, plan))
            })
            .await?;
        Teller::new(self.printer).plan(&plan, &about, &device.port, job.baud());
        if !options.yes && !self.agreed(&question(&plan, &device)).await? {
            job.end(options.loader.after)?;
            return Err(Problem::new(Exit::Interrupted, "flash", "not wanted"));
        }
        let after = options.loader.after;
        let flashed = self
            .on_thread(move |teller| {
                let verified = job.flash(&plan, image, &mut |told| teller.tell(told))?;
                Ok((verified, job.end(after)?))
            })
            .await;
        let (verified, restarted) = flashed.map_err(|problem| self.say_what_is_left(problem))?;
        Teller::new(self.printer).flashed(&about, verified, restarted, after);
        Ok(())
    }

    async fn erase(&mut self, yes: bool, loader: &LoaderOptions) -> Result<(), Problem> {
        ask::somebody(yes, "erase")?;
        let device = self.device("erase")?;
        let mut job = self.reach(&device, loader).await?;
        let what = format!("Erase all of the flash of the {} at {}?", job.found.chip, device.port);
        if !yes && !self.agreed(&what).await? {
            job.end(loader.after)?;
            return Err(Problem::new(Exit::Interrupted, "erase", "not wanted"));
        }
        let erased = self
            .on_thread(move |teller| {
                let size = job.erase(&mut |told| teller.tell(told))?;
                // There is nothing to start.
                job.end(After::None)?;
                Ok(size)
            })
            .await;
        let size = erased.map_err(|problem| self.say_what_is_left(problem))?;
        let text = format!("{size} bytes erased; flash firmware next");
        self.printer.event(json!({ "event": "done", "erased": size }), text);
        Ok(())
    }

    async fn backup(&mut self, file: &Path, loader: &LoaderOptions) -> Result<(), Problem> {
        let tried = format!("back up to {}", file.display());
        if file.exists() {
            return Err(Problem::failed(tried, "that file is there already")
                .next("Give another name, or move it away."));
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let failed = {
            let tried = tried.clone();
            move |error: std::io::Error| Problem::failed(tried.clone(), error.to_string())
        };
        let mut copy =
            tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(&failed)?;
        let device = self.device("backup")?;
        let mut job = self.reach(&device, loader).await?;
        let after = loader.after;
        let write_failed = failed.clone();
        let (size, copy) = self
            .on_thread(move |teller| {
                let mut take = |bytes: &[u8]| copy.write_all(bytes).map_err(&write_failed);
                let size = job.read(&mut take, &mut |told| teller.tell(told))?;
                job.end(after)?;
                Ok((size, copy))
            })
            .await?;
        copy.persist_noclobber(file).map_err(|error| failed(error.error))?;
        let text = format!("{size} bytes are in {}", file.display());
        self.printer.event(json!({ "event": "done", "file": file, "size": size }), text);
        Ok(())
    }

    async fn info(&mut self, loader: &LoaderOptions) -> Result<(), Problem> {
        let device = self.device("info --chip")?;
        let job = self.reach(&device, loader).await?;
        let after = loader.after;
        self.on_thread(move |_| job.end(after)).await?;
        Ok(())
    }

    /// The one that was named: nothing is guessed here.
    fn device(&self, command: &str) -> Result<Device, Problem> {
        let chosen: Chosen = choice::settings(self.global)?;
        let named = self.global.port.iter().any(|port| !port.is_empty());
        if !named && !choice::by_project(self.global, &chosen) {
            let ports: Vec<String> = device::list().into_iter().map(|found| found.port).collect();
            let there = if ports.is_empty() { "none".to_owned() } else { ports.join(", ") };
            return Err(Problem::no_board(
                format!("choose the board for `{command}`"),
                "no port was named, and this is never guessed",
            )
            .next(format!("Name it with -p. There are: {there}")));
        }
        choice::board(self.global, &chosen, command)
    }

    async fn reach(&mut self, device: &Device, options: &LoaderOptions) -> Result<Job, Problem> {
        let port =
            SerialOpener::new(&device.port, FIRST_BAUD, device::holder::of).open_waiting()?;
        let (name, options, stop) = (device.port.clone(), options.clone(), self.stop.clone());
        let job = self
            .on_thread(move |teller| {
                Job::begin(port, &name, &options, stop, &mut |told| teller.tell(told))
            })
            .await?;
        Teller::new(self.printer).chip(&job);
        Ok(job)
    }

    /// Runs a piece of work that waits by itself; a signal stops it, and it is heard out.
    async fn on_thread<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Teller) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let mut teller = Teller::new(self.printer);
        let mut running = tokio::task::spawn_blocking(move || work(&mut teller));
        loop {
            tokio::select! {
                _ = self.signals.next() => self.stop.stop(),
                done = &mut running => {
                    return done.unwrap_or_else(|error| {
                        Err(Problem::failed("work on the chip", error.to_string()))
                    });
                }
            }
        }
    }

    /// Who interrupts a write has to know what the board is now.
    fn say_what_is_left(&self, problem: Problem) -> Problem {
        if problem.exit == Exit::Interrupted {
            self.printer.clone().note(problem.next.clone());
        }
        problem
    }

    async fn agreed(&mut self, question: &str) -> Result<bool, Problem> {
        tokio::select! {
            _ = self.signals.next() => Err(Problem::interrupted("answer the question")),
            agreed = ask::agreed(question) => agreed,
        }
    }
}

fn question(plan: &Plan, device: &Device) -> String {
    let lost = if plan.erase {
        "All that is in its flash, with all files, will be lost."
    } else {
        "The firmware that is in it will be overwritten."
    };
    format!("{lost} Flash the {} at {}?", plan.chip, device.port)
}
