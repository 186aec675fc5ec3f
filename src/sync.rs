//! The local tree and the board's tree to a plan, a plan to steps.
//!
//! Content decides, never clocks. What is pure here takes what it needs as values;
//! reading the folder ([`mod@scan`]), the state files ([`known`], [`Journal`]) and the
//! watcher (`watch`) are the only parts that touch the disk.

pub mod builtin;
pub mod guard;
mod imports;
mod journal;
pub mod known;
mod lookout;
mod mounts;
pub mod mpy;
pub mod plan;
pub mod pull;
pub mod rules;
pub mod scan;
pub mod settle;
pub mod steps;
mod watch;

pub use journal::{Change, Item, Journal, Was};
pub use known::{Known, Store, fnv};
pub use lookout::Lookout;
pub use rules::{Rule, Rules};
pub use scan::{Digester, LocalFile, LocalTree, Made, look, scan};
pub use watch::{Batch, Ground, Watch};
