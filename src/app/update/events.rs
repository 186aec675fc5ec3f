//! What boards, devices and the project's work report.

use crate::app::board::{Board, Gauge, TreeRead};
use crate::app::effect::{Asker, Effect};
use crate::app::state::State;
use crate::model::{
    Answer, AttachPolicy, BoardId, BoardInfo, Command, Event, Generation, JobId, Level, Mode,
    Problem, Progress, Question, Stream,
};

use super::jobs::Then;

impl State {
    pub(super) fn event(&mut self, event: Event) {
        match event {
            Event::Mode { board, generation, mode } => self.mode_changed(board, generation, mode),
            Event::Output { board, generation, stream, bytes } => {
                if self.is_current(board, generation) {
                    self.output(board, stream, &bytes);
                }
            }
            Event::Probed { board, generation, info } => {
                if self.is_current(board, generation) {
                    self.probed(board, info);
                }
            }
            Event::Restarted { board, generation } => {
                if self.is_current(board, generation)
                    && let Some(board) = self.board_mut(board)
                {
                    board.stale();
                }
            }
            Event::Began { .. } => {}
            Event::Progress { board, job, progress } => self.progress(board, job, progress),
            Event::Trouble { board, problem } => self.trouble(board, problem),
            Event::Recording { board, to } => self.recording(board, to),
            Event::Asks { board, question, asks } => {
                let Some(bare) = self.board_mut(board).map(|board| board.bare) else { return };
                if bare && matches!(asks, Question::StopProgram { .. }) {
                    // there is none
                    let asker = Asker::Board(board);
                    self.emit(Effect::Answer { asker, question, answer: Answer::No });
                } else {
                    self.asked(Asker::Board(board), question, asks);
                }
            }
            Event::Flash { job, event } => self.flash_told(job, event),
            Event::Devices(list) => self.plugged(list),
            Event::Work(event) => self.worked(event),
            Event::Log(line) => self.log_line(line),
            Event::FileChanged => self.check_page(),
        }
    }

    fn is_current(&self, board: BoardId, generation: Generation) -> bool {
        self.boards.iter().any(|other| other.id == board && other.generation == generation)
    }

    fn mode_changed(&mut self, id: BoardId, generation: Generation, mode: Mode) {
        let passive = self.setup.attach == AttachPolicy::Passive;
        let Some(board) = self.board_mut(id) else { return };
        let ask_nothing = passive || board.hands_off;
        if generation < board.generation {
            return;
        }
        let before = std::mem::replace(&mut board.mode, mode);
        board.generation = generation;
        let (name, greeted) = (board.name().to_owned(), board.greeted);
        match mode {
            Mode::Attached if before == Mode::Opening => {
                let trouble = board.trouble.take();
                board.strings_said = false;
                let port = board.port.clone();
                let renewed = board.renewed;
                board.greeted = !renewed;
                if let Some(trouble) = trouble {
                    self.is_over(&trouble);
                }
                if !greeted {
                    self.log(Level::Good, &name, format!("connected to {port}"));
                    if !ask_nothing && !renewed {
                        self.greet(id);
                    }
                }
            }
            Mode::Flashing => {
                board.renew();
                self.forget_questions(id);
                self.drop_jobs(id, &name);
            }
            Mode::Lost => {
                board.gauge = None;
                board.stale();
                self.forget_questions(id);
            }
            Mode::Friendly => {
                board.stopping = None;
                board.bare = false;
                board.greeted = true;
                let renewed = std::mem::take(&mut board.renewed);
                // the program ended by itself: nothing is left to ask
                self.forget_questions(id);
                if renewed && !ask_nothing {
                    self.greet(id);
                }
                self.flash_started(id);
                if before == Mode::Attached && !ask_nothing {
                    self.make_up_for(id);
                    self.set_clock_once(id);
                }
                self.refresh_stale();
            }
            _ => {}
        }
    }

    /// What was asked of a board before its port went to the flasher.
    fn drop_jobs(&mut self, id: BoardId, name: &str) {
        let cut: Vec<JobId> = (self.jobs.iter())
            .filter(|(_, job)| job.board == Some(id))
            .map(|(job, _)| *job)
            .collect();
        let cut: Vec<String> =
            cut.iter().filter_map(|job| self.jobs.remove(job)).map(|job| job.what).collect();
        for what in cut {
            self.log(Level::Warn, name, format!("stopped for flashing: {what}"));
        }
    }

    /// The status bar need not tell of trouble that is no more.
    fn is_over(&mut self, trouble: &Problem) {
        let text = crate::app::clean(&trouble.to_string()).into_owned();
        self.notice.take_if(|notice| notice.text == text);
    }

    /// The first thing that needs the prompt: what the board is, and then its files.
    pub(super) fn greet(&mut self, id: BoardId) {
        let Some(board) = self.board_mut(id) else { return };
        board.tree_read = TreeRead::Reading;
        self.command(id, Command::Greet, "ask the board what it is", Then::Greeted);
    }

    pub(super) fn greeted(&mut self, id: Option<BoardId>) {
        let Some(board) = id.and_then(|id| self.board_mut(id)) else { return };
        board.tree_read = TreeRead::Never;
        let id = board.id;
        self.glance(id);
    }

    /// What was refused while a program ran, now that it has ended.
    fn make_up_for(&mut self, id: BoardId) {
        let Some(board) = self.board_mut(id) else { return };
        if board.tree_read != TreeRead::Failed {
            return;
        }
        board.tree_read = TreeRead::Stale;
        if board.info.is_none() {
            self.command(id, Command::Greet, "ask the board what it is", Then::Nothing);
        }
    }

    fn output(&mut self, id: BoardId, stream: Stream, bytes: &[u8]) {
        self.look_for_trouble(id, bytes);
        let selected = self.selected == Some(id);
        let now = self.now;
        let time = self.time_of_day(now);
        let time = format!("{time}.{:03}", now.subsec_millis());
        let Some(board) = self.board_mut(id) else { return };
        board.unread |= !selected;
        if let Some(plot) = &mut board.plot
            && stream != Stream::ProgramError
        {
            plot.take(bytes, now);
        }
        let gone = board.terminal.gone();
        let bytes = &board.annotate.output(bytes, &time);
        let answers = match stream {
            Stream::Console | Stream::Program => board.terminal.feed(bytes),
            Stream::ProgramError => {
                board.terminal.feed(b"\x1b[31m");
                let answers = board.terminal.feed(bytes);
                board.terminal.feed(b"\x1b[39m");
                answers
            }
        };
        let gone = board.terminal.gone() - gone;
        let dropped = board.terminal.dropped_strings() > 0;
        let say = dropped && !std::mem::replace(&mut board.strings_said, dropped);
        let name = board.name().to_owned();
        if selected && gone > 0 {
            self.repl.rows_gone(gone);
        }
        if say {
            let text = "the board sent a title or clipboard command for the terminal: left out";
            self.log(Level::Info, &name, text);
        }
        if !answers.is_empty() {
            self.emit(Effect::Type { board: id, bytes: answers });
        }
    }

    fn probed(&mut self, id: BoardId, info: Box<BoardInfo>) {
        let Some(board) = self.board_mut(id) else { return };
        let first = board.info.is_none();
        board.spaces.extend(info.space.clone().filter(|_| board.spaces.is_empty()));
        let text = format!("{} {} on {}", info.implementation, info.version, info.machine);
        let lacks = lacks(&info);
        board.info = Some(info);
        let name = board.name().to_owned();
        if first {
            self.log(Level::Info, &name, text);
            if !lacks.is_empty() {
                self.log(Level::Info, &name, format!("this board has no {}", lacks.join(", ")));
            }
        }
        self.set_clock_once(id);
    }

    /// The clock of a board that has the prompt; not while its program runs.
    fn set_clock_once(&mut self, id: BoardId) {
        let wanted = self.setup.set_clock;
        let Some(board) = self.board_mut(id) else { return };
        let has_clock = board.info.as_ref().is_some_and(|info| info.capabilities.rtc);
        if wanted && has_clock && board.clock_tries > 0 {
            board.clock_tries -= 1;
            let job = self.job_for(Some(id), "set the clock", Then::Clock);
            self.emit(Effect::SetClock { board: id, job, gently: true });
        }
    }

    /// A program began before the clock was set: once more when it has ended.
    pub(super) fn clock_is_set(&mut self, id: Option<BoardId>) {
        if let Some(board) = id.and_then(|id| self.board_mut(id)) {
            board.clock_tries = 0;
            board.clock_set = true;
        }
    }

    fn progress(&mut self, board: BoardId, job: JobId, progress: Progress) {
        if self.keeps_files_of(board) {
            return self.flash_progress(progress);
        }
        let now = self.now;
        // an answer may overtake the last word on how far its job is
        let runs = self.jobs.contains_key(&job)
            || self.jobs.values().any(|job| matches!(job.then, Then::Line(_)));
        let Some(board) = self.board_mut(board) else { return };
        if !runs && board.syncing.is_none() {
            return;
        }
        match &mut board.gauge {
            Some(gauge) => gauge.update(progress, now),
            None => board.gauge = Some(Gauge::new(progress, now)),
        }
    }

    fn trouble(&mut self, id: BoardId, problem: Problem) {
        let selected = self.selected == Some(id);
        let Some(board) = self.board_mut(id) else { return };
        // reconnecting fails the same way again and again
        if board.trouble.as_ref() == Some(&problem) {
            return;
        }
        let name = board.name().to_owned();
        board.trouble = Some(problem.clone());
        self.log(Level::Error, &name, problem.to_string());
        if selected {
            self.notify(Level::Error, problem.to_string());
        }
    }
}

impl Board {
    /// What is known of its files may be wrong now.
    pub(super) fn stale(&mut self) {
        if self.tree_read == TreeRead::Done {
            self.tree_read = TreeRead::Stale;
        }
    }
}

fn lacks(info: &BoardInfo) -> Vec<&'static str> {
    let can = &info.capabilities;
    [
        (can.folders, "folders"),
        (can.rename, "rename"),
        (can.statvfs, "figure for free space"),
        (can.sha256 || can.crc32, "hash"),
        (can.raw_paste, "raw paste"),
    ]
    .into_iter()
    .filter_map(|(has, what)| (!has).then_some(what))
    .collect()
}
