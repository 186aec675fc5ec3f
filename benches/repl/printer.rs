//! A board that prints without end.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// The board's side of a port.
pub struct Printer {
    pub port: PathBuf,
    pub shared: Arc<Shared>,
    /// Keeps the port there.
    _held: OwnedFd,
}

#[derive(Default)]
pub struct Shared {
    pub stop: AtomicBool,
    pub printed: AtomicU64,
    pub crc: Mutex<crc32fast::Hasher>,
    /// When the last key came.
    pub key: Mutex<Option<(u8, Instant)>>,
}

impl Printer {
    /// `rate` is in bytes a second.
    pub fn start(rate: u64) -> Result<Printer> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let port = PathBuf::from(ptsname(&master, Vec::new())?.into_string()?);
        let held = open(&port, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut settings = tcgetattr(&held)?;
        settings.make_raw();
        tcsetattr(&held, OptionalActions::Now, &settings)?;
        let shared = Arc::new(Shared::default());
        let master = File::from(master);
        let (ear, ears) = (master.try_clone()?, Arc::clone(&shared));
        std::thread::spawn(move || hear(ear, &ears));
        let mouth = Arc::clone(&shared);
        std::thread::spawn(move || print(master, rate, &mouth));
        Ok(Printer { port, shared, _held: held })
    }
}

fn hear(mut port: File, shared: &Shared) {
    let mut buffer = [0; 256];
    while let Ok(count @ 1..) = port.read(&mut buffer) {
        *shared.key.lock().unwrap() = Some((buffer[count - 1], Instant::now()));
    }
}

/// Numbered lines at the rate that is asked for; the newest key stands in each, which is its echo.
fn print(mut port: File, rate: u64, shared: &Shared) {
    let began = Instant::now();
    let mut printed = 0_u64;
    let mut number = 0_u64;
    while !shared.stop.load(Ordering::SeqCst) {
        let due = (began.elapsed().as_secs_f64() * rate as f64) as u64;
        if printed >= due {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        }
        let key = shared.key.lock().unwrap().map_or('-', |(key, _)| char::from(key));
        let mut piece = String::new();
        while piece.len() < 1000 {
            piece
                .push_str(&format!("{number:09} key<{key}> temperature 21.5 humidity 40.1 ok\r\n"));
            number += 1;
        }
        if port.write_all(piece.as_bytes()).is_err() {
            return;
        }
        printed += piece.len() as u64;
        shared.crc.lock().unwrap().update(piece.as_bytes());
        shared.printed.store(printed, Ordering::SeqCst);
    }
}
