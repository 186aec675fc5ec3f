//! The thread that writes, and its queue.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use super::files::Rotated;
use super::readable::Readable;
use super::{Form, Target, stamp};
use crate::model::{Event, Generation, Level, Listener, LogLine};

pub(super) enum Piece {
    Output(SystemTime, Vec<u8>),
    Note(SystemTime, String),
    Mark(SystemTime, String),
}

/// The handle of the thread. Dropped, it waits until all is written.
pub(super) struct Writer {
    /// Without a bound: a file is the one place where nothing may be missing, and a
    /// disk is faster than any board.
    pieces: Option<Sender<Piece>>,
    thread: Option<JoinHandle<()>>,
    /// The connection that was noted.
    begun: Mutex<Option<Generation>>,
}

impl Writer {
    pub(super) fn start(targets: Vec<Target>, listener: Listener) -> io::Result<Writer> {
        let (pieces, arriving) = channel();
        let pages = targets.iter().map(|target| Page::new(target, listener.clone())).collect();
        let thread = thread::Builder::new()
            .name("log file".to_owned())
            .spawn(move || write(pages, &arriving))?;
        let begun = Mutex::default();
        Ok(Writer { pieces: Some(pieces), thread: Some(thread), begun })
    }

    pub(super) fn put(&self, piece: Piece) {
        if let Some(pieces) = &self.pieces {
            // The thread ends with us and not before.
            let _ = pieces.send(piece);
        }
    }

    /// Whether this connection was not noted yet.
    pub(super) fn begins(&self, generation: Generation) -> bool {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.replace(generation) != Some(generation)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.pieces = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

fn write(mut pages: Vec<Page>, arriving: &Receiver<Piece>) {
    while let Ok(piece) = arriving.recv() {
        for page in &mut pages {
            page.take(&piece);
        }
    }
    for page in &mut pages {
        page.end();
    }
}

/// One file and what goes into it.
struct Page {
    file: Rotated,
    form: Form,
    readable: Readable,
    listener: Listener,
    /// Bytes of the board that could not be written.
    missing: u64,
    /// What was written last ended a line.
    between: bool,
    /// It is full and no new one could be started.
    grows: bool,
}

impl Page {
    fn new(target: &Target, listener: Listener) -> Page {
        Page {
            file: Rotated::new(target),
            form: target.form,
            readable: Readable::default(),
            listener,
            missing: 0,
            between: true,
            grows: false,
        }
    }

    fn take(&mut self, piece: &Piece) {
        match (self.form, piece) {
            (Form::Raw, Piece::Output(_, bytes)) => self.put(bytes, bytes.len()),
            (Form::Raw, _) => {}
            (Form::Text, Piece::Output(at, bytes)) => {
                let text = self.readable.output(&stamp(*at), bytes);
                self.put(text.as_bytes(), bytes.len());
            }
            (Form::Text, Piece::Note(at, text)) => self.line(*at, &format!("-- {text} --")),
            (Form::Text, Piece::Mark(at, text)) => {
                self.line(*at, &format!("======== {text} ========"));
            }
        }
    }

    fn line(&mut self, at: SystemTime, text: &str) {
        let line = self.readable.line(&stamp(at), text);
        self.put(line.as_bytes(), 0);
    }

    fn end(&mut self) {
        let mut rest = String::new();
        self.readable.finish(&mut rest);
        self.put(rest.as_bytes(), 0);
    }

    /// Writes; `of_board` counts the bytes of the board that are in it.
    fn put(&mut self, bytes: &[u8], of_board: usize) {
        if bytes.is_empty() {
            return;
        }
        if self.missing > 0 && !self.note_gap() {
            self.missing += of_board as u64;
            return;
        }
        let cut = if self.file.is_full(bytes.len()) { self.cut(bytes) } else { None };
        let written = match cut {
            Some(cut) => self.file.write(&bytes[..cut]).and_then(|()| {
                self.rotate();
                self.file.write(&bytes[cut..])
            }),
            None => self.file.write(bytes),
        };
        self.between = bytes.ends_with(b"\n");
        if let Err(error) = written {
            self.missing = of_board.max(1) as u64;
            let path = self.file.path().display();
            self.say(&format!("write {path}: {error}. What comes now is missing there"));
        }
    }

    /// Where a full file ends: raw bytes are cut anywhere, text between lines.
    fn cut(&self, bytes: &[u8]) -> Option<usize> {
        if self.form == Form::Raw || self.between {
            return Some(0);
        }
        bytes.iter().position(|byte| *byte == b'\n').map(|at| at + 1)
    }

    fn rotate(&mut self) {
        let rotated = self.file.rotate();
        if let Err(error) = &rotated
            && !self.grows
        {
            let path = self.file.path().display();
            self.say(&format!("start a new {path}: {error}. It grows beyond its limit"));
        }
        self.grows = rotated.is_err();
    }

    /// Tries again after a failure; where bytes are missing the file says so.
    fn note_gap(&mut self) -> bool {
        let gap = match self.form {
            Form::Raw => Vec::new(),
            Form::Text => {
                let text =
                    format!("-- {} bytes could not be written and are missing --", self.missing);
                let mut out = String::new();
                self.readable.finish(&mut out);
                out.push_str(&Readable::default().line(&stamp(SystemTime::now()), &text));
                out.into_bytes()
            }
        };
        if self.file.write(&gap).is_err() {
            return false;
        }
        let path = self.file.path().display();
        self.say(&format!("{path} is written again; {} bytes are missing", self.missing));
        self.missing = 0;
        true
    }

    fn say(&self, text: &str) {
        (self.listener)(Event::Log(LogLine {
            level: Level::Error,
            source: "log file".to_owned(),
            text: text.to_owned(),
        }));
    }
}
