//! The plot of a board: the numbers of its output as rows of at most eight series, and
//! the part of them that is looked at. [`line`] reads a line, [`collect`] makes lines of
//! output, [`store`] keeps the rows, [`view`] tells what of them is seen and where.

mod collect;
mod line;
mod store;
mod view;

pub use store::{Plot, Row, SERIES};
pub use view::{Scale, Window};
