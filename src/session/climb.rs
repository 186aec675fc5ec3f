//! The stop ladder: one step of it, asked for by the user, past the command queue and
//! over whatever runs. The two highest steps go on when the link goes and comes back.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::desk::Manner;
use super::modes::Step;
use super::task::Task;
use crate::board::{Board, Error};
use crate::model::{Level, Problem, StopStep};

/// How long the one Ctrl-C of the first step may take to bring the prompt: programs
/// clean up after themselves.
const ONCE: Duration = Duration::from_millis(1500);
/// How long, and how often, Ctrl-C is sent in the second step.
const REPEATED: Duration = Duration::from_secs(4);
const OFTEN: Duration = Duration::from_millis(20);
/// How long a board may take from the reset by its line to its prompt.
const BOOTING: Duration = Duration::from_secs(10);
/// How often Ctrl-C goes to a board that may start at any moment. MicroPython looks
/// at its input from the first line of `boot.py` on.
const CATCHING: Duration = Duration::from_millis(10);

/// A wish to stop what the board does.
#[derive(Debug)]
pub(super) struct Climb {
    pub(super) step: StopStep,
    pub(super) reply: oneshot::Sender<Result<(), Problem>>,
    /// When a hard reset is given up; set once its line was pulled.
    deadline: Option<Instant>,
}

impl Climb {
    pub(super) fn new(step: StopStep, reply: oneshot::Sender<Result<(), Problem>>) -> Self {
        Climb { step, reply, deadline: None }
    }

    /// Goes on when the link comes back.
    pub(super) fn outlives_link(&self) -> bool {
        match self.step {
            StopStep::Catch => true,
            StopStep::HardReset => self.deadline.is_some_and(|at| at > Instant::now()),
            _ => false,
        }
    }

    /// Ends it without success. Whoever asked may be gone.
    pub(super) fn fail(self, problem: Problem) {
        let _ = self.reply.send(Err(problem));
    }
}

/// What was tried, for a problem.
pub(super) fn tried(step: StopStep) -> String {
    format!("stop the program ({})", step.title())
}

impl Task {
    /// Takes one step. A climb that is to go on over a lost link is back on the desk.
    ///
    /// # Errors
    /// The problem with a link that is gone.
    pub(super) async fn climb(
        &mut self,
        board: &mut Board,
        mut climb: Climb,
    ) -> Result<(), Problem> {
        let step = climb.step;
        if step <= StopStep::Repeat && self.voice.console.idle() {
            // The program ended by itself, or by the Ctrl-C that overtook this.
            let _ = climb.reply.send(Ok(()));
            return Ok(());
        }
        self.voice.report.log(Level::Info, format!("Stop, {}", step.title()));
        self.desk.control.reset_cancel();
        self.desk.cancel = false;
        self.desk.typed.clear();
        self.voice.hush();
        let taken = match step {
            StopStep::SoftReset => self.soft_reset_safely(board).await,
            _ => self.catch(board, &mut climb).await,
        };
        match taken {
            Ok(true) => {
                if step >= StopStep::SoftReset {
                    self.voice.restarted();
                }
                self.voice.stands_at_prompt();
                let _ = climb.reply.send(Ok(()));
                Ok(())
            }
            Ok(false) => {
                self.voice.lost_prompt();
                climb.fail(Problem::failed(tried(step), why(step)));
                Ok(())
            }
            Err(error) if error.is_lost() => {
                let lost = self.gone(&error);
                if climb.outlives_link() && self.desk.climb.is_none() {
                    self.desk.climb = Some(climb);
                } else {
                    climb.fail(lost.clone());
                }
                Err(lost)
            }
            Err(Error::Cancelled) => {
                self.voice.lost_prompt();
                climb.fail(Problem::interrupted(tried(step)));
                Ok(())
            }
            Err(error) => {
                self.voice.lost_prompt();
                climb.fail(error.problem(tried(step)).next(""));
                Ok(())
            }
        }
    }

    async fn catch(&mut self, board: &mut Board, climb: &mut Climb) -> Result<bool, Error> {
        let (pause, patience) = match climb.step {
            StopStep::Interrupt => (None, Some(ONCE)),
            StopStep::Catch => (Some(CATCHING), None),
            StopStep::HardReset => (Some(CATCHING), Some(BOOTING)),
            _ => (Some(OFTEN), Some(REPEATED)),
        };
        if climb.step == StopStep::HardReset && climb.deadline.is_none() {
            climb.deadline = Some(Instant::now() + BOOTING);
            board.reset_by_lines().await?;
        }
        let voice = &mut self.voice;
        let mut hear = |_, bytes: &[u8]| voice.aside(bytes);
        self.desk.attend(Manner::Work, board.catch(pause, patience, &mut hear)).await
    }

    /// Gets the raw REPL by all means there are, and restarts the interpreter in it.
    async fn soft_reset_safely(&mut self, board: &mut Board) -> Result<bool, Error> {
        let voice = &mut self.voice;
        let entered =
            self.desk.attend(Manner::Work, board.enter(&mut |_, bytes| voice.aside(bytes))).await;
        if let Err(error) = entered {
            if !error.is_lost() {
                // Whatever of our bytes lies in its input must not leave it in the raw REPL.
                self.desk.control.reset_cancel();
                self.desk.attend(Manner::Work, board.ask_for_prompt()).await?;
            }
            return Err(error);
        }
        self.voice.report.step(Step::Entered);
        let voice = &mut self.voice;
        let mut hear = |_, bytes: &[u8]| voice.aside(bytes);
        let reset = self.desk.attend(Manner::Work, board.reset_without_main(&mut hear)).await;
        if !matches!(&reset, Err(error) if error.is_lost()) {
            self.voice.report.step(Step::LeftRunning);
        }
        reset.map(|()| board.shows_prompt())
    }
}

fn why(step: StopStep) -> &'static str {
    match step {
        StopStep::Interrupt => "no prompt came: the program goes on, or catches Ctrl-C",
        StopStep::Repeat => "no prompt came: the board does not listen to Ctrl-C",
        StopStep::SoftReset => "the board did not come back to its prompt",
        StopStep::HardReset | StopStep::Catch => {
            "no prompt came after the reset: the port's lines may not reach this board's reset"
        }
    }
}
