//! Flashing with a workbench on the screen: the real binary on the port of a simulated chip.

mod download;
mod lend;
mod trouble;
mod wizard;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mpdeck::config::Places;
use mpdeck::demo::loader::{Bare, Chip, Hands, Options, Pace, plug_in};

use crate::board::MPDECK;
use crate::made;
use crate::screen::Screen;

/// A chip with somebody at its buttons, a home for mpdeck, and a workbench if it is wanted.
struct Bench {
    chip: Bare,
    home: tempfile::TempDir,
}

/// Firmware for a chip under the name it has at micropython.org.
fn image(kind: Chip) -> (&'static str, Vec<u8>) {
    match kind {
        Chip::Esp8266 => ("ESP8266_GENERIC-20251209-v1.27.0.bin", made::esp8266(60_000)),
        _ => ("ESP32_GENERIC-20251209-v1.27.0.bin", made::esp32(0, 0x1000, 150_000)),
    }
}

/// The flash of a chip that has it.
fn flashed(kind: Chip) -> Vec<u8> {
    let offset = if kind == Chip::Esp8266 { 0 } else { 0x1000 };
    let mut flash = vec![0xFF; offset];
    flash.extend(image(kind).1);
    flash
}

impl Bench {
    /// What runs on it once there is firmware is the simulated board.
    fn of(kind: Chip, content: Vec<u8>) -> Bench {
        Bench::with(kind, content, None)
    }

    /// A bare one, on a line that takes its time.
    fn paced(kind: Chip, pace: Pace) -> Bench {
        Bench::with(kind, Vec::new(), Some(pace))
    }

    fn with(kind: Chip, content: Vec<u8>, pace: Option<Pace>) -> Bench {
        let home = tempfile::tempdir().expect("a home");
        let cache = Places::find().expect("the cache folder").cache;
        let chip = plug_in(Options {
            content,
            pace,
            hold_boot: false,
            hands: Hands::Helpful,
            link: Some(home.path().join("chip")),
            cache: Some(cache),
            ..Options::new(kind)
        })
        .expect("a chip");
        Bench { chip, home }
    }

    fn port(&self) -> &str {
        self.chip.port.to_str().expect("a plain path")
    }

    fn folder(&self) -> PathBuf {
        let folder = self.home.path().join("project");
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    fn workbench(&self, size: (u16, u16)) -> Screen {
        Screen::start(size, |command| {
            let command = command.args(["-p", self.port()]).current_dir(self.folder());
            surroundings(self.home.path())
                .into_iter()
                .fold(command, |command, (name, value)| command.env(name, value))
                .env_remove("MPDECK_PORT")
        })
    }

    /// A subcommand beside it.
    fn run(&self, words: &[&str]) -> Output {
        // one that never ends must not stop the tests
        Command::new("timeout")
            .args(["--signal=KILL", "180", MPDECK, "-p", self.port()])
            .args(words)
            .envs(surroundings(self.home.path()))
            .env_remove("MPDECK_PORT")
            .stdin(Stdio::null())
            .output()
            .expect("run mpdeck")
    }
}

fn surroundings(home: &Path) -> Vec<(&'static str, PathBuf)> {
    [
        ("HOME", ""),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ]
    .map(|(name, place)| (name, home.join(place)))
    .to_vec()
}
