//! The task of one session: opens the port, serves the connection, waits for the port
//! to come back.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::debug;

use super::climb;
use super::consent::Consent;
use super::desk::{Desk, Ending};
use super::handle::{Job, Options};
use super::inbox::Inbox;
use super::kept::Kept;
use super::modes::Step;
use super::report::Report;
use super::voice::Voice;
use crate::board::{Link, Opener};
use crate::model::{Level, Mode, Problem};

/// The waits between two tries to open a lost port. A board that was reset is back
/// within half a second; the last one repeats, and costs one look at a path.
const BACK_OFF: [Duration; 4] = [
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(1000),
];

/// The wait while a board is to be caught the moment it is plugged in.
const LURKING: Duration = Duration::from_millis(20);

pub(super) struct Task {
    pub(super) opener: Box<dyn Opener>,
    pub(super) reconnect: bool,
    pub(super) jobs: mpsc::Receiver<Job>,
    pub(super) desk: Desk,
    pub(super) voice: Voice,
    pub(super) consent: Consent,
    pub(super) kept: Option<Kept>,
    /// What the listener was told last about the port, so that it hears it once.
    trouble: Option<Problem>,
}

/// What to do after a connection, or after a try to get one.
pub(super) enum Next {
    Open,
    /// The port is gone: wait for its return.
    Lost(Problem),
    /// The flasher has the port.
    Released,
    End,
}

impl Task {
    pub(super) fn new(
        opener: Box<dyn Opener>,
        options: Options,
        report: Report,
        inbox: Arc<Inbox>,
        jobs: mpsc::Receiver<Job>,
        kept: Option<Kept>,
    ) -> Self {
        Task {
            opener,
            reconnect: options.reconnect,
            jobs,
            desk: Desk::new(inbox),
            voice: Voice::new(report),
            kept,
            consent: Consent::new(options.attach),
            trouble: None,
        }
    }

    /// Tries to open the port once.
    async fn open(&mut self) -> Result<Box<dyn Link>, Next> {
        let mut opening = self.opener.open();
        let opened = loop {
            tokio::select! {
                biased;
                () = self.desk.inbox.rung() => {
                    // What is typed before the port is open has nowhere to go.
                    self.desk.sort();
                    self.desk.typed.clear();
                    if self.desk.ending == Some(Ending::Close) {
                        return Err(Next::End);
                    }
                }
                opened = &mut opening => break opened,
            }
        };
        drop(opening);
        opened.map_err(Next::Lost)
    }

    /// Tells of a link that is gone or would not open, each trouble once.
    fn lost(&mut self, problem: &Problem) {
        self.desk.clear();
        if self.voice.report.mode() != Mode::Lost {
            self.voice.report.step(Step::Failed);
        }
        self.voice.report.opened(Err(problem.clone()));
        if self.trouble.as_ref() != Some(problem) {
            self.trouble = Some(problem.clone());
            self.voice.report.trouble(problem.clone());
        }
    }

    /// Whether a board is to be caught when it comes back; a climb that does not wait
    /// for that ends here.
    fn lurk(&mut self, why: &Problem) -> bool {
        let Some(climb) = self.desk.climb.take() else { return false };
        if climb.outlives_link() {
            self.desk.climb = Some(climb);
            return true;
        }
        let tried = climb::tried(climb.step);
        climb.fail(Problem { tried, ..why.clone() });
        false
    }

    /// Waits while there is no link: for the port's return, the end of flashing, or
    /// the end of the session. Commands fail at once.
    async fn absent(&mut self, why: &Problem, tries: usize) -> Next {
        let flashing = self.voice.report.mode() == Mode::Flashing;
        let pause = BACK_OFF[tries.min(BACK_OFF.len() - 1)];
        let since = Instant::now();
        loop {
            let lurking = self.lurk(why);
            let retry = since + if lurking { LURKING } else { pause };
            match self.desk.ending.take() {
                Some(Ending::Close) => return Next::End,
                Some(Ending::Release) if !flashing => return Next::Released,
                _ => {}
            }
            if std::mem::take(&mut self.desk.reopen) {
                return Next::Open;
            }
            tokio::select! {
                biased;
                () = self.desk.inbox.rung() => {
                    self.desk.sort();
                    if std::mem::take(&mut self.desk.cancel)
                        && let Some(climb) = self.desk.climb.take()
                    {
                        let tried = climb::tried(climb.step);
                        climb.fail(Problem::interrupted(tried));
                    }
                    self.desk.clear();
                    if let Some(policy) = self.desk.policy.take() {
                        self.consent.set_policy(policy);
                    }
                }
                job = self.jobs.recv() => match job {
                    Some(job) => drop(job.reply.send(Err(why.clone()))),
                    None => return Next::End,
                },
                () = sleep_until(retry), if (self.reconnect || lurking) && !flashing => {
                    return Next::Open;
                }
            }
        }
    }
}

/// Runs until the session is closed or its last handle is gone.
pub(super) async fn run(mut task: Task) {
    task.voice.report.next_generation();
    let mut tries = 0;
    let mut next = Next::Open;
    loop {
        next = match next {
            Next::Open => match task.open().await {
                Ok(link) => {
                    tries = 0;
                    task.connected();
                    task.serve(link).await
                }
                Err(next) => next,
            },
            Next::Lost(problem) => {
                task.lost(&problem);
                let next = task.absent(&problem, tries).await;
                tries += 1;
                next
            }
            Next::Released => {
                task.voice.report.step(Step::Released);
                task.desk.clear();
                let why = Problem::failed(
                    format!("use {}", task.opener.address()),
                    "the port is being used for flashing",
                )
                .next("Wait for its end and try again");
                task.absent(&why, 0).await
            }
            Next::End => break,
        };
    }
    debug!(address = task.opener.address(), "session ended");
}

impl Task {
    /// A new connection begins.
    fn connected(&mut self) {
        if self.voice.report.mode() != Mode::Opening {
            self.voice.report.next_generation();
        }
        self.voice.begin();
        self.consent.forget_refusal();
        self.desk.clear();
        self.voice.report.step(Step::Opened);
        self.voice.report.opened(Ok(()));
        if self.trouble.take().is_some() {
            let address = self.opener.address();
            self.voice.report.log(Level::Good, format!("Connected to {address} again"));
        }
    }
}
