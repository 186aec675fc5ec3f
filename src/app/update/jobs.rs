//! What was asked of the world, and what its answer is for.

use std::collections::VecDeque;
use std::path::PathBuf;

use crate::app::effect::{Effect, LocalOp};
use crate::app::message::{LocalFile, Outcome};
use crate::app::page::Place;
use crate::app::state::{Job, Side, State};
use crate::model::{
    BoardId, Command, Digest, Exit, Fetched, JobId, Landing, Level, Problem, RemotePath, Reply,
    StopStep,
};

use super::lines::Completing;
use super::saves::After;

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::app) enum Then {
    /// Only a problem is worth a word.
    Nothing,
    Say(String),
    /// The board said what it is.
    Greeted,
    /// All files of the local side, to find one.
    Paths,
    /// A folder of the local side.
    LocalFolder(String),
    /// All below a folder of the board.
    Walk(RemotePath),
    /// The same, without the user asking.
    Glance(RemotePath),
    Spaces,
    /// Show the content of the file of this name under a title.
    View {
        name: String,
        title: String,
    },
    /// The local file, to be shown beside the board's.
    DiffHere {
        remote: RemotePath,
        title: String,
    },
    /// The board's file, to be shown beside this content.
    DiffThere {
        here: Vec<u8>,
        title: String,
    },
    /// Local files to copy into these folders of the board, or to move there.
    Upload {
        to: RemotePath,
        moved: Option<Moved>,
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
    /// The board's word on a file that is to be edited.
    OpenHashed {
        place: Place,
        line: Option<u32>,
    },
    /// A file to be edited, at this line.
    OpenPage {
        place: Place,
        line: Option<u32>,
        digest: Option<Digest>,
    },
    /// This content was written.
    Saved {
        place: Place,
        content: Vec<u8>,
        after: After,
    },
    /// Whether somebody else changed the file that is edited.
    Checked(Place),
    /// A command was typed.
    Line(String),
    /// Command lines of earlier runs.
    Lines,
    /// What a command line may begin with.
    LineNames,
    /// What a local folder has for a command line, beside what was found already.
    CompleteLine(Completing),
    /// The editor had a file of this machine.
    Edited,
    /// A file of the board is here to be edited.
    FetchedForEdit,
    /// The editor had a file of the board.
    EditedThere(Box<Fetched>),
    /// It goes back to the board.
    PutBack(Box<Fetched>),
    /// Ask whether this is to be taken back.
    AskUndo,
    /// It was taken back.
    Undone,
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
    /// Something the wizard that puts firmware on a board waits for.
    Flash,
    /// So many rows of the plot were written.
    PlotSaved(usize),
}

impl Then {
    /// Reads something that is read anew the next time.
    pub(in crate::app) fn is_look(&self) -> bool {
        matches!(
            self,
            Then::Walk(_)
                | Then::Greeted
                | Then::Glance(_)
                | Then::Spaces
                | Then::View { .. }
                | Then::Info
                | Then::Clock
                | Then::Completed
                | Then::Levels
        )
    }
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
    /// Local files that go when they have landed.
    pub moved: Option<Moved>,
}

/// Local files that are moved to the board.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::app) struct Moved {
    /// In the order of their landings.
    pub files: Vec<PathBuf>,
    pub folders: Vec<PathBuf>,
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

    /// A batch has ended: what was moved goes here, if all of it arrived.
    fn landed(&mut self, mut steps: Steps, landings: &[Landing]) {
        if self.report_landings(landings) > 0 {
            return self.refresh_after(&steps);
        }
        if let Some(Moved { files, folders }) = steps.moved.take() {
            let digests = landings.iter().filter_map(|landing| match landing {
                Landing::Done(digest) => Some(digest.clone()),
                _ => None,
            });
            let files = files.into_iter().zip(digests).collect();
            steps.steps.push_front(Step::Local(LocalOp::RemoveSent { files, folders }));
        }
        self.run_steps(steps);
    }

    fn refresh_after(&mut self, steps: &Steps) {
        if steps.local {
            self.refresh_local();
        }
        if let Some(board) = steps.board.filter(|_| steps.remote) {
            self.glance(board);
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
            Err(problem) if job.then == Then::Flash => self.flash_answered(id, Err(problem)),
            Err(problem) => self.failed(job, problem),
        }
    }

    fn succeeded(&mut self, id: JobId, job: Job, outcome: Outcome) {
        if job.then == Then::Ran {
            return self.run_ended(&job);
        }
        if job.then == Then::Flash {
            return self.flash_answered(id, Ok(outcome));
        }
        match (job.then, outcome) {
            (Then::OpenLine { path, line, .. }, _) => self.edit_file(path, Some(line)),
            (Then::OpenHashed { place, line }, Outcome::Reply(Reply::Digests(digests))) => {
                self.page_hashed(place, line, digests.into_iter().next().flatten());
            }
            (Then::OpenPage { place, line, .. }, Outcome::Content { bytes, size }) => {
                self.page_read(place, line, None, bytes, size);
            }
            (Then::OpenPage { place, line, digest }, Outcome::Reply(Reply::Bytes(bytes))) => {
                let size = bytes.len() as u64;
                self.page_read(place, line, digest, bytes, size);
            }
            (Then::Saved { place, content, after }, outcome) => {
                self.page_written(&place, content, after, outcome);
            }
            (Then::Checked(place), Outcome::Content { bytes, .. }) => {
                self.page_checked(&place, bytes);
            }
            (Then::Say(text), _) => {
                self.notify(Level::Good, text.clone());
                self.log(Level::Good, "mpdeck", text);
            }
            (Then::LocalFolder(folder), Outcome::Listing(entries)) => {
                self.files.trouble = None;
                self.local_folder(&folder, entries);
                self.go_to_goal();
            }
            (Then::Paths, Outcome::Paths { paths, cut }) => self.paths_found(paths, cut),
            (
                Then::Walk(folder) | Then::Glance(folder),
                Outcome::Reply(Reply::Entries(entries)),
            ) => {
                if let Some(board) = job.board {
                    self.walked(board, &folder, entries);
                }
            }
            (Then::Greeted, _) => self.greeted(job.board),
            (Then::Spaces, Outcome::Reply(Reply::Spaces(spaces))) => {
                if let Some(board) = job.board.and_then(|id| self.board_mut(id)) {
                    board.spaces = spaces;
                }
            }
            (Then::View { name, title }, Outcome::Content { bytes, size }) => {
                self.view(&name, title, bytes, size);
            }
            (Then::View { name, title }, Outcome::Reply(Reply::Bytes(bytes))) => {
                let size = bytes.len() as u64;
                self.view(&name, title, bytes, size);
            }
            (Then::DiffHere { remote, title }, Outcome::Content { bytes, .. }) => {
                self.diff_there(remote, title, bytes);
            }
            (Then::DiffThere { here, title }, Outcome::Reply(Reply::Bytes(there))) => {
                self.show_diff(title, &there, &here);
            }
            (Then::Upload { to, moved }, Outcome::Files(files)) => {
                if let Some(board) = job.board {
                    self.upload_files(board, to, files, moved);
                }
            }
            (Then::Steps(steps), Outcome::Reply(Reply::Landings(landings))) => {
                self.landed(steps, &landings);
            }
            (Then::Steps(steps), _) => self.run_steps(steps),
            (Then::Stopped(step), _) => self.stopped(job.board, step),
            (Then::Info, Outcome::Text(text)) => self.show_info(job.board, &text),
            (Then::Line(_), Outcome::Wish(wish)) => self.wished(job.board, wish),
            (Then::Lines, Outcome::Inputs(earlier)) => self.earlier_lines(earlier),
            (Then::LineNames, Outcome::Inputs(names)) => self.know_line_names(names),
            (Then::CompleteLine(completing), Outcome::Listing(entries)) => {
                self.complete_here(completing, entries);
            }
            (Then::Line(line), Outcome::Text(text)) => self.line_answered(&line, &text),
            (Then::Levels, Outcome::Reply(Reply::Words(words))) => self.levels_read(Ok(words)),
            (Then::PlotSaved(rows), Outcome::Text(path)) => self.plot_saved(rows, &path),
            (Then::Clock, _) => self.clock_is_set(job.board),
            (Then::Edited, _) => self.refresh_local(),
            (Then::FetchedForEdit, Outcome::Fetched(fetched)) => self.edit_fetched(fetched),
            (Then::EditedThere(fetched), _) => self.put_back(fetched, false),
            (Then::PutBack(fetched), Outcome::PutBack(how)) => self.was_put_back(fetched, how),
            (Then::AskUndo, Outcome::LastChange(last)) => self.ask_whether(job.board, last),
            (Then::Undone, Outcome::Reply(Reply::Undone(undone))) => {
                self.undone(job.board, undone);
            }
            (Then::Snippets, Outcome::Snippets(snippets)) => self.choose_snippet(snippets),
            (Then::History, Outcome::Inputs(earlier)) => self.repl.input.load(earlier),
            (Then::Completed, Outcome::Reply(Reply::Names(names))) => self.completed(id, names),
            _ => {}
        }
    }

    fn failed(&mut self, job: Job, problem: Problem) {
        match job.then {
            Then::Ran => return self.run_failed(job, problem),
            Then::OpenLine { remote: Some(path), line, .. } => {
                return self.open_on_board(path, line);
            }
            Then::Checked(place) => return self.page_gone(&place, &problem),
            Then::LocalFolder(folder) if folder.is_empty() => {
                self.files.trouble = Some(crate::app::clean(&problem.to_string()).into_owned());
            }
            // often it was just deleted, and the folder above tells that better
            Then::LocalFolder(folder) => {
                let page = self.page(Side::Local);
                self.files.local.close(&folder, page);
                return self.notify(Level::Warn, problem.to_string());
            }
            Then::Walk(_) | Then::Greeted => self.walk_failed(job.board),
            Then::Glance(_) if self.was_disturbed(job.board) => return,
            Then::Glance(_) => self.walk_failed(job.board),
            Then::Steps(steps) => self.refresh_after(&steps),
            Then::Stopped(step) => return self.not_stopped(job.board, step, &problem),
            Then::View { .. } | Then::DiffHere { .. } | Then::DiffThere { .. } => {
                self.look_again(job.board);
            }
            Then::FetchedForEdit => self.look_again(job.board),
            Then::Edited => self.refresh_local(),
            Then::EditedThere(fetched) => return self.not_edited(&fetched, problem),
            Then::CompleteLine(completing) => return self.complete_here(completing, Vec::new()),
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
