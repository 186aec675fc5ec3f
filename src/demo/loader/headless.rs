//! `mpdeck demo --bare CHIP --headless`: only the chip, and its buttons on stdin.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::demo::loader::bare::{Bare, Options, plug_in};
use crate::model::Problem;

enum Heard {
    Signal,
    Line(String),
}

/// Plugs a chip in, prints its port on one line and keeps it until Ctrl-C, SIGTERM or
/// SIGHUP. `boot`, `reset`, `unplug`, `plug` and `fault FAULT` on stdin do what they say.
/// The flash comes from `file` and is kept there.
///
/// # Errors
/// As [`plug_in`], and if the file cannot be read or written.
pub fn headless(
    mut options: Options,
    file: Option<PathBuf>,
    out: &mut dyn Write,
) -> Result<(), Problem> {
    let failed = |error: io::Error| Problem::failed("run the simulated chip", error.to_string());
    if let Some(file) = &file
        && file.exists()
    {
        options.content = std::fs::read(file).map_err(|error| {
            Problem::failed(format!("read the flash from {}", file.display()), error.to_string())
        })?;
    }
    // Before the start, so that no signal finds a link that nobody removes.
    let signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    let chip = plug_in(options)?;
    writeln!(out, "{}", chip.port.display()).and_then(|()| out.flush()).map_err(failed)?;
    let (sender, heard) = mpsc::channel();
    listen(signals, sender).map_err(failed)?;
    for heard in heard {
        match heard {
            Heard::Signal => break,
            Heard::Line(line) => {
                if let Err(why) = press(&chip, line.trim()) {
                    writeln!(out, "{why}").and_then(|()| out.flush()).map_err(failed)?;
                }
            }
        }
    }
    match file {
        Some(file) => std::fs::write(&file, chip.flash()).map_err(|error| {
            Problem::failed(format!("keep the flash in {}", file.display()), error.to_string())
        }),
        None => Ok(()),
    }
}

fn listen(mut signals: Signals, sender: Sender<Heard>) -> io::Result<()> {
    let lines = sender.clone();
    thread::Builder::new().name("demo-signals".into()).spawn(move || {
        for _ in signals.forever() {
            let _ = sender.send(Heard::Signal);
        }
    })?;
    if in_background() {
        return Ok(());
    }
    thread::Builder::new().name("demo-buttons".into()).spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let _ = lines.send(Heard::Line(line));
        }
    })?;
    Ok(())
}

/// Started by a shell with `&`: whoever reads from the terminal then is stopped.
fn in_background() -> bool {
    let end = rustix::stdio::stdin();
    rustix::termios::tcgetpgrp(end).is_ok_and(|group| group != rustix::process::getpgrp())
}

/// Does what a line says.
fn press(chip: &Bare, line: &str) -> Result<(), String> {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("", _) => {}
        ("boot", "") => chip.enter_loader(),
        ("reset", "") => chip.reset(),
        ("unplug", "") => chip.unplug(),
        ("plug", "") => chip.plug(),
        ("fault", fault) => chip.misbehave(vec![fault.trim().parse()?]),
        _ => return Err("type boot, reset, unplug, plug or fault FAULT".into()),
    }
    Ok(())
}
