//! Hot-plug by inotify on `/dev`.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use inotify::{EventMask, Inotify, WatchMask};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::device::{System, list_of};
use crate::model::{Device, Event, Listener};

/// udev touches a new node a few times (owner, mode, links): the list is read when it
/// has been quiet for this long …
const QUIET: Duration = Duration::from_millis(20);
/// … or after this long, if it is never quiet.
const LATEST: Duration = Duration::from_millis(60);

/// Ends the thread when it is dropped.
pub(super) struct Handle {
    /// A byte asks for a look; the end of the stream ends the thread.
    bell: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    pub(super) fn refresh(&self) {
        if let Some(mut bell) = self.bell.as_ref() {
            // A full buffer means that a look is due anyway.
            let _ = bell.write(&[1]);
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.bell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) fn start(system: System, listener: Listener) -> io::Result<Handle> {
    let inotify = Inotify::init()?;
    let watcher = Watcher { inotify, system, ports: BTreeSet::new() };
    watcher.watch_folders()?;
    let (bell, door) = UnixStream::pair()?;
    bell.set_nonblocking(true)?;
    door.set_nonblocking(true)?;
    let thread =
        Builder::new().name("devices".to_owned()).spawn(move || watcher.run(&door, &listener))?;
    Ok(Handle { bell: Some(bell), thread: Some(thread) })
}

struct Watcher {
    inotify: Inotify,
    system: System,
    /// The ports whose opening and closing are watched.
    ports: BTreeSet<String>,
}

enum Heard {
    Nothing,
    Change,
    End,
}

impl Watcher {
    fn run(mut self, door: &UnixStream, listener: &Listener) {
        let mut told = self.look();
        listener(Event::Devices(told.clone()));
        loop {
            match self.wait(door, None) {
                Heard::End => return,
                Heard::Nothing => continue,
                Heard::Change => {}
            }
            if matches!(self.settle(door), Heard::End) {
                return;
            }
            let devices = self.look();
            if devices != told {
                told.clone_from(&devices);
                listener(Event::Devices(devices));
            }
        }
    }

    /// Waits until it is quiet.
    fn settle(&mut self, door: &UnixStream) -> Heard {
        let latest = Instant::now() + LATEST;
        loop {
            let left = latest.saturating_duration_since(Instant::now()).min(QUIET);
            match self.wait(door, Some(left)) {
                Heard::End => return Heard::End,
                Heard::Nothing => return Heard::Nothing,
                Heard::Change if left.is_zero() => return Heard::Change,
                Heard::Change => {}
            }
        }
    }

    /// One wait; without a limit the thread sleeps until something happens.
    fn wait(&mut self, door: &UnixStream, limit: Option<Duration>) -> Heard {
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let mut fds = [
            PollFd::from_borrowed_fd(self.inotify.as_fd(), PollFlags::IN),
            PollFd::from_borrowed_fd(door.as_fd(), PollFlags::IN),
        ];
        match poll(&mut fds, limit.as_ref()) {
            Ok(0) => return Heard::Nothing,
            // A signal: wait again.
            Err(rustix::io::Errno::INTR) => return Heard::Change,
            Err(_) => return Heard::End,
            Ok(_) => {}
        }
        let mut change = false;
        let mut asked = [0; 16];
        let mut door = door;
        loop {
            match door.read(&mut asked) {
                Ok(0) => return Heard::End,
                Ok(_) => change = true,
                Err(_) => break,
            }
        }
        if change | self.drain() { Heard::Change } else { Heard::Nothing }
    }

    /// Takes every event that waits; true if one of them matters to us.
    fn drain(&mut self) -> bool {
        let mut matters = false;
        let mut buffer = [0; 4096];
        while let Ok(events) = self.inotify.read_events(&mut buffer) {
            let mut some = false;
            for event in events {
                some = true;
                let named = event.name.is_none_or(|name| {
                    let name = name.to_string_lossy();
                    // a boot loader's drive comes as sda, sdb, …
                    let kinds = ["tty", "serial", "sd"];
                    kinds.iter().any(|kind| name.starts_with(kind)) || name.contains("usb")
                });
                matters |= named && !event.mask.contains(EventMask::IGNORED);
            }
            if !some {
                break;
            }
        }
        matters
    }

    /// The list, with every port in it watched before it was read.
    fn look(&mut self) -> Vec<Device> {
        // The folders of stable names come and go with the first and last board.
        let _ = self.watch_folders();
        let devices = list_of(&self.system);
        let ports: BTreeSet<String> = devices.iter().map(|device| device.port.clone()).collect();
        let new = ports.difference(&self.ports).count();
        for port in ports.difference(&self.ports) {
            // One that vanished again is told by the folder's event.
            let _ = self.inotify.watches().add(port, WatchMask::OPEN | WatchMask::CLOSE);
        }
        self.ports = ports;
        if new == 0 { devices } else { list_of(&self.system) }
    }

    /// Adding a watch twice is no second watch.
    fn watch_folders(&self) -> io::Result<()> {
        let mask = WatchMask::CREATE
            | WatchMask::DELETE
            | WatchMask::MOVE
            | WatchMask::ATTRIB
            | WatchMask::ONLYDIR;
        let mut watches = self.inotify.watches();
        watches.add(&self.system.dev, mask)?;
        for folder in ["serial", "serial/by-id"] {
            let _ = watches.add(self.system.dev.join(folder), mask);
        }
        Ok(())
    }
}
