//! The subcommands: the real binary on a real board.

mod boards;
mod comfort;
mod compile;
mod copy;
mod firmware;
mod handed;
pub mod json;
mod look;
mod monitor;
mod names;
mod program;
mod refuse;
mod several;
mod small;
mod stop;
mod sync;
mod talk;
mod uf2;

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::board::Board;

/// How long a command may take before the test fails. Only a failure ever takes it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command line in the making, cut off from the settings of whoever runs the tests.
struct Mpdeck {
    command: Command,
    home: tempfile::TempDir,
    input: Vec<u8>,
}

/// What came of it.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: Vec<u8>,
    err: String,
}

impl Ran {
    fn text(&self) -> String {
        String::from_utf8(self.out.clone()).expect("UTF-8 on stdout")
    }

    /// Fails the test unless the exit code is this one.
    #[track_caller]
    fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", lossy(&self.out), self.err);
        self
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `mpdeck` with these arguments.
fn mpdeck<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Mpdeck {
    let home = tempfile::tempdir().expect("a temporary home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpdeck"));
    command
        .args(arguments)
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("MPDECK_PORT");
    for variable in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
        command.env_remove(variable);
    }
    Mpdeck { command, home, input: Vec::new() }
}

/// The board's port, as a word of a command line.
fn at(board: &Board) -> &str {
    board.port.to_str().expect("a port with a plain name")
}

/// `mpdeck -p PORT` with these arguments.
fn on<S: AsRef<OsStr>>(port: &str, arguments: impl IntoIterator<Item = S>) -> Mpdeck {
    let mut mpdeck = mpdeck(["-p", port]);
    mpdeck.command.args(arguments);
    mpdeck
}

/// What mpremote says on the same board.
fn theirs(port: &str, arguments: &[&str]) -> String {
    crate::peer::mpremote(Path::new(port), arguments)
}

impl Mpdeck {
    fn input(mut self, bytes: &[u8]) -> Mpdeck {
        self.input = bytes.to_vec();
        self
    }

    fn env(mut self, name: &str, value: &str) -> Mpdeck {
        self.command.env(name, value);
        self
    }

    fn folder(mut self, folder: &std::path::Path) -> Mpdeck {
        self.command.current_dir(folder);
        self
    }

    /// Starts it, all three streams piped. The temporary home lives with it.
    fn start(mut self) -> (Child, tempfile::TempDir) {
        self.command.stdout(Stdio::piped());
        self.start_with_output()
    }

    /// As [`start`](Self::start), with stdout as it was set.
    fn start_with_output(mut self) -> (Child, tempfile::TempDir) {
        let child = self
            .command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start mpdeck");
        (child, self.home)
    }

    fn run(self) -> Ran {
        let shown = format!("{:?}", self.command);
        let input = self.input.clone();
        let (mut child, _home) = self.start();
        child.stdin.take().expect("stdin").write_all(&input).expect("write to stdin");
        finish(child, &shown)
    }
}

/// Sends a signal, by its name for `kill`.
fn signal(child: &Child, which: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([which, &pid]).status().expect("run kill");
    assert!(sent.success(), "kill {which} {pid}");
}

/// Waits for a process to end, reading what it says.
fn finish(mut child: Child, shown: &str) -> Ran {
    let read = |mut stream: Box<dyn std::io::Read + Send>| {
        thread::spawn(move || {
            let mut all = Vec::new();
            let _ = stream.read_to_end(&mut all);
            all
        })
    };
    let out = child.stdout.take().map(|out| read(Box::new(out)));
    let err = child.stderr.take().map(|err| read(Box::new(err)));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("wait for the process") {
            break Some(status);
        }
        if start.elapsed() > PATIENCE {
            child.kill().expect("end the process");
            break None;
        }
        thread::park_timeout(Duration::from_millis(2));
    };
    let took = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        reader.map(|reader| reader.join().expect("read a stream")).unwrap_or_default()
    };
    let ran = Ran {
        code: status.and_then(|status| status.code()).unwrap_or(-1),
        out: took(out),
        err: lossy(&took(err)),
    };
    assert!(status.is_some(), "{shown} did not end within {PATIENCE:?}: {ran:?}");
    ran
}
