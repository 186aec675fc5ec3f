//! esptool: where it comes from, and how it is told to write firmware.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The same tool as in the tests, with all that pip would choose for it.
const PINNED: &str = include_str!("../../tests/requirements.txt");

pub struct Esptool {
    programs: PathBuf,
}

impl Esptool {
    pub fn install() -> Result<Esptool> {
        let cache =
            mpdeck::config::Places::find().map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let digest = crc32fast::hash(PINNED.as_bytes());
        let venv = cache.cache.join("bench").join(format!("esptool-{digest:08x}"));
        if !venv.join("complete").exists() {
            let _ = fs::remove_dir_all(&venv);
            fs::create_dir_all(&venv)?;
            let requirements = venv.join("requirements.txt");
            fs::write(&requirements, PINNED)?;
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            run(Command::new(venv.join("bin/pip"))
                .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps"])
                .arg("--requirement")
                .arg(&requirements))?;
            fs::write(venv.join("complete"), "")?;
        }
        Ok(Esptool { programs: venv.join("bin") })
    }

    pub fn command(&self) -> Command {
        Command::new(self.programs.join("esptool"))
    }

    /// A search path on which it comes first: mpdeck finds the stub for the ESP8266 by it.
    pub fn path(&self) -> Result<OsString> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&old));
        std::env::join_paths(folders).context("a search path")
    }

    pub fn version() -> &'static str {
        let line = PINNED.lines().find_map(|line| line.strip_prefix("esptool=="));
        line.unwrap_or("?")
    }
}

/// Runs a command to its end; its messages become the error.
fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {}\n{said}", output.status);
    Ok(())
}

/// What esptool is told before its command.
pub fn on_port(command: &mut Command, port: &Path, baud: u32) {
    command
        .args(["--before", "no-reset", "--after", "no-reset", "--port"])
        .arg(port)
        .args(["--baud", &baud.to_string()]);
}
