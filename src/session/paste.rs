//! Pasting at the board's friendly prompt, on the console and in sight.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::describe::describe;
use super::desk::Manner;
use super::handle::Job;
use super::task::Task;
use crate::board::{Board, Error};
use crate::model::{Command, Problem, Progress, Reply, Stream};

/// A prompt that is on its way when the user pastes (after Enter, after Ctrl-C) comes
/// within this time.
const PROMPT_COMES: Duration = Duration::from_millis(300);
/// What begins paste mode.
const CTRL_E: &[u8] = b"\x05";
/// How often a program is sent Ctrl-C that began in the same moment.
const TRIES: usize = 5;
/// What stops a program.
const CTRL_C: u8 = 0x03;

impl Task {
    /// Pastes, where the board stands at its prompt; else the text is a program's input,
    /// if it may be.
    ///
    /// # Errors
    /// The problem with a link that is gone. All else goes to who asked for it.
    pub(super) async fn paste(&mut self, board: &mut Board, job: Job) -> Result<(), Problem> {
        let Job { id, command, reply, interrupts, .. } = job;
        let tried = describe(&command);
        let Command::Paste { source, input } = command else { return Ok(()) };
        self.await_prompt(board).await?;
        if interrupts != self.desk.inbox.interrupts() {
            // pressed while the paste waited: as what was typed, it is thrown away
            drop(reply.send(Err(Problem::interrupted(tried))));
            return Ok(());
        }
        if !self.voice.console.idle() {
            drop(reply.send(if input {
                self.type_into_program(&source);
                Ok(Reply::Done)
            } else {
                Err(Problem::failed(tried, "a program may be running on the board")
                    .next("Stop it with Ctrl-C in the REPL, then try again."))
            }));
            return Ok(());
        }
        self.desk.control.reset_cancel();
        self.voice.sent(CTRL_E);
        let size = Progress { what: tried.clone(), total: source.len() as u64, ..<_>::default() };
        let report = &self.voice.report;
        let mut tell =
            |done: usize| report.progress(id, Progress { done: done as u64, ..size.clone() });
        // what the board says while we paste; the console learns of it afterwards
        let mut said = Vec::new();
        let mut hear = |_: Stream, bytes: &[u8]| {
            said.extend_from_slice(bytes);
            report.output(Stream::Console, bytes.to_vec());
        };
        let pasting = board.paste(&source, &mut hear, &mut tell);
        let pasted = self.desk.attend(Manner::BeforeProgram, pasting).await;
        self.voice.overheard(&said);
        if pasted == Err(Error::HalfLine) {
            self.voice.console.half_line();
            self.voice.settle();
        }
        // what was typed meanwhile goes out next
        self.voice.sent(self.desk.typed.make_contiguous());
        if pasted.is_ok() && self.desk.control.is_cancelled() {
            self.stop_what_began(board).await?;
        }
        let lost =
            pasted.as_ref().err().filter(|error| error.is_lost()).map(|error| self.gone(error));
        drop(reply.send(match pasted {
            Ok(()) => Ok(Reply::Done),
            Err(error) => Err(error.problem(tried)),
        }));
        lost.map_or(Ok(()), Err)
    }

    /// A Ctrl-C that came too late for the paste means the program it began. Repeated: one
    /// that comes while the board compiles is lost on it.
    async fn stop_what_began(&mut self, board: &mut Board) -> Result<(), Problem> {
        for _ in 0..TRIES {
            self.desk.hold(&[CTRL_C]);
            self.voice.sent(&[CTRL_C]);
            self.await_prompt(board).await?;
            if self.voice.console.idle() {
                break;
            }
        }
        Ok(())
    }

    /// Gives a prompt that is under way the time to come.
    async fn await_prompt(&mut self, board: &mut Board) -> Result<(), Problem> {
        let until = Instant::now() + PROMPT_COMES;
        while !self.voice.console.idle() {
            tokio::select! {
                biased;
                () = self.desk.inbox.rung() => self.listen_to_the_user(&mut None),
                heard = board.pass(&mut self.desk.typed) => match heard {
                    Ok(bytes) => self.voice.heard(bytes),
                    Err(error) => return Err(self.gone(&error)),
                },
                () = sleep_until(until) => return Ok(()),
            }
        }
        Ok(())
    }

    fn type_into_program(&mut self, source: &str) {
        let bytes = source.replace("\r\n", "\n").replace('\n', "\r").into_bytes();
        self.voice.sent(&bytes);
        self.desk.hold(&bytes);
    }
}
