//! A message in, a changed state and effects out. No I/O, no clock.

use std::time::Duration;

use super::effect::Effect;
use super::message::Msg;
use super::state::{Setup, State};

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
}

/// The first state, and what is to be done at once.
pub fn start(setup: Setup) -> (State, Vec<Effect>) {
    (State::new(setup), Vec::new())
}

/// `at` is the time since mpdeck started.
pub fn update(state: &mut State, msg: Msg, at: Duration) -> Vec<Effect> {
    state.now = at;
    let _ = msg;
    Vec::new()
}
