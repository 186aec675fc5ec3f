//! Small files of the state folder that nobody waits for: written one after the other, for
//! each write reads what the one before left, and all of them before the end.

use tokio::task::JoinHandle;

use super::effects::{World, log_line};
use crate::{app::Choice, config::Choices};

#[derive(Debug, Default)]
pub(super) struct Writes {
    last: Option<JoinHandle<()>>,
}

impl Writes {
    pub(super) fn add(&mut self, write: impl FnOnce() + Send + 'static) {
        let before = self.last.take();
        self.last = Some(tokio::spawn(async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            let _ = tokio::task::spawn_blocking(write).await;
        }));
    }

    pub(super) async fn end(&mut self) {
        if let Some(last) = self.last.take() {
            let _ = last.await;
        }
    }
}

impl World {
    /// Keeps a choice for the next time.
    pub(super) fn remember(&mut self, choice: Choice) {
        let (state, listener) = (self.state.clone(), self.listener.clone());
        let folder = self.folder.clone();
        self.writes.add(move || {
            let kept = Choices::change(&state, |choices| match choice {
                Choice::Pinout { of, board } => {
                    choices.pinouts.insert(of, board);
                }
                Choice::Theme(name) => choices.theme = Some(name),
                Choice::Layout(arrangement) => choices.keep_layout(&folder, arrangement),
                Choice::Image(path) => choices.used(path),
            });
            if let Err(problem) = kept {
                listener(log_line(&problem));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn each_waits_for_the_one_before_and_the_end_for_all() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut writes = Writes::default();
        for number in 0..50 {
            let seen = Arc::clone(&seen);
            writes.add(move || seen.lock().unwrap().push(number));
        }
        writes.end().await;
        assert_eq!(*seen.lock().unwrap(), (0..50).collect::<Vec<_>>());
    }
}
