//! Starts a simulated board and ends it.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::demo::install::installed;
use crate::demo::pty::{Pty, link, open_pty, unlink};
use crate::demo::{node, release};
use crate::model::Problem;

/// How long node may take to load the interpreter, on a slow Pi under load.
const START: Duration = Duration::from_secs(60);

/// What kind of raw paste mode the board has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawPaste {
    /// As MicroPython since 1.14.
    Yes,
    /// Known and refused (`R\x00`), as on ports built without it.
    Refused,
    /// Not known, as before 1.14: the raw REPL prints its banner again.
    Unknown,
}

/// A board whose port is a UART: nothing tells the other side to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uart {
    /// Bits per second; the board's output takes its time. What it receives is paced by
    /// whoever sends it.
    pub baud: u32,
    /// Receive buffer in bytes; what comes when it is full is lost.
    pub buffer: u32,
    /// Time to erase a block of flash, in ms: once for every 4096 bytes that a program
    /// writes to files. All but 32 bytes that come meanwhile are lost.
    pub erase: u32,
}

#[derive(Debug, Clone)]
pub struct Options {
    /// Where the interpreter is kept between starts.
    pub cache: PathBuf,
    /// A folder whose content is on the board's flash at power-on; it is not written to.
    pub files: Option<PathBuf>,
    /// `machine.unique_id()`.
    pub uid: [u8; 8],
    /// A symbolic link to the port, gone when the board is.
    pub link: Option<PathBuf>,
    /// Size of the file system in bytes, in blocks of 4096.
    pub flash: u32,
    /// Raw paste window in bytes.
    pub window: u16,
    pub raw_paste: RawPaste,
    /// None for a board on USB, which makes the host wait.
    pub uart: Option<Uart>,
}

impl Options {
    /// A board like a Raspberry Pi Pico, with an id of its own.
    pub fn new(cache: impl Into<PathBuf>) -> Options {
        Options {
            cache: cache.into(),
            files: None,
            // RandomState is seeded anew in every process and differs with every use.
            uid: RandomState::new().hash_one(std::process::id()).to_be_bytes(),
            link: None,
            flash: 1_441_792,
            window: 128,
            raw_paste: RawPaste::Yes,
            uart: None,
        }
    }
}

/// A running board. It ends when this is dropped, and when this process ends in any way.
#[derive(Debug)]
pub struct DemoBoard {
    /// What to open: the link if one was asked for, else the pseudo terminal itself.
    pub port: PathBuf,
    terminal: PathBuf,
    child: Child,
    /// Keeps the port usable between two programs that open it.
    slave: Arc<OwnedFd>,
}

/// Starts a board; it answers on its port when this returns.
///
/// # Errors
/// No node or npm (names the packages), the first download fails, the link's place is taken.
pub fn start(options: Options) -> Result<DemoBoard, Problem> {
    let failed = |error: io::Error| Problem::failed("start the simulated board", error.to_string());
    node::check()?;
    let parts = installed(&options.cache)?;
    let Pty { master, slave, path: terminal } = open_pty().map_err(failed)?;
    let (leash, end) = UnixStream::pair().map_err(failed)?;
    let uart = options.uart.unwrap_or(Uart { baud: 0, buffer: 0, erase: 0 });
    let mut command = Command::new("node");
    command
        .arg(&parts.script)
        .env("BOARD_MPY", &parts.module)
        .env("BOARD_UID", hex(options.uid))
        .env("BOARD_FLASH", options.flash.to_string())
        .env("BOARD_WINDOW", options.window.to_string())
        .env(
            "BOARD_PASTE",
            match options.raw_paste {
                RawPaste::Yes => "yes",
                RawPaste::Refused => "refused",
                RawPaste::Unknown => "unknown",
            },
        )
        .env("BOARD_BAUD", uart.baud.to_string())
        .env("BOARD_RECEIVE", uart.buffer.to_string())
        .env("BOARD_ERASE", uart.erase.to_string())
        .stdin(master.try_clone().map_err(failed)?)
        .stdout(master)
        .stderr(OwnedFd::from(end))
        // A Ctrl-C in our terminal is not for the board: it is ended by its leash.
        .process_group(0);
    if let Some(files) = &options.files {
        command.env("BOARD_ROOT", files);
    }
    let child = command.spawn().map_err(|error| node::missing("node", &error))?;
    // Our copies of the child's descriptors go with it: only the child may hold the master.
    drop(command);

    let mut board = DemoBoard { port: terminal.clone(), terminal, child, slave: Arc::new(slave) };
    board.await_start(&leash)?;
    if let Some(place) = options.link {
        link(&place, &board.terminal).map_err(|error| {
            Problem::failed(
                format!("link {} to the simulated board", place.display()),
                error.to_string(),
            )
            .next("Choose another path for --link.")
        })?;
        board.port = place;
    }
    board.keep(leash).map_err(failed)?;
    Ok(board)
}

impl DemoBoard {
    /// How the board ended by itself, or None while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for the board's word that it has loaded the interpreter.
    fn await_start(&mut self, leash: &UnixStream) -> Result<(), Problem> {
        let failed = |why: String| Problem::failed("start the simulated board", why);
        leash.set_read_timeout(Some(START)).map_err(|error| failed(error.to_string()))?;
        let mut said = String::new();
        for line in BufReader::new(leash).lines() {
            match line {
                Ok(line) if line == "ready" => {
                    return leash.set_read_timeout(None).map_err(|error| failed(error.to_string()));
                }
                Ok(line) if said.is_empty() || line.contains("Error") => said = line,
                Ok(_) => {}
                Err(_) => {
                    return Err(failed(format!(
                        "node did not answer within {} s",
                        START.as_secs()
                    )));
                }
            }
        }
        Err(failed(if said.is_empty() { "node ended at once".to_owned() } else { said }))
    }

    /// Starts the two threads that go with a board; they end with it.
    fn keep(&self, leash: UnixStream) -> io::Result<()> {
        thread::Builder::new().name("demo-log".into()).spawn(move || {
            for line in BufReader::new(leash).lines().map_while(Result::ok) {
                tracing::warn!(target: "demo", "{line}");
            }
        })?;
        release::keep_releasing(&self.terminal, Arc::downgrade(&self.slave))
    }
}

impl Drop for DemoBoard {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if self.port != self.terminal {
            unlink(&self.port, &self.terminal);
        }
    }
}

fn hex(bytes: [u8; 8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
