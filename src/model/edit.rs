//! A board's file that is edited on this machine.

use std::path::PathBuf;

use super::{BoardId, Digest, RemotePath};

/// What was fetched, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub board: BoardId,
    pub path: RemotePath,
    /// In mpdeck's state folder.
    pub copy: PathBuf,
    /// Of the content that was fetched.
    pub digest: Digest,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutBack {
    /// Nothing was changed in the editor.
    Unchanged,
    /// It is on the board; the copy is gone.
    Written,
    /// Somebody changed it on the board meanwhile: left alone, and the copy stays.
    Differs,
}
