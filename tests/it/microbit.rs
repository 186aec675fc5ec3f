//! MicroPython 1.9 on a micro:bit: a real Cortex-M program in QEMU, small and old.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::wire::Wire;

/// From Debian's package firmware-microbit-micropython.
const FIRMWARE: &str = "/usr/share/firmware-microbit-micropython/firmware.hex";

/// A running micro:bit; it ends with this.
pub struct Microbit {
    pub port: PathBuf,
    process: Child,
}

impl Microbit {
    pub fn start() -> Microbit {
        assert!(
            Path::new(FIRMWARE).exists(),
            "{FIRMWARE} is missing: run ./tests/run, it installs it"
        );
        let mut process = Command::new("qemu-system-arm")
            .args([
                "-M", "microbit", "-display", "none", "-monitor", "none", "-serial", "pty",
                "-device",
            ])
            .arg(format!("loader,file={FIRMWARE}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("start qemu-system-arm: run ./tests/run, it installs it");
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the line with the port");
        // char device redirected to /dev/pts/4 (label serial0)
        let port = line
            .split_whitespace()
            .find(|word| word.starts_with("/dev/"))
            .unwrap_or_else(|| panic!("qemu-system-arm named no port: {line:?}"))
            .to_owned();
        // Read on, so that QEMU never waits for us.
        thread::spawn(move || out.read_to_string(&mut String::new()));
        let microbit = Microbit { port: PathBuf::from(port), process };
        Wire::open(&microbit.port).prompt();
        microbit
    }
}

impl Drop for Microbit {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_answers_as_an_old_micropython() {
    let microbit = Microbit::start();
    let mut wire = Wire::open(&microbit.port);
    wire.prompt();
    wire.raw();
    let (out, err) = wire.exec("import sys, os\nprint(sys.implementation[1], os.listdir())");
    assert_eq!((out.as_str(), err.as_str()), ("(1, 9, 2) []\r\n", ""));
    let (_, err) = wire.exec("os.stat");
    assert!(err.contains("AttributeError"), "{err}");
}
