//! Serving a connection while no command runs: bytes pass both ways.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep_until};

use super::consent::Verdict;
use super::describe::describe;
use super::desk::Ending;
use super::handle::Job;
use super::task::{Next, Task};
use crate::board::{Board, Error, Link};
use crate::model::{Command, Level, Problem, Question, QuestionId, Reply};

/// Typed bytes go before a command, but not for longer than this: a board that takes
/// none would hold up all work.
const TYPED_FIRST: Duration = Duration::from_millis(500);

/// A command that waits for the user's answer.
pub(super) struct Asked {
    job: Job,
    question: QuestionId,
    since: Instant,
}

/// What ended a wait.
enum Wake {
    Rung,
    Heard(Result<Vec<u8>, Error>),
    Job(Option<Job>),
    /// Whoever asked for the waiting command is gone.
    NobodyWaits,
    TypedOverdue,
}

impl Task {
    /// Serves one connection to its end. The board is left at its friendly REPL, or
    /// running its own program.
    pub(super) async fn serve(&mut self, link: Box<dyn Link>) -> Next {
        let mut board = Board::new(link, self.desk.control.clone());
        let mut asked: Option<Asked> = None;
        let next = self.pass_and_work(&mut board, &mut asked).await;
        if !matches!(next, Next::Lost(_)) {
            // A link that fails now is closed as well as any other.
            drop(board.lines().shutdown().await);
        }
        if let Some(Asked { job, .. }) = asked {
            let why = match &next {
                Next::Lost(problem) => problem.clone(),
                _ => Problem::interrupted(describe(&job.command)),
            };
            drop(job.reply.send(Err(why)));
        }
        next
    }

    async fn pass_and_work(&mut self, board: &mut Board, asked: &mut Option<Asked>) -> Next {
        let mut overdue: Option<Instant> = None;
        loop {
            match self.desk.ending.take() {
                Some(Ending::Close) => return Next::End,
                Some(Ending::Release) => return Next::Released,
                None => {}
            }
            self.tell_dropped();
            if let Some(climb) = self.desk.climb.take() {
                if let Err(lost) = self.climb(board, climb).await {
                    return Next::Lost(lost);
                }
                continue;
            }
            if let Some(job) = self.allowed(asked) {
                if let Err(lost) = self.batch(board, job).await {
                    return Next::Lost(lost);
                }
                continue;
            }
            let typing = !self.desk.typed.is_empty();
            overdue = typing.then(|| overdue.unwrap_or(Instant::now() + TYPED_FIRST));
            let may_work = asked.is_none() && overdue.is_none_or(|at| at <= Instant::now());
            let later = overdue.filter(|at| *at > Instant::now());
            let wake = tokio::select! {
                biased;
                () = self.desk.inbox.rung() => Wake::Rung,
                job = self.jobs.recv(), if may_work => Wake::Job(job),
                () = nobody_waits(asked), if asked.is_some() => Wake::NobodyWaits,
                heard = board.pass(&mut self.desk.typed) => Wake::Heard(heard),
                () = until(later), if later.is_some() => Wake::TypedOverdue,
            };
            match wake {
                Wake::Rung => self.listen_to_the_user(asked),
                Wake::Heard(Ok(bytes)) => self.voice.heard(bytes),
                Wake::Heard(Err(error)) => return Next::Lost(self.gone(&error)),
                Wake::Job(Some(job)) if job.reply.is_closed() => {}
                Wake::Job(Some(job)) if matches!(job.command, Command::Paste { .. }) => {
                    if let Err(lost) = self.paste(board, job).await {
                        return Next::Lost(lost);
                    }
                }
                Wake::Job(Some(job)) if is_gentle(&job) => {
                    if !self.voice.console.at_empty_prompt() {
                        let why = "the board is not at its empty prompt";
                        let problem = Problem::failed(describe(&job.command), why);
                        drop(job.reply.send(Err(problem)));
                    } else if let Err(lost) = self.batch(board, job).await {
                        return Next::Lost(lost);
                    }
                }
                Wake::Job(Some(job)) => *asked = self.consider(job),
                Wake::Job(None) => return Next::End,
                Wake::NobodyWaits => *asked = None,
                Wake::TypedOverdue => {}
            }
        }
    }

    /// What the user wants, while the board is free.
    pub(super) fn listen_to_the_user(&mut self, asked: &mut Option<Asked>) {
        let sent = self.desk.sort();
        self.voice.sent(&sent);
        if let Some(policy) = self.desk.policy.take() {
            self.consent.set_policy(policy);
        }
        for (question, answer) in std::mem::take(&mut self.desk.answers) {
            if asked.as_ref().is_some_and(|asked| asked.question == question) {
                self.consent.answered(answer);
            }
        }
        if std::mem::take(&mut self.desk.cancel)
            && let Some(Asked { job, .. }) = asked.take()
        {
            let tried = describe(&job.command);
            drop(job.reply.send(Err(Problem::interrupted(tried))));
        }
        // The port is open; there is nothing to open again.
        self.desk.reopen = false;
    }

    /// Asks, if that is what the policy says; a command that waits is looked at again
    /// whenever something happens.
    fn consider(&mut self, job: Job) -> Option<Asked> {
        let idle = self.voice.console.idle();
        if job.command == Command::Greet
            && !idle
            && let Some(info) = self.voice.report.known()
        {
            drop(job.reply.send(Ok(Reply::Info(Box::new(info.clone())))));
            return None;
        }
        let question = QuestionId::fresh();
        if self.consent.verdict(idle) == Verdict::Ask {
            let board = self.voice.report.board();
            let for_what = describe(&job.command);
            self.voice.report.asks(question, Question::StopProgram { board, for_what });
        }
        Some(Asked { job, question, since: Instant::now() })
    }

    /// The command that waited, if it may run now. If it may not, it ends here.
    fn allowed(&mut self, asked: &mut Option<Asked>) -> Option<Job> {
        let idle = self.voice.console.idle();
        if idle {
            self.consent.forget_refusal();
        }
        let Asked { job, question, since } = asked.take()?;
        let refusal = match self.consent.verdict(idle) {
            Verdict::Go => {
                self.voice.report.waited(since.elapsed());
                return Some(job);
            }
            Verdict::Ask => {
                *asked = Some(Asked { job, question, since });
                return None;
            }
            Verdict::Passive => Problem::failed(
                describe(&job.command),
                "a program may be running on the board, and it is not to be stopped (attach = passive)",
            )
            .next("Stop it yourself with Ctrl-C in the REPL, then try again"),
            Verdict::Refused => Problem::failed(
                describe(&job.command),
                "a program may be running on the board, and you chose not to stop it",
            )
            .next("Stop it with Ctrl-C in the REPL when you are ready, then try again"),
        };
        drop(job.reply.send(Err(refusal)));
        None
    }

    fn tell_dropped(&mut self) {
        let dropped = std::mem::take(&mut self.desk.dropped);
        if dropped > 0 {
            self.voice.report.log(
                Level::Warn,
                format!("The board takes no input: {dropped} typed bytes were dropped"),
            );
        }
    }

    pub(super) fn gone(&self, error: &Error) -> Problem {
        error.problem(format!("use {}", self.opener.address()))
    }
}

async fn nobody_waits(asked: &mut Option<Asked>) {
    if let Some(asked) = asked {
        asked.job.reply.closed().await;
    }
}

async fn until(instant: Option<Instant>) {
    if let Some(instant) = instant {
        sleep_until(instant).await;
    }
}

/// What nobody waits for may neither stop a program nor lose a half-typed line.
fn is_gentle(job: &Job) -> bool {
    job.gently
        || matches!(job.command, Command::Complete(_) | Command::SetClock { gently: true, .. })
}
