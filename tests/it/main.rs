//! Everything that needs more than one unit or a real process: a board, a line, a peer.
//! One binary, one module per concern.
//!
//! `./tests/run` prepares what the tests need and runs them; they fail loudly without it.

// clippy's leave for tests covers `#[test]` functions, not what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod board;
mod cli;
mod demo;
mod docs;
mod editor;
mod faults;
mod files;
mod flashing;
mod hotplug;
mod kill;
mod layout;
mod line;
mod loader;
#[allow(dead_code, reason = "shared with the library's own tests, which use all of it")]
#[path = "../../src/flash/image/made.rs"]
mod made;
mod microbit;
mod ops;
mod peer;
mod permission;
mod repl;
mod screen;
mod session;
mod shells;
mod site;
mod sync;
mod tape;
mod tui;
mod undo;
mod unplug;
mod wait;
mod walks;
mod wire;
