//! The chip's end of the cable: a pseudo terminal that comes and goes.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;

use rustix::io::ioctl_fionread;
use rustix::termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr};

use crate::demo::pty::{Pty, link, open_pty, unlink};
use crate::demo::release;

/// A rate that no program asks for: who left it there does not care about rates.
const UNTOUCHED: u32 = 50;

pub(super) struct Plug {
    pub(super) master: File,
    slave: Arc<OwnedFd>,
    terminal: PathBuf,
    link: Option<PathBuf>,
}

impl Plug {
    /// A fresh port, with a symbolic link to it if one is asked for.
    pub(super) fn new(place: Option<PathBuf>) -> io::Result<Plug> {
        let Pty { master, slave, path: terminal } = open_pty()?;
        let mut settings = tcgetattr(&slave)?;
        settings.set_speed(UNTOUCHED)?;
        tcsetattr(&slave, OptionalActions::Now, &settings)?;
        let slave = Arc::new(slave);
        release::keep_releasing(&terminal, Arc::downgrade(&slave))?;
        if let Some(place) = &place {
            link(place, &terminal)?;
        }
        Ok(Plug { master: File::from(master), slave, terminal, link: place })
    }

    /// What a program opens.
    pub(super) fn port(&self) -> PathBuf {
        self.link.clone().unwrap_or_else(|| self.terminal.clone())
    }

    /// The rate that the program on the port has chosen, in bits per second.
    pub(super) fn host_baud(&self) -> Option<u32> {
        let baud = tcgetattr(&self.slave).ok()?.output_speed();
        (baud != UNTOUCHED).then_some(baud)
    }

    /// What has come, if anything has.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut buffer = vec![0; 4096];
        match self.master.read(&mut buffer) {
            Ok(count) => {
                buffer.truncate(count);
                Ok(buffer)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Answers with how much of it there was room for.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.master.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
            other => other,
        }
    }

    /// Throws away what nobody has read: a serial port that nobody has open keeps nothing.
    pub(super) fn forget_unread(&self) {
        if ioctl_fionread(&self.slave).is_ok_and(|waiting| waiting > 0) {
            let _ = tcflush(&self.slave, QueueSelector::IFlush);
        }
    }
}

impl Drop for Plug {
    fn drop(&mut self) {
        if let Some(place) = &self.link {
            unlink(place, &self.terminal);
        }
    }
}
