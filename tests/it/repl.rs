//! The REPL on real MicroPython: pasting, completion, the input editor, and the chapter of
//! the course that is about it.

mod complete;
mod copy;
mod course;
mod editor;
mod keys;
mod paste;
mod plot;
pub mod rig;
mod run;
mod snippets;
