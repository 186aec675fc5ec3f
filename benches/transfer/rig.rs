//! A board, the line to it, and one run of a program on that line.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use mpdeck::demo::{self, DemoBoard, Options, Uart};

use crate::arguments::Arguments;
use crate::fixtures::{Files, cache, write};
use crate::line::{Line, Wiring};
use crate::peers::Peers;

/// The receive buffer of the board, in bytes.
pub const RECEIVE_BUFFER: u32 = 256;
/// What the USB adapter adds each way.
pub const LATENCY: Duration = Duration::from_millis(1);
/// The slowest tool takes about two minutes.
const PATIENCE: Duration = Duration::from_secs(400);

/// What one run took.
#[derive(Clone, Copy)]
pub struct Run {
    /// From its start to its exit.
    pub total: Duration,
    /// From the first byte that arrived anywhere to the last.
    pub on_line: Duration,
    pub to_board: u64,
    pub to_host: u64,
}

pub struct Rig {
    /// Before the board: it ends first.
    pub line: Line,
    board: DemoBoard,
    /// Working and home folder of the programs.
    pub home: tempfile::TempDir,
}

impl Rig {
    /// A fresh board with these files at power-on.
    pub fn start(files: &Files, arguments: &Arguments) -> Result<Rig> {
        let flash = tempfile::tempdir()?;
        write(flash.path(), files)?;
        let mut options = Options::new(cache()?.parent().context("the cache folder")?);
        options.files = Some(flash.path().to_path_buf());
        options.uart =
            Some(Uart { baud: arguments.baud, buffer: RECEIVE_BUFFER, erase: arguments.erase });
        let board = demo::start(options).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let line = Line::to(&board.port, wiring(arguments));
        Ok(Rig { line, board, home: tempfile::tempdir()? })
    }

    /// mpdeck on the line's port.
    pub fn mpdeck(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mpdeck"));
        command
            .arg("-p")
            .arg(&self.line.port)
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("XDG_CONFIG_HOME", self.home.path().join("config"));
        command
    }

    /// Starts a program in the rig's folder; what it says goes to files there.
    pub fn spawn(&self, command: &mut Command) -> Result<Child> {
        let (out, err) = (self.home.path().join("out.txt"), self.home.path().join("err.txt"));
        command
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(File::create(out)?)
            .stderr(File::create(err)?)
            .spawn()
            .with_context(|| format!("start {command:?}"))
    }

    /// What the last program said.
    pub fn said(&self) -> String {
        let text = |name| std::fs::read_to_string(self.home.path().join(name)).unwrap_or_default();
        text("out.txt") + &text("err.txt")
    }

    /// Runs a program to its end.
    pub fn run(&self, command: &mut Command) -> Result<Run> {
        let (down, up) = self.line.carried();
        let began = Instant::now();
        let mut child = self.spawn(command)?;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if began.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                bail!("not done after {PATIENCE:?}: {}", self.said());
            }
            sleep(Duration::from_micros(500));
        };
        let total = began.elapsed();
        ensure!(status.success(), "{status}: {}", self.said());
        let carried = self.line.carried();
        let on_line = match self.line.since(began) {
            Some((first, last)) => last - first,
            None => Duration::ZERO,
        };
        Ok(Run { total, on_line, to_board: carried.0 - down, to_host: carried.1 - up })
    }

    /// Ends the line and lets mpremote compare what is on the board, on a line without limits.
    pub fn check(self, files: &Files, peers: &Peers) -> Result<()> {
        drop(self.line);
        let mut code = "import hashlib\n".to_owned();
        for (path, content) in files {
            let hash = digest(content);
            code += &format!(
                "h = hashlib.sha256(open({path:?}, 'rb').read()).digest().hex()\n\
                 if h != '{hash}': print({path:?}, 'differs')\n"
            );
        }
        let output = peers
            .on_port("mpremote", &self.board.port)
            .args(["exec", &(code + "print('all seen')")])
            .stdin(Stdio::null())
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        ensure!(said.trim() == "all seen", "the files on the board are not the same: {said}");
        Ok(())
    }
}

/// The SHA-256 in hex.
fn digest(content: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn wiring(arguments: &Arguments) -> Wiring {
    Wiring { baud: arguments.baud, latency: LATENCY, ..Wiring::default() }
}

/// How long so many bytes take on the line.
pub fn line_time(bytes: u64, baud: u32) -> Duration {
    Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(baud))
}

/// Compares a file of this computer.
pub fn same_file(path: &Path, content: &[u8]) -> Result<()> {
    let found = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    ensure!(found == content, "{} has {} bytes, not the same", path.display(), found.len());
    Ok(())
}
