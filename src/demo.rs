//! The simulated board: real MicroPython from npm, in node, behind a pseudo terminal.
//!
//! To every other part of mpdeck, and to every other tool, it is a serial port with a
//! board on it. What node runs is in `demo/glue`; `board.mjs` there says what is
//! MicroPython's own and what is simulated.

mod board;
mod headless;
mod install;
pub mod loader;
mod node;
mod pty;
mod release;
mod sample;

pub use board::{DemoBoard, Options, RawPaste, Uart, start};
pub use headless::headless;
pub use sample::sample_project;
