//! Takes a forgotten lock off the board's port.
//!
//! Programs open a serial port exclusively (TIOCEXCL). On a real port the lock goes when
//! the last holder closes it; the pseudo terminal is held open by us as well, so the lock
//! of a program that was killed would stay, and nobody but root could open the port again.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Weak;
use std::thread;

use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::termios::ioctl_tiocnxcl;

/// Starts a thread that unlocks the port whenever a program has closed it. It ends when
/// the last owner of `slave` closes that.
pub(super) fn keep_releasing(terminal: &Path, slave: Weak<OwnedFd>) -> io::Result<()> {
    let events = inotify::init(CreateFlags::CLOEXEC)?;
    inotify::add_watch(&events, terminal, WatchFlags::CLOSE_WRITE | WatchFlags::CLOSE_NOWRITE)?;
    thread::Builder::new().name("demo-release".into()).spawn(move || {
        // An event of a watched file takes 16 bytes; what does not fit comes with the next read.
        let mut buffer = [MaybeUninit::uninit(); 256];
        let mut reader = Reader::new(events, &mut buffer);
        while reader.next().is_ok() {
            // Closing the last owner is an event as well, and finds nothing to unlock.
            let Some(slave) = slave.upgrade() else { break };
            let _ = ioctl_tiocnxcl(&slave);
        }
    })?;
    Ok(())
}
