//! What reaches the task past the command queue: typed bytes, interrupt, cancel,
//! answers, and the wish to release or close the port.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::climb::Climb;
use crate::model::{Answer, AttachPolicy, QuestionId};

/// Typed bytes that may wait for a board that does not take them: a paste of a long
/// file. What is typed beyond it is dropped, and said.
pub(super) const TYPED_LIMIT: usize = 256 * 1024;

/// Answers that may wait; a session never has more than one question open, so more
/// than these can only be stale.
const ANSWERS: usize = 16;

/// All that came since the task last looked. Everything but the typed bytes and the
/// answers is a flag: asking twice is asking once.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) typed: Vec<u8>,
    /// Typed bytes dropped since the task last looked.
    pub(super) dropped: usize,
    pub(super) interrupt: bool,
    pub(super) cancel: bool,
    pub(super) release: bool,
    pub(super) reopen: bool,
    pub(super) close: bool,
    pub(super) policy: Option<AttachPolicy>,
    pub(super) answers: Vec<(QuestionId, Answer)>,
    /// The newest wish to stop the program; it takes the place of an older one.
    pub(super) climb: Option<Climb>,
}

#[derive(Debug, Default)]
pub(super) struct Inbox {
    pending: Mutex<Pending>,
    bell: Notify,
    interrupts: AtomicU64,
}

impl Inbox {
    /// Changes what is pending and wakes the task.
    pub(super) fn put(&self, change: impl FnOnce(&mut Pending)) {
        change(&mut self.lock());
        self.bell.notify_one();
    }

    /// Adds typed bytes, as far as there is room. Ctrl-C is not one of them.
    pub(super) fn put_typed(&self, bytes: &[u8]) {
        self.put(|pending| {
            let room = TYPED_LIMIT.saturating_sub(pending.typed.len()).min(bytes.len());
            pending.typed.extend_from_slice(&bytes[..room]);
            pending.dropped += bytes.len() - room;
        });
    }

    /// As on any terminal, an interrupt throws away what was typed and not yet sent.
    pub(super) fn put_interrupt(&self) {
        self.interrupts.fetch_add(1, Ordering::SeqCst);
        self.put(|pending| {
            pending.typed.clear();
            pending.interrupt = true;
        });
    }

    /// How often there was an interrupt.
    pub(super) fn interrupts(&self) -> u64 {
        self.interrupts.load(Ordering::SeqCst)
    }

    pub(super) fn put_answer(&self, question: QuestionId, answer: Answer) {
        self.put(|pending| {
            if pending.answers.len() < ANSWERS {
                pending.answers.push((question, answer));
            }
        });
    }

    /// Waits until something was put. Cancel-safe: what is pending stays.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Takes all that is pending.
    pub(super) fn take(&self) -> Pending {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_bytes_are_bounded_and_counted() {
        let inbox = Inbox::default();
        inbox.put_typed(&vec![b'x'; TYPED_LIMIT - 1]);
        inbox.put_typed(b"abc");
        let pending = inbox.take();
        assert_eq!((pending.typed.len(), pending.dropped), (TYPED_LIMIT, 2));
        assert_eq!(inbox.take().typed.len(), 0);
    }

    #[test]
    fn an_interrupt_overtakes_what_was_typed() {
        let inbox = Inbox::default();
        inbox.put_typed(b"x = 1\r");
        inbox.put_interrupt();
        inbox.put_typed(b"y");
        let pending = inbox.take();
        assert!(pending.interrupt);
        assert_eq!(pending.typed, b"y");
    }
}
