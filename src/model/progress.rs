//! How far a piece of work is.

use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Progress {
    /// What is being done, with its object: `write /lib/x.py`.
    pub what: String,
    /// Bytes done, of the whole job.
    pub done: u64,
    /// Bytes in all; 0 where it is not known.
    pub total: u64,
    /// Files done, of `files`.
    pub file: u32,
    pub files: u32,
}
