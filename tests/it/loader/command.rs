//! The real binary on the port of a simulated chip.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use serde_json::{Deserializer, Value};

use crate::board::MPDECK;
use crate::peer;

/// A command line in the making, cut off from the settings of whoever runs the tests.
pub struct Line {
    command: Command,
    home: tempfile::TempDir,
}

/// What came of it.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

/// mpdeck on a port; esptool, with its stubs, is on its search path.
pub fn on(port: &Path) -> Line {
    let home = tempfile::tempdir().expect("a folder for the settings");
    let mut command = Command::new(MPDECK);
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(peer::programs()).chain(std::env::split_paths(&old));
    command.env("PATH", std::env::join_paths(folders).expect("a search path"));
    for name in ["MPDECK_PORT", "VIRTUAL_ENV"] {
        command.env_remove(name);
    }
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
        command.env(name, home.path());
    }
    command.current_dir(home.path()).arg("-p").arg(port);
    Line { command, home }
}

impl Line {
    pub fn word(mut self, word: impl AsRef<OsStr>) -> Line {
        self.command.arg(word);
        self
    }

    pub fn words<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Line {
        self.command.args(words);
        self
    }

    pub fn without_esptool(mut self) -> Line {
        self.command.env("PATH", "/usr/bin:/bin");
        self
    }

    pub fn run(self) -> Ran {
        self.start().end()
    }

    pub fn start(mut self) -> Running {
        let command = self.command.stdin(Stdio::null());
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Running { child: command.spawn().expect("start mpdeck"), _home: self.home }
    }
}

/// It is at work.
pub struct Running {
    child: Child,
    /// Goes with it.
    _home: tempfile::TempDir,
}

/// A command that never ends must not stop the tests.
const PATIENCE: Duration = Duration::from_secs(180);

impl Running {
    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Ctrl-C.
    pub fn interrupt(&self) {
        kill_process(self.pid(), Signal::INT).expect("interrupt mpdeck");
    }

    /// What came of it; killed if that takes too long.
    pub fn end(self) -> Ran {
        let pid = self.pid();
        let (ended, waits) = std::sync::mpsc::channel::<()>();
        std::thread::spawn(move || {
            if waits.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let _ = kill_process(pid, Signal::KILL);
            }
        });
        let output = self.child.wait_with_output().expect("the end of mpdeck");
        drop(ended);
        Ran::of(output)
    }
}

impl Ran {
    fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails the test unless the exit code is this one.
    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        let out = String::from_utf8_lossy(&self.out);
        assert_eq!(self.code, code, "stdout:\n{out}\nstderr:\n{}", self.err);
        self
    }

    /// With `--json`: what came on stdout.
    pub fn events(&self) -> Vec<Value> {
        let events = Deserializer::from_slice(&self.out).into_iter();
        events.collect::<Result<_, _>>().expect("JSON on stdout")
    }
}
