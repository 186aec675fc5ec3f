//! `mpdeck sync`: the project's work without the workbench.

mod report;

use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use self::report::Report;
use super::run::listener;
use super::signals::Signals;
use super::{Chosen, Global, Printer, choice};
use crate::config::Project;
use crate::model::{AttachPolicy, BoardId, Event, Problem, Request, SyncOptions, WorkEvent};
use crate::session::{self, Session};
use crate::work::{self, Setup, Work};

/// A board that does not answer must not keep us.
const CLOSING: Duration = Duration::from_secs(6);

/// Syncs once, or goes on with every save until a signal comes.
pub(super) async fn sync(
    global: &Global,
    options: &SyncOptions,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let chosen = choice::settings(global)?;
    let setup = setup(&chosen)?;
    let device = choice::device(global, &chosen, "sync")?;
    let baud = global.baud.unwrap_or(chosen.settings.baud);
    let (listener, mut events) = listener();
    let session = session::start(
        choice::opener(&device.port, baud),
        session::Options {
            board: BoardId(0),
            attach: AttachPolicy::Interrupt,
            reconnect: options.watch,
        },
        listener.clone(),
    );
    let work = work::start(setup, listener);
    let talk = Talk { session: &session, work: &work, options, printer };
    let name = device.port.clone();
    let ended = tokio::select! {
        _ = signals.next() => Err(super::run::interrupted(&Request::Sync(options.clone()))),
        () = printer.broken() => Ok(()),
        ended = talk.through(&name, device.identity, &mut events) => ended,
    };
    work.cancel();
    drop(work);
    let _ = tokio::time::timeout(CLOSING, session.close()).await;
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

struct Talk<'a> {
    session: &'a Session,
    work: &'a Work,
    options: &'a SyncOptions,
    printer: &'a Printer,
}

impl Talk<'_> {
    async fn through(
        &self,
        name: &str,
        identity: crate::model::Identity,
        events: &mut UnboundedReceiver<Event>,
    ) -> Result<(), Problem> {
        self.session.connected().await?;
        self.work.add_board(self.session.board(), name, identity, self.session.clone());
        let job = self.work.sync(self.options.clone());
        let mut report = Report::new(self.printer, self.options);
        while let Some(event) = events.recv().await {
            let ended = matches!(
                &event, Event::Work(WorkEvent::Ended { job: ended }) if *ended == job
            );
            // A watch goes on after its first sync until a signal ends it.
            if ended && !self.options.watch {
                break;
            }
            report.hear(event);
        }
        report.verdict()
    }
}
