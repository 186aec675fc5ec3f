//! The firmware that was flashed, running: the simulated board, its line passed on.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags, open};

use crate::demo::{self, DemoBoard};
use crate::model::Problem;

pub(super) struct Relay {
    line: File,
    /// Ends when this does.
    _board: DemoBoard,
}

impl Relay {
    /// Starts a board with an empty file system; the interpreter is kept in `cache`.
    ///
    /// # Errors
    /// As [`demo::start`].
    pub(super) fn start(cache: &Path) -> Result<Relay, Problem> {
        let board = demo::start(demo::Options::new(cache))?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let line = open(&board.port, flags, Mode::empty()).map_err(|error| {
            Problem::failed("open the simulated board", io::Error::from(error).to_string())
        })?;
        Ok(Relay { line: File::from(line), _board: board })
    }

    /// What the board says; empty if it says nothing now.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut buffer = vec![0; 4096];
        match self.line.read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::BrokenPipe.into()),
            Ok(count) => {
                buffer.truncate(count);
                Ok(buffer)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// A UART does not wait: what the board has no room for is lost.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        let _ = self.line.write(bytes);
    }
}

impl AsFd for Relay {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.line.as_fd()
    }
}
