//! MicroPython on the wire: control bytes, the raw REPL, raw paste, running source,
//! file operations and transfers, over anything that is a [`Link`].
//!
//! A [`Board`] owns its link. All reads go through one primitive (`wire`) that may
//! be dropped at any point, looks at [`Control`] each time and knows how long silence
//! may last on a line of this speed. The protocol futures above it are not
//! cancel-safe: to stop one, call [`Control::cancel`] and await it; the next operation
//! first brings the prompt back.

mod answer;
mod argv;
mod ask;
mod clock;
mod complete;
mod control;
pub mod error;
mod exec;
mod facts;
mod files;
mod folders;
mod follow;
mod hash;
mod ladder;
mod link;
mod pass;
mod paste;
mod probe;
mod python;
mod reset;
#[cfg(test)]
mod scripted;
mod stop;
#[cfg(test)]
mod tests;
mod tree;
mod wire;
mod words;

pub mod transfer;

pub use control::Control;
pub use error::Error;
pub use hash::{DigestKind, Hasher};
pub use link::{Link, Opener, Opening};

use crate::model::{BoardInfo, Stream};

/// Output as it comes, split anywhere, also inside a character.
pub type Hear<'a> = &'a mut (dyn FnMut(Stream, &[u8]) + Send);

/// What a file on its way to a board is called until its hash is right.
pub const TEMPORARY: &str = ".mpdeck~";

/// Where the board's interpreter is, as far as we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A program, the friendly prompt or nothing at all.
    Unknown,
    /// The friendly prompt was seen, and nothing was sent since.
    Friendly,
    /// At the prompt of the raw REPL.
    Raw,
    /// The receiver of the transfer engine runs.
    Engine,
    /// Something went wrong in the raw REPL; the prompt is to be brought back.
    Astray,
}

/// A board and what is known about it.
pub struct Board {
    wire: wire::Wire,
    place: Place,
    /// Whether raw paste works; None: not tried yet.
    paste: Option<bool>,
    ways: probe::Ways,
    engine: Option<transfer::Engine>,
}

impl Board {
    pub fn new(link: Box<dyn Link>, control: Control) -> Board {
        Board {
            wire: wire::Wire::new(link, control),
            place: Place::Unknown,
            paste: None,
            ways: probe::Ways::default(),
            engine: None,
        }
    }

    /// Waits for bytes and gives them as they are. May be dropped at any point.
    ///
    /// # Errors
    /// [`Error::Lost`] when the link is gone.
    pub async fn listen(&mut self) -> Result<Vec<u8>, Error> {
        let bytes = self.wire.listen().await?;
        self.place = Place::Unknown;
        Ok(bytes)
    }

    /// Sends bytes as they are: what a user types.
    ///
    /// # Errors
    /// [`Error::Lost`], [`Error::Stuck`], [`Error::Cancelled`].
    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.place = Place::Unknown;
        self.wire.write(bytes).await
    }

    /// The link itself, for its control lines.
    pub fn lines(&mut self) -> &mut dyn Link {
        self.wire.link()
    }

    /// Takes what an earlier probe of this very board found, so that it need not be
    /// probed again.
    pub fn know(&mut self, info: &BoardInfo) {
        self.ways = probe::Ways::of(info);
        if !info.capabilities.raw_paste {
            self.paste = Some(false);
        }
    }
}
