//! Going through many files, finding them, opening a long one.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::report::Figure;
use crate::terminal::Terminal;

const LOCAL: usize = 5000;
const BOARD: usize = 500;
const LINES: usize = 2000;
/// One frame at 60 a second.
const FRAME: f64 = 16.0;
const MOVES: usize = 200;
const OPENED: usize = 20;
/// Between two keys; all that a key draws has come by then.
const PAUSE: Duration = Duration::from_millis(60);

pub fn measure() -> Result<Vec<Figure>> {
    let home = tempfile::tempdir()?;
    let there = tempfile::tempdir()?;
    fill(home.path(), LOCAL)?;
    fill(there.path(), BOARD)?;
    let long: String =
        (0..LINES).map(|line| format!("value_{line} = {line}  # a line\n")).collect();
    std::fs::write(home.path().join("long.py"), long)?;
    let files = Some(there.path().to_owned());
    let board = crate::board(|options| mpdeck::demo::Options { files, flash: 8 << 20, ..options })?;
    let command = crate::mpdeck().arg("-p").arg(&board.port);
    let mut terminal = Terminal::start(command, home.path(), "")?;
    terminal.until("both trees", |screen| {
        let text = screen.contents();
        text.matches("file0").count() > 8 && text.contains(">>>")
    })?;
    terminal.rest(Duration::from_millis(1500))?;
    terminal.keys(b"2")?;
    terminal.rest(PAUSE)?;

    let down = keys(&mut terminal, std::iter::repeat_n(b"j".as_slice(), MOVES))?;
    let pages = keys(&mut terminal, std::iter::repeat_n(b"\x1b[6~".as_slice(), MOVES))?;
    let filter = b"/file04711\x7f\x7f\x7f\x7f\x7f".chunks(1).collect::<Vec<_>>();
    let filter = keys(&mut terminal, filter.into_iter().cycle().take(3 * 16))?;
    terminal.keys(b"\x1b")?;
    terminal.rest(PAUSE)?;
    terminal.keys(b"\x1b")?;
    terminal.rest(PAUSE)?;
    let redraw = keys(&mut terminal, std::iter::repeat_n(b"\x0c".as_slice(), 10))?;

    terminal.keys(b"/long.py\r")?;
    terminal.rest(PAUSE)?;
    let mut opened = Vec::new();
    for _ in 0..OPENED {
        let began = Instant::now();
        terminal.keys(b"e")?;
        let shown =
            terminal.until("the file", |screen| screen.contents().contains("value_9 = 9"))?;
        opened.push(shown.duration_since(began));
        terminal.rest(PAUSE)?;
        terminal.keys(b"\x11")?;
        terminal.until("the files", |screen| !screen.contents().contains("value_9 = 9"))?;
        terminal.rest(PAUSE)?;
    }
    Ok(vec![
        Figure::times("5,000 and 500 files: a line down", &down.times, Some(FRAME)),
        Figure::bytes("  to the terminal", &down.bytes, Some(200.0)),
        Figure::times("5,000 and 500 files: a page down", &pages.times, Some(FRAME)),
        Figure::times("5,000 and 500 files: a key of the filter", &filter.times, Some(FRAME)),
        Figure::bytes("a full redraw", &redraw.bytes, Some(8000.0)),
        Figure::times("a file of 2,000 lines in the editor", &opened, Some(20.0)),
    ])
}

fn fill(folder: &Path, count: usize) -> Result<()> {
    for number in 0..count {
        std::fs::write(folder.join(format!("file{number:05}.py")), format!("n = {number}\n"))?;
    }
    Ok(())
}

#[derive(Default)]
struct Keys {
    times: Vec<Duration>,
    bytes: Vec<u64>,
}

/// Presses one after another; each must change the screen.
fn keys<'a>(terminal: &mut Terminal, all: impl Iterator<Item = &'a [u8]>) -> Result<Keys> {
    let mut keys = Keys::default();
    for key in all {
        let before = terminal.written;
        let began = Instant::now();
        terminal.keys(key)?;
        let mut last = began;
        while let Some(at) = terminal.read(PAUSE)? {
            last = at;
        }
        anyhow::ensure!(last > began, "{key:?} changed nothing: {}", terminal.text());
        keys.times.push(last.duration_since(began));
        keys.bytes.push(terminal.written - before);
    }
    Ok(keys)
}
