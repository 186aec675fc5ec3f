//! `flash`, `erase`, `backup` and `info --chip`: work on the loader of a chip, or the drive
//! of a board's.

mod ask;
mod drive;
mod tell;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::task::JoinHandle;

use self::tell::Teller;
use super::signals::Signals;
use super::{Chosen, Global, Output as _, Printer, choice, remote};
use crate::config::{BoardSettings, Places};
use crate::device::{self, Memory};
use crate::flash::{Image, Job, Told};
use crate::link::serial::SerialOpener;
use crate::model::{
    Answer, Before, Device, Exit, FlashOptions, FlashPlan, FoundChip, ImageKind, LoaderOptions,
    Problem, Request, ResetWay,
};
use crate::work::{Flasher, Reach};

/// The rate that every loader understands at first.
const FIRST_BAUD: u32 = 115_200;

/// Carries out what is asked of one chip.
pub(super) async fn on_chip(
    global: &Global,
    request: &Request,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let mut desk = Desk { global, request, printer, signals };
    match request {
        Request::Flash(options) => desk.flash(options).await,
        Request::Erase { yes, loader } => desk.erase(*yes, loader).await,
        Request::Backup { file, loader } => desk.backup(file, loader).await,
        Request::Chip(loader) => desk.info(loader).await,
        _ => Err(Problem::usage("do this on a chip", "its loader cannot")),
    }
}

/// Reaches the loader of the chip at a device's port.
pub fn reach(device: &Device, own: &BoardSettings) -> Arc<Reach> {
    let (port, lines, usual) = (device.port.clone(), own.lines, way_in(own));
    Arc::new(move |options, stop, tell| {
        let opener = SerialOpener::new(&port, FIRST_BAUD, device::holder::of);
        let opener = opener.wired(lines, ResetWay::default());
        let before = if options.before == Before::Default { usual } else { options.before };
        let options = LoaderOptions { before, ..options.clone() };
        Job::begin(opener.open_waiting()?, &port, &options, stop, tell)
    })
}

/// How a board's chip is brought into its loader where nothing else is asked for.
fn way_in(own: &BoardSettings) -> Before {
    match (own.loader, own.reset) {
        (Some(way), _) => way.before(),
        // its lines are wired to something else
        (None, Some(ResetWay::Command)) => Before::Hands,
        (None, _) => Before::Default,
    }
}

/// The same on a port that a running mpdeck may hold: it lends the port until this is
/// dropped.
fn borrowing(reach: Arc<Reach>, (places, port): (Places, String), request: Request) -> Arc<Reach> {
    let line = Mutex::new(None);
    Arc::new(move |options, stop, tell| {
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.is_none() {
            *line = remote::borrow(&places, &port, &request);
            if line.is_some() {
                let text = "the mpdeck that has the port lends it, and takes it back at the end";
                tell(Told::Note(text.to_owned()));
            }
        }
        reach(options, stop, tell)
    })
}

struct Desk<'a> {
    global: &'a Global,
    request: &'a Request,
    printer: &'a Printer,
    signals: &'a mut Signals,
}

impl Desk<'_> {
    async fn flash(&mut self, options: &FlashOptions) -> Result<(), Problem> {
        ask::somebody(options.yes, "flash")?;
        let image = Image::read(&options.image)?;
        if options.drive.is_some() || image.about.kind == ImageKind::Uf2 {
            return self.copy(options, image).await;
        }
        drop(image);
        let (flasher, _) = self.flasher("flash")?;
        let (own, options) = (flasher.clone(), options.clone());
        let after = options.loader.after;
        let flow = tokio::spawn(async move {
            let ask = async |plan: FlashPlan| ask::agreed(&question(&plan)).await;
            own.flash(&options, ask).await
        });
        let flashed = self.attend(|| flasher.cancel(), flow).await;
        let flashed = flashed.map_err(|problem| self.say_what_is_left(problem))?;
        Teller::new(self.printer).flashed(&flashed, after);
        Ok(())
    }

    async fn erase(&mut self, yes: bool, loader: &LoaderOptions) -> Result<(), Problem> {
        ask::somebody(yes, "erase")?;
        let (flasher, device) = self.flasher("erase")?;
        let (own, loader) = (flasher.clone(), loader.clone());
        let flow = tokio::spawn(async move {
            let ask = async |found: FoundChip| {
                let what =
                    format!("Erase all of the flash of the {} at {}?", found.chip, device.port);
                if yes { Ok(Answer::Yes) } else { ask::agreed(&what).await }
            };
            own.erase(&loader, ask).await
        });
        let erased = self.attend(|| flasher.cancel(), flow).await;
        let size = erased.map_err(|problem| self.say_what_is_left(problem))?;
        let text = format!("{size} bytes erased; flash firmware next");
        self.printer.event(json!({ "event": "done", "erased": size }), text);
        Ok(())
    }

    async fn backup(&mut self, file: &Path, loader: &LoaderOptions) -> Result<(), Problem> {
        let (flasher, _) = self.flasher("backup")?;
        let (own, loader, to) = (flasher.clone(), loader.clone(), file.to_owned());
        let flow = tokio::spawn(async move { own.backup(&to, &loader).await });
        let size = self.attend(|| flasher.cancel(), flow).await?;
        let text = format!("{size} bytes are in {}", file.display());
        self.printer.event(json!({ "event": "done", "file": file, "size": size }), text);
        Ok(())
    }

    async fn info(&mut self, loader: &LoaderOptions) -> Result<(), Problem> {
        let (flasher, _) = self.flasher("info --chip")?;
        let (own, loader) = (flasher.clone(), loader.clone());
        let flow = tokio::spawn(async move { own.identify(&loader).await });
        self.attend(|| flasher.cancel(), flow).await.map(drop)
    }

    fn flasher(&self, command: &str) -> Result<(Flasher, Device), Problem> {
        let chosen = choice::settings(self.global)?;
        let device = self.device(&chosen, command)?;
        let own = choice::own(&device, &chosen.settings, &Memory::load(&chosen.places.state));
        let place = (chosen.places, device.port.clone());
        let reach = borrowing(reach(&device, &own), place, self.request.clone());
        let teller = Teller::new(self.printer);
        let hears = Arc::new(move |event| teller.tell(event));
        Ok((Flasher::new(&device.port, reach, hears), device))
    }

    /// The one that was named: nothing is guessed here.
    fn device(&self, chosen: &Chosen, command: &str) -> Result<Device, Problem> {
        let named = self.global.port.iter().any(|port| !port.is_empty());
        if !named && !choice::by_project(self.global, chosen) {
            let ports: Vec<String> = device::list().into_iter().map(|found| found.port).collect();
            let there = if ports.is_empty() { "none".to_owned() } else { ports.join(", ") };
            return Err(Problem::no_board(
                format!("choose the board for `{command}`"),
                "no port was named, and this is never guessed",
            )
            .next(format!("Name it with -p. There are: {there}")));
        }
        choice::board(self.global, chosen, command)
    }

    /// Waits for the end of it; a signal stops it, and it is heard out.
    async fn attend<T>(
        &mut self,
        cancel: impl Fn(),
        mut flow: JoinHandle<Result<T, Problem>>,
    ) -> Result<T, Problem> {
        loop {
            tokio::select! {
                _ = self.signals.next() => cancel(),
                done = &mut flow => {
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
}

fn question(plan: &FlashPlan) -> String {
    let lost = if plan.erase {
        "All that is in its flash, with all files, will be lost."
    } else {
        "The firmware that is in it will be overwritten."
    };
    format!("{lost} Flash the {} at {}?", plan.chip, plan.port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LoaderReset;

    #[test]
    fn the_way_into_the_loader_is_the_boards_own() {
        for (loader, reset, way) in [
            (None, None, Before::Default),
            (Some(LoaderReset::UsbJtag), None, Before::UsbJtag),
            (Some(LoaderReset::Crossed), Some(ResetWay::Command), Before::Crossed),
            (Some(LoaderReset::None), None, Before::Hands),
            (None, Some(ResetWay::Command), Before::Hands),
            (None, Some(ResetWay::Lines), Before::Default),
        ] {
            let own = BoardSettings { loader, reset, ..BoardSettings::default() };
            assert_eq!(way_in(&own), way, "{own:?}");
        }
    }
}
