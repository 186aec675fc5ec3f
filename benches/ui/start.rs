//! From the start to the first whole frame, and what one board costs when nothing happens.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::report::Figure;
use crate::terminal::Terminal;

const STARTS: usize = 10;
const SETTLED: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(10);

pub fn measure() -> Result<Vec<Figure>> {
    let board = crate::board(|options| options)?;
    let home = tempfile::tempdir()?;
    let mut frames = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let command = crate::mpdeck().arg("-p").arg(&board.port);
        let mut terminal = Terminal::start(command, home.path(), "")?;
        let shown = terminal.until("the panes", |screen| screen.contents().contains("4 Log"))?;
        frames.push(shown.duration_since(began));
        // to kill it while it asks would leave the board in the raw REPL
        terminal.rest(SETTLED)?;
    }
    let command = crate::mpdeck().arg("-p").arg(&board.port);
    let mut terminal = Terminal::start(command, home.path(), "")?;
    terminal.until("the prompt", |screen| screen.contents().contains(">>>"))?;
    terminal.rest(SETTLED)?;
    let resident = terminal.resident()? as f64 / 1000.0;
    let (cpu, written) = (terminal.cpu()?, terminal.written);
    terminal.rest(IDLE)?;
    let cpu = (terminal.cpu()? - cpu).as_secs_f64() / IDLE.as_secs_f64();
    let written = (terminal.written - written) as f64;
    Ok(vec![
        Figure::times("start to the first frame", &frames, Some(30.0)),
        Figure::one("resident, one board", resident, "MB", Some(15.0)),
        Figure::one("idle for 10 s: processor", cpu * 100.0, "%", Some(0.1)),
        Figure::one("idle for 10 s: to the terminal", written, "bytes", Some(0.0)),
    ])
}
