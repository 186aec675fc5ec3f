//! What was run last, and how it went.

use std::time::Duration;

use super::state::Side;
use crate::model::{BoardId, Exit};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub(super) what: Runnable,
    /// Where it runs, or ran.
    pub board: BoardId,
    /// None while it runs.
    pub ended: Option<Ended>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Runnable {
    File(Side, String),
    /// A selection, or a text that was not stored.
    Text(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub how: How,
    pub took: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Well,
    /// By an exception; the REPL shows the traceback.
    Raised,
    /// By Ctrl-C.
    Stopped,
    /// The board was lost, or it could not begin.
    Failed,
}

impl How {
    pub(super) fn of(exit: Exit) -> How {
        match exit {
            Exit::Raised => How::Raised,
            Exit::Interrupted => How::Stopped,
            Exit::Failed | Exit::Usage | Exit::NoBoard => How::Failed,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            How::Well => "ended",
            How::Raised => "raised",
            How::Stopped => "stopped",
            How::Failed => "failed",
        }
    }
}
