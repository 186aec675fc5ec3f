//! How bytes reach a board. The implementations are the `link` layer's.

use std::future::Future;
use std::io;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};

use crate::model::{Problem, ResetWay};

/// A line to a board.
pub trait Link: AsyncRead + AsyncWrite + Unpin + Send {
    /// Drives DTR and RTS; true is asserted.
    ///
    /// # Errors
    /// `Unsupported` where the line has none.
    fn set_lines(&mut self, _dtr: bool, _rts: bool) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Changes the line's rate, in bits per second.
    ///
    /// # Errors
    /// `Unsupported` where it cannot be changed.
    fn set_baud(&mut self, _baud: u32) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// How the chip behind it is restarted.
    fn reset_way(&self) -> ResetWay {
        ResetWay::Auto
    }

    /// The line's rate in bits per second: what deadlines are reckoned with.
    fn baud(&self) -> u32 {
        115_200
    }
}

/// What [`Opener::open`] gives.
pub type Opening<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Link>, Problem>> + Send + 'a>>;

/// Opens a board's link, again and again as it goes and comes.
pub trait Opener: Send + 'static {
    /// Where the board is: `/dev/ttyUSB0`.
    fn address(&self) -> String;

    fn open(&mut self) -> Opening<'_>;
}
