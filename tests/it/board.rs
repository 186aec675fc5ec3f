//! A fresh simulated board for each test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mpdeck::config::Places;
use mpdeck::demo::{DemoBoard, Options};

/// The binary under test.
pub const MPDECK: &str = env!("CARGO_BIN_EXE_mpdeck");

/// A board started by `mpdeck demo --headless`, with an id of its own; it ends with this.
pub struct Board {
    pub port: PathBuf,
    process: Child,
}

impl Board {
    pub fn start() -> Board {
        Board::from_command(Command::new(MPDECK).args(["demo", "--headless"]))
    }

    /// With a link, which a board started later on the same path takes over: a replug.
    pub fn linked(link: &Path) -> Board {
        Board::from_command(Command::new(MPDECK).args(["demo", "--headless", "--link"]).arg(link))
    }

    fn from_command(command: &mut Command) -> Board {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("start mpdeck demo --headless");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("the line with the port");
        assert!(line.ends_with('\n'), "mpdeck demo --headless ended without printing a port");
        Board { port: PathBuf::from(line.trim_end()), process }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The options of a board that the command line has no words for; start it with `mpdeck::demo::start`.
pub fn options() -> Options {
    Options::new(Places::find().expect("the cache folder").cache)
}

/// A board with such options.
pub fn special(options: Options) -> DemoBoard {
    mpdeck::demo::start(options).expect("start a simulated board")
}
