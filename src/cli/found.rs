//! What came of a request, in the two shapes it is shown in.

mod info;
mod json;
mod text;

use std::path::PathBuf;

use super::doctor::Check;
use crate::model::{
    BoardFacts, BoardInfo, Device, Digest, Entry, RemotePath, ResetKind, Space, StopStep,
};

/// What came of a request. [`Found::json`] is its document for programs,
/// [`Found::lines`] its lines for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Devices(Vec<Device>),
    Doctor(Vec<Check>),
    Info {
        port: String,
        info: Box<BoardInfo>,
        facts: Box<BoardFacts>,
        /// Seconds that the board's clock is ahead of this computer's.
        ahead: Option<i64>,
    },
    Folder {
        path: RemotePath,
        entries: Vec<Entry>,
        long: bool,
    },
    Tree {
        path: RemotePath,
        entries: Vec<Entry>,
    },
    Spaces(Vec<Space>),
    Content {
        path: RemotePath,
        bytes: Vec<u8>,
    },
    Copied(Vec<Copied>),
    Removed(Vec<RemotePath>),
    Made(RemotePath),
    Moved {
        from: RemotePath,
        to: RemotePath,
    },
    Touched(RemotePath),
    Hashes(Vec<(RemotePath, Digest)>),
    Value(String),
    Clock {
        time: [u32; 8],
        utc: bool,
        set: bool,
        ahead: Option<i64>,
    },
    Reset(ResetKind),
    /// The board is at its prompt, by this step of the stop ladder.
    Stopped(StopStep),
    /// A program ran to its end.
    Ran,
    /// What needs no board: its text, and its document.
    Told {
        lines: Vec<String>,
        json: serde_json::Value,
    },
}

/// One file or folder that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub local: PathBuf,
    pub remote: RemotePath,
    /// Bytes of a file; none for a folder.
    pub size: Option<u64>,
}

impl Found {
    /// Something was asked to be seen, as against a mere "it is done".
    pub fn is_answer(&self) -> bool {
        !matches!(
            self,
            Found::Copied(_)
                | Found::Removed(_)
                | Found::Made(_)
                | Found::Moved { .. }
                | Found::Touched(_)
                | Found::Reset(_)
                | Found::Stopped(_)
                | Found::Ran
        ) && !matches!(self, Found::Clock { set: true, .. })
    }
}
