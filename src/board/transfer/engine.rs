//! The fast way: a small receiver on the board takes checked frames from its standard
//! input, inflates them and does what they say, all files in one stream.
//!
//! Host to board, a frame is three bytes (length in two times seven bits, "go", and the
//! mark), the payload, and a CRC-32 seeded with the frame's number. Ctrl-C never is in
//! it: each 0x03 is replaced by the mark, a byte that the payload does not hold. Frames
//! make blocks; at the end of one the board works, and until it has done so nothing is
//! under way, for flash that is written makes some boards deaf. Within a block at most
//! two pieces are under way, less than any input buffer holds.
//!
//! Board to host: `+` grants the next piece, `-nn` asks for a frame again, `~` is a
//! sign of life in long work, and frames of the board's own hold answers.

mod frame;
mod get;
mod link;
mod pack;
mod put;
mod said;
mod start;

pub(super) use get::get;
pub(in crate::board) use link::Engine;
pub(super) use put::{Put, finish, landings, put};
