//! The user's terminal: taken over at start, given back whatever happens.

use std::{
    io::{self, Stdout, Write, stdout},
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::{
    cursor, event,
    style::ResetColor,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{Terminal, backend::CrosstermBackend, layout::Rect};

pub type Screen = Terminal<CrosstermBackend<io::BufWriter<Stdout>>>;

/// Whether the terminal is ours, so that giving it back twice (a panic during quit)
/// does nothing the second time.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// One frame in one write: a full redraw at 120x40 is about 8 kB.
const FRAME_BYTES: usize = 16 * 1024;

pub fn take(mouse: bool) -> io::Result<Screen> {
    enter(mouse)?;
    Terminal::new(CrosstermBackend::new(io::BufWriter::with_capacity(FRAME_BYTES, stdout())))
}

/// After the terminal was lent to another program: nothing on it is ours any more.
pub fn take_again(screen: &mut Screen, mouse: bool) -> io::Result<()> {
    enter(mouse)?;
    forget(screen)
}

/// Clears the terminal, so that the next frame draws every cell. Not by
/// `Terminal::clear`: that asks the terminal where its cursor is and waits for an answer,
/// which not every terminal gives.
pub fn forget(screen: &mut Screen) -> io::Result<()> {
    let size = screen.size()?;
    screen.resize(Rect::new(0, 0, size.width, size.height))
}

fn enter(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = stdout();
    crossterm::queue!(out, EnterAlternateScreen, event::EnableBracketedPaste)?;
    if mouse {
        crossterm::queue!(out, event::EnableMouseCapture)?;
    }
    out.flush()
}

/// Best effort: the terminal may be gone already (SIGHUP), and there is nobody left to
/// tell.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = crossterm::execute!(
        out,
        event::DisableMouseCapture,
        event::DisableBracketedPaste,
        ResetColor,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}
