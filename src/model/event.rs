//! What boards and the project's work report.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::{
    BoardId, BoardInfo, Comparison, Conflict, Device, FlashEvent, Generation, JobId, Mode, Plan,
    Problem, Progress, SyncState, SyncSummary,
};

/// Where output of a board belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// What the board says on its own: the friendly REPL, a running program.
    Console,
    /// Standard output of source we run in the raw REPL.
    Program,
    /// Its standard error: a traceback.
    ProgramError,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Debug,
    Info,
    Good,
    Warn,
    Error,
}

/// A line of the Log pane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    pub level: Level,
    /// Who says it: `sync`, `session`, a board's name.
    pub source: String,
    /// May come from a board: whoever shows it cleans it.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Default)]
pub struct QuestionId(pub u64);

impl QuestionId {
    /// One that nobody else in this run of the program has: sessions and work both ask.
    pub fn fresh() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        QuestionId(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Something only the user can decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A program may be running and something needs the prompt: stop it?
    StopProgram { board: BoardId, for_what: String },
    /// The first sync of a project to a board: write this plan?
    FirstSync { board: BoardId, plan: Box<Plan> },
    /// Sync is off because nothing says this folder is a project: use it?
    UseFolder { folder: String },
    /// The guard against `/`, `$HOME`, 500 files and a full flash: go on?
    LargeSync { board: BoardId, plan: Box<Plan>, why: String },
}

/// From a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The connection changed its mode. A new generation starts with `Opening`.
    Mode {
        board: BoardId,
        generation: Generation,
        mode: Mode,
    },
    /// Bytes from the board, exactly as they came.
    Output {
        board: BoardId,
        generation: Generation,
        stream: Stream,
        bytes: Vec<u8>,
    },
    Probed {
        board: BoardId,
        generation: Generation,
        info: Box<BoardInfo>,
    },
    /// The board (re)started: a soft-reboot line or a banner was seen in its output.
    Restarted {
        board: BoardId,
        generation: Generation,
    },
    /// A command begins; the output of programs that follows is its own.
    Began {
        board: BoardId,
        job: JobId,
    },
    Progress {
        board: BoardId,
        job: JobId,
        progress: Progress,
    },
    /// The link failed or vanished; reconnecting goes on.
    Trouble {
        board: BoardId,
        problem: Problem,
    },
    /// All that the board says goes to these files from now on; none: to no file.
    Recording {
        board: BoardId,
        to: Option<String>,
    },
    /// Something needs the prompt while a program may run; answer by
    /// `Session::answer`.
    Asks {
        board: BoardId,
        question: QuestionId,
        asks: Question,
    },
    /// From work on the loader of a chip, or from a download for it.
    Flash {
        job: JobId,
        event: FlashEvent,
    },
    /// What is plugged in changed.
    Devices(Vec<Device>),
    /// Somebody wrote, moved or removed the file that is being edited.
    FileChanged,
    Work(WorkEvent),
    Log(LogLine),
}

/// From the project's work loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkEvent {
    /// A plan was made; shown, and for a dry run that is all.
    Planned {
        board: BoardId,
        plan: Box<Plan>,
    },
    Asks {
        question: QuestionId,
        asks: Question,
    },
    Started {
        board: BoardId,
        job: JobId,
    },
    /// How one batch ended.
    Synced {
        board: BoardId,
        job: JobId,
        summary: SyncSummary,
    },
    Failed {
        board: BoardId,
        problem: Problem,
    },
    /// All that a job reports has been said, for every board of it.
    Ended {
        job: JobId,
    },
    /// How each file stands between the project and a board, by its path relative to
    /// source and target. Takes the place of what was said before.
    States {
        board: BoardId,
        states: BTreeMap<String, SyncState>,
    },
    /// The files of a board that somebody changed there. Takes the place of what was
    /// said before.
    Conflicts {
        board: BoardId,
        conflicts: Vec<Conflict>,
    },
    /// Both contents of one of them, which were asked for.
    Compared {
        board: BoardId,
        path: String,
        comparison: Result<Comparison, Problem>,
    },
    /// Watching began or ended; `polling` where the system cannot notify.
    Watching {
        on: bool,
        polling: bool,
    },
    /// Saves wait because the board is away.
    Waiting {
        board: BoardId,
        files: usize,
    },
    /// Local files changed, for panes that show them.
    LocalChanged,
    /// Files on the board changed, for panes that show them.
    BoardChanged {
        board: BoardId,
    },
}

/// What the user answered to a [`Question`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Yes,
    No,
}

/// Who hears the events of sessions, devices and work. Called from their tasks: it
/// must not block.
pub type Listener = std::sync::Arc<dyn Fn(Event) + Send + Sync>;
