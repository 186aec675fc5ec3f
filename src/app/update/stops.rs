//! The stop key: each press takes the next step of the ladder.

use std::time::Duration;

use crate::app::board::Stopping;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::model::{BoardId, Level, Mode, Problem, StopStep};

use super::jobs::Then;

/// A key that is held down must not climb: the next step can be taken after this.
const HELD: Duration = Duration::from_millis(500);
/// A press so long after the last step failed is about something new.
const FORGOTTEN: Duration = Duration::from_secs(30);

impl State {
    pub(super) fn stop(&mut self) {
        for board in self.boards_meant() {
            self.climb(board);
        }
    }

    fn climb(&mut self, id: BoardId) {
        let (now, runs) = (self.now, self.stops(id));
        let Some(board) = self.board_mut(id) else { return };
        let last = board.stopping.filter(|last| runs || now.saturating_sub(last.at) < FORGOTTEN);
        let step = match last {
            Some(last) if now.saturating_sub(last.at) < HELD => return,
            Some(Stopping { step: StopStep::Catch, .. }) if runs => {
                board.stopping = None;
                return self.emit(Effect::Cancel { board: id });
            }
            // There is nobody to send a Ctrl-C to.
            _ if matches!(board.mode, Mode::Lost | Mode::Opening) => StopStep::Catch,
            Some(last) => last.step.next().unwrap_or(last.step),
            None => StopStep::Interrupt,
        };
        board.stopping = Some(Stopping { step, at: now });
        let title = step.title();
        let job = self.job_for(Some(id), format!("stop, {title}"), Then::Stopped(step));
        self.emit(Effect::Stop { board: id, job, step });
        let more = match step {
            StopStep::Catch => "Reset the board now, or plug it in again. The same key gives up",
            _ => "The same key takes the next step",
        };
        self.notify(Level::Info, format!("Stop, {title}. {more}"));
    }

    fn stops(&self, id: BoardId) -> bool {
        let stops = |then: &Then| matches!(then, Then::Stopped(_));
        self.jobs.values().any(|job| job.board == Some(id) && stops(&job.then))
    }

    pub(super) fn stopped(&mut self, id: Option<BoardId>, step: StopStep) {
        let Some(board) = id.and_then(|id| self.board_mut(id)) else { return };
        board.stopping = None;
        let name = board.name().to_owned();
        let text = match step {
            StopStep::Interrupt | StopStep::Repeat => "stopped: the board is at its prompt",
            _ => "stopped: the board is at its prompt. The next reset starts main.py again",
        };
        self.log(Level::Good, &name, format!("{text} ({})", step.title()));
        self.notify(Level::Good, text);
    }

    pub(super) fn not_stopped(&mut self, id: Option<BoardId>, step: StopStep, problem: &Problem) {
        let (now, overtaken) = (self.now, id.is_some_and(|id| self.stops(id)));
        let Some(board) = id.and_then(|id| self.board_mut(id)) else { return };
        if overtaken {
            return;
        }
        if let Some(last) = &mut board.stopping {
            last.at = now;
        }
        let name = board.name().to_owned();
        let next = match step.next() {
            Some(next) if board.stopping.is_some() => {
                format!(". The same key again: {}", next.title())
            }
            _ => String::new(),
        };
        let text = format!("{}: {}{next}", step.title(), problem.why);
        self.log(Level::Warn, &name, text.clone());
        self.notify(Level::Warn, text);
    }
}
