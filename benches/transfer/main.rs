//! `cargo bench --bench transfer`: how long moving files takes, beside the line's own time and other tools.
//!
//! Everything runs on real MicroPython behind a paced line with 1 ms of latency each way and a receive buffer of
//! 256 bytes that overflows, as a board behind a USB serial chip has. Tools come from PyPI, pinned, into a virtual
//! environment in the cache folder.

// clippy's leave for tests does not cover benches.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arguments;
mod fixtures;
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../../tests/it/line.rs"]
mod line;
mod peers;
mod report;
mod rig;
#[path = "../../tests/it/wait.rs"]
mod wait;
mod work;

use std::fs::File;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::arguments::Arguments;
use crate::report::Report;

fn main() -> Result<ExitCode> {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1))? else {
        writeln!(std::io::stdout(), "{}", arguments::USAGE)?;
        return Ok(ExitCode::SUCCESS);
    };
    // Two benchmarks at once would fetch into the same folders.
    let lock = File::create(fixtures::cache()?.join("lock"))?;
    lock.lock()?;
    let fixtures = fixtures::Fixtures::make().context("prepare the files")?;
    let peers = peers::Peers::install(&arguments.skip).context("install the other tools")?;
    drop(lock);
    let mut report = Report::new(&arguments);
    for piece in work::pieces(&fixtures)? {
        if arguments.wants(piece.name) {
            report.add(work::measure(&piece, &fixtures, &peers, &arguments));
        }
    }
    report.print(&mut std::io::stdout())?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.json()).with_context(|| format!("write {}", file.display()))?;
    }
    Ok(if report.complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
