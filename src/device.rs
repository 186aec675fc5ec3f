//! Which boards are plugged in: the serial ports with what USB says about them, who has
//! one open, what changes, and which one is meant.
//!
//! On Linux this reads sysfs, procfs and inotify, without libudev; elsewhere the
//! `serialport` crate lists and a thread asks it once a second. Opening a port is the
//! business of `link`.

pub mod holder;

mod attached;
mod choose;
mod clean;
mod enumerate;
mod identity;
mod known;
mod memory;
mod naming;
mod system;
mod watch;

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod made_up;

pub use attached::{Attached, attached, has_usb};
pub use choose::{Wanted, absent, choose, present};
pub use enumerate::{at, identity_of, list, list_of};
pub use identity::matches;
pub use known::{Known, Loader, known, loader};
pub use memory::{Memory, remembering};
pub use naming::{entry_of, find};
pub use system::System;
pub use watch::{Watch, watch, watch_of};
