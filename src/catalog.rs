//! Boards and their pins as data: which label is which GPIO, what it can do, what to
//! mind, and where the board's LED hangs.
//!
//! A chip's facts stand once, in `catalog/chips/`; a board's file in `catalog/boards/`
//! names its chip and says which label is which GPIO. Every file names its sources.
//! Users add boards by files of the same form. Beside them stands what boards say when
//! something goes wrong, and what helps.

mod board;
mod built_in;
mod chip;
mod drawing;
mod file;
mod find;
pub mod guide;
mod search;
mod snippets;
#[cfg(test)]
mod tests;
mod trouble;
mod warning;

pub use board::{Board, Led, LitBy, Pin};
pub use chip::{Chip, Register};
pub use drawing::{Half, Line, draw};
pub use file::Mistake;
pub use find::{Catalog, Found};
pub use search::matches;
pub use snippets::{Snippet, snippets};
pub use trouble::{Ear, Explained, Troubles, is_noise};
pub use warning::Warning;
