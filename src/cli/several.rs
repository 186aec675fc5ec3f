//! A request on one board or on several at the same time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::run::{hear, interrupted, listener};
use super::signals::{Signal, Signals};
use super::{Chosen, Global, Place, Printer, choice, perform, remote};
use crate::device::{self, Memory};
use crate::model::{AttachPolicy, BoardId, Device, Event, Exit, MonitorOptions, Problem, Request};
use crate::session::capture::Bound;
use crate::session::{self, Session};
use crate::work::Files;

/// A board that does not answer must not keep us: by then the session has given up on
/// it too.
const CLOSING: Duration = Duration::from_secs(6);

/// Ctrl-C is passed on to a running program this many times; after that it ends us.
const PASSED_ON: u32 = 2;

/// What the user's signals ask of the boards' work.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heed {
    pub(super) interrupts: u32,
    pub(super) end: bool,
}

/// Carries a request out on every one of the boards; answers the exit code, which is the
/// worst of theirs. Each problem is told when it comes. With `named`, all that is
/// printed names its board. A board that a running mpdeck holds is left to that one.
pub(super) async fn on_each(
    global: &Global,
    request: &Request,
    chosen: &Chosen,
    (devices, named): (Vec<Device>, bool),
    printer: &Printer,
    signals: &mut Signals,
) -> u8 {
    let (heed, heeded) = watch::channel(Heed::default());
    let mut running = JoinSet::new();
    for (number, device) in devices.into_iter().enumerate() {
        let name = choice::board_name(chosen, &device);
        let on_lines = named.then_some(name.as_str());
        let request = &if named { apart(request, &name) } else { request.clone() };
        if let Some(line) =
            remote::knock(&chosen.places, &device.port, request, (on_lines, number), global.color)
        {
            running.spawn(remote::follow(line, heeded.clone()));
            continue;
        }
        let printer = if named { printer.of(&name, number) } else { printer.clone() };
        let one = One {
            request: request.clone(),
            board: BoardId(u32::try_from(number).unwrap_or(u32::MAX)),
            printer,
            heed: heeded.clone(),
            files: choice::files(chosen),
            bound: choice::log_bound(&chosen.settings),
        };
        let session = one.open(global, chosen, &device);
        running.spawn(one.carry_out(session));
    }
    let mut worst = 0;
    loop {
        tokio::select! {
            biased;
            signal = signals.next() => heed.send_modify(|heed| {
                heed.interrupts += 1;
                heed.end |= signal == Signal::End;
            }),
            () = printer.broken() => heed.send_modify(|heed| {
                heed.interrupts += 1;
                heed.end = true;
            }),
            ended = running.join_next() => match ended {
                Some(code) => worst = worst.max(code.unwrap_or(Exit::Failed.code())),
                None => return worst,
            },
        }
    }
}

/// What several boards give must not overwrite each other: a folder for each.
fn apart(request: &Request, name: &str) -> Request {
    match request {
        Request::Get { from, to, recursive } => {
            let folder = name.rsplit('/').next().unwrap_or(name);
            let to = to.as_deref().unwrap_or(Path::new(".")).join(folder);
            Request::Get { from: from.clone(), to: Some(to), recursive: *recursive }
        }
        Request::Monitor(MonitorOptions { log: Some(file), timestamps, raw }) => {
            let folder = name.rsplit('/').next().unwrap_or(name);
            let own = file.file_name().unwrap_or_default().to_string_lossy();
            let log = Some(file.with_file_name(format!("{folder}-{own}")));
            Request::Monitor(MonitorOptions { log, timestamps: *timestamps, raw: *raw })
        }
        other => other.clone(),
    }
}

/// The folder that a copy of one of several boards goes to.
fn folder_of(request: &Request) -> Option<&PathBuf> {
    match request {
        Request::Get { to, .. } => to.as_ref(),
        _ => None,
    }
}

/// The request on one board.
pub(super) struct One {
    pub(super) request: Request,
    pub(super) board: BoardId,
    pub(super) printer: Printer,
    pub(super) heed: watch::Receiver<Heed>,
    pub(super) files: Files,
    /// For the file of `monitor`.
    pub(super) bound: Bound,
}

impl One {
    fn open(
        &self,
        global: &Global,
        chosen: &Chosen,
        device: &Device,
    ) -> (Session, UnboundedReceiver<Event>) {
        let listens = matches!(self.request, Request::Monitor(_));
        let state = &chosen.places.state;
        let own = choice::own(device, &chosen.settings, &Memory::load(state));
        let baud = global.baud.or(own.baud).unwrap_or(chosen.settings.baud);
        let (listener, events) = listener();
        let listener = device::remembering(listener, state, &device.port);
        let options = session::Options {
            board: self.board,
            attach: if listens { AttachPolicy::Passive } else { AttachPolicy::Interrupt },
            // A board that is stopped by a reset goes away and comes back.
            reconnect: listens || matches!(self.request, Request::Stop(_)),
        };
        let opener = choice::opener(device, baud, &own);
        let kept = choice::kept(device, state);
        (session::start_keeping(opener, options, listener, kept), events)
    }

    async fn carry_out(mut self, (session, mut events): (Session, UnboundedReceiver<Event>)) -> u8 {
        let ended = match self.request.clone() {
            Request::Monitor(options) => self.listen(&session, &mut events, &options).await,
            _ => self.work(&session, &mut events).await,
        };
        let _ = tokio::time::timeout(CLOSING, session.close()).await;
        while let Ok(event) = events.try_recv() {
            hear(event, &self.printer);
        }
        let Err(problem) = ended else { return 0 };
        let code = problem.exit.code();
        self.printer.problem(problem);
        code
    }

    pub(super) async fn work(
        &mut self,
        session: &Session,
        events: &mut UnboundedReceiver<Event>,
    ) -> Result<(), Problem> {
        let request = &self.request;
        let runs_program =
            matches!(request, Request::Run { .. } | Request::Exec { .. } | Request::Eval { .. });
        if let Some(folder) = folder_of(request).filter(|_| self.printer.names_its_board()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                let tried = format!("make the folder {}", folder.display());
                Problem::failed(tried, super::reason(&error))
            })?;
        }
        let place = Place::new(session, None, self.files.clone());
        let mut out = self.printer.clone();
        let work = async {
            // `stop --catch` waits for a board that is not there yet.
            if !matches!(request, Request::Stop(options) if options.catch) {
                session.connected().await?;
            }
            perform(request, &place, &mut out).await
        };
        tokio::pin!(work);
        let mut interrupted_once = false;
        let ended = loop {
            tokio::select! {
                biased;
                Ok(()) = self.heed.changed() => {
                    interrupted_once = true;
                    let heed = *self.heed.borrow_and_update();
                    if heed.end || !runs_program || heed.interrupts > PASSED_ON {
                        break Err(interrupted(request));
                    }
                    session.interrupt();
                }
                Some(event) = events.recv() => hear(event, &self.printer),
                ended = &mut work => break ended,
            }
        };
        match ended {
            // The program ended because of it, or in spite of it: it was interrupted.
            Err(problem) if interrupted_once => Err(Problem { exit: Exit::Interrupted, ..problem }),
            Ok(()) if interrupted_once => Err(interrupted(request)),
            ended => ended,
        }
    }
}
