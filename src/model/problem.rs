//! The one shape of an error that a person reads.

use std::fmt;

use serde::Serialize;

/// The exit code a problem ends a subcommand with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// 1: the operation failed, or conflicts were left.
    Failed,
    /// 2: wrong usage, or a question with nobody there to answer it.
    Usage,
    /// 3: no board, or its port cannot be opened.
    NoBoard,
    /// 4: the board raised a Python exception.
    Raised,
    /// 130: interrupted by the user.
    Interrupted,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::NoBoard => 3,
            Exit::Raised => 4,
            Exit::Interrupted => 130,
        }
    }
}

/// What was tried on what, why it failed, and what to do next.
///
/// Every layer has typed errors of its own; this is what they become when they
/// leave for a person's eyes. The three texts are plain: no escape sequences, and
/// `traceback` is the board's own text, to be cleaned by whoever prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub exit: Exit,
    /// What was tried, as a phrase: `open /dev/ttyUSB0`, `write /main.py`.
    pub tried: String,
    /// Why it failed, as a phrase: `permission denied`.
    pub why: String,
    /// What to do next, as a sentence; empty where there is nothing sensible to say.
    pub next: String,
    /// The Python traceback, where the board raised an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceback: Option<String>,
}

impl Problem {
    pub fn new(exit: Exit, tried: impl Into<String>, why: impl Into<String>) -> Self {
        Problem { exit, tried: tried.into(), why: why.into(), next: String::new(), traceback: None }
    }

    pub fn failed(tried: impl Into<String>, why: impl Into<String>) -> Self {
        Problem::new(Exit::Failed, tried, why)
    }

    pub fn usage(tried: impl Into<String>, why: impl Into<String>) -> Self {
        Problem::new(Exit::Usage, tried, why)
    }

    pub fn no_board(tried: impl Into<String>, why: impl Into<String>) -> Self {
        Problem::new(Exit::NoBoard, tried, why)
    }

    pub fn interrupted(tried: impl Into<String>) -> Self {
        Problem::new(Exit::Interrupted, tried, "interrupted")
    }

    pub fn raised(tried: impl Into<String>, traceback: impl Into<String>) -> Self {
        let traceback = traceback.into();
        let last = traceback.trim_end().lines().next_back().unwrap_or("an exception");
        let mut problem = Problem::new(Exit::Raised, tried, last.to_owned());
        problem.traceback = Some(traceback);
        problem
    }

    /// Adds what to do next.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.tried, self.why)?;
        if !self.next.is_empty() {
            write!(f, ". {}", self.next)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
