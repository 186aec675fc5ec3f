//! From the close of a saved file to the first output of the board's program with it.

use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::arguments::Arguments;
use crate::fixtures::Fixtures;
use crate::peers::Peers;
use crate::rig::{Rig, Run};

/// Tells its module's version once, and runs on as programs on boards do.
const MAIN: &str = "import module, time\nprint('version', module.VERSION, 'runs')\nwhile True:\n    time.sleep(1)\n";
const PATIENCE: Duration = Duration::from_secs(30);
const SAVES: u32 = 5;

/// mpdeck watches and is told nothing; the others are called after the save, as an editor's hook would.
pub fn runs(
    tool: &str,
    fixtures: &Fixtures,
    peers: &Peers,
    arguments: &Arguments,
) -> Result<Vec<Run>> {
    let files = |version| {
        vec![
            ("main.py".to_owned(), MAIN.as_bytes().to_vec()),
            ("module.py".to_owned(), fixtures.changing(version)),
        ]
    };
    let rig = Rig::start(&files(1), arguments)?;
    let project = rig.home.path().join("project");
    crate::fixtures::write(&project, &files(1))?;
    let module = project.join("module.py");
    let mut watch = match tool {
        "mpdeck" => Some(Watching::start(&rig)?),
        _ => None,
    };
    let mut runs = Vec::new();
    for version in 2..2 + SAVES {
        let (down, up) = rig.line.carried();
        std::fs::write(&module, fixtures.changing(version))?;
        let began = Instant::now();
        let child = match tool {
            "mpytool" => Some(
                rig.spawn(
                    peers
                        .on_port(tool, &rig.line.port)
                        .arg("cp")
                        .arg(&module)
                        .args([":/", "--", "reset"]),
                )?,
            ),
            "mpremote" => Some(rig.spawn(
                peers.on_port(tool, &rig.line.port).arg("cp").arg(&module).args([
                    ":",
                    "+",
                    "exec",
                    "--no-follow",
                    "import main",
                ]),
            )?),
            _ => None,
        };
        let text = format!("version {version} runs");
        let seen = await_output(&rig, began, &text);
        if let Some(mut child) = child {
            child.wait()?;
        }
        let seen = seen?;
        let carried = rig.line.carried();
        let (first, last) = rig.line.since(began).unwrap_or((began, began));
        runs.push(Run {
            total: seen - began,
            on_line: last.min(seen).saturating_duration_since(first),
            to_board: carried.0 - down,
            to_host: carried.1 - up,
        });
        if let Some(watch) = &mut watch {
            watch.settled(&rig, version)?;
        }
    }
    Ok(runs)
}

/// `mpdeck sync --watch`; ends when dropped.
struct Watching(Child);

impl Watching {
    fn start(rig: &Rig) -> Result<Watching> {
        // The program runs when mpdeck comes, so it is started again after each sync.
        let began = Instant::now();
        reset(rig)?;
        await_output(rig, began, "version 1 runs")?;
        let mut command: Command = rig.mpdeck();
        let child =
            rig.spawn(command.args(["--json", "sync", "--watch", "--source", "project"]))?;
        let watching = Watching(child);
        wait(rig, "the watcher", || rig.said().contains("\"event\":\"watching\""))?;
        wait(rig, "the first sync", || rig.said().contains("\"event\":\"synced\""))?;
        Ok(watching)
    }

    /// Waits until mpdeck has told about its sync number `count`.
    fn settled(&mut self, rig: &Rig, count: u32) -> Result<()> {
        wait(rig, "the end of the sync", || {
            rig.said().matches("\"event\":\"synced\"").count() >= count as usize
        })?;
        ensure!(self.0.try_wait()?.is_none(), "mpdeck ended: {}", rig.said());
        Ok(())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ctrl-C and Ctrl-D to the board's prompt.
fn reset(rig: &Rig) -> Result<()> {
    std::fs::OpenOptions::new()
        .write(true)
        .open(&rig.line.port)
        .and_then(|mut port| std::io::Write::write_all(&mut port, b"\r\x03\x02\x04"))?;
    Ok(())
}

/// When the board had said `text`, after `began`.
fn await_output(rig: &Rig, began: Instant, text: &str) -> Result<Instant> {
    let mut seen = None;
    wait(rig, text, || {
        seen = rig.line.heard(began, text.as_bytes());
        seen.is_some()
    })?;
    seen.ok_or_else(|| anyhow::anyhow!("{text} did not come"))
}

fn wait(rig: &Rig, what: &str, mut holds: impl FnMut() -> bool) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > end {
            bail!("waited {PATIENCE:?} for {what}: {}", rig.said());
        }
        sleep(Duration::from_millis(1));
    }
    Ok(())
}
