//! The real binary on the port of a simulated chip.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Deserializer, Value};

use crate::board::MPDECK;
use crate::peer;

/// A command line in the making, cut off from the settings of whoever runs the tests.
pub struct Line {
    command: Command,
    /// Goes with it.
    _home: tempfile::TempDir,
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
    // A command that never ends must not stop the tests.
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", "180"]).arg(MPDECK);
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
    Line { command, _home: home }
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

    pub fn run(mut self) -> Ran {
        let output = self.command.stdin(Stdio::null()).output().expect("run mpdeck");
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
