//! A board that prints without end: do keys still come through, and what becomes of its output?

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::Tool;
use crate::printer::{Printer, Shared};
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
    /// Processor time, of one core.
    pub cpu: f64,
    /// Written to the terminal, in bytes.
    pub terminal: u64,
    /// The screen says that output was left out.
    pub counted: bool,
    /// Bytes in the log file, and whether they are what was printed; mpdeck only.
    pub log: Option<(u64, bool)>,
}

pub fn measure(tool: Tool, lasts: Duration, rate: u64) -> Result<Flood> {
    let home = tempfile::tempdir()?;
    let logs = home.path().join("logs");
    let config = format!(
        "attach = \"passive\"\nlog = \"raw\"\nlog_size = 100000\nlog_folder = \"{}\"\n",
        logs.display()
    );
    let board = Printer::start(rate)?;
    // what a pty holds before somebody reads is no part of the flood
    let mut terminal = Terminal::start(tool.on(&board.port), home.path(), &config)?;
    terminal.until("the flood", |screen| screen.contents().contains("key<-"))?;
    if tool == Tool::Mpdeck {
        terminal.keys(b"\x1b3")?;
        terminal.until("Typing", |screen| screen.contents().contains("typing"))?;
    }
    let (began, cpu) = (Instant::now(), terminal.cpu()?);
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
        terminal.read_until(pressed + KEYS)?;
        counted |= terminal.text().contains("not shown");
        let now = terminal.resident()?;
        if began.elapsed() < SETTLED || memory.0 == 0 {
            memory = (now, now);
        }
        memory.1 = memory.1.max(now);
    }
    let took = began.elapsed();
    let cpu = (terminal.cpu()? - cpu).as_secs_f64() / took.as_secs_f64();
    board.shared.stop.store(true, Ordering::SeqCst);
    terminal.rest(Duration::from_millis(1000))?;
    let printed = board.shared.printed.load(Ordering::SeqCst);
    let log = match tool {
        Tool::Mpdeck => Some(compare(&logs, &board.shared)?),
        Tool::Picocom => None,
    };
    Ok(Flood {
        printed,
        took,
        echo,
        to_board,
        memory,
        cpu,
        terminal: terminal.written,
        counted,
        log,
    })
}

/// The size of the log, and whether it is what was printed.
fn compare(logs: &std::path::Path, shared: &Shared) -> Result<(u64, bool)> {
    let entry = std::fs::read_dir(logs)?.next().context("a log file")??;
    let bytes = std::fs::read(entry.path())?;
    let wanted = shared.crc.lock().unwrap().clone().finalize();
    Ok((bytes.len() as u64, crc32fast::hash(&bytes) == wanted))
}
