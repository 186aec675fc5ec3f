//! Tells the listener what happens, in the words of the model.

use std::time::Duration;

use tokio::sync::watch;
use tracing::{debug, warn};

use super::handle::Status;
use super::modes::{self, Step};
use crate::model::{
    BoardId, BoardInfo, Event, Generation, JobId, Level, Listener, LogLine, Mode, Problem,
    Progress, Question, QuestionId, Stream,
};

/// The mode and generation of a connection, and everyone who is told about them.
pub(super) struct Report {
    board: BoardId,
    listener: Listener,
    status: watch::Sender<Status>,
    mode: Mode,
    generation: Generation,
    /// What the board told of itself in this generation.
    known: Option<Box<BoardInfo>>,
}

impl Report {
    pub(super) fn new(board: BoardId, listener: Listener, status: watch::Sender<Status>) -> Self {
        let (mode, generation) = (Mode::Opening, Generation::default());
        Report { board, listener, status, mode, generation, known: None }
    }

    pub(super) fn board(&self) -> BoardId {
        self.board
    }

    pub(super) fn mode(&self) -> Mode {
        self.mode
    }

    /// Takes a step of the mode machine and tells it, if it changed anything.
    pub(super) fn step(&mut self, step: Step) {
        let Some(mode) = modes::after(self.mode, step) else {
            warn!(board = self.board.0, mode = ?self.mode, ?step, "no such step in this mode");
            return;
        };
        if mode != self.mode {
            debug!(board = self.board.0, from = ?self.mode, to = ?mode, "mode");
            self.mode = mode;
            self.tell_mode();
        }
    }

    /// Begins a connection: the events of the one before are old from now on.
    pub(super) fn next_generation(&mut self) {
        self.generation = Generation(self.generation.0 + 1);
        self.known = None;
        // The first connection is opening already, and is told all the same.
        self.mode = modes::after(self.mode, Step::Reopen).unwrap_or(Mode::Opening);
        self.tell_mode();
    }

    /// Says how a try to open the port ended; handles wait for the first of these.
    pub(super) fn opened(&mut self, outcome: Result<(), Problem>) {
        self.status.send_modify(|status| status.opened = Some(outcome));
    }

    /// A program of the board was stopped for a command of ours.
    pub(super) fn stopped_program(&self, what: &str) {
        self.status.send_modify(|status| status.stops += 1);
        self.log(Level::Warn, format!("The board's program was stopped to {what}"));
    }

    /// A command waited for the user.
    pub(super) fn waited(&self, time: Duration) {
        self.status.send_modify(|status| status.waited += time);
    }

    pub(super) fn output(&self, stream: Stream, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            let (board, generation) = (self.board, self.generation);
            self.tell(Event::Output { board, generation, stream, bytes });
        }
    }

    pub(super) fn restarted(&self) {
        self.tell(Event::Restarted { board: self.board, generation: self.generation });
    }

    pub(super) fn probed(&mut self, info: &BoardInfo) {
        let (board, generation) = (self.board, self.generation);
        let info = Box::new(info.clone());
        self.known = Some(info.clone());
        self.tell(Event::Probed { board, generation, info });
    }

    /// What the board told of itself since it connected.
    pub(super) fn known(&self) -> Option<&BoardInfo> {
        self.known.as_deref()
    }

    pub(super) fn began(&self, job: JobId) {
        self.tell(Event::Began { board: self.board, job });
    }

    pub(super) fn progress(&self, job: JobId, progress: Progress) {
        self.tell(Event::Progress { board: self.board, job, progress });
    }

    pub(super) fn trouble(&self, problem: Problem) {
        self.tell(Event::Trouble { board: self.board, problem });
    }

    pub(super) fn asks(&self, question: QuestionId, asks: Question) {
        self.tell(Event::Asks { board: self.board, question, asks });
    }

    pub(super) fn log(&self, level: Level, text: impl Into<String>) {
        let line = LogLine { level, source: "session".to_owned(), text: text.into() };
        self.tell(Event::Log(line));
    }

    fn tell_mode(&self) {
        let (board, generation, mode) = (self.board, self.generation, self.mode);
        self.status.send_modify(|status| {
            status.generation = generation;
            status.mode = mode;
        });
        self.tell(Event::Mode { board, generation, mode });
    }

    fn tell(&self, event: Event) {
        (self.listener)(event);
    }
}
