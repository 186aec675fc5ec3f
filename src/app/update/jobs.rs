//! What was asked of the world, and what its answer is for.

use std::collections::VecDeque;
use std::path::PathBuf;

use crate::app::effect::{Effect, LocalOp};
use crate::app::message::{LocalFile, Outcome};
use crate::app::state::{Job, Side, State};
use crate::model::{
    BoardId, Command, Exit, JobId, Landing, Level, Problem, RemotePath, Reply, StopStep,
};

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Then {
    /// Only a problem is worth a word.
    Nothing,
    Say(String),
    /// A folder of the local side.
    LocalFolder(String),
    /// All below a folder of the board.
    Walk(RemotePath),
    Spaces,
    /// Show the content under this title.
    View(String),
    /// Local files to copy into these folders of the board.
    Upload {
        to: RemotePath,
    },
    /// The next of several steps.
    Steps(Steps),
    /// Show what the board is.
    Info,
    /// A step of the stop ladder was taken.
    Stopped(StopStep),
    /// A program ran.
    Ran,
    /// The local file is there: it opens at this line; else the board's is shown.
    OpenLine {
        path: PathBuf,
        remote: Option<RemotePath>,
        line: u32,
    },
    /// Show the content under this title, from this line on.
    ViewLine(String, u32),
    /// A command was typed.
    Line(String),
    /// The editor had this file.
    Edited,
    /// Programs to choose from.
    Snippets,
    /// What earlier runs sent from the input editor.
    History,
    /// The clock was set without the user asking.
    Clock,
    /// Names for the input editor.
    Completed,
    /// The levels of the pins that are shown.
    Levels,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Step {
    Board(Command),
    Local(LocalOp),
}

/// Several commands, each after the one before has ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) struct Steps {
    pub board: Option<BoardId>,
    /// For the status bar while it lasts.
    pub what: String,
    pub steps: VecDeque<Step>,
    /// For the log when all is done.
    pub done: String,
    pub local: bool,
    pub remote: bool,
}

impl State {
    pub(super) fn emit(&mut self, effect: Effect) {
        self.outbox.push(effect);
    }

    /// Notes a job; the caller emits its effect.
    pub(super) fn job_for(
        &mut self,
        board: Option<BoardId>,
        what: impl Into<String>,
        then: Then,
    ) -> JobId {
        let id = JobId::fresh();
        let what = crate::app::clean(&what.into()).into_owned();
        self.jobs.insert(id, Job { board, what, started: self.now, then });
        id
    }

    pub(super) fn command(
        &mut self,
        board: BoardId,
        command: Command,
        what: impl Into<String>,
        then: Then,
    ) {
        let job = self.job_for(Some(board), what, then);
        self.emit(Effect::Command { board, job, command });
    }

    pub(super) fn local(&mut self, op: LocalOp, what: impl Into<String>, then: Then) {
        let job = self.job_for(None, what, then);
        self.emit(Effect::Local { job, op });
    }

    pub(super) fn run_steps(&mut self, mut steps: Steps) {
        let Some(step) = steps.steps.pop_front() else {
            let done = std::mem::take(&mut steps.done);
            if !done.is_empty() {
                self.log(Level::Good, "files", done.clone());
                self.notify(Level::Good, done);
            }
            self.refresh_after(&steps);
            return;
        };
        let (board, what) = (steps.board, steps.what.clone());
        match (step, board) {
            (Step::Board(command), Some(board)) => {
                self.command(board, command, what, Then::Steps(steps));
            }
            (Step::Local(op), _) => {
                let job = self.job_for(board, what, Then::Steps(steps));
                self.emit(Effect::Local { job, op });
            }
            (Step::Board(_), None) => {}
        }
    }

    fn refresh_after(&mut self, steps: &Steps) {
        if steps.local {
            self.refresh_local();
        }
        if let Some(board) = steps.board.filter(|_| steps.remote) {
            self.walk(board);
        }
    }

    pub(super) fn answered(&mut self, id: JobId, result: Result<Outcome, Problem>) {
        let Some(job) = self.jobs.remove(&id) else { return };
        if let Some(board) = job.board {
            let idle = !self.jobs.values().any(|other| other.board == job.board);
            if let Some(board) = self.board_mut(board)
                && idle
                && board.syncing.is_none()
            {
                board.gauge = None;
            }
        }
        match result {
            Ok(outcome) => self.succeeded(id, job, outcome),
            Err(problem) => self.failed(job, problem),
        }
    }

    fn succeeded(&mut self, id: JobId, job: Job, outcome: Outcome) {
        if job.then == Then::Ran {
            return self.run_ended(&job);
        }
        match (job.then, outcome) {
            (Then::OpenLine { path, line, .. }, _) => self.edit_line(path, line),
            (Then::ViewLine(title, line), Outcome::Reply(Reply::Bytes(bytes))) => {
                self.view_from(title, bytes, line);
            }
            (Then::Say(text), _) => {
                self.notify(Level::Good, text.clone());
                self.log(Level::Good, "mpdeck", text);
            }
            (Then::LocalFolder(folder), Outcome::Listing(entries)) => {
                self.files.trouble = None;
                self.local_folder(&folder, entries);
            }
            (Then::Walk(folder), Outcome::Reply(Reply::Entries(entries))) => {
                if let Some(board) = job.board {
                    self.walked(board, &folder, entries);
                }
            }
            (Then::Spaces, Outcome::Reply(Reply::Spaces(spaces))) => {
                if let Some(board) = job.board.and_then(|id| self.board_mut(id)) {
                    board.spaces = spaces;
                }
            }
            (Then::View(title), Outcome::Content { bytes, size }) => {
                self.view(title, bytes, size);
            }
            (Then::View(title), Outcome::Reply(Reply::Bytes(bytes))) => {
                let size = bytes.len() as u64;
                self.view(title, bytes, size);
            }
            (Then::Upload { to }, Outcome::Files(files)) => {
                if let Some(board) = job.board {
                    self.upload_files(board, to, files);
                }
            }
            (Then::Steps(steps), outcome) => {
                if let Outcome::Reply(Reply::Landings(landings)) = outcome
                    && self.report_landings(&landings) > 0
                {
                    self.refresh_after(&steps);
                    return;
                }
                self.run_steps(steps);
            }
            (Then::Stopped(step), _) => self.stopped(job.board, step),
            (Then::Info, Outcome::Text(text)) => self.show_info(job.board, &text),
            (Then::Line(line), Outcome::Text(text)) => self.line_answered(&line, &text),
            (Then::Levels, Outcome::Reply(Reply::Words(words))) => self.levels_read(Ok(words)),
            (Then::Clock, _) => self.clock_is_set(job.board),
            (Then::Edited, _) => self.refresh_local(),
            (Then::Snippets, Outcome::Snippets(snippets)) => self.choose_snippet(snippets),
            (Then::History, Outcome::Inputs(earlier)) => self.repl.input.load(earlier),
            (Then::Completed, Outcome::Reply(Reply::Names(names))) => self.completed(id, names),
            _ => {}
        }
    }

    fn failed(&mut self, job: Job, problem: Problem) {
        match job.then {
            Then::Ran => return self.run_failed(job, problem),
            Then::OpenLine { remote: Some(path), line, .. } => return self.view_line(&path, line),
            Then::LocalFolder(folder) if folder.is_empty() => {
                self.files.trouble = Some(crate::app::clean(&problem.to_string()).into_owned());
            }
            // often it was just deleted, and the folder above tells that better
            Then::LocalFolder(folder) => {
                let page = self.page(Side::Local);
                self.files.local.close(&folder, page);
                return self.notify(Level::Warn, problem.to_string());
            }
            Then::Walk(_) => self.walk_failed(job.board),
            Then::Steps(steps) => self.refresh_after(&steps),
            Then::Stopped(step) => return self.not_stopped(job.board, step, &problem),
            Then::Spaces | Then::Completed | Then::Clock => return,
            Then::Levels => return self.levels_read(Err(problem)),
            _ => {}
        }
        self.report(&problem);
    }

    /// Logs a problem with its traceback, and names it in the status bar.
    pub(super) fn report(&mut self, problem: &Problem) {
        let level = if problem.exit == Exit::Interrupted { Level::Warn } else { Level::Error };
        self.log(level, "mpdeck", problem.to_string());
        for line in problem.traceback.iter().flat_map(|text| text.lines()) {
            self.log(level, "traceback", line);
        }
        self.notify(level, problem.to_string());
    }

    /// Logs the files of a batch that did not arrive; answers how many.
    fn report_landings(&mut self, landings: &[Landing]) -> usize {
        let mut bad = 0;
        for landing in landings {
            match landing {
                Landing::Done(_) => {}
                Landing::Differs(_) => {
                    bad += 1;
                    let text = "a file on the board is not what it was: left alone. Refresh Files";
                    self.log(Level::Warn, "files", text);
                }
                Landing::Failed(problem) => {
                    bad += 1;
                    self.report(problem);
                }
            }
        }
        if bad > 0 {
            self.notify(Level::Error, format!("{bad} of {} files failed: see Log", landings.len()));
        }
        bad
    }

    /// The files an upload is made of, with where each goes.
    pub(super) fn placed(to: &RemotePath, files: &[LocalFile]) -> Vec<(LocalFile, RemotePath)> {
        files.iter().map(|file| (file.clone(), to.descend(&file.relative))).collect()
    }
}
