//! How bytes reach a board: the serial port.
//!
//! A link is an [`AsyncRead`](tokio::io::AsyncRead) + `AsyncWrite` behind the board
//! layer's `Link`; an opener makes one, again after each unplug.

mod refusal;
pub mod serial;
