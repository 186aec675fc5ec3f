//! What the project's loop reports.

use crate::model::{Event, Level, Listener, LogLine, WorkEvent};

/// Where reports go; `source` is the name the log lines carry.
#[derive(Clone)]
pub struct Tell {
    pub listener: Listener,
    pub source: String,
}

impl Tell {
    pub fn event(&self, event: WorkEvent) {
        (self.listener)(Event::Work(event));
    }

    /// The same, in the name of one board.
    pub fn of(&self, board: &str) -> Tell {
        Tell { listener: self.listener.clone(), source: board.to_owned() }
    }

    pub fn log(&self, level: Level, text: impl Into<String>) {
        let line = LogLine { level, source: self.source.clone(), text: text.into() };
        (self.listener)(Event::Log(line));
    }
}
