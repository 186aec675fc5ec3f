//! The project's loop against real MicroPython: plan, conflicts, saves, a board that
//! goes away.

mod after;
mod bench;
mod compiling;
mod conflicts;
mod cut;
mod headless;
mod watching;
