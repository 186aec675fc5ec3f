//! `mpdeck sync`: the project's work without the workbench, on one board or several.

mod boards;
mod report;

use std::path::Path;

use tokio::sync::mpsc::UnboundedReceiver;

use self::boards::Boards;
use self::report::Report;
use super::run::listener;
use super::signals::Signals;
use super::{Chosen, Global, Output, Printer, choice};
use crate::config::Project;
use crate::device;
use crate::model::{Device, Event, Problem, Request, SyncOptions, WorkEvent};
use crate::work::{self, Setup};

/// Syncs once, or goes on with every save until a signal comes.
pub(super) async fn sync(
    global: &Global,
    options: &SyncOptions,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let chosen = choice::settings(global)?;
    let setup = setup(&chosen)?;
    // the project's boards may also come later
    let waits = options.watch && choice::by_project(global, &chosen);
    let found = match waits {
        true => choice::of_project(&chosen.settings, &chosen.places.state, &device::list()),
        false => choice::devices(global, &chosen)?,
    };
    if !waits && choice::by_project(global, &chosen) {
        for name in choice::absent(global, &chosen) {
            printer.clone().note(format!("{name} is not plugged in: nothing goes to it"));
        }
    }
    let (listener, mut events) = listener();
    let _plugged = waits.then(|| device::watch(listener.clone()));
    let work = work::start(setup, listener.clone());
    let watch = options.watch;
    let members = Vec::new();
    let mut boards =
        Boards { global, chosen: &chosen, listener, work: &work, watch, waits, members };
    let ended = tokio::select! {
        _ = signals.next() => Err(super::run::interrupted(&Request::Sync(options.clone()))),
        () = printer.broken() => Ok(()),
        ended = through(&mut boards, found, options, printer, &mut events) => ended,
    };
    work.cancel();
    boards.close().await;
    ended
}

/// The project, or this folder: whether that is meant, the work decides.
fn setup(chosen: &Chosen) -> Result<Setup, Problem> {
    let here = match &chosen.project {
        Some(project) => project.clone(),
        None => Project::at(Path::new("."))?,
    };
    let mut setup = Setup::of(&here, &chosen.places);
    setup.after = chosen.settings.after_sync.clone();
    setup.compile = chosen.settings.compile;
    setup.mpy_cross = chosen.settings.mpy_cross.clone();
    setup.meant = chosen.project.is_some();
    Ok(setup)
}

/// From the boards to the verdict.
async fn through(
    boards: &mut Boards<'_>,
    found: Vec<Device>,
    options: &SyncOptions,
    printer: &Printer,
    events: &mut UnboundedReceiver<Event>,
) -> Result<(), Problem> {
    let mut report = Report::new(printer, options);
    boards.open(found, &mut report).await?;
    let job = boards.work.sync(options.clone());
    while let Some(event) = events.recv().await {
        let ended = matches!(
            &event, Event::Work(WorkEvent::Ended { job: ended }) if *ended == job
        );
        // A watch goes on after its first sync until a signal ends it.
        if ended && !options.watch {
            break;
        }
        match event {
            Event::Devices(devices) => boards.plugged(&devices, &mut report).await,
            event => report.hear(event),
        }
    }
    report.verdict()
}
