//! What goes out: the only way `app` reaches the world. The runtime carries each
//! out without blocking, and answers those with a job by
//! [`Msg::Answered`](super::Msg::Answered), once.

use std::path::PathBuf;

use crate::model::{
    AfterSync, Answer, Arrangement, BoardId, Chip, Command, Conflict, Digest, Fetched,
    FlashOptions, JobId, LoaderOptions, QuestionId, Release, RemotePath, Settled, StopStep,
    SyncOptions,
};

use super::flash::BackUp;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Starts a session; how it goes comes as events of this board.
    Connect {
        board: BoardId,
        port: String,
    },
    /// Ends the session and frees the port.
    Disconnect {
        board: BoardId,
    },
    /// Bytes for the board's REPL or running program, as typed.
    Type {
        board: BoardId,
        bytes: Vec<u8>,
    },
    /// Ctrl-C to whatever the board runs, past any queue.
    Interrupt {
        board: BoardId,
    },
    /// One step of the stop ladder.
    Stop {
        board: BoardId,
        job: JobId,
        step: StopStep,
    },
    /// Begins or ends writing all that the board says to files; [`Event::Recording`]
    /// tells which.
    ///
    /// [`Event::Recording`]: crate::model::Event::Recording
    Record {
        board: BoardId,
        on: bool,
    },
    /// A line in those files that stands out.
    MarkRecord {
        board: BoardId,
        text: String,
    },
    /// Stops the operation of the board's session; its command answers with a problem.
    Cancel {
        board: BoardId,
    },
    Command {
        board: BoardId,
        job: JobId,
        command: Command,
    },
    /// The same for what nobody asked for: it fails rather than stop a program.
    Glance {
        board: BoardId,
        job: JobId,
        command: Command,
    },
    /// Reads the local file and runs it as `Command::Exec`.
    RunFile {
        board: BoardId,
        job: JobId,
        path: PathBuf,
        argv: Vec<String>,
    },
    /// Sets the board's clock to the local time of the moment it is carried out.
    SetClock {
        board: BoardId,
        job: JobId,
        /// Not asked for by the user: no program is stopped for it.
        gently: bool,
    },
    Answer {
        asker: Asker,
        question: QuestionId,
        answer: Answer,
    },
    Work(WorkOrder),
    Local {
        job: JobId,
        op: LocalOp,
    },
    /// A command as typed at the `:` line, for the one parser; answers
    /// [`Outcome::Text`](super::Outcome::Text).
    Line {
        board: Option<BoardId>,
        job: JobId,
        text: String,
        /// Where its relative paths start; on the board none is the boot folder.
        here: PathBuf,
        there: Option<RemotePath>,
    },
    /// Command lines of earlier runs.
    ReadLines {
        job: JobId,
    },
    /// A command line, for later runs.
    KeepLine(String),
    /// The names a command line may begin with.
    LineNames {
        job: JobId,
    },
    /// Firmware on this computer, or at the site that has it.
    Firmware {
        job: JobId,
        op: FirmwareOp,
    },
    /// Work on the loader of the chip at a port; how it goes comes as
    /// [`Event::Flash`](crate::model::Event::Flash). The board, if it is one of ours, gets
    /// its port back in the end.
    Flash {
        job: JobId,
        board: Option<BoardId>,
        port: String,
        order: FlashOrder,
    },
    /// The answer to the plan of such work.
    AnswerPlan {
        job: JobId,
        answer: Answer,
    },
    /// Ends such work, or a download; it answers with a problem.
    StopFlash {
        job: JobId,
    },
    /// What was sent from the input editor in earlier runs, for this project.
    ReadInputs {
        job: JobId,
    },
    /// The snippets there are, the user's own among them.
    ReadSnippets {
        job: JobId,
    },
    /// Something sent from the input editor, for later runs.
    KeepInput(String),
    /// The values of a board's plot, to a new file; answers its path as
    /// [`Outcome::Text`](super::Outcome::Text).
    SavePlot {
        job: JobId,
        /// The board's.
        name: String,
        table: String,
    },
    /// To the user's clipboard, by OSC 52.
    Copy(String),
    /// A file of the board to one of this machine, to be edited; answers
    /// [`Outcome::Fetched`](super::Outcome::Fetched).
    Fetch {
        board: BoardId,
        job: JobId,
        path: RemotePath,
    },
    /// That file to the board again, if it was changed; answers
    /// [`Outcome::PutBack`](super::Outcome::PutBack).
    PutBack {
        job: JobId,
        fetched: Box<Fetched>,
        /// Also over what somebody else wrote meanwhile.
        force: bool,
    },
    /// What [`Command::Undo`] would take back; answers
    /// [`Outcome::LastChange`](super::Outcome::LastChange).
    LastChange {
        board: BoardId,
        job: JobId,
    },
    /// Tells when somebody else writes this file, by
    /// [`Event::FileChanged`](crate::model::Event::FileChanged); none: no file any more.
    Guard(Option<PathBuf>),
    /// The terminal is lent to `$EDITOR`.
    Edit {
        job: JobId,
        path: PathBuf,
        /// Counted from 1.
        line: Option<u32>,
    },
    /// The screen is to look like this theme from now on.
    Theme(String),
    /// Kept for the next time, in mpdeck's state folder.
    Remember(Choice),
    Redraw,
    Bell,
    Quit,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirmwareOp {
    /// Answers [`Outcome::Images`](super::Outcome::Images).
    Images,
    /// The file at a path as it was typed; answers [`Outcome::Image`](super::Outcome::Image).
    Look(String),
    /// Answers [`Outcome::FirmwareBoards`](super::Outcome::FirmwareBoards).
    Boards(Chip),
    /// Of a board; answers [`Outcome::Releases`](super::Outcome::Releases).
    Releases(String),
    /// Downloads one; answers [`Outcome::Image`](super::Outcome::Image).
    Fetch(Release),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlashOrder {
    /// Answers [`Outcome::Chip`](super::Outcome::Chip).
    Identify(LoaderOptions),
    /// Answers [`Outcome::Flashed`](super::Outcome::Flashed).
    Flash { options: FlashOptions, back_up: BackUp },
}

/// Something the user chose once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The pinout of a board, by its unique id or its machine string.
    Pinout {
        of: String,
        board: String,
    },
    Theme(String),
    /// Of the folder mpdeck is used in.
    Layout(Arrangement),
    /// An image that was flashed.
    Image(PathBuf),
}

/// Who asked a question, and hears its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    Board(BoardId),
    Work,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkOrder {
    Sync(SyncOptions),
    Watch(bool),
    /// What follows a sync, from now on.
    After(AfterSync),
    /// Both contents of a conflict are wanted.
    Show {
        board: BoardId,
        conflict: Box<Conflict>,
    },
    /// The user decided about one.
    Settle {
        board: BoardId,
        settled: Box<Settled>,
    },
    Cancel,
}

/// On this machine's files. Paths are absolute, or relative to where mpdeck started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalOp {
    /// One folder, without what is below.
    List { folder: PathBuf },
    /// The paths of all files below a folder; answers
    /// [`Outcome::Paths`](super::Outcome::Paths).
    Paths { folder: PathBuf },
    /// The first `limit` bytes.
    Read { path: PathBuf, limit: u64 },
    /// All files in and below the paths, with their path from each one's parent;
    /// answers [`Outcome::Files`](super::Outcome::Files).
    Files { paths: Vec<PathBuf> },
    /// With those above it; fine if it is there.
    MakeFolder { path: PathBuf },
    /// Under a temporary name, then in the place of what was there, which is to be
    /// `expect`; else [`Outcome::Differs`](super::Outcome::Differs).
    Write { path: PathBuf, content: Vec<u8>, expect: Option<Vec<u8>> },
    /// Refuses to replace a file.
    MakeFile { path: PathBuf },
    /// Refuses to replace a file.
    Rename { from: PathBuf, to: PathBuf },
    /// Folders with all that is in them.
    Remove { paths: Vec<PathBuf> },
    /// Files that are on the board now, each only while it has the content that went
    /// there; then those of the folders that are empty.
    RemoveSent { files: Vec<(PathBuf, Digest)>, folders: Vec<PathBuf> },
}
