//! `cargo bench --bench ui`: how soon the workbench shows what happens, and what that costs.
//!
//! The real binary runs in a terminal of 120x40, on real MicroPython, on boards that only print, and on a made-up
//! `/dev` and `/sys` into which boards are plugged.

// clippy's leave for tests does not cover benches.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crowd;
#[path = "../repl/figures.rs"]
mod figures;
mod files;
#[allow(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../../src/device/made_up.rs"]
mod made_up;
mod plug;
#[expect(dead_code, reason = "shared with the benchmark of the REPL, which uses all of it")]
#[path = "../repl/printer.rs"]
mod printer;
mod report;
mod start;
#[path = "../repl/terminal.rs"]
mod terminal;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use mpdeck::config::Places;
use mpdeck::demo::{self, DemoBoard, Options};
// the made-up system says `super::System`
use mpdeck::device::System;
use pty_process::blocking::Command;

use crate::report::{Figure, Report};

const USAGE: &str = "\
cargo bench --bench ui -- [NAME...] [--json FILE]

NAME       only the work of that name: start, files, plug, crowd
--json     also write the figures there (or set MPDECK_BENCH_JSON)";

type Measure = fn() -> Result<Vec<Figure>>;

const WORK: [(&str, Measure); 4] = [
    ("start", start::measure),
    ("files", files::measure),
    ("plug", plug::measure),
    ("crowd", crowd::measure),
];

struct Arguments {
    names: Vec<String>,
    json: Option<PathBuf>,
}

impl Arguments {
    /// None if help was asked for.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Arguments>> {
        let json = std::env::var_os("MPDECK_BENCH_JSON").map(PathBuf::from);
        let mut arguments = Arguments { names: Vec::new(), json };
        while let Some(word) = words.next() {
            match word.as_str() {
                // cargo says so to every benchmark
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--json" => {
                    arguments.json = Some(words.next().context("--json needs a value")?.into());
                }
                name if WORK.iter().any(|(known, _)| *known == name) => arguments.names.push(word),
                _ => bail!("unknown option {word}\n{USAGE}"),
            }
        }
        Ok(Some(arguments))
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

/// The program that is measured.
fn mpdeck() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mpdeck"))
}

/// Real MicroPython on a port.
fn board(more: impl FnOnce(Options) -> Options) -> Result<DemoBoard> {
    let places = Places::find().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    demo::start(more(Options::new(places.cache))).map_err(|problem| anyhow::anyhow!("{problem}"))
}

fn main() -> Result<ExitCode> {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1))? else {
        writeln!(std::io::stdout(), "{USAGE}")?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut report = Report::default();
    for (name, measure) in WORK {
        if arguments.wants(name) {
            report.figures.extend(measure().with_context(|| name.to_owned())?);
        }
    }
    report.print(&mut std::io::stdout())?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.json()).with_context(|| format!("write {}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}
