//! `cargo bench --bench repl`: how soon a key shows its echo, and what a flood of output does to that.
//!
//! The real binary runs in a terminal of 120x40. Keys go to real MicroPython behind a paced line (115200 baud, 1 ms
//! each way), a flood comes from a board of our own that prints at a set rate. picocom, if it is installed, runs
//! beside it on the same board and the same line.

// clippy's leave for tests does not cover benches.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod echo;
mod figures;
mod flood;
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../../tests/it/line.rs"]
mod line;
mod printer;
mod report;
mod terminal;
#[path = "../../tests/it/wait.rs"]
mod wait;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
cargo bench --bench repl -- [NAME...] [--json FILE] [--keys N] [--seconds N] [--rate BYTES]

NAME       only the work of that name: echo, flood
--json     also write the figures there (or set MPDECK_BENCH_JSON)
--keys     keys typed for the echo [500]
--seconds  how long the flood lasts [60]
--rate     of the flood, in bytes a second [1000000]";

struct Arguments {
    names: Vec<String>,
    json: Option<PathBuf>,
    keys: usize,
    flood: Duration,
    rate: u64,
}

impl Arguments {
    /// None if help was asked for.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Arguments>> {
        let mut arguments = Arguments {
            names: Vec::new(),
            json: std::env::var_os("MPDECK_BENCH_JSON").map(PathBuf::from),
            keys: 500,
            flood: Duration::from_secs(60),
            rate: 1_000_000,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                // cargo says so to every benchmark
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--json" => arguments.json = Some(value()?.into()),
                "--keys" => arguments.keys = value()?.parse().context("--keys")?,
                "--seconds" => arguments.flood = Duration::from_secs(value()?.parse()?),
                "--rate" => arguments.rate = value()?.parse().context("--rate")?,
                "echo" | "flood" => arguments.names.push(word),
                _ => bail!("unknown option {word}\n{USAGE}"),
            }
        }
        Ok(Some(arguments))
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

/// What is measured: mpdeck, or the tool beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Mpdeck,
    Picocom,
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Tool::Mpdeck => "mpdeck",
            Tool::Picocom => "picocom",
        }
    }

    fn on(self, port: &Path) -> pty_process::blocking::Command {
        use pty_process::blocking::Command;
        match self {
            Tool::Mpdeck => Command::new(env!("CARGO_BIN_EXE_mpdeck")).arg("-p").arg(port),
            Tool::Picocom => Command::new("picocom").args(["-q", "-b", "115200"]).arg(port),
        }
    }
}

fn main() -> Result<ExitCode> {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1))? else {
        writeln!(std::io::stdout(), "{USAGE}")?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut tools = vec![Tool::Mpdeck];
    let help = Command::new("picocom").arg("--help").stdout(Stdio::null()).status();
    if help.is_ok() {
        tools.push(Tool::Picocom);
    }
    let mut report = report::Report::new(tools.len() > 1);
    for tool in tools {
        if arguments.wants("echo") {
            report.echo.push((tool, echo::measure(tool, arguments.keys)?));
        }
        if arguments.wants("flood") {
            report.flood.push((tool, flood::measure(tool, arguments.flood, arguments.rate)?));
        }
    }
    report.print(&mut std::io::stdout())?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.json()).with_context(|| format!("write {}", file.display()))?;
    }
    Ok(if report.good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
