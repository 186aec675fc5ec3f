//! One hold of the raw REPL: the commands that are queued, then back to the prompt.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::describe::describe;
use super::desk::Manner;
use super::execute::{Outcome, execute, part};
use super::handle::Job;
use super::modes::Step;
use super::task::Task;
use crate::board::{Board, Error};
use crate::model::{Command, Level, Problem, ResetKind};

/// A caller that sends its commands one by one has the next one ready within this
/// time; coming and going for each costs two banners on the line.
const LINGER: Duration = Duration::from_millis(15);

/// Ends the raw REPL.
const CTRL_B: &[u8] = b"\x02";

impl Task {
    /// Gets the raw REPL, runs `first` and what is queued behind it, and gives the raw
    /// REPL back.
    ///
    /// # Errors
    /// The problem with a link that is gone. All else goes to who asked for it.
    pub(super) async fn batch(&mut self, board: &mut Board, first: Job) -> Result<(), Problem> {
        let idle = self.voice.console.idle();
        self.desk.control.reset_cancel();
        self.voice.hush();
        let manner = if is_program(&first.command) { Manner::BeforeProgram } else { Manner::Work };
        let voice = &mut self.voice;
        let entered =
            self.desk.attend(manner, board.enter(&mut |_, bytes| voice.aside(bytes))).await;
        if self.voice.stopped() && !idle {
            let what = describe(&first.command);
            self.voice.report.stopped_program(&what);
        }
        if let Err(error) = entered {
            drop(first.reply.send(Err(error.problem(describe(&first.command)))));
            // what waits behind it would only wait for the same silence
            while matches!(error, Error::Mute { .. })
                && let Ok(job) = self.jobs.try_recv()
            {
                drop(job.reply.send(Err(error.problem(describe(&job.command)))));
            }
            return self.give_up(board, error).await;
        }
        self.voice.report.step(Step::Entered);
        // What was typed since the user asked for a program is that program's input.
        let mut input = match manner {
            Manner::BeforeProgram => std::mem::take(&mut self.desk.typed).into(),
            _ => Vec::new(),
        };
        let mut job = Some(first);
        let mut parting = None;
        while let Some(Job { id, command, reply, interrupts, gently }) = job.take() {
            if is_parting(&command) {
                parting = Some(Job { id, command, reply, interrupts, gently });
                break;
            }
            self.desk.control.reset_cancel();
            let manner = if is_program(&command) { Manner::Program } else { Manner::Work };
            if !input.is_empty() {
                self.desk.control.type_bytes(std::mem::take(&mut input));
            }
            let (voice, kept) = (&mut self.voice, self.kept.as_ref());
            let Outcome { reply: outcome, lost } =
                self.desk.attend(manner, execute(board, &command, id, voice, kept)).await;
            let lost = lost.map(|error| self.gone(&error));
            drop(reply.send(outcome));
            if let Some(lost) = lost {
                return Err(lost);
            }
            job = self.next_job(parting.is_some()).await;
        }
        match parting {
            Some(job) if matches!(job.command, Command::Paste { .. }) => {
                self.leave(board, None).await?;
                self.paste(board, job).await
            }
            parting => self.leave(board, parting).await,
        }
    }

    /// The next command of this batch, unless somebody else wants the board.
    async fn next_job(&mut self, parting: bool) -> Option<Job> {
        let linger = Instant::now() + LINGER;
        loop {
            let wanted = self.desk.ending.is_some() || self.desk.climb.is_some();
            if parting || wanted || !self.desk.typed.is_empty() {
                return None;
            }
            tokio::select! {
                biased;
                () = self.desk.inbox.rung() => drop(self.desk.sort()),
                job = self.jobs.recv() => match job {
                    Some(job) if job.reply.is_closed() => {}
                    job => return job,
                },
                () = sleep_until(linger) => return None,
            }
        }
    }

    /// Back to the friendly prompt; then, if something is to run from there, starts it.
    async fn leave(&mut self, board: &mut Board, parting: Option<Job>) -> Result<(), Problem> {
        let voice = &mut self.voice;
        self.desk.control.reset_cancel();
        self.desk.cancel = false;
        if let Some(Job { command, reply, .. }) = parting {
            let parted = self.desk.attend(Manner::Work, part(board, &command, voice)).await;
            // only a restart without main.py ends where it began
            let safe = matches!(command, Command::Reset { kind: ResetKind::Safe });
            match safe && board.shows_prompt() {
                true => self.voice.left_at_prompt(),
                false => self.voice.left_running(),
            }
            let tried = describe(&command);
            let lost =
                parted.as_ref().err().filter(|error| error.is_lost()).map(|error| self.gone(error));
            drop(reply.send(match parted {
                Ok(reply) => Ok(reply),
                Err(error) => Err(error.problem(tried)),
            }));
            return lost.map_or(Ok(()), Err);
        }
        let left =
            self.desk.attend(Manner::Work, board.leave(&mut |_, bytes| voice.aside(bytes))).await;
        match left {
            Err(error) if error.is_lost() => Err(self.gone(&error)),
            _ if board.shows_prompt() => {
                self.voice.left_at_prompt();
                // What was typed meanwhile goes out next.
                self.voice.sent(self.desk.typed.make_contiguous());
                Ok(())
            }
            _ => {
                self.voice.left_running();
                self.voice.report.log(
                    Level::Warn,
                    "The board did not show its prompt again; Ctrl-C in the REPL may bring it back",
                );
                Ok(())
            }
        }
    }

    /// The raw REPL could not be had. Whatever of our bytes still lies in the board's
    /// input must not leave it there.
    async fn give_up(&mut self, board: &mut Board, error: Error) -> Result<(), Problem> {
        if error.is_lost() {
            return Err(self.gone(&error));
        }
        self.desk.control.reset_cancel();
        let voice = &mut self.voice;
        let leave = async {
            board.leave(&mut |_, bytes| voice.aside(bytes)).await?;
            if board.shows_prompt() { Ok(()) } else { board.send(CTRL_B).await }
        };
        let left = self.desk.attend(Manner::Work, leave).await;
        self.voice.console.forget_prompt();
        self.voice.settle();
        match left {
            Err(error) if error.is_lost() => Err(self.gone(&error)),
            _ => Ok(()),
        }
    }
}

/// Runs source of the user's, whose input and Ctrl-C are the user's too.
fn is_program(command: &Command) -> bool {
    matches!(command, Command::Exec { .. } | Command::Eval { .. })
}

/// Ends with something of the user's running: the raw REPL is left for it.
fn is_parting(command: &Command) -> bool {
    matches!(command, Command::Reset { .. } | Command::Start { .. } | Command::Paste { .. })
}
