//! From a key to its echo on the screen, on real MicroPython.

use std::time::{Duration, Instant};

use anyhow::Result;
use mpdeck::config::Places;
use mpdeck::demo::{self, Options, Uart};

use crate::Tool;
use crate::line::{Line, Wiring};
use crate::terminal::Terminal;

const BAUD: u32 = 115_200;
const LATENCY: Duration = Duration::from_millis(1);
/// Keys on one line of the board.
const LINE: usize = 40;
/// Between two keys: a fast typist.
const PAUSE: Duration = Duration::from_millis(40);

/// One figure for each key.
pub struct Echo {
    /// From the key to its echo on the screen.
    pub whole: Vec<Duration>,
    /// Of that, on the line and in the board.
    pub line: Vec<Duration>,
    /// Written to the terminal for it.
    pub bytes: Vec<u64>,
}

impl Echo {
    /// What the program itself took, for each key.
    pub fn over_line(&self) -> Vec<Duration> {
        self.whole.iter().zip(&self.line).map(|(whole, line)| whole.saturating_sub(*line)).collect()
    }
}

pub fn measure(tool: Tool, keys: usize) -> Result<Echo> {
    let places = Places::find().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let mut options = Options::new(places.cache);
    options.uart = Some(Uart { baud: BAUD, buffer: 256, erase: 0 });
    let board = demo::start(options).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let line = Line::to(&board.port, Wiring { baud: BAUD, latency: LATENCY, ..Wiring::default() });
    let home = tempfile::tempdir()?;
    let mut terminal = Terminal::start(tool.on(&line.port), home.path(), "")?;
    match tool {
        Tool::Mpdeck => {
            terminal.until("the prompt", |screen| screen.contents().contains(">>>"))?;
            terminal.rest(Duration::from_millis(1500))?;
            terminal.keys(b"3")?;
            terminal.until("Typing", |screen| screen.contents().contains("typing"))?;
        }
        Tool::Picocom => {
            terminal.rest(Duration::from_millis(500))?;
            terminal.keys(b"\r")?;
            terminal.until("the prompt", |screen| screen.contents().contains(">>>"))?;
        }
    }
    let mut echo = Echo { whole: Vec::new(), line: Vec::new(), bytes: Vec::new() };
    let mut typed = String::new();
    for number in 0..keys {
        if number % LINE == 0 {
            terminal.keys(b"\x03")?;
            terminal.rest(Duration::from_millis(300))?;
            typed = ">>> ".to_owned();
        }
        // a thing that no key's echo can be mistaken for
        typed.push(char::from(b'a' + (number % 26) as u8));
        let before = terminal.written;
        let began = Instant::now();
        terminal.keys(&typed.as_bytes()[typed.len() - 1..])?;
        let shown = terminal.until("the echo", |screen| {
            let row = screen.cursor_position().0;
            let row = screen.rows(0, crate::terminal::COLUMNS).nth(row.into());
            row.is_some_and(|row| row.contains(&typed))
        })?;
        terminal.rest(PAUSE)?;
        // the line notes when a byte arrives: the key was on it one latency and one byte before
        let on_line = line.since(began).map_or(Duration::ZERO, |(first, last)| last - first);
        let byte = Duration::from_secs_f64(10.0 / f64::from(BAUD));
        echo.whole.push(shown.saturating_duration_since(began));
        echo.line.push(on_line + LATENCY + byte);
        echo.bytes.push(terminal.written - before);
    }
    Ok(echo)
}
