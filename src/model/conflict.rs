//! A file that somebody changed on the board, and what becomes of it.

use std::path::PathBuf;

use serde::Serialize;

use super::{Digest, RemotePath};

/// A file whose content on the board is nobody's that we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Relative to source and target, with `/`.
    pub path: String,
    pub to: RemotePath,
    /// The local file, in full; where it is not there, where it would be.
    pub file: PathBuf,
    /// None: it was removed here.
    pub here: Option<Version>,
    /// None: it was removed on the board.
    pub there: Option<Version>,
    /// What goes to the board is bytecode that is made of the local file.
    pub made: bool,
}

/// One side's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Bytes; none where the board cannot say.
    pub size: Option<u64>,
    pub digest: Option<Digest>,
}

/// Which content both sides have in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    Mine,
    Boards,
    /// Mine; the board's is saved beside it first.
    Both,
}

/// What the user decided, about what was seen then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub conflict: Conflict,
    pub keep: Keep,
}

/// Both contents, for a person to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// None: there is no such file on that side.
    Text { here: Option<String>, there: Option<String> },
    /// No text, or too much of it: sizes and hashes have to do.
    Binary,
}
