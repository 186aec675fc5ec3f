//! The pseudo terminal that stands for the board's serial line.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open};
use rustix::io::ioctl_fionbio;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// Both ends. The board gets the master; programs open `path`.
pub(super) struct Pty {
    pub(super) master: OwnedFd,
    /// Held open, so that the board's end does not hang up when a program closes the port.
    pub(super) slave: OwnedFd,
    pub(super) path: PathBuf,
}

/// Opens a pseudo terminal that passes every byte as it is.
pub(super) fn open_pty() -> io::Result<Pty> {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    // The board must not hang in a write when nobody reads its output.
    ioctl_fionbio(&master, true)?;
    let name = ptsname(&master, Vec::new())?;
    let slave =
        open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    let mut settings = tcgetattr(&slave)?;
    settings.make_raw();
    tcsetattr(&slave, OptionalActions::Now, &settings)?;
    let path = PathBuf::from(name.to_string_lossy().into_owned());
    Ok(Pty { master, slave, path })
}

/// Makes `link` point to `target`. A symbolic link that stands there is replaced, as one
/// of a board that was killed; anything else is left alone.
pub(super) fn link(link: &Path, target: &Path) -> io::Result<()> {
    match link.symlink_metadata() {
        Ok(found) if !found.is_symlink() => {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file stands there"));
        }
        Ok(_) => std::fs::remove_file(link)?,
        Err(_) => {}
    }
    std::os::unix::fs::symlink(target, link)
}

/// Removes `link` if it still points to `target`.
pub(super) fn unlink(link: &Path, target: &Path) {
    if std::fs::read_link(link).is_ok_and(|to| to == target) {
        let _ = std::fs::remove_file(link);
    }
}
