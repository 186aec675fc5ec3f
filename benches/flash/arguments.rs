//! What the command line says.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

pub const USAGE: &str = "\
cargo bench --bench flash -- [NAME...] [--json FILE] [--runs N] [--erase MS] [--skip-esptool]

NAME            only the work whose name contains it: esp8266, esp32, rom, 115200, 460800
--json          also write the figures there (or set MPDECK_BENCH_JSON)
--runs          how often each tool does each work; the run in the middle counts [1]
--erase         how long the flash takes to erase 4 kB, in ms [0]
--skip-esptool  mpdeck only";

pub struct Arguments {
    names: Vec<String>,
    pub json: Option<PathBuf>,
    pub runs: usize,
    /// For each sector of 4 kB.
    pub erase: Duration,
    pub skip_esptool: bool,
}

impl Arguments {
    /// None if help was asked for.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Option<Arguments>> {
        let mut arguments = Arguments {
            names: Vec::new(),
            json: std::env::var_os("MPDECK_BENCH_JSON").map(PathBuf::from),
            runs: 1,
            erase: Duration::ZERO,
            skip_esptool: false,
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                // cargo says so to every benchmark
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--json" => arguments.json = Some(value()?.into()),
                "--runs" => arguments.runs = value()?.parse().context("--runs")?,
                "--erase" => {
                    arguments.erase = Duration::from_millis(value()?.parse().context("--erase")?);
                }
                "--skip-esptool" => arguments.skip_esptool = true,
                name if name.starts_with('-') => bail!("unknown option {name}\n{USAGE}"),
                _ => arguments.names.push(word),
            }
        }
        ensure!(arguments.runs > 0, "--runs counts from 1");
        Ok(Some(arguments))
    }

    pub fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|part| name.contains(part))
    }
}
