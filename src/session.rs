//! One task per board that owns its link: it reads what the board says, passes on
//! what is typed, and runs commands, one after the other.
//!
//! Attaching sends nothing. A command that needs the prompt may have to stop the
//! board's program, and [`AttachPolicy`](crate::model::AttachPolicy) says who decides
//! that. The raw REPL is held only while commands are queued; typed bytes, interrupt
//! and cancel never wait behind that queue.
//!
//! ```text
//! Opening -> Attached <-> Friendly <-> Raw      any -> Lost -> Opening
//!            Attached | Friendly | Lost -> Flashing -> Opening
//! ```

mod banner;
mod batch;
mod calls;
pub mod capture;
mod climb;
mod consent;
mod console;
mod describe;
mod desk;
mod execute;
mod handle;
mod inbox;
mod kept;
mod local;
mod modes;
mod passive;
mod paste;
mod quiet;
mod report;
mod room;
mod task;
#[cfg(test)]
mod tests;
mod undo;
mod voice;

pub use crate::board::{DigestKind, Hasher};
pub use handle::{Calls, Options, Session, start, start_keeping};
pub use kept::Kept;
