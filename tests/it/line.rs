//! The line between: a UART at a given rate between a program and a board.
//!
//! Both ways are paced, each byte arriving when its stop bit would. The line can flip
//! bits, hang up after a number of bytes, and be unplugged and plugged in again.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::wait::{LONG, until};

#[derive(Clone)]
pub struct Wiring {
    /// Bits per second; a byte takes ten.
    pub baud: u32,
    /// What a USB adapter adds in each direction.
    pub latency: Duration,
    /// Probability that a byte has one bit flipped.
    pub flip: f64,
    /// Seed of the flips.
    pub seed: u64,
    /// The line hangs up after so many bytes, both ways together, from the host's first on.
    pub cut: Option<u64>,
    /// Of what the board says, each `+` that follows a `~` at once is lost: the receiver's
    /// word that a block is done.
    pub loses_grants: bool,
}

impl Default for Wiring {
    fn default() -> Wiring {
        Wiring {
            baud: 115_200,
            latency: Duration::from_millis(1),
            flip: 0.0,
            seed: 1,
            cut: None,
            loses_grants: false,
        }
    }
}

/// What the test and the line's thread share.
#[derive(Default)]
struct Shared {
    unplugged: AtomicBool,
    hung_up: AtomicBool,
    ending: AtomicBool,
    to_board: AtomicU64,
    to_host: AtomicU64,
    /// What arrived when, both ways.
    arrivals: Mutex<Vec<Arrival>>,
}

/// What arrived at once.
struct Arrival {
    at: Instant,
    to_board: bool,
    bytes: Vec<u8>,
}

impl Shared {
    fn note(&self, at: Instant, to_board: bool, bytes: &[u8]) {
        if !bytes.is_empty() {
            let arrival = Arrival { at, to_board, bytes: bytes.to_vec() };
            self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).push(arrival);
        }
    }
}

pub struct Line {
    /// The same name after every replug.
    pub port: PathBuf,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl Line {
    pub fn to(board: &Path, wiring: Wiring) -> Line {
        let folder = tempfile::tempdir().expect("a folder for the port");
        let port = folder.path().join("ttyUSB0");
        let board =
            raw(open(board, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
                .expect("open the board"));
        let shared = Arc::new(Shared::default());
        let thread = {
            let (port, shared) = (port.clone(), Arc::clone(&shared));
            thread::spawn(move || carry(File::from(board), &port, &wiring, &shared))
        };
        let line = Line { port, shared, thread: Some(thread), _folder: folder };
        line.wait("the line's port", || line.port.exists());
        line
    }

    /// Bytes that have arrived: at the board, at the host.
    pub fn carried(&self) -> (u64, u64) {
        (self.shared.to_board.load(Ordering::SeqCst), self.shared.to_host.load(Ordering::SeqCst))
    }

    /// When the first and the last byte arrived since `began`, anywhere.
    pub fn since(&self, began: Instant) -> Option<(Instant, Instant)> {
        let arrivals = self.shared.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let from = arrivals.partition_point(|arrival| arrival.at < began);
        Some((arrivals.get(from)?.at, arrivals.last()?.at))
    }

    /// When the board had said `text` to the host, counted from `began`.
    pub fn heard(&self, began: Instant, text: &[u8]) -> Option<Instant> {
        let arrivals = self.shared.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let from = arrivals.partition_point(|arrival| arrival.at < began);
        let mut said = Vec::new();
        for arrival in arrivals[from..].iter().filter(|arrival| !arrival.to_board) {
            let old = said.len();
            said.extend_from_slice(&arrival.bytes);
            let start = old.saturating_sub(text.len());
            if said[start..].windows(text.len()).any(|window| window == text) {
                return Some(arrival.at);
            }
        }
        None
    }

    /// Takes the port away: its user sees a hang-up, the board runs on.
    pub fn unplug(&self) {
        self.shared.unplugged.store(true, Ordering::SeqCst);
        self.wait("the port to be gone", || !self.port.exists());
    }

    /// Brings it back under the same name.
    pub fn replug(&self) {
        self.shared.hung_up.store(false, Ordering::SeqCst);
        self.shared.unplugged.store(false, Ordering::SeqCst);
        self.wait("the port to be back", || self.port.exists());
    }

    fn wait(&self, what: &str, holds: impl Fn() -> bool) {
        until(what, LONG, || format!("{:?} carried", self.carried()), || holds().then_some(()));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.ending.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One direction.
struct Way {
    on_the_wire: VecDeque<(Instant, u8)>,
    /// When the wire is free for the next byte.
    free: Instant,
    flips: Flips,
}

impl Way {
    fn new(seed: u64) -> Way {
        Way { on_the_wire: VecDeque::new(), free: Instant::now(), flips: Flips(seed | 1) }
    }

    /// A sender waits for the wire, so that little is under way when it is cut.
    fn ready(&self, now: Instant) -> bool {
        self.free < now + Duration::from_millis(10)
    }

    fn take(&mut self, bytes: &[u8], now: Instant, wiring: &Wiring) {
        let per_byte = Duration::from_secs(10) / wiring.baud;
        self.free = self.free.max(now);
        for byte in bytes {
            self.free += per_byte;
            self.on_the_wire
                .push_back((self.free + wiring.latency, self.flips.pass(*byte, wiring.flip)));
        }
    }

    fn arrived(&mut self, now: Instant) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.on_the_wire.front().is_some_and(|(due, _)| *due <= now) {
            bytes.extend(self.on_the_wire.pop_front().map(|(_, byte)| byte));
        }
        bytes
    }
}

/// A xorshift generator: the same flips for the same seed, on every machine.
struct Flips(u64);

impl Flips {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn pass(&mut self, byte: u8, probability: f64) -> u8 {
        let draw = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        if draw < probability { byte ^ (1 << (self.next() % 8)) } else { byte }
    }
}

/// The line's thread.
fn carry(mut board: File, port: &Path, wiring: &Wiring, shared: &Shared) {
    let mut host = None;
    let (mut down, mut up) =
        (Way::new(wiring.seed), Way::new(wiring.seed.wrapping_mul(0x9E37_79B9)));
    let mut left = wiring.cut.unwrap_or(u64::MAX);
    let mut last = 0;
    while !shared.ending.load(Ordering::SeqCst) {
        let plugged =
            !shared.unplugged.load(Ordering::SeqCst) && !shared.hung_up.load(Ordering::SeqCst);
        if plugged != host.is_some() {
            let _ = fs::remove_file(port);
            host = plugged.then(|| plug(port));
            down.on_the_wire.clear();
            up.on_the_wire.clear();
        }
        let now = Instant::now();
        let (to_board, mut to_host) = (down.arrived(now), up.arrived(now));
        if wiring.loses_grants {
            to_host.retain(|byte| {
                let before = std::mem::replace(&mut last, *byte);
                (before, *byte) != (b'~', b'+')
            });
        }
        if deliver(&mut board, &to_board).is_err() {
            break;
        }
        shared.note(now, true, &to_board);
        shared.to_board.fetch_add(to_board.len() as u64, Ordering::SeqCst);
        if let Some((master, _)) = &mut host {
            let _ = deliver(master, &to_host);
            shared.note(now, false, &to_host);
            shared.to_host.fetch_add(to_host.len() as u64, Ordering::SeqCst);
        }
        // What the board said before the host's first byte is not part of the host's work.
        let begun = shared.to_board.load(Ordering::SeqCst) > 0;
        let carried = if begun { (to_board.len() + to_host.len()) as u64 } else { 0 };
        if carried >= left {
            shared.hung_up.store(true, Ordering::SeqCst);
            left = u64::MAX;
            continue;
        }
        left -= carried;
        if wait_and_take(&mut board, &mut host, &mut down, &mut up, wiring).is_err() {
            break;
        }
    }
    let _ = fs::remove_file(port);
}

/// Waits for bytes from a side whose wire is free, or for the next arrival.
fn wait_and_take(
    board: &mut File,
    host: &mut Option<(File, OwnedFd)>,
    down: &mut Way,
    up: &mut Way,
    wiring: &Wiring,
) -> io::Result<()> {
    let now = Instant::now();
    let mut next = now + Duration::from_millis(20);
    for way in [&*down, &*up] {
        if let Some((due, _)) = way.on_the_wire.front() {
            next = next.min(*due);
        }
    }
    let host_file = host.as_ref().map(|(master, _)| master);
    let mut polled =
        vec![PollFd::new(&*board, if up.ready(now) { PollFlags::IN } else { PollFlags::empty() })];
    if let Some(master) = host_file {
        polled.push(PollFd::new(
            master,
            if down.ready(now) { PollFlags::IN } else { PollFlags::empty() },
        ));
    }
    let limit =
        Timespec::try_from(next.saturating_duration_since(now)).map_err(io::Error::other)?;
    poll(&mut polled, Some(&limit))?;
    let readable: Vec<bool> =
        polled.iter().map(|fd| fd.revents().contains(PollFlags::IN)).collect();
    let gone = polled[0].revents().contains(PollFlags::HUP);
    drop(polled);
    let mut buffer = [0; 64];
    if readable[0] {
        let count = board.read(&mut buffer)?;
        up.take(&buffer[..count], Instant::now(), wiring);
    } else if gone {
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    if readable.get(1) == Some(&true)
        && let Some((master, _)) = host
    {
        let count = master.read(&mut buffer)?;
        down.take(&buffer[..count], Instant::now(), wiring);
    }
    Ok(())
}

/// A UART does not wait: what the other side has no room for is lost.
fn deliver(to: &mut File, bytes: &[u8]) -> io::Result<()> {
    match to.write(bytes) {
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
        _ => Ok(()),
    }
}

/// A new pseudo terminal with `port` as its name. Its slave is kept, so that programs may come and go.
fn plug(port: &Path) -> (File, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
        .expect("a pseudo terminal");
    grantpt(&master).expect("grant");
    unlockpt(&master).expect("unlock");
    let name = ptsname(&master, Vec::new()).expect("its name");
    let slave =
        open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
            .expect("its slave");
    symlink(name.to_str().expect("a plain name"), port).expect("link the port");
    (File::from(nonblocking(master)), raw(slave))
}

fn raw(end: OwnedFd) -> OwnedFd {
    let mut settings = tcgetattr(&end).expect("terminal settings");
    settings.make_raw();
    tcsetattr(&end, OptionalActions::Now, &settings).expect("raw mode");
    nonblocking(end)
}

fn nonblocking(end: OwnedFd) -> OwnedFd {
    rustix::io::ioctl_fionbio(&end, true).expect("non-blocking");
    end
}
