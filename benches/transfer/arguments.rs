//! What the command line says.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::peers::NAMES;

pub const USAGE: &str = "\
cargo bench --bench transfer -- [NAME...] [--json FILE] [--skip TOOL]... [--baud N] [--erase MS]

NAME       only the work whose name contains it: tree, up, down, same, save
--json     also write the figures there (or set MPDECK_BENCH_JSON)
--skip     leave a tool out: mpytool, mpremote, rshell, ampy; or all
--baud     of the line [115200]
--erase    how long the flash takes for each 4 kB, in ms; the board is deaf meanwhile [0]";

pub struct Arguments {
    names: Vec<String>,
    pub json: Option<PathBuf>,
    pub skip: Vec<String>,
    pub baud: u32,
    pub erase: u32,
}

impl Arguments {
    /// None if help was asked for.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Option<Arguments>> {
        let mut arguments = Arguments {
            names: Vec::new(),
            json: std::env::var_os("MPDECK_BENCH_JSON").map(PathBuf::from),
            skip: Vec::new(),
            baud: 115_200,
            erase: 0,
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                // cargo says so to every benchmark
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--json" => arguments.json = Some(value()?.into()),
                "--skip" => arguments.skip(value()?)?,
                "--baud" => arguments.baud = value()?.parse().context("--baud")?,
                "--erase" => arguments.erase = value()?.parse().context("--erase")?,
                name if name.starts_with('-') => bail!("unknown option {name}\n{USAGE}"),
                _ => arguments.names.push(word),
            }
        }
        Ok(Some(arguments))
    }

    fn skip(&mut self, name: String) -> Result<()> {
        match name.as_str() {
            "all" => self.skip.extend(NAMES.map(str::to_owned)),
            known if NAMES.contains(&known) => self.skip.push(name),
            _ => bail!("no tool {name}; there are {}", NAMES.join(", ")),
        }
        Ok(())
    }

    pub fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|part| name.contains(part))
    }
}
