//! `cargo bench --bench flash`: how long flashing takes, beside the line's own time and esptool.
//!
//! Both tools write the same firmware onto the same simulated chip, whose serial port takes
//! its time as a real one does: it follows the rate that the tool and the loader agree on,
//! and adds 1 ms each way. esptool comes from PyPI, pinned, into a virtual environment in
//! the cache folder.

// clippy's leave for tests does not cover benches.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arguments;
#[expect(dead_code, reason = "shared with the library's own tests, which use all of it")]
#[path = "../../src/flash/image/made.rs"]
mod made;
mod peer;
mod report;
mod rig;
mod work;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::arguments::Arguments;
use crate::peer::Esptool;
use crate::report::Report;

fn main() -> Result<ExitCode> {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1))? else {
        writeln!(std::io::stdout(), "{}", arguments::USAGE)?;
        return Ok(ExitCode::SUCCESS);
    };
    let esptool = Esptool::install().context("install esptool")?;
    let mut report = Report::new(&arguments);
    for piece in work::pieces()? {
        if arguments.wants(&piece.name) {
            report.add(work::measure(&piece, &esptool, &arguments)?);
        }
    }
    report.print(&mut std::io::stdout())?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.json()).with_context(|| format!("write {}", file.display()))?;
    }
    Ok(if report.complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
