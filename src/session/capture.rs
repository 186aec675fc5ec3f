//! Copies everything a board says into files, before anything on the way to a screen
//! can be left out.
//!
//! A [`Tap`] sits between a session and its listener. While it is open, each piece of
//! output goes to a thread of its own that writes it: a disk that is slow or full
//! holds up neither the session nor the screen. What could not be written is counted,
//! said, and noted in the file.

mod files;
mod readable;
mod writer;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::model::{BoardId, Event, Level, Listener, LogLine, Mode};

pub use readable::Readable;
use writer::{Piece, Writer};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines with the time of their first byte; control characters written out.
    Text,
    /// The bytes exactly as they came, and nothing else.
    Raw,
}

/// How large files may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Bytes after which a file becomes `.1`, the one before it `.2`, and so on.
    pub limit: u64,
    /// How many of those are kept besides the file itself.
    pub keep: usize,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub path: PathBuf,
    pub form: Form,
    pub bound: Bound,
}

/// Who hears what, and the files it goes to while they are open.
#[derive(Clone)]
pub struct Tap {
    board: BoardId,
    listener: Listener,
    writer: Arc<Mutex<Option<Writer>>>,
}

impl Tap {
    /// A tap that is closed, and the listener to give to the session in place of the
    /// one given here.
    pub fn new(board: BoardId, listener: Listener) -> (Tap, Listener) {
        let tap = Tap { board, listener, writer: Arc::default() };
        let tapped = tap.clone();
        (tap, Arc::new(move |event| tapped.pass(event)))
    }

    /// Opens files and copies to them from now on. Each is added to if it is there.
    pub fn open(&self, targets: Vec<Target>) {
        let paths: Vec<String> =
            targets.iter().map(|target| target.path.display().to_string()).collect();
        let writer = Writer::start(targets, self.listener.clone());
        match writer {
            Ok(writer) => {
                *self.lock() = Some(writer);
                self.tell(Some(paths.join(", ")));
            }
            Err(error) => (self.listener)(Event::Log(LogLine {
                level: Level::Error,
                source: "log file".to_owned(),
                text: format!("start a thread for it: {error}"),
            })),
        }
    }

    /// Writes what is left and closes the files.
    pub fn close(&self) {
        let writer = self.lock().take();
        if let Some(writer) = writer {
            drop(writer);
            self.tell(None);
        }
    }

    /// A line of ours that stands out.
    pub fn mark(&self, text: &str) {
        self.put(Piece::Mark(SystemTime::now(), text.to_owned()));
    }

    fn pass(&self, event: Event) {
        match &event {
            Event::Output { bytes, .. } => {
                self.put(Piece::Output(SystemTime::now(), bytes.clone()));
            }
            Event::Mode { mode: Mode::Lost, .. } => self.note("the connection is lost"),
            Event::Mode { mode: Mode::Attached, generation, .. } if self.begins(*generation) => {
                self.note("connected");
            }
            _ => {}
        }
        (self.listener)(event);
    }

    fn note(&self, text: &str) {
        self.put(Piece::Note(SystemTime::now(), text.to_owned()));
    }

    /// Whether this is the first one hears of a connection.
    fn begins(&self, generation: crate::model::Generation) -> bool {
        self.lock().as_ref().is_some_and(|writer| writer.begins(generation))
    }

    fn put(&self, piece: Piece) {
        if let Some(writer) = self.lock().as_ref() {
            writer.put(piece);
        }
    }

    fn tell(&self, to: Option<String>) {
        (self.listener)(Event::Recording { board: self.board, to });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writer>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `2026-01-31 09:05:00.123`, in local time.
pub fn stamp(at: SystemTime) -> String {
    local(at, "%Y-%m-%d %H:%M:%S%.3f")
}

/// The same moment as RFC 3339 has it, with its offset, for programs.
pub fn moment(at: SystemTime) -> String {
    local(at, "%Y-%m-%dT%H:%M:%S%.3f%:z")
}

fn local(at: SystemTime, form: &str) -> String {
    // A clock beyond the year 9999 has no better answer.
    let at = jiff::Timestamp::try_from(at).unwrap_or(jiff::Timestamp::MAX);
    at.to_zoned(jiff::tz::TimeZone::system()).strftime(form).to_string()
}

#[cfg(test)]
mod tests;
