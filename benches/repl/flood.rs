//! A board that prints without end: do keys still come through, and what becomes of its output?

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::Tool;
use crate::terminal::Terminal;

/// Between two keys.
const KEYS: Duration = Duration::from_millis(200);
/// When the memory is looked at first: buffers are full by then.
const SETTLED: Duration = Duration::from_secs(5);

pub struct Flood {
    /// What the board printed, in bytes, and in what time.
    pub printed: u64,
    pub took: Duration,
    /// From a key to the board's answer on the screen.
    pub echo: Vec<Duration>,
    /// From a key to the board.
    pub to_board: Vec<Duration>,
    /// Resident, in kB: after five seconds, and the most after that.
    pub memory: (u64, u64),
    /// Written to the terminal, in bytes.
    pub terminal: u64,
    /// The screen says that output was left out.
    pub counted: bool,
    /// Bytes in the log file, and whether they are what was printed; mpdeck only.
    pub log: Option<(u64, bool)>,
}

/// The board's side of a port.
struct Board {
    port: PathBuf,
    shared: Arc<Shared>,
    /// Keeps the port there.
    _held: OwnedFd,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    printed: AtomicU64,
    crc: Mutex<crc32fast::Hasher>,
    /// When the last key came.
    key: Mutex<Option<(u8, Instant)>>,
}

impl Board {
    fn start(rate: u64) -> Result<Board> {
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
        Ok(Board { port, shared, _held: held })
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

pub fn measure(tool: Tool, lasts: Duration, rate: u64) -> Result<Flood> {
    let home = tempfile::tempdir()?;
    let logs = home.path().join("logs");
    let config = format!(
        "attach = \"passive\"\nlog = \"raw\"\nlog_size = 100000\nlog_folder = \"{}\"\n",
        logs.display()
    );
    let board = Board::start(rate)?;
    // what a pty holds before somebody reads is no part of the flood
    let mut terminal = Terminal::start(tool, &board.port, home.path(), &config)?;
    terminal.until("the flood", |screen| screen.contents().contains("key<-"))?;
    if tool == Tool::Mpdeck {
        terminal.keys(b"\x1b3")?;
        terminal.until("Typing", |screen| screen.contents().contains("typing"))?;
    }
    let began = Instant::now();
    let (mut echo, mut to_board) = (Vec::new(), Vec::new());
    let mut memory = (0, 0);
    let mut number = 0_u8;
    let mut counted = false;
    while began.elapsed() < lasts {
        let key = b'a' + number % 26;
        number = number.wrapping_add(1);
        let wanted = format!("key<{}>", char::from(key));
        let pressed = Instant::now();
        terminal.keys(&[key])?;
        let shown = terminal.until("the key", |screen| {
            screen.rows(0, crate::terminal::COLUMNS).any(|row| row.contains(&wanted))
        })?;
        echo.push(shown.saturating_duration_since(pressed));
        if let Some((last, at)) = *board.shared.key.lock().unwrap()
            && last == key
        {
            to_board.push(at.saturating_duration_since(pressed));
        }
        let next = pressed + KEYS;
        while Instant::now() < next {
            terminal.read(next.saturating_duration_since(Instant::now()))?;
        }
        counted |= terminal.text().contains("not shown");
        let now = resident(terminal.pid())?;
        if began.elapsed() < SETTLED || memory.0 == 0 {
            memory = (now, now);
        }
        memory.1 = memory.1.max(now);
    }
    let took = began.elapsed();
    board.shared.stop.store(true, Ordering::SeqCst);
    terminal.rest(Duration::from_millis(1000))?;
    let printed = board.shared.printed.load(Ordering::SeqCst);
    let log = match tool {
        Tool::Mpdeck => Some(compare(&logs, &board.shared)?),
        Tool::Picocom => None,
    };
    Ok(Flood { printed, took, echo, to_board, memory, terminal: terminal.written, counted, log })
}

/// The size of the log, and whether it is what was printed.
fn compare(logs: &std::path::Path, shared: &Shared) -> Result<(u64, bool)> {
    let entry = std::fs::read_dir(logs)?.next().context("a log file")??;
    let bytes = std::fs::read(entry.path())?;
    let wanted = shared.crc.lock().unwrap().clone().finalize();
    Ok((bytes.len() as u64, crc32fast::hash(&bytes) == wanted))
}

/// In kB.
fn resident(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
