//! The handle of a session: cheap to clone, safe to use from anywhere.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::climb::{self, Climb};
use super::inbox::Inbox;
use super::kept::Kept;
use super::report::Report;
use super::task::{self, Task};
use crate::board::Opener;
use crate::model::{
    Answer, AttachPolicy, BoardId, Command, Generation, JobId, LastChange, Listener, Mode, Problem,
    QuestionId, Reply, StopStep,
};

/// Commands that may wait in the queue: more than a person can ask for in the time of
/// one, few enough that a caller in a loop waits instead of filling memory.
const QUEUE: usize = 32;

/// How a session behaves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub board: BoardId,
    pub attach: AttachPolicy,
    /// Open the port again when it comes back. Without it a lost link stays lost.
    pub reconnect: bool,
}

/// What the task lets the handles see at any time.
#[derive(Debug, Clone)]
pub(super) struct Status {
    pub(super) generation: Generation,
    pub(super) mode: Mode,
    /// Programs of the board that commands had to stop.
    pub(super) stops: u64,
    /// How long commands waited for the user's answer.
    pub(super) waited: Duration,
    /// How the last try to open the port ended; none before the first.
    pub(super) opened: Option<Result<(), Problem>>,
}

/// One command on its way to the board.
pub(super) struct Job {
    pub(super) id: JobId,
    pub(super) command: Command,
    pub(super) reply: oneshot::Sender<Result<Reply, Problem>>,
    /// How often Ctrl-C had been pressed when it was asked for.
    pub(super) interrupts: u64,
    /// Nobody asked for it: it fails rather than stop a program or lose a half-typed line.
    pub(super) gently: bool,
}

/// Starts the task that owns the link to one board, and opens it. When the last
/// handle is gone the task leaves the board at its friendly REPL and ends. Must be
/// called within a tokio runtime.
pub fn start(opener: Box<dyn Opener>, options: Options, listener: Listener) -> Session {
    begin(opener, options, listener, None)
}

/// As [`start`], and what files hold before they are overwritten or removed is kept: the
/// last change can be taken back.
pub fn start_keeping(
    opener: Box<dyn Opener>,
    options: Options,
    listener: Listener,
    kept: Kept,
) -> Session {
    begin(opener, options, listener, Some(kept))
}

fn begin(
    opener: Box<dyn Opener>,
    options: Options,
    listener: Listener,
    kept: Option<Kept>,
) -> Session {
    let inbox = Arc::new(Inbox::default());
    let (jobs, queue) = mpsc::channel(QUEUE);
    let (status, seen) = watch::channel(Status {
        generation: Generation::default(),
        mode: Mode::Opening,
        stops: 0,
        waited: Duration::ZERO,
        opened: None,
    });
    let address = opener.address();
    let report = Report::new(options.board, listener, status);
    let task = Task::new(opener, options, report, Arc::clone(&inbox), queue, kept.clone());
    tokio::spawn(task::run(task));
    Session {
        board: options.board,
        address: address.into(),
        inbox,
        jobs,
        status: seen,
        calls: None,
        kept,
    }
}

/// A session with one board.
#[derive(Clone)]
pub struct Session {
    board: BoardId,
    address: Arc<str>,
    inbox: Arc<Inbox>,
    jobs: mpsc::Sender<Job>,
    status: watch::Receiver<Status>,
    /// The commands that were called through this handle, where somebody keeps them.
    calls: Option<Calls>,
    kept: Option<Kept>,
}

/// Commands that were called through one handle.
pub type Calls = Arc<Mutex<BTreeSet<JobId>>>;

impl Session {
    /// A handle that keeps the ids of its own calls: by them their output is told from
    /// that of others ([`Event::Began`](crate::model::Event::Began)).
    pub fn recording(&self) -> (Session, Calls) {
        let calls = Calls::default();
        (Session { calls: Some(Arc::clone(&calls)), ..self.clone() }, calls)
    }

    pub fn board(&self) -> BoardId {
        self.board
    }

    /// What was asked to be opened, as the user knows it: `/dev/ttyUSB0`.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn mode(&self) -> Mode {
        self.status.borrow().mode
    }

    pub fn generation(&self) -> Generation {
        self.status.borrow().generation
    }

    /// How many programs of the board commands had to stop so far: if it grew, one was
    /// running before.
    pub fn stops(&self) -> u64 {
        self.status.borrow().stops
    }

    /// How long commands waited so far until the user said that a program may be
    /// stopped, or until it ended.
    pub fn waited(&self) -> Duration {
        self.status.borrow().waited
    }

    /// Queues a command and waits for its reply.
    ///
    /// # Errors
    /// What the board or the link did not do, in words for a person. While the port is
    /// lost or with the flasher, at once.
    pub async fn call(&self, command: Command) -> Result<Reply, Problem> {
        self.call_as(JobId::fresh(), command).await
    }

    /// As [`call`](Self::call), with the id that progress is reported under.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    pub async fn call_as(&self, id: JobId, command: Command) -> Result<Reply, Problem> {
        self.queue(id, command, false).await
    }

    /// As [`call_as`](Self::call_as), for what nobody asked for: it fails rather than
    /// stop a program or lose a half-typed line.
    ///
    /// # Errors
    /// As for [`call`](Self::call), and where the board is not at its empty prompt.
    pub async fn call_gently(&self, id: JobId, command: Command) -> Result<Reply, Problem> {
        self.queue(id, command, true).await
    }

    async fn queue(&self, id: JobId, command: Command, gently: bool) -> Result<Reply, Problem> {
        if let Some(calls) = &self.calls {
            calls.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
        let (reply, answer) = oneshot::channel();
        let ended = || Problem::no_board(format!("use {}", self.address), "it was closed");
        let interrupts = self.inbox.interrupts();
        self.jobs
            .send(Job { id, command, reply, interrupts, gently })
            .await
            .map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }

    /// Ctrl-C to whatever runs on the board: the user's program or a command that
    /// executes source. Never waits behind the queue.
    pub fn interrupt(&self) {
        self.inbox.put_interrupt();
    }

    /// Takes one step of the stop ladder, past the queue and over whatever runs; ends
    /// when the board stands at its prompt or the step has failed.
    /// [`StopStep::Catch`] waits as long as it takes, also while the board is unplugged.
    /// Another call or [`cancel`](Self::cancel) ends it.
    ///
    /// # Errors
    /// What came instead of the prompt.
    pub async fn stop(&self, step: StopStep) -> Result<(), Problem> {
        let (reply, answer) = oneshot::channel();
        self.inbox.put(|pending| pending.climb = Some(Climb::new(step, reply)));
        let overtaken = |_| Problem::interrupted(climb::tried(step));
        answer.await.map_err(overtaken)?
    }

    /// Stops the command that runs or waits for an answer; it ends as interrupted.
    /// Those behind it go on.
    pub fn cancel(&self) {
        self.inbox.put(|pending| pending.cancel = true);
    }

    /// Sends bytes as a terminal would. While a command executes source they are its
    /// standard input; while one works on files they wait for its end.
    pub fn type_bytes(&self, bytes: Vec<u8>) {
        self.inbox.put_typed(&bytes);
    }

    /// Answers [`Event::Asks`](crate::model::Event::Asks); a stale answer is ignored.
    pub fn answer(&self, question: QuestionId, answer: Answer) {
        self.inbox.put_answer(question, answer);
    }

    /// Changes who decides whether a program is stopped, and forgets what was answered.
    pub fn set_attach(&self, policy: AttachPolicy) {
        self.inbox.put(|pending| pending.policy = Some(policy));
    }

    /// Waits until the port was first opened, or could not be.
    ///
    /// # Errors
    /// Why the port could not be opened; with `reconnect` it is tried again all the same.
    pub async fn connected(&self) -> Result<(), Problem> {
        let mut status = self.status.clone();
        let seen = status.wait_for(|status| status.opened.is_some()).await;
        match seen {
            Ok(status) => status.opened.clone().unwrap_or(Ok(())),
            Err(_) => Err(Problem::no_board(format!("open {}", self.address), "it was closed")),
        }
    }

    /// Waits until the session is in a mode that `wanted` accepts; false when the
    /// session ended before.
    pub async fn reached(&self, wanted: impl Fn(Mode) -> bool) -> bool {
        self.status.clone().wait_for(|status| wanted(status.mode)).await.is_ok()
    }

    /// Ends what runs, closes the port and keeps it closed for the flasher. Commands
    /// fail until [`resume`](Self::resume).
    pub async fn release(&self) {
        self.inbox.put(|pending| {
            pending.release = true;
            pending.reopen = false;
        });
        self.reached(|mode| mode == Mode::Flashing).await;
    }

    /// Opens the port again: after [`release`](Self::release), or at once instead of at
    /// the next try while it is lost.
    pub fn resume(&self) {
        self.inbox.put(|pending| {
            pending.reopen = true;
            pending.release = false;
        });
    }

    /// The last change of the board's files that can be taken back, by
    /// [`Command::Undo`].
    ///
    /// # Errors
    /// mpdeck's state folder cannot be read.
    pub fn last_change(&self) -> Result<Option<LastChange>, Problem> {
        let Some(kept) = &self.kept else { return Ok(None) };
        let tried = "look for the last change on the board";
        kept.last().map_err(|error| Problem::failed(tried, error.to_string()))
    }

    /// Ends the session: stops what runs, leaves the board at its friendly REPL and
    /// gives the port back. Programs the board runs on its own run on.
    pub async fn close(&self) {
        self.inbox.put(|pending| pending.close = true);
        // The sender is dropped when the task is over, port and all.
        let mut status = self.status.clone();
        while status.changed().await.is_ok() {}
    }
}
