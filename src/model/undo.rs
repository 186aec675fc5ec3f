//! Taking back what was done to a board's files.

use std::time::Duration;

use super::RemotePath;

/// The last change of a board's files, as far as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChange {
    /// As a phrase: `write /main.py`.
    pub what: String,
    pub ago: Duration,
    pub paths: Vec<RemotePath>,
}

/// How taking it back ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// The files are as they were before.
    Done { what: String, files: usize },
    /// These were changed since by somebody else: nothing was done.
    Differs(Vec<RemotePath>),
}
