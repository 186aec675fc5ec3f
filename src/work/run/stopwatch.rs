//! How long a run takes: not the user, who may be out for lunch.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::session::Session;

pub struct Stopwatch {
    began: Instant,
    /// What commands had waited for answers before.
    before: Duration,
    /// Time that passed while a question of ours was open.
    paused: Duration,
}

impl Stopwatch {
    pub fn start(session: &Session) -> Self {
        let paused = Duration::ZERO;
        Stopwatch { began: Instant::now(), before: session.waited(), paused }
    }

    /// Awaits the answer to a question, off the clock.
    pub async fn pause<T>(&mut self, answer: impl Future<Output = T>) -> T {
        let asked = Instant::now();
        let answer = answer.await;
        self.paused += asked.elapsed();
        answer
    }

    pub fn milliseconds(&self, session: &Session) -> u64 {
        let waited = session.waited().saturating_sub(self.before) + self.paused;
        let worked = self.began.elapsed().saturating_sub(waited);
        u64::try_from(worked.as_millis()).unwrap_or(u64::MAX)
    }
}
