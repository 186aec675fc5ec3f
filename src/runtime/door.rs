//! The Unix socket by which subcommands reach the boards that this workbench holds.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::{
        fs::{DirBuilderExt as _, PermissionsExt as _},
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use crate::{
    cli::remote,
    config::Places,
    model::{
        AttachPolicy, BoardId, Event, JobId, Level, Listener, LogLine, Request, Stream, WorkEvent,
    },
    session::{Calls, Session, capture::Bound},
    work::{Files, Work},
};

/// Callers at the same time; more than anybody has panes.
const CALLERS: usize = 16;

/// How long a caller may have to wait for boards that are being given back.
const CLOSING: Duration = Duration::from_millis(1500);

/// A board that this workbench holds.
#[derive(Clone)]
struct Held {
    session: Session,
    /// Where it is now: it may come back elsewhere.
    port: String,
    attach: AttachPolicy,
}

/// A caller that hears a board.
struct Ear {
    board: BoardId,
    /// The commands whose output is the caller's; none: all that the board says.
    calls: Option<Calls>,
    /// What runs on the board now.
    runs: Option<JobId>,
    sender: UnboundedSender<Event>,
}

#[derive(Default)]
struct Room {
    /// The workbench ends: its boards are about to be free.
    closing: bool,
    boards: BTreeMap<BoardId, Held>,
    ears: Vec<Ear>,
}

/// Shared by the loop and the threads that serve callers.
#[derive(Clone, Default)]
pub(super) struct Door {
    room: Arc<Mutex<Room>>,
    callers: Arc<AtomicUsize>,
}

/// The socket, which is gone with it.
pub(super) struct Socket(PathBuf);

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Door {
    /// A listener that lets callers hear what they asked for, too.
    pub(super) fn tee(&self, listener: Listener) -> Listener {
        let door = self.clone();
        Arc::new(move |event| {
            door.overhear(&event);
            listener(event);
        })
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn overhear(&self, event: &Event) {
        let mut room = self.room();
        if !room.ears.is_empty() {
            room.ears.retain_mut(|ear| ear.hear(event));
        }
    }

    pub(super) fn put(&self, session: &Session, port: &str, attach: AttachPolicy) {
        let held = Held { session: session.clone(), port: port.to_owned(), attach };
        self.room().boards.insert(session.board(), held);
    }

    pub(super) fn take(&self, board: BoardId) {
        self.room().boards.remove(&board);
    }

    /// From now on callers wait for the end of this process, which frees the boards, or
    /// for so long.
    pub(super) fn close(&self) {
        let mut room = self.room();
        room.closing = true;
        room.boards.clear();
    }

    /// A board came back at another port.
    pub(super) fn moved(&self, board: BoardId, port: &str) {
        if let Some(held) = self.room().boards.get_mut(&board) {
            port.clone_into(&mut held.port);
        }
    }

    fn at(&self, port: &str) -> Option<Held> {
        let real =
            |held: &Held| fs::canonicalize(&held.port).is_ok_and(|path| path == Path::new(port));
        self.room().boards.values().find(|held| real(held)).cloned()
    }

    /// Opens the socket and serves whoever comes, on threads of their own. Must be called
    /// within a tokio runtime.
    pub(super) fn open(
        &self,
        places: &Places,
        files: (Files, Bound),
        work: Work,
        listener: Listener,
    ) -> io::Result<Socket> {
        let folder = remote::folder(places.runtime.as_deref(), &places.state);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let path = folder.join(format!("{}.sock", std::process::id()));
        // what an earlier process of this number left
        let _ = fs::remove_file(&path);
        let socket = UnixListener::bind(&path)?;
        let kept = Socket(path);
        fs::set_permissions(&kept.0, fs::Permissions::from_mode(0o600))?;
        let (door, runtime) = (self.clone(), Handle::current());
        thread::Builder::new().name("door".to_owned()).spawn(move || {
            for caller in socket.incoming().flatten() {
                let (door, runtime) = (door.clone(), runtime.clone());
                let (files, work, listener) = (files.clone(), work.clone(), listener.clone());
                if door.callers.fetch_add(1, Ordering::Relaxed) >= CALLERS {
                    door.callers.fetch_sub(1, Ordering::Relaxed);
                    remote::refuse(caller);
                    continue;
                }
                thread::spawn(move || {
                    door.serve(caller, &runtime, files, (&work, &listener));
                    door.callers.fetch_sub(1, Ordering::Relaxed);
                });
            }
        })?;
        Ok(kept)
    }

    fn serve(
        &self,
        caller: UnixStream,
        runtime: &Handle,
        files: (Files, Bound),
        (work, listener): (&Work, &Listener),
    ) {
        let Some(heard) = remote::accept(caller) else { return };
        let Some(held) = self.at(&heard.ask.port) else {
            if self.room().closing {
                thread::sleep(CLOSING);
            }
            return heard.refuse();
        };
        let (listens, changes) =
            (matches!(heard.request, Request::Monitor(_)), heard.request.may_change_files());
        let text = format!("asked from elsewhere: {}", heard.ask.words.join(" "));
        listener(Event::Log(LogLine { level: Level::Info, source: "mpdeck".to_owned(), text }));
        if heard.borrows() {
            return runtime.block_on(remote::lend(heard, &held.session));
        }
        let (session, calls) = held.session.recording();
        let events = self.listen(session.board(), (!listens).then_some(calls));
        if !listens {
            // as subcommands do: whoever types one wants it done
            session.set_attach(AttachPolicy::Interrupt);
        }
        runtime.block_on(remote::answer(heard, &session, events, files));
        if !listens {
            session.set_attach(held.attach);
        }
        if changes {
            let board = session.board();
            work.board_changed(board);
            listener(Event::Work(WorkEvent::BoardChanged { board }));
        }
    }

    fn listen(&self, board: BoardId, calls: Option<Calls>) -> UnboundedReceiver<Event> {
        let (sender, events) = unbounded_channel();
        self.room().ears.push(Ear { board, calls, runs: None, sender });
        events
    }
}

impl Ear {
    /// False when nobody listens any more.
    fn hear(&mut self, event: &Event) -> bool {
        match event {
            Event::Began { board, job } if *board == self.board => self.runs = Some(*job),
            Event::Output { board, stream, .. } if *board == self.board && self.wants(*stream) => {
                return self.sender.send(event.clone()).is_ok();
            }
            Event::Mode { board, .. } if *board == self.board && self.calls.is_none() => {
                return self.sender.send(event.clone()).is_ok();
            }
            _ => {}
        }
        !self.sender.is_closed()
    }

    fn wants(&self, stream: Stream) -> bool {
        let Some(calls) = &self.calls else { return true };
        let calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        stream != Stream::Console && self.runs.is_some_and(|job| calls.contains(&job))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Generation;

    fn output(stream: Stream) -> Event {
        let bytes = b"x".to_vec();
        Event::Output { board: BoardId(1), generation: Generation(1), stream, bytes }
    }

    #[test]
    fn a_caller_hears_its_own_commands_and_nobody_elses() {
        let door = Door::default();
        let listener = door.tee(Arc::new(|_| {}));
        let calls = Calls::default();
        let mut events = door.listen(BoardId(1), Some(calls.clone()));
        let mut heard = || std::iter::from_fn(|| events.try_recv().ok()).count();
        calls.lock().unwrap().insert(JobId(7));
        for (job, stream, number) in [
            (JobId(6), Stream::Program, 0),
            (JobId(7), Stream::Console, 0),
            (JobId(7), Stream::Program, 1),
            (JobId(8), Stream::Program, 0),
        ] {
            listener(Event::Began { board: BoardId(1), job });
            listener(Event::Began { board: BoardId(2), job: JobId(9) });
            listener(output(stream));
            assert_eq!(heard(), number, "{job:?} {stream:?}");
        }
        drop(events);
        listener(output(Stream::Program));
        assert!(door.room().ears.is_empty(), "a caller that is gone is forgotten");
    }
}
