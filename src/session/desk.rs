//! Sorts what reaches the task past the queue: what goes to the board now, what waits
//! for the end of an operation, what ends the connection.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use super::climb::Climb;
use super::inbox::{Inbox, Pending, TYPED_LIMIT};
use crate::board::Control;
use crate::model::{Answer, AttachPolicy, QuestionId, StopStep};

const CTRL_C: u8 = 0x03;

/// Why the connection is to end. The later one of the list wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    Release,
    Close,
}

/// What an operation does with bytes and interrupts that come while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It runs the user's source: they are that program's.
    Program,
    /// It prepares to: an interrupt says that the program should not even begin.
    BeforeProgram,
    /// It works for us: they wait until the board is free again.
    Work,
}

pub(super) struct Desk {
    pub(super) inbox: Arc<Inbox>,
    /// Reaches the operation that runs.
    pub(super) control: Control,
    /// Typed bytes on their way to the board.
    pub(super) typed: VecDeque<u8>,
    /// Typed bytes that found no room, since somebody last looked.
    pub(super) dropped: usize,
    pub(super) cancel: bool,
    pub(super) ending: Option<Ending>,
    pub(super) reopen: bool,
    pub(super) policy: Option<AttachPolicy>,
    pub(super) answers: Vec<(QuestionId, Answer)>,
    /// A step of the stop ladder to be taken as soon as the board is ours.
    pub(super) climb: Option<Climb>,
}

impl Desk {
    pub(super) fn new(inbox: Arc<Inbox>) -> Self {
        Desk {
            inbox,
            control: Control::new(),
            typed: VecDeque::new(),
            dropped: 0,
            cancel: false,
            ending: None,
            reopen: false,
            policy: None,
            answers: Vec::new(),
            climb: None,
        }
    }

    /// Takes what is pending while no operation runs. Answers the typed bytes.
    pub(super) fn sort(&mut self) -> Vec<u8> {
        let pending = self.inbox.take();
        let mut sent = Vec::new();
        if pending.interrupt {
            self.typed.clear();
            sent.push(CTRL_C);
        }
        sent.extend_from_slice(&pending.typed);
        self.hold(&sent);
        self.note(pending);
        sent
    }

    /// Awaits an operation, and meanwhile sorts what comes.
    pub(super) async fn attend<T>(
        &mut self,
        manner: Manner,
        operation: impl Future<Output = T>,
    ) -> T {
        let mut operation = pin!(operation);
        loop {
            tokio::select! {
                biased;
                () = self.inbox.rung() => self.sort_during(manner),
                outcome = &mut operation => return outcome,
            }
        }
    }

    /// Typed bytes and the wishes of the old connection go with it.
    pub(super) fn clear(&mut self) {
        self.typed.clear();
        self.cancel = false;
        self.answers.clear();
        self.control = Control::new();
    }

    fn sort_during(&mut self, manner: Manner) {
        let pending = self.inbox.take();
        match manner {
            Manner::Program => {
                if pending.interrupt {
                    self.control.interrupt();
                }
                if !pending.typed.is_empty() {
                    self.control.type_bytes(pending.typed.clone());
                }
            }
            Manner::BeforeProgram if pending.interrupt => self.control.cancel(),
            Manner::BeforeProgram | Manner::Work => {
                if pending.interrupt {
                    self.typed.clear();
                    self.hold(&[CTRL_C]);
                }
                self.hold(&pending.typed);
            }
        }
        match (&pending.climb, manner) {
            // The program may end by that; if not, the next step ends it.
            (Some(climb), Manner::Program) if climb.step == StopStep::Interrupt => {
                self.control.interrupt();
            }
            (Some(_), _) => self.control.cancel(),
            (None, _) => {}
        }
        if pending.cancel || pending.close || pending.release {
            self.control.cancel();
        }
        // Only the operation that runs is meant; what comes later is not.
        self.note(Pending { cancel: false, ..pending });
    }

    fn note(&mut self, pending: Pending) {
        self.dropped += pending.dropped;
        self.cancel |= pending.cancel;
        self.reopen |= pending.reopen;
        if pending.release {
            self.ending = self.ending.max(Some(Ending::Release));
        }
        if pending.close {
            self.ending = Some(Ending::Close);
        }
        self.climb = pending.climb.or(self.climb.take());
        self.policy = pending.policy.or(self.policy);
        self.answers.extend(pending.answers);
    }

    pub(super) fn hold(&mut self, bytes: &[u8]) {
        let room = TYPED_LIMIT.saturating_sub(self.typed.len()).min(bytes.len());
        self.typed.extend(&bytes[..room]);
        self.dropped += bytes.len() - room;
    }
}
