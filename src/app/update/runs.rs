//! Running files and pieces of text, and opening what a traceback names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::{Effect, LocalOp};
use crate::app::list::Cursor;
use crate::app::overlay::Overlay;
use crate::app::python;
use crate::app::run::{Ended, How, Run, Runnable};
use crate::app::state::{Pane, Side, State};
use crate::app::trace::{self, Frame};
use crate::model::{BoardId, Command, Level, Problem, RemotePath, argv};

use super::jobs::Then;

impl State {
    /// The file under the cursor, or the selection in the REPL; else what was run last.
    pub(super) fn run(&mut self) {
        if self.focus == Pane::Repl && self.repl.selection.is_some() {
            return self.run_selection();
        }
        if self.focus != Pane::Files {
            return self.run_again();
        }
        let side = self.files.side;
        match self.current_node() {
            Some(node) if node.is_folder() => self.notify(Level::Info, "A folder cannot be run"),
            Some(node) => self.run_it(Runnable::File(side, node.path)),
            None => {}
        }
    }

    pub(super) fn run_again(&mut self) {
        match self.repl.last_run.as_ref().map(|run| run.what.clone()) {
            Some(what) => self.run_it(what),
            None => self.notify(Level::Info, "Nothing was run yet: choose a file in Files"),
        }
    }

    fn run_selection(&mut self) {
        let Some(text) = self.selected_lines() else { return };
        self.repl.selection = None;
        let source = crate::app::pasted::source(&text);
        match source.trim().is_empty() {
            true => self.notify(Level::Info, "Nothing is selected that could be run"),
            false => self.run_it(Runnable::Text(source)),
        }
    }

    pub(super) fn run_file(&mut self, side: Side, path: String) {
        self.run_it(Runnable::File(side, path));
    }

    pub(super) fn run_text(&mut self, text: String) {
        self.run_it(Runnable::Text(text));
    }

    /// On each of the marked boards, else on the one that is shown.
    fn run_it(&mut self, what: Runnable) {
        let boards = self.boards_addressed();
        let first = self.selected.filter(|board| boards.contains(board));
        let Some(board) = first.or_else(|| boards.first().copied()) else { return };
        let shown = match &what {
            Runnable::File(side, path) => self.shown(*side, path),
            Runnable::Text(text) if text.trim_end().contains('\n') => {
                format!("{} lines", text.trim_end().lines().count())
            }
            Runnable::Text(_) => "the line".to_owned(),
        };
        self.repl.last_run = Some(Run { what: what.clone(), board, ended: None });
        if self.zoomed && self.focus != Pane::Repl {
            // its output is to be seen
            self.zoomed = false;
        }
        for board in boards {
            self.run_on(board, &what, &shown);
        }
    }

    fn run_on(&mut self, board: BoardId, what: &Runnable, shown: &str) {
        let several = self.boards.len() > 1;
        let name = self.boards.iter().find(|other| other.id == board && several);
        let on = name.map(|board| format!(" on {}", board.name())).unwrap_or_default();
        self.log(Level::Info, "run", format!("run {shown}{on}"));
        if let Some(board) = self.board_mut(board) {
            board.terminal.fresh_line();
            board.terminal.scroll_to_end();
        }
        let job = self.job_for(Some(board), format!("run {shown}{on}"), Then::Ran);
        let argv = self.argv(what);
        match what {
            Runnable::File(Side::Local, path) => {
                let path: PathBuf = self.local_path(path);
                self.emit(Effect::RunFile { board, job, path, argv });
            }
            Runnable::File(Side::Remote, _) => {
                let source = format!("exec(open({}).read())", python::literal(shown));
                self.emit(Effect::Command { board, job, command: Command::Exec { source, argv } });
            }
            Runnable::Text(source) => {
                let source = source.clone();
                self.emit(Effect::Command { board, job, command: Command::Exec { source, argv } });
            }
        }
    }

    /// `sys.argv` for what runs: a piece of text has no name, and no arguments of its own.
    fn argv(&self, what: &Runnable) -> Vec<String> {
        let arguments = &self.setup.arguments;
        match what {
            Runnable::File(_, path) => argv(Path::new(path), arguments),
            Runnable::Text(_) if arguments.is_empty() => Vec::new(),
            Runnable::Text(_) => argv(Path::new(""), arguments),
        }
    }

    /// A program ended; it may have written files.
    pub(super) fn ran(&mut self, board: Option<BoardId>, started: Duration, how: How) {
        let took = self.now.saturating_sub(started);
        if let Some(run) = self.repl.last_run.as_mut().filter(|run| Some(run.board) == board) {
            run.ended = Some(Ended { how, took });
        }
        if let Some(board) = board.and_then(|id| self.board_mut(id)) {
            board.stale();
        }
        self.refresh_stale();
    }

    /// How the last run on the selected board ended, for the status bar.
    pub fn last_end(&self) -> Option<Ended> {
        let run = self.repl.last_run.as_ref()?;
        run.ended.filter(|_| Some(run.board) == self.selected)
    }

    /// Opens what the selected row names, else a place of the newest traceback.
    pub(super) fn open_trace(&mut self) {
        let Some(board) = self.board() else { return };
        let row = self.repl.selection.map(|selection| selection.from.0).or(self.repl.found);
        if let Some(frame) = row.and_then(|row| trace::frame_at(&board.terminal, row)) {
            self.repl.selection = None;
            return self.open_frame(&frame);
        }
        let mut frames = trace::newest(&board.terminal);
        frames.retain(|frame| self.place(frame).is_some());
        match frames.as_slice() {
            [] => self.notify(Level::Info, "No traceback here names a file that can be opened"),
            [one] => self.open_frame(&one.clone()),
            _ => {
                let item = |frame: &Frame| {
                    let name = self.named(frame);
                    Item { name: format!("{name}:{}", frame.line), says: String::new() }
                };
                let items = frames.iter().map(item).collect();
                let what = Choosing::Place { frames };
                let title = "Traceback, innermost first";
                let chooser = Chooser { title, items, cursor: Cursor::default(), what };
                self.overlays.push(Overlay::Chooser(chooser));
            }
        }
    }

    /// A click on a row: true where it is a link.
    pub(super) fn open_link(&mut self, row: usize) -> bool {
        let frame = self.board().and_then(|board| trace::frame_at(&board.terminal, row));
        let Some(frame) = frame.filter(|frame| self.place(frame).is_some()) else { return false };
        self.open_frame(&frame);
        true
    }

    /// The file of a place, on this machine or on the board.
    fn place(&self, frame: &Frame) -> Option<(Option<PathBuf>, Option<RemotePath>)> {
        let last = self.repl.last_run.as_ref().map(|run| &run.what);
        match (frame.file.as_str(), last) {
            ("<stdin>", Some(Runnable::File(Side::Local, path))) => {
                Some((Some(self.local_path(path)), None))
            }
            ("<string>", Some(Runnable::File(Side::Remote, path))) => {
                Some(self.of_board(&State::remote_path(path)))
            }
            (name, _) if name.starts_with('<') => None,
            (name, _) => {
                let path = RemotePath::parse(name, &self.board()?.boot_folder()).ok()?;
                Some(self.of_board(&path))
            }
        }
    }

    /// A file of the board, and the one of the project that it was made from.
    fn of_board(&self, path: &RemotePath) -> (Option<PathBuf>, Option<RemotePath>) {
        let target = self.target();
        let relative = path.below(&target).filter(|_| self.setup.project);
        (relative.map(|path| self.local_path(path)), Some(path.clone()))
    }

    fn named(&self, frame: &Frame) -> String {
        let name = match self.place(frame) {
            Some((_, Some(path))) => path.to_string(),
            Some((Some(path), _)) => path.display().to_string(),
            _ => frame.file.clone(),
        };
        crate::app::clean(&name).into_owned()
    }

    pub(super) fn open_frame(&mut self, frame: &Frame) {
        let Some((local, remote)) = self.place(frame) else { return };
        let line = frame.line;
        match (local, remote) {
            (Some(path), remote) => {
                // the project may not have it
                let op = LocalOp::Read { path: path.clone(), limit: 0 };
                let then = Then::OpenLine { path, remote, line };
                self.local(op, format!("open {}", self.named(frame)), then);
            }
            (None, Some(path)) => self.open_on_board(path, line),
            (None, None) => {}
        }
    }

    /// The board's own file, where there is none here.
    pub(super) fn open_on_board(&mut self, path: RemotePath, line: u32) {
        if let Some(board) = self.selected {
            self.edit_on_board(board, path, Some(line));
        }
    }

    pub(super) fn run_failed(&mut self, job: crate::app::state::Job, problem: Problem) {
        // the REPL shows the traceback
        self.ran(job.board, job.started, How::of(problem.exit));
        let seconds = self.now.saturating_sub(job.started).as_secs_f32();
        let tried = format!("{} (after {seconds:.1} s)", job.what);
        self.report(&Problem { tried, traceback: None, ..problem });
    }

    pub(super) fn run_ended(&mut self, job: &crate::app::state::Job) {
        let seconds = self.now.saturating_sub(job.started).as_secs_f32();
        self.log(Level::Good, "run", format!("{}: ended after {seconds:.1} s", job.what));
        self.ran(job.board, job.started, How::Well);
    }
}
