//! Small handles that tie an answer to what asked for it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// A board within this run of the program; says nothing about which board it is
/// (that is [`Identity`](super::Identity)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Default)]
pub struct BoardId(pub u32);

/// Counts the connections of one board. An event of an older one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Default)]
pub struct Generation(pub u64);

/// One piece of work that somebody waits for or may cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Default)]
pub struct JobId(pub u64);

impl JobId {
    /// One that nobody else in this run of the program has.
    pub fn fresh() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        JobId(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}
