//! What comes in: keys, the mouse, events of boards and work, answers to effects.

use std::path::PathBuf;

use crate::catalog::Snippet;
use crate::model::{
    BoardId, EntryKind, Event, Fetched, FirmwareBoard, Flashed, FoundChip, ImageFile, JobId, Key,
    LastChange, Problem, PutBack, Release, Reply, Wish,
};

use super::action::Action;
use super::layout::{Layout, Size};

#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key, and what the keymap makes of it in [`State::context`](super::State::context).
    Key {
        key: Key,
        action: Option<Action>,
    },
    /// An action that no key asked for: a click on a hint.
    Do(Action),
    /// Text pasted into the terminal, as one piece.
    Paste(String),
    Mouse(Mouse),
    Resize(Size),
    /// Where the last frame put things; sent when it differs from the one before.
    Laid(Layout),
    Event(Event),
    /// The ports of the project's boards, each time what is plugged in changes.
    Meant(Vec<String>),
    /// What came of an effect that carries a job.
    Answered {
        job: JobId,
        result: Result<Outcome, Problem>,
    },
    /// Output of a board that the screen could not keep up with was left out.
    Dropped {
        board: BoardId,
        bytes: u64,
    },
    /// Time goes by; only sent while [`State::needs_tick`](super::State::needs_tick).
    Tick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub x: u16,
    pub y: u16,
    pub what: MouseKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    Drag,
    Release,
    DoublePress,
    ScrollUp,
    ScrollDown,
}

/// The good end of an effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Done,
    /// Of a command to a board.
    Reply(Reply),
    /// Of [`LocalOp::List`](super::LocalOp::List).
    Listing(Vec<LocalEntry>),
    /// Of [`LocalOp::Read`](super::LocalOp::Read): at most the asked for bytes, and the
    /// whole size.
    Content {
        bytes: Vec<u8>,
        size: u64,
    },
    /// Of [`LocalOp::Write`](super::LocalOp::Write): this is there, and was left alone.
    Differs(Vec<u8>),
    /// Of [`LocalOp::Files`](super::LocalOp::Files).
    Files(Vec<LocalFile>),
    /// Of [`LocalOp::Paths`](super::LocalOp::Paths), relative and with `/`; `cut` where
    /// there are too many.
    Paths {
        paths: Vec<String>,
        cut: bool,
    },
    /// Of [`Effect::ReadInputs`](super::Effect::ReadInputs) and
    /// [`Effect::ReadLines`](super::Effect::ReadLines), oldest first, and of
    /// [`Effect::LineNames`](super::Effect::LineNames).
    Inputs(Vec<String>),
    /// Of [`Effect::ReadSnippets`](super::Effect::ReadSnippets).
    Snippets(Vec<Snippet>),
    /// Of [`Effect::Fetch`](super::Effect::Fetch).
    Fetched(Box<Fetched>),
    /// Of [`Effect::PutBack`](super::Effect::PutBack).
    PutBack(PutBack),
    /// Of [`Effect::LastChange`](super::Effect::LastChange).
    LastChange(Option<LastChange>),
    /// Of [`FirmwareOp::Images`](super::FirmwareOp::Images).
    Images(Vec<ImageFile>),
    Image(Box<ImageFile>),
    FirmwareBoards(Vec<FirmwareBoard>),
    Releases(Vec<Release>),
    Chip(FoundChip),
    Flashed(Box<Flashed>),
    /// Of a typed command: what it wants of the workbench.
    Wish(Wish),
    /// Of a typed command: its output, as the subcommand prints it.
    Text(String),
}

/// One entry of a local folder. Names that are not UTF-8 are left out: no board
/// takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalEntry {
    pub name: String,
    pub kind: EntryKind,
    /// Bytes; none for a folder.
    pub size: Option<u64>,
}

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    pub path: PathBuf,
    /// With `/`, beginning with the name of the file or folder that was asked for.
    pub relative: String,
    pub size: u64,
}
