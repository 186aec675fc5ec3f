//! The loop: keys and events in, actions through the app, frames and effects out. Also
//! the terminal, the log file and what happens at a panic.

mod clipboard;
mod door;
mod dress;
mod editor;
mod effects;
mod flashing;
mod history;
mod inbox;
mod keys;
mod line;
mod local;
mod log;
mod mouse;
mod name;
mod pace;
mod panic;
mod plots;
mod record;
mod signals;
mod snippets;
mod start;
mod terminal;
mod workbench;
mod writes;

pub use start::run;
