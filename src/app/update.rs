//! A message in, a changed state and effects out. No I/O, no clock.
//!
//! One file per part of the screen; [`jobs`] keeps what was asked of the world and
//! what its answer is for.

mod changes;
mod choosers;
mod complete;
mod conflicts;
mod devices;
mod dialogs;
mod diffs;
mod edits;
mod events;
mod files;
mod finds;
mod flash;
mod guide;
mod info;
mod input;
mod jobs;
mod keys;
mod layouts;
mod lines;
mod logs;
mod mouse;
mod pages;
mod panes;
mod pins;
mod plots;
mod prompts;
mod records;
mod repl;
mod runs;
mod saves;
mod stops;
mod syncs;
mod transfers;
mod trees;
mod troubles;
mod undos;

use std::time::Duration;

use super::effect::Effect;
use super::message::Msg;
use super::state::{Pane, Setup, State};

pub(super) use jobs::{Steps, Then};
pub(super) use saves::{After, Leave};

/// The first state, and what is to be done at once.
pub fn start(setup: Setup) -> (State, Vec<Effect>) {
    let mut state = State::new(setup);
    if let Some(greeting) = state.setup.greeting.clone() {
        state.log(crate::model::Level::Info, "mpdeck", greeting);
    }
    for problem in state.setup.problems.clone() {
        state.log(crate::model::Level::Error, "settings", problem.clone());
        state.notify(crate::model::Level::Error, problem);
    }
    for port in state.setup.ports.clone() {
        state.connect(port);
    }
    if !state.boards.is_empty() {
        state.focus = Pane::Files;
    }
    state.read_local("");
    if state.setup.project && state.setup.watch {
        state.watch(true);
    }
    let effects = std::mem::take(&mut state.outbox);
    (state, effects)
}

/// `at` is the time since mpdeck started.
pub fn update(state: &mut State, msg: Msg, at: Duration) -> Vec<Effect> {
    state.now = at;
    match msg {
        Msg::Key { key, action } => state.key(key, action),
        Msg::Do(action) => state.act(action),
        Msg::Paste(text) => state.paste(&text),
        Msg::Mouse(mouse) => state.mouse(mouse),
        Msg::Resize(size) => state.size = size,
        Msg::Laid(layout) => state.laid(layout),
        Msg::Event(event) => state.event(event),
        Msg::Meant(ports) => state.meant(ports),
        Msg::Answered { job, result } => state.answered(job, result),
        Msg::Dropped { board, bytes } => {
            if let Some(board) = state.board_mut(board) {
                board.dropped += bytes;
                if let Some(plot) = &mut board.plot {
                    plot.gap();
                }
            }
        }
        Msg::Tick => {
            state.read_levels();
            state.plot_catches_up();
        }
    }
    state.have_plot();
    state.show_waiting();
    std::mem::take(&mut state.outbox)
}

#[cfg(test)]
mod tests;
