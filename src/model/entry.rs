//! What a folder holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::RemotePath;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    Folder,
    File,
}

/// One file or folder on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub path: RemotePath,
    pub kind: EntryKind,
    /// Bytes; 0 for a folder. None where the board cannot say.
    pub size: Option<u64>,
    /// SHA-256 (or what the hash ladder gave), where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Another file system is mounted here; walks do not go in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mount: bool,
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }
}

/// A hash of a file's content, by the best means the board has (the hash ladder of
/// `board::hash`): two digests compare only when they are of the same kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "hex")]
pub enum Digest {
    Sha256(String),
    Crc32(String),
    /// Fletcher-like sum in plain Python, for boards without hashlib and binascii.
    Sum(String),
}

impl Digest {
    pub fn hex(&self) -> &str {
        match self {
            Digest::Sha256(hex) | Digest::Crc32(hex) | Digest::Sum(hex) => hex,
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.hex())
    }
}

/// A file system's size, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    pub mount: RemotePath,
    pub total: u64,
    pub free: u64,
}

impl Space {
    pub fn used(&self) -> u64 {
        self.total.saturating_sub(self.free)
    }
}
