//! Twenty boards that print.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::printer::Printer;
use crate::report::Figure;
use crate::terminal::Terminal;

const BOARDS: usize = 20;
/// Bytes a second, each.
const RATE: u64 = 10_000;
const LASTS: Duration = Duration::from_secs(20);
/// Between two keys.
const KEYS: Duration = Duration::from_millis(200);

pub fn measure() -> Result<Vec<Figure>> {
    let home = tempfile::tempdir()?;
    let boards = (0..BOARDS).map(|_| Printer::start(RATE)).collect::<Result<Vec<_>>>()?;
    let mut command = crate::mpdeck();
    for board in &boards {
        command = command.arg("-p").arg(&board.port);
    }
    let mut terminal = Terminal::start(command, home.path(), "attach = \"passive\"\n")?;
    terminal.until("all of them", |screen| screen.contents().contains("20 of "))?;
    terminal.keys(b"\x1b3")?;
    terminal.until("Typing", |screen| screen.contents().contains("typing"))?;
    terminal.read_until(Instant::now() + Duration::from_secs(1))?;
    let (began, cpu) = (Instant::now(), terminal.cpu()?);
    let mut echo = Vec::new();
    while began.elapsed() < LASTS {
        let key = b'a' + (echo.len() % 26) as u8;
        let wanted = format!("key<{}>", char::from(key));
        let pressed = Instant::now();
        terminal.keys(&[key])?;
        let shown = terminal.until("the key", |screen| screen.contents().contains(&wanted))?;
        echo.push(shown.saturating_duration_since(pressed));
        terminal.read_until(pressed + KEYS)?;
    }
    let cpu = (terminal.cpu()? - cpu).as_secs_f64() / began.elapsed().as_secs_f64();
    Ok(vec![
        Figure::one("20 boards at 10 kB/s: one core", cpu * 100.0, "%", Some(15.0)),
        // the board says the key with its next line, up to 100 ms later
        Figure::times("20 boards at 10 kB/s: a key to its echo", &echo, None),
    ])
}
