//! Where results and remarks go.

use super::Found;
use crate::model::RemotePath;

/// Takes what a request has to show while it is carried out. The subcommands print
/// it, the TUI puts it in its log. What a program prints and how far a transfer is
/// come as events of the session instead.
pub trait Output: Send {
    /// A result; most requests have one.
    fn found(&mut self, found: Found);
    /// A remark for a person.
    fn note(&mut self, text: String);
    /// The size of a piece of work that goes on for some time, before it begins, and
    /// each file of it that is done.
    fn step(&mut self, step: Step);
}

/// One step of a piece of work on several files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub path: RemotePath,
    /// Files done, this one included.
    pub file: usize,
    pub files: usize,
    /// Bytes of this file.
    pub size: u64,
}
