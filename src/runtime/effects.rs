//! Carries out what the app wants done, without ever blocking: whatever takes time goes
//! to a task, and its answer comes back as a message.

use std::{collections::BTreeMap, path::Path, path::PathBuf, sync::Arc};

use tokio::sync::mpsc;

use super::{
    clipboard,
    door::Door,
    editor,
    flashing::Flashing,
    history,
    line::{self, Around, Seat},
    local,
    name::Name,
    plots, record, snippets,
    writes::Writes,
};
use crate::{
    app::{Asker, Effect, LocalOp, Msg, Outcome, WorkOrder},
    cli::{self, shell::Standing},
    config::{Clock, LogForm, Settings},
    device::{self, Memory},
    model::{
        BoardId, ClockOptions, Command, Device, Event, Identity, JobId, Level, Listener, LogLine,
        Problem, RemotePath, Request, port_name,
    },
    session::{
        self, Session,
        capture::{Tap, Target},
    },
    sync::Lookout,
    work::{self, Work},
};

/// What the loop itself has to do, for it owns the terminal.
#[derive(Debug)]
pub(super) enum Outside {
    Quit,
    /// Lend the terminal to the user's editor.
    Edit {
        job: JobId,
        path: PathBuf,
        line: Option<u32>,
    },
    /// Draw every cell again.
    Redraw,
    /// Look like this theme.
    Theme(String),
}

/// Copies a board's output to its files.
pub(super) struct Recorder {
    tap: Tap,
    targets: Vec<Target>,
}

/// Everything outside of the app: boards, the project's work, this machine's files.
pub(super) struct World {
    pub(super) settings: Arc<Settings>,
    /// What mpdeck is used in: the project's source, else the current folder.
    pub(super) folder: PathBuf,
    /// mpdeck's state folder.
    pub(super) state: PathBuf,
    /// The folder with the user's snippets.
    pub(super) snippets: PathBuf,
    /// mpdeck's cache folder.
    pub(super) cache: PathBuf,
    pub(super) work: Work,
    pub(super) listener: Listener,
    /// Answers to effects with a job. Unbounded: there is one for each such effect.
    pub(super) answers: mpsc::UnboundedSender<Msg>,
    pub(super) sessions: BTreeMap<BoardId, Session>,
    /// How each of their boards is known again.
    pub(super) homes: BTreeMap<BoardId, Identity>,
    /// What each is called in the log.
    pub(super) names: BTreeMap<BoardId, Name>,
    /// Where subcommands come in.
    pub(super) door: Door,
    /// What copies each board's output to files.
    pub(super) recorders: BTreeMap<BoardId, Recorder>,
    /// What was plugged in when it was last told.
    pub(super) devices: Vec<Device>,
    /// The project's boards are opened when they are plugged in.
    pub(super) joins: bool,
    /// Work on chips, and downloads for them.
    pub(super) flashing: Flashing,
    /// Watches the file that is edited.
    pub(super) lookout: Option<Lookout>,
    /// Where relative paths start on each board that was probed.
    pub(super) bases: BTreeMap<BoardId, RemotePath>,
    /// What is kept of choices and inputs.
    pub(super) writes: Writes,
}

impl World {
    pub(super) async fn carry_out(&mut self, effect: Effect) -> Option<Outside> {
        match effect {
            Effect::Connect { board, port } => self.connect(board, &port),
            Effect::Disconnect { board } => self.disconnect(board),
            Effect::Type { board, bytes } => self.with(board, |session| session.type_bytes(bytes)),
            Effect::Interrupt { board } => self.with(board, Session::interrupt),
            Effect::Stop { board, job, step } => {
                let session = self.session(Some(board));
                self.spawn(
                    job,
                    async move { need(session)?.stop(step).await.map(|()| Outcome::Done) },
                );
            }
            Effect::Record { board, on } => self.record(board, on),
            Effect::MarkRecord { board, text } => {
                if let Some(Recorder { tap, .. }) = self.recorders.get(&board) {
                    tap.mark(&text);
                }
            }
            Effect::Cancel { board } => self.with(board, Session::cancel),
            Effect::Command { board, job, command } => self.command(board, job, command),
            Effect::Glance { board, job, command } => {
                self.spawn(job, glance(self.session(Some(board)), job, command));
            }
            Effect::Line { board, job, text, here, there } => {
                let standing = Standing { local: here, remote: there };
                self.spawn(job, line::typed(text, standing, self.seat(board), self.work.clone()));
            }
            Effect::ReadLines { job } => {
                let file = history::lines(&self.state);
                self.spawn_blocking(job, move || history::read(&file).map(Outcome::Inputs));
            }
            Effect::KeepLine(text) => {
                let file = history::lines(&self.state);
                self.writes.add(move || history::keep(&file, &text));
            }
            Effect::LineNames { job } => {
                self.spawn_blocking(job, || Ok(Outcome::Inputs(cli::shell::names())));
            }
            Effect::RunFile { board, job, path, argv } => self.run_file(board, job, path, argv),
            Effect::SetClock { board, job, gently } => {
                let utc = self.settings.clock == Clock::Utc;
                let request = Request::Clock(ClockOptions { set: true, utc, gently });
                self.spawn(job, line::request(request, self.seat(Some(board))));
            }
            Effect::Answer { asker: Asker::Board(board), question, answer } => {
                self.with(board, |session| session.answer(question, answer));
            }
            Effect::Answer { asker: Asker::Work, question, answer } => {
                self.work.answer(question, answer);
            }
            Effect::Work(WorkOrder::Sync(options)) => {
                self.work.sync(options);
            }
            Effect::Work(WorkOrder::Watch(on)) => self.work.watch(on),
            Effect::Work(WorkOrder::After(after)) => self.work.set_after(after),
            Effect::Work(WorkOrder::Show { board, conflict }) => self.work.show(board, *conflict),
            Effect::Work(WorkOrder::Settle { board, settled }) => self.work.settle(board, *settled),
            Effect::Work(WorkOrder::Cancel) => self.work.cancel(),
            Effect::Local { job, op } => self.local(job, op),
            Effect::Firmware { job, op } => self.firmware(job, op),
            Effect::Flash { job, board, port, order } => self.flash(job, board, &port, order),
            Effect::AnswerPlan { job, answer } => self.flashing.answer(job, answer),
            Effect::StopFlash { job } => self.flashing.stop(job),
            Effect::ReadInputs { job } => {
                let file = self.history();
                self.spawn_blocking(job, move || history::read(&file).map(Outcome::Inputs));
            }
            Effect::ReadSnippets { job } => {
                let folder = self.snippets.clone();
                self.spawn_blocking(job, move || snippets::read(&folder).map(Outcome::Snippets));
            }
            Effect::SavePlot { job, name, table } => {
                let own = self.settings.log_folder.clone();
                let folder = own.unwrap_or_else(|| self.state.join("plots"));
                self.spawn_blocking(job, move || {
                    plots::save(&folder, &name, &table).map(Outcome::Text)
                });
            }
            Effect::KeepInput(text) => {
                let file = self.history();
                self.writes.add(move || history::keep(&file, &text));
            }
            Effect::Guard(path) => self.guard(path),
            Effect::Copy(text) => clipboard::copy(&text),
            Effect::Fetch { board, job, path } => {
                let (session, state) = (self.session(Some(board)), self.state.clone());
                self.spawn(job, async move {
                    let fetched = work::fetch(&need(session)?, path, &state).await?;
                    Ok(Outcome::Fetched(Box::new(fetched)))
                });
            }
            Effect::PutBack { job, fetched, force } => {
                let session = self.session(Some(fetched.board));
                let work = self.work.clone();
                self.spawn(job, async move {
                    let how = work::put_back(&need(session)?, &fetched, force).await?;
                    work.board_changed(fetched.board);
                    Ok(Outcome::PutBack(how))
                });
            }
            Effect::LastChange { board, job } => {
                let session = self.session(Some(board));
                self.spawn_blocking(job, move || {
                    need(session)?.last_change().map(Outcome::LastChange)
                });
            }
            Effect::Edit { job, path, line } => return Some(Outside::Edit { job, path, line }),
            Effect::Theme(name) => return Some(Outside::Theme(name)),
            Effect::Remember(choice) => self.remember(choice),
            Effect::Redraw => return Some(Outside::Redraw),
            Effect::Bell => clipboard::bell(),
            Effect::Quit => return Some(Outside::Quit),
        }
        None
    }

    /// Keeps what later effects need of an event on its way to the app, and adds what the
    /// user's file says of devices. Answers what the app is to hear as well.
    pub(super) fn notice(&mut self, event: &mut Event) -> Option<Msg> {
        match event {
            Event::Devices(devices) => {
                cli::name_devices(devices, &self.settings, &Memory::load(&self.state));
                self.devices.clone_from(devices);
                for (board, identity) in &self.homes {
                    let same = devices.iter().find(|device| device.identity.is_same(identity));
                    if let Some(device) = same {
                        self.door.moved(*board, &device.port);
                        if let Some(name) = self.names.get(board) {
                            name.set(device);
                        }
                    }
                }
                let there = || cli::of_project(&self.settings, &self.state, devices);
                let ports = || there().into_iter().map(|device| device.port).collect();
                return self.joins.then(|| Msg::Meant(ports()));
            }
            Event::Probed { board, info, .. } => {
                self.bases.insert(*board, info.boot_folder.clone());
            }
            _ => {}
        }
        None
    }

    fn connect(&mut self, board: BoardId, port: &str) {
        let device = device::at(&self.devices, port);
        let own = cli::own(&device, &self.settings, &Memory::load(&self.state));
        let baud = own.baud.unwrap_or(self.settings.baud);
        let attach = own.attach.unwrap_or(self.settings.attach);
        let options = session::Options { board, attach, reconnect: true };
        let name = own.alias.clone().unwrap_or_else(|| port_name(port).to_owned());
        let named = Name::new(&name);
        let listener = named.under(self.listener.clone());
        self.names.insert(board, named);
        let listener = device::remembering(listener, &self.state, port);
        let (tap, listener) = Tap::new(board, listener);
        let opener = cli::opener(&device, baud, &own);
        let kept = cli::kept(&device, &self.state);
        let session = session::start_keeping(opener, options, listener, kept);
        let form = own.log.unwrap_or_default();
        self.door.put(&session, &device.port, attach);
        self.homes.insert(board, device.identity.clone());
        let targets = record::targets(&self.settings, form, &self.state, &name);
        if form != LogForm::Off {
            tap.open(targets.clone());
        }
        self.recorders.insert(board, Recorder { tap, targets });
        self.work.add_board(board, &name, device.identity, session.clone());
        self.sessions.insert(board, session);
    }

    fn disconnect(&mut self, board: BoardId) {
        self.work.remove_board(board);
        self.door.take(board);
        self.homes.remove(&board);
        self.names.remove(&board);
        let recorder = self.recorders.remove(&board);
        if let Some(session) = self.sessions.remove(&board) {
            tokio::spawn(async move {
                session.close().await;
                // what it said last is written too
                if let Some(recorder) = recorder {
                    recorder.tap.close();
                }
            });
        }
    }

    /// Writes what is left for the files of boards.
    pub(super) fn end_records(&self) {
        self.recorders.values().for_each(|recorder| recorder.tap.close());
    }

    fn record(&self, board: BoardId, on: bool) {
        let Some(Recorder { tap, targets }) = self.recorders.get(&board) else { return };
        match on {
            true => tap.open(targets.clone()),
            false => tap.close(),
        }
    }

    fn command(&self, board: BoardId, job: JobId, command: Command) {
        self.spawn(job, call(self.session(Some(board)), self.work.clone(), job, command));
    }

    fn run_file(&self, board: BoardId, job: JobId, path: PathBuf, argv: Vec<String>) {
        let (session, work) = (self.session(Some(board)), self.work.clone());
        self.spawn(job, async move {
            let read = tokio::task::spawn_blocking(move || cli::program(&path)).await;
            let source =
                read.map_err(|error| Problem::failed("read the program", error.to_string()))??;
            call(session, work, job, Command::Exec { source, argv }).await
        });
    }

    fn guard(&mut self, path: Option<PathBuf>) {
        if self.lookout.as_ref().map(Lookout::path) == path.as_deref() {
            return;
        }
        let listener = self.listener.clone();
        let lookout = path.map(|path| Lookout::start(path, move || listener(Event::FileChanged)));
        self.lookout = match lookout {
            Some(Err(error)) => {
                tracing::warn!(%error, "the file that is edited is not watched");
                None
            }
            other => other.and_then(Result::ok),
        };
    }

    /// The file with what was sent from the input editor, for the folder that is shown.
    fn history(&self) -> PathBuf {
        let here = || std::env::current_dir().unwrap_or_default();
        history::file(&self.state, &self.settings.source.clone().unwrap_or_else(here))
    }

    fn local(&self, job: JobId, op: LocalOp) {
        self.spawn_blocking(job, move || local::carry_out(op));
    }

    fn spawn_blocking(
        &self,
        job: JobId,
        work: impl FnOnce() -> Result<Outcome, Problem> + Send + 'static,
    ) {
        let answers = self.answers.clone();
        tokio::task::spawn_blocking(move || {
            let result = work();
            // the receiver is gone only while the program ends
            let _ = answers.send(Msg::Answered { job, result });
        });
    }

    /// Tells in the log what went wrong with something nobody waits for.
    pub(super) fn tell(&self, problem: Problem) {
        (self.listener)(log_line(&problem));
    }

    /// Lends the terminal to the user's editor and waits for its end; meanwhile boards
    /// and the watcher go on.
    pub(super) async fn edit(&self, path: &Path, line: Option<u32>) -> Result<Outcome, Problem> {
        editor::edit(self.settings.editor.as_deref(), path, line).await.map(|()| Outcome::Done)
    }

    /// Gives every board back in good order.
    pub(super) async fn close(&mut self) {
        self.work.cancel();
        self.flashing.end().await;
        self.writes.end().await;
        let sessions = std::mem::take(&mut self.sessions);
        let closing = sessions.into_values().map(|session| async move { session.close().await });
        futures_util::future::join_all(closing).await;
    }

    pub(super) fn seat(&self, board: Option<BoardId>) -> Seat {
        let base = board.and_then(|board| self.bases.get(&board)).cloned();
        let around = Around {
            settings: Arc::clone(&self.settings),
            cache: self.cache.clone(),
            state: self.state.clone(),
        };
        Seat { session: self.session(board), base, around }
    }

    pub(super) fn session(&self, board: Option<BoardId>) -> Option<Session> {
        board.and_then(|board| self.sessions.get(&board)).cloned()
    }

    fn with(&self, board: BoardId, act: impl FnOnce(&Session)) {
        if let Some(session) = self.sessions.get(&board) {
            act(session);
        }
    }

    fn spawn(
        &self,
        job: JobId,
        work: impl Future<Output = Result<Outcome, Problem>> + Send + 'static,
    ) {
        let answers = self.answers.clone();
        tokio::spawn(async move {
            let result = work.await;
            // the receiver is gone only while the program ends
            let _ = answers.send(Msg::Answered { job, result });
        });
    }
}

pub(super) fn log_line(problem: &Problem) -> Event {
    let text = problem.to_string();
    Event::Log(LogLine { level: Level::Error, source: "settings".to_owned(), text })
}

async fn glance(
    session: Option<Session>,
    job: JobId,
    command: Command,
) -> Result<Outcome, Problem> {
    need(session)?.call_gently(job, command).await.map(Outcome::Reply)
}

async fn call(
    session: Option<Session>,
    work: Work,
    job: JobId,
    command: Command,
) -> Result<Outcome, Problem> {
    let session = need(session)?;
    let changes = command.may_change_files();
    let reply = session.call_as(job, command).await;
    if changes {
        // also after a failure: half of it may have been done
        work.board_changed(session.board());
    }
    reply.map(Outcome::Reply)
}

pub(super) fn need(session: Option<Session>) -> Result<Session, Problem> {
    session.ok_or_else(|| {
        Problem::no_board("use a board", "none is connected")
            .next("Choose one in Devices and press Enter.")
    })
}
