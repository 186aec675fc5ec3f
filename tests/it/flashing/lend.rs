//! A port that a workbench holds, lent to a subcommand that flashes.

use mpdeck::demo::loader::{Chip, Running};

use super::{Bench, flashed, image};
use crate::wait::{LONG, until};

#[test]
fn a_workbench_lends_its_port_to_the_flasher_and_takes_it_back() {
    let bench = Bench::of(Chip::Esp32, flashed(Chip::Esp32));
    let mut screen = bench.workbench((100, 30));
    screen.wait_for("connected to");
    screen.wait_for("prompt");
    let (name, bytes) = image(Chip::Esp32);
    let file = bench.folder().join(name);
    std::fs::write(&file, bytes).expect("write the image");

    let ran = bench.run(&["flash", file.to_str().expect("a plain path"), "--yes", "--erase"]);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("lends it, and takes it back"), "{said}");

    // somebody taps RESET; the workbench is there to hear the board start
    let state = || format!("{:?}", bench.chip.running());
    until("the new firmware", LONG, state, || {
        (bench.chip.running() == Running::Firmware).then_some(())
    });
    screen.wait_until("the new firmware's own files", |text| {
        text.contains(" prompt ") && text.contains("No files on the board")
    });
    screen.keys("q");
    assert!(screen.ended().success());
}

#[test]
fn while_a_port_is_lent_nobody_else_gets_it() {
    let bench = Bench::of(Chip::Esp8266, Vec::new());
    let screen = bench.workbench((100, 30));
    screen.wait_for("connected to");
    let home = bench.home.path().to_owned();
    let port = bench.port().to_owned();
    let first = std::thread::spawn(move || {
        std::process::Command::new("timeout")
            .args(["--signal=KILL", "180", crate::board::MPDECK, "-p", &port, "erase", "--yes"])
            .envs(super::surroundings(&home))
            .stdin(std::process::Stdio::null())
            .output()
            .expect("run mpdeck")
    });
    screen.wait_until("the mode", |text| row(text).contains("flashing"));
    let second = bench.run(&["erase", "--yes"]);
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(3), "{said}");
    assert!(said.contains("the port is busy"), "{said}");
    let first = first.join().expect("the first one");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    screen.wait_until("the mode", |text| row(text).contains("attached"));
}

/// The chip's row in Devices.
fn row(text: &str) -> &str {
    text.lines().find(|line| line.starts_with("│● chip")).unwrap_or_default()
}
