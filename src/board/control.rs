//! Reaching an operation that runs, past any queue.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// A handle to whatever the board is doing right now.
#[derive(Debug, Clone, Default)]
pub struct Control {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    asked: Mutex<Asked>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct Asked {
    cancelled: bool,
    interrupts: u32,
    typed: Vec<u8>,
}

impl Control {
    pub fn new() -> Control {
        Control::default()
    }

    /// Sends Ctrl-C to the user's program that runs, which is then waited for as
    /// before: it may end, or handle it and go on. As on any terminal, what was typed
    /// before and not yet sent is thrown away.
    pub fn interrupt(&self) {
        let mut asked = self.asked();
        asked.typed.clear();
        asked.interrupts += 1;
        drop(asked);
        self.shared.bell.notify_one();
    }

    /// Stops the operation that runs. It fails with `Error::Cancelled`, and so does
    /// every later one until [`reset_cancel`](Control::reset_cancel).
    pub fn cancel(&self) {
        self.asked().cancelled = true;
        self.shared.bell.notify_one();
    }

    /// Sends bytes to the standard input of the user's program that runs.
    pub fn type_bytes(&self, bytes: Vec<u8>) {
        self.asked().typed.extend(bytes);
        self.shared.bell.notify_one();
    }

    /// Forgets a cancel, interrupts and typed bytes that nothing has taken: called
    /// before a new operation.
    pub fn reset_cancel(&self) {
        *self.asked() = Asked::default();
    }

    pub fn is_cancelled(&self) -> bool {
        self.asked().cancelled
    }

    /// Moves the bytes to send to the program that runs behind those in `typed`; after
    /// an interrupt they are all that is left there. True: there was one.
    pub(super) fn take_typed(&self, typed: &mut VecDeque<u8>) -> bool {
        let mut asked = self.asked();
        let interrupts = std::mem::take(&mut asked.interrupts);
        if interrupts > 0 {
            typed.clear();
            typed.extend(std::iter::repeat_n(0x03, interrupts as usize));
        }
        typed.extend(asked.typed.drain(..));
        interrupts > 0
    }

    /// Ends when something was asked; may be dropped at any point.
    pub(super) async fn asked_for(&self) {
        self.shared.bell.notified().await;
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        // Nothing can panic while it is held, and what it holds is always whole.
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
