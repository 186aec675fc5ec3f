//! The thread that writes to stdout and stderr.
//!
//! A thread of its own, because a pager or a slow terminal that takes nothing must not
//! keep the session from reading its link. What it has not yet taken waits in memory
//! without a bound: `run`, `cat` and `monitor` never drop output, so there is no other
//! place for it.

mod begun;
mod style;
mod text;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use serde_json::{Value, json};
use tokio::sync::Notify;

use self::begun::Begun;
pub use self::style::{Ends, Style};
pub(in crate::cli) use self::text::terminal_knows_unicode as knows_unicode;
use super::clean::{Filter, text};
use super::progress::Bar;
use super::{Found, Output, Step};
use crate::model::{Exit, Problem, Progress, Stream, port_name};
use crate::session::capture::moment;

/// A handle to the printing thread.
#[derive(Clone)]
pub struct Printer {
    pieces: Sender<Piece>,
    broken: Arc<Notify>,
    /// The board that all of it is about, where there are several.
    about: Option<About>,
}

/// One of several boards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    name: Arc<str>,
    /// Which of them, from 0.
    number: usize,
}

enum Piece {
    /// Of one of several boards.
    Of(About, Box<Piece>),
    Found(Found),
    Output(SystemTime, Stream, Vec<u8>),
    Event(serde_json::Value, String),
    Status(serde_json::Value, String),
    Quiet(serde_json::Value),
    Note(String),
    Remark(String),
    Problem(Problem),
    Progress(Progress),
    Step(Step),
    End,
}

/// The printing thread, to be waited for.
pub struct Printing {
    thread: JoinHandle<io::Result<()>>,
    pieces: Sender<Piece>,
}

impl Printer {
    /// Starts the thread, on our own stdout and stderr.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn start(style: Style) -> io::Result<(Printer, Printing)> {
        Printer::start_on(style, Ends::ours())
    }

    /// Starts the thread, on the two ends of somebody else.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn start_on(style: Style, ends: Ends) -> io::Result<(Printer, Printing)> {
        let (pieces, arriving) = channel();
        let broken = Arc::new(Notify::new());
        let bell = Arc::clone(&broken);
        let press = Press::new(style, ends);
        let thread = thread::Builder::new()
            .name("printer".to_owned())
            .spawn(move || press.run(&arriving, &bell))?;
        let printing = Printing { thread, pieces: pieces.clone() };
        Ok((Printer { pieces, broken, about: None }, printing))
    }

    /// The same printer for what is about one of several boards: each line names it, and
    /// each JSON document has a field `board`.
    /// `number` counts the boards from 0.
    pub fn of(&self, board: &str, number: usize) -> Printer {
        Printer { about: Some(About { name: board.into(), number }), ..self.clone() }
    }

    pub fn names_its_board(&self) -> bool {
        self.about.is_some()
    }

    /// What the board says.
    pub fn output(&self, stream: Stream, bytes: Vec<u8>) {
        self.put(Piece::Output(SystemTime::now(), stream, bytes));
    }

    /// How far a transfer is.
    pub fn progress(&self, progress: Progress) {
        self.put(Piece::Progress(progress));
    }

    /// Something that happened during long work, as its JSON line and its text.
    pub fn event(&self, event: serde_json::Value, text: impl Into<String>) {
        self.put(Piece::Event(event, text.into()));
    }

    /// As [`event`](Self::event), where the text is no result: it goes to stderr.
    pub fn status(&self, event: serde_json::Value, text: impl Into<String>) {
        self.put(Piece::Status(event, text.into()));
    }

    /// As [`event`](Self::event), for programs only: a person sees a progress bar instead.
    pub fn quiet(&self, event: serde_json::Value) {
        self.put(Piece::Quiet(event));
    }

    /// A note that only `-v` shows.
    pub fn remark(&self, text: impl Into<String>) {
        self.put(Piece::Remark(text.into()));
    }

    /// Why the command failed.
    pub fn problem(&self, problem: Problem) {
        self.put(Piece::Problem(problem));
    }

    /// Waits until stdout takes no more, as in `mpdeck cat x | head -1`.
    pub async fn broken(&self) {
        self.broken.notified().await;
    }

    fn put(&self, piece: Piece) {
        let piece = match &self.about {
            Some(board) => Piece::Of(board.clone(), Box::new(piece)),
            None => piece,
        };
        // The thread ends only when it is told to; then nobody prints any more.
        let _ = self.pieces.send(piece);
    }
}

impl Output for Printer {
    fn found(&mut self, found: Found) {
        self.put(Piece::Found(found));
    }

    fn note(&mut self, text: String) {
        self.put(Piece::Note(text));
    }

    fn step(&mut self, step: Step) {
        self.put(Piece::Step(step));
    }
}

impl Printing {
    /// Prints what is left and ends.
    ///
    /// # Errors
    /// Not all could be written to stdout. A reader that has gone is a broken pipe.
    pub fn end(self) -> io::Result<()> {
        let _ = self.pieces.send(Piece::End);
        self.thread.join().unwrap_or(Ok(()))
    }
}

/// Of the names of several boards, one after the other: cyan, yellow, magenta, ...
const COLOURS: [&str; 6] = ["36", "33", "35", "32", "34", "31"];

/// The state of the thread.
struct Press {
    style: Style,
    stdout: Box<dyn Write + Send>,
    stderr: Box<dyn Write + Send>,
    /// Output goes to a terminal: it is cleaned.
    cleaned: bool,
    talkative: bool,
    unicode: bool,
    filter: Filter,
    /// Of several boards, the one that the piece in hand is about.
    about: Option<About>,
    /// Lines that have no end yet.
    begun: BTreeMap<Option<About>, Begun>,
    bar: Bar,
    broken: Option<io::Error>,
}

impl Press {
    fn new(style: Style, ends: Ends) -> Press {
        Press {
            style,
            cleaned: ends.out_is_terminal && !style.raw,
            talkative: style.verbose || (ends.err_is_terminal && !style.json),
            unicode: ends.unicode,
            filter: Filter::default(),
            about: None,
            begun: BTreeMap::new(),
            bar: Bar::new(ends.bar && ends.err_is_terminal && !style.json),
            broken: None,
            stdout: ends.out,
            stderr: ends.err,
        }
    }

    fn run(mut self, pieces: &Receiver<Piece>, bell: &Notify) -> io::Result<()> {
        loop {
            let piece = match self.next(pieces) {
                Ok(piece) => piece,
                Err(RecvTimeoutError::Timeout) => {
                    self.end_lines();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if matches!(piece, Piece::End) {
                break;
            }
            self.print(piece);
            if self.broken.is_some() {
                bell.notify_one();
            }
        }
        self.end_lines();
        if self.cleaned {
            let rest = self.filter.finish();
            self.write(&rest);
        }
        self.bar.clear();
        self.broken.map_or(Ok(()), Err)
    }

    fn print(&mut self, piece: Piece) {
        match piece {
            Piece::Of(board, piece) => {
                self.about = Some(board);
                self.print(*piece);
                self.about = None;
            }
            Piece::Found(found) => self.found(&found),
            Piece::Output(at, stream, bytes) => self.output(at, stream, &bytes),
            Piece::Event(event, _) | Piece::Status(event, _) if self.style.json => {
                self.document(event);
            }
            Piece::Quiet(event) if self.style.json => self.document(event),
            Piece::Quiet(_) => {}
            Piece::Event(_, text) => {
                self.bar.clear();
                self.line(&text);
            }
            Piece::Status(_, text) => self.complain(&format!("mpdeck: {text}")),
            Piece::Note(note) if self.style.json => {
                let note = self.named(json!({ "note": note }));
                self.complain_as_it_is(&note.to_string());
            }
            Piece::Note(note) => self.complain(&format!("mpdeck: {}", text(&note))),
            Piece::Remark(remark) if self.style.verbose => {
                self.complain(&format!("mpdeck: {}", text(&remark)));
            }
            Piece::Remark(_) | Piece::End => {}
            Piece::Problem(problem) => self.problem(&problem),
            Piece::Progress(progress) => self.bar.show(&progress),
            Piece::Step(step) => self.step(&step),
        }
    }

    fn found(&mut self, found: &Found) {
        self.bar.clear();
        if self.style.json {
            return self.document(found.json());
        }
        if let Found::Content { bytes, .. } = found {
            return self.output(SystemTime::now(), Stream::Program, bytes);
        }
        for line in found.lines(self.unicode) {
            if found.is_answer() {
                self.line(&line);
            } else if self.talkative {
                self.complain(&line);
            }
        }
    }

    fn output(&mut self, at: SystemTime, stream: Stream, bytes: &[u8]) {
        // A traceback comes again, whole, as the problem the command ends with.
        if stream == Stream::ProgramError {
            return;
        }
        if self.style.json {
            let which = usize::from(stream == Stream::Program);
            let begun = self.begun.entry(self.about.clone()).or_default();
            let text = begun.utf8[which].pass(bytes);
            if !text.is_empty() {
                let mut event = json!({ "event": "output", "stream": stream, "text": text });
                if let (true, Value::Object(fields)) = (self.style.stamps, &mut event) {
                    fields.insert("time".to_owned(), moment(at).into());
                }
                self.document(event);
            }
        } else if self.about.is_some() || self.style.stamps {
            self.lines(at, bytes);
        } else if self.cleaned {
            let shown = self.filter.pass(bytes);
            self.write(&shown);
        } else {
            self.write(bytes);
        }
    }

    fn step(&mut self, step: &Step) {
        if self.style.json {
            let event = json!({
                "event": "file",
                "path": step.path,
                "size": step.size,
                "file": step.file,
                "files": step.files,
            });
            return self.document(event);
        }
        self.bar.step(step);
        if self.style.verbose {
            self.complain(&super::name(step.path.as_str()));
        }
    }

    fn problem(&mut self, problem: &Problem) {
        if self.style.json {
            let problem = self.named(json!({ "problem": problem }));
            return self.complain_as_it_is(&problem.to_string());
        }
        if let Some(traceback) = &problem.traceback {
            return self.complain(text(traceback).trim_end());
        }
        // Who pressed Ctrl-C knows it.
        if problem.exit == Exit::Interrupted && !self.style.verbose {
            return;
        }
        self.complain(&format!("mpdeck: {}: {}", text(&problem.tried), text(&problem.why)));
        if !problem.next.is_empty() {
            self.complain(&format!("  {}", text(&problem.next).replace('\n', "\n  ")));
        }
    }

    /// A JSON document, with the board it is about where there are several.
    fn document(&mut self, document: Value) {
        let document = self.named(document);
        self.write(format!("{document}\n").as_bytes());
    }

    fn named(&self, mut document: Value) -> Value {
        if let (Some(board), Value::Object(fields)) = (&self.about, &mut document) {
            fields.insert("board".to_owned(), board.name.to_string().into());
        }
        document
    }

    fn line(&mut self, line: &str) {
        let line = self.prefixed(line);
        self.write(format!("{line}\n").as_bytes());
    }

    /// With the board's name before each line, where there are several.
    fn prefixed(&self, text: &str) -> String {
        let Some(board) = &self.about else { return text.to_owned() };
        let mut name = super::name(port_name(&board.name)).into_owned();
        if self.style.colours {
            let colour = COLOURS[board.number % COLOURS.len()];
            name = format!("\x1b[{colour}m{name}\x1b[0m");
        }
        let lines: Vec<String> = text.split('\n').map(|line| format!("{name}: {line}")).collect();
        lines.join("\n")
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.broken.is_some() || bytes.is_empty() {
            return;
        }
        let stdout = &mut self.stdout;
        let written = self.bar.aside(|| stdout.write_all(bytes).and_then(|()| stdout.flush()));
        self.broken = written.err();
    }

    /// To stderr. There is nobody to tell when that fails.
    fn complain(&mut self, line: &str) {
        let line = self.prefixed(line);
        self.complain_as_it_is(&line);
    }

    fn complain_as_it_is(&mut self, line: &str) {
        let stderr = &mut self.stderr;
        // In raw mode the terminal needs its own carriage return.
        let end = if self.style.raw { "\r\n" } else { "\n" };
        let _ = self.bar.aside(|| stderr.write_all(format!("{line}{end}").as_bytes()));
    }
}
