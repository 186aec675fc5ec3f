//! Output that is shown line by line: that of several boards, or with times.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, SystemTime};

use super::text::Utf8;
use super::{Piece, Press};
use crate::session::capture::stamp;

/// A board that prints without an end of line is cut here, in bytes.
const LONGEST_LINE: usize = 4096;

/// A line that has not ended is shown all the same after this rest: a prompt, or dots.
const REST: Duration = Duration::from_millis(300);

/// Output of a board that is not whole yet.
#[derive(Default)]
pub(super) struct Begun {
    line: Vec<u8>,
    /// When its first byte came.
    at: Option<SystemTime>,
    pub(super) utf8: [Utf8; 2],
}

impl Press {
    pub(super) fn next(&self, pieces: &Receiver<Piece>) -> Result<Piece, RecvTimeoutError> {
        match self.begun.values().any(|begun| !begun.line.is_empty()) {
            true => pieces.recv_timeout(REST),
            false => pieces.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Shows the lines that have no end as they are.
    pub(super) fn end_lines(&mut self) {
        let mut open = std::mem::take(&mut self.begun);
        for (about, begun) in &mut open {
            let line = std::mem::take(&mut begun.line);
            if let (false, Some(at)) = (line.is_empty(), begun.at.take()) {
                self.about = about.clone();
                self.whole_line(at, &line);
            }
        }
        self.about = None;
        self.begun = open;
    }

    /// Output line by line, each with its board's name or its time.
    pub(super) fn lines(&mut self, at: SystemTime, bytes: &[u8]) {
        let about = self.about.clone();
        let mut begun = self.begun.remove(&about).unwrap_or_default();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let began = *begun.at.get_or_insert(at);
            begun.line.extend_from_slice(piece);
            if begun.line.ends_with(b"\n") || begun.line.len() > LONGEST_LINE {
                begun.at = None;
                self.whole_line(began, &std::mem::take(&mut begun.line));
            }
        }
        self.begun.insert(about, begun);
    }

    fn whole_line(&mut self, at: SystemTime, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\r', '\n']);
        let text = if self.cleaned { crate::cli::clean::text(text) } else { text.to_owned() };
        let text = if self.style.stamps { format!("{}  {text}", stamp(at)) } else { text };
        self.line(&text);
    }
}
