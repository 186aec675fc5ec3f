//! From plugging in to the device's row.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::made_up::{CP2102, MadeUp, Usb};
use crate::report::Figure;
use crate::terminal::Terminal;

const PLUGS: usize = 30;
const SECOND: Usb<'static> = Usb { socket: "1-1.3", ..CP2102 };

pub fn measure() -> Result<Vec<Figure>> {
    let board = crate::board(|options| options)?;
    let home = tempfile::tempdir()?;
    let made_up = MadeUp::new();
    made_up.plug_to("ttyUSB0", &CP2102, &board.port);
    let command = crate::mpdeck().env("MPDECK_TEST_SYSTEM", made_up.root());
    let mut terminal = Terminal::start(command, home.path(), "")?;
    terminal.until("the board", |screen| screen.contents().contains("prompt    ttyUSB0"))?;
    let mut shown = Vec::new();
    for _ in 0..PLUGS {
        terminal.rest(Duration::from_millis(300))?;
        let began = Instant::now();
        made_up.plug("ttyUSB7", &SECOND);
        let at = terminal.until("its row", |screen| screen.contents().contains("ttyUSB7"))?;
        shown.push(at.duration_since(began));
        made_up.unplug("ttyUSB7");
        terminal.until("its end", |screen| !screen.contents().contains("ttyUSB7"))?;
    }
    Ok(vec![Figure::times("plug-in to shown", &shown, Some(100.0))])
}
