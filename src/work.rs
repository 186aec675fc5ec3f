//! The project's loop: watch, plan, ask, run, after-sync. Questions go out as events,
//! answers come in.
//!
//! One task holds all of it. Each board has a place of its own (what is known of it,
//! what waits for it), and a sync of one board runs beside those of others, so a board
//! that is slow or away holds up nobody. The workbench and `mpdeck sync` both use it.
//!
//! Results and failures go out as [`WorkEvent`](crate::model::WorkEvent)s, and whoever
//! shows them has the words; the log gets only what no event says.

mod after;
mod ask;
mod board;
mod compile;
mod edit;
mod firmware;
mod flasher;
mod folder;
mod handle;
mod perform;
mod run;
mod setup;
mod slot;
mod states;
mod task;
mod tell;
mod uf2;

pub use compile::{Compiled, Files, For, compile};
pub use edit::{fetch, put_back};
pub use firmware::{FirmwareSite, look as look_at_image};
pub use flasher::{Flasher, Hears, Lent, Reach};
pub use handle::{Work, start};
pub use setup::Setup;
pub use uf2::DriveFlasher;
