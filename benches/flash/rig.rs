//! One run of a tool on a fresh chip.

use std::fs::File;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use mpdeck::demo::loader::{Bare, Chip, Fault, Options, Pace, plug_in};

/// What the USB adapter adds each way.
pub const LATENCY: Duration = Duration::from_millis(1);
/// 1.7 MB at 115200 baud take two minutes and a half where nothing deflates.
const PATIENCE: Duration = Duration::from_secs(600);

/// What one run took.
#[derive(Clone, Copy)]
pub struct Run {
    /// From its start to its exit.
    pub total: Duration,
    /// The most memory that was resident, in bytes.
    pub memory: u64,
}

pub struct Rig {
    pub chip: Bare,
    /// Working and home folder of the tools.
    pub home: tempfile::TempDir,
}

impl Rig {
    /// An empty chip in its loader, on a line that takes its time.
    pub fn start(chip: Chip, erase: Duration) -> Result<Rig> {
        let faults = if erase.is_zero() { Vec::new() } else { vec![Fault::SlowErase(erase)] };
        let options =
            Options { pace: Some(Pace { latency: LATENCY }), faults, ..Options::new(chip) };
        let chip = plug_in(options).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        Ok(Rig { chip, home: tempfile::tempdir()? })
    }

    /// Runs a tool to its end.
    pub fn run(&self, command: &mut Command) -> Result<Run> {
        let (out, err) = (self.home.path().join("out.txt"), self.home.path().join("err.txt"));
        let said = || {
            let text = |file| std::fs::read_to_string(file).unwrap_or_default();
            text(&out) + &text(&err)
        };
        let began = Instant::now();
        let mut child = command
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .env("XDG_CACHE_HOME", self.home.path().join("cache"))
            .stdin(Stdio::null())
            .stdout(File::create(&out)?)
            .stderr(File::create(&err)?)
            .spawn()
            .with_context(|| format!("start {command:?}"))?;
        let mut memory = 0;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if began.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                bail!("not done after {PATIENCE:?}: {}", said());
            }
            memory = resident(child.id()).unwrap_or(memory);
            sleep(Duration::from_millis(2));
        };
        let total = began.elapsed();
        ensure!(status.success(), "{status}: {}", said());
        Ok(Run { total, memory })
    }
}

/// The most memory that a process has had resident so far, in bytes.
fn resident(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// How long so many bytes take on the line.
pub fn line_time(bytes: u64, baud: u32) -> Duration {
    Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(baud))
}
