//! `mpdeck flash` and what goes with it, on the simulated chips, beside real esptool.

use std::path::{Path, PathBuf};

use mpdeck::demo::loader::{Bare, Chip, Options, Running};

use super::command::{Line, on};
use super::{firmware, offset, plug};
use crate::peer::esptool;
use crate::wait::{LONG, until};

/// What lies in a flash that was in use: not empty, not the same everywhere.
pub fn litter(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at / 256) as u8 & 0x5A).collect()
}

fn file(folder: &tempfile::TempDir, kind: Chip, size: usize) -> PathBuf {
    let path = folder.path().join("firmware.bin");
    std::fs::write(&path, firmware(kind, size)).unwrap();
    path
}

pub fn with_flash(kind: Chip, size: usize) -> Bare {
    plug(Options { content: litter(size), size, ..Options::new(kind) })
}

fn by_esptool(chip: &Bare, kind: Chip, image: &Path, stub: bool, erase: bool) {
    let place = format!("{:#x}", offset(kind));
    let mut words = if stub { Vec::new() } else { vec!["--no-stub"] };
    words.push("write-flash");
    if erase {
        words.push("--erase-all");
    }
    words.extend(["--flash-size", if kind == Chip::Esp8266 { "detect" } else { "keep" }]);
    words.extend([place.as_str(), image.to_str().unwrap()]);
    esptool(&chip.port, &words);
}

fn by_mpdeck(chip: &Bare, image: &Path, stub: bool, erase: bool) -> Line {
    let mut line = on(&chip.port).word("flash").word(image).words(["--yes", "--before", "none"]);
    if erase {
        line = line.word("--erase");
    }
    if stub { line } else { line.word("--no-stub") }
}

/// Both tools leave the same in a flash that was in use.
fn leave_the_same(kind: Chip, size: usize, stub: bool, erase: bool) {
    let folder = tempfile::tempdir().unwrap();
    let image = file(&folder, kind, 150_000);
    let (theirs, ours) = (with_flash(kind, size), with_flash(kind, size));
    if erase && !stub {
        // esptool erases all with its stub only.
        esptool(&theirs.port, &["erase-flash"]);
    }
    by_esptool(&theirs, kind, &image, stub, erase && stub);
    by_mpdeck(&ours, &image, stub, erase).run().ends(0);
    let (theirs, ours) = (theirs.flash(), ours.flash());
    let differ = theirs.iter().zip(&ours).position(|(one, other)| one != other);
    assert_eq!(differ, None, "{kind}, stub {stub}, erase {erase}: the first byte that differs");
}

#[test]
fn an_esp8266_is_left_as_esptool_leaves_it() {
    for stub in [true, false] {
        for (size, erase) in [(1 << 20, true), (4 << 20, true), (4 << 20, false)] {
            leave_the_same(Chip::Esp8266, size, stub, erase);
        }
    }
}

#[test]
fn an_esp32_is_left_as_esptool_leaves_it() {
    for (stub, erase) in [(true, true), (true, false), (false, true), (false, false)] {
        leave_the_same(Chip::Esp32, 4 << 20, stub, erase);
    }
}

#[test]
fn an_esp32c3_is_left_as_esptool_leaves_it() {
    for (stub, erase) in [(true, true), (false, true), (false, false)] {
        leave_the_same(Chip::Esp32c3, 4 << 20, stub, erase);
    }
}

#[test]
fn an_esp32s3_is_left_as_esptool_leaves_it() {
    for (stub, erase) in [(true, true), (false, true), (false, false)] {
        leave_the_same(Chip::Esp32s3, 8 << 20, stub, erase);
    }
}

#[test]
fn an_erase_leaves_nothing_with_stub_and_without() {
    for kind in Chip::ALL {
        for how in [&[][..], &["--no-stub"]] {
            let chip = with_flash(kind, 2 << 20);
            on(&chip.port).words(["erase", "--yes", "--before", "none"]).words(how).run().ends(0);
            assert!(chip.flash().iter().all(|byte| *byte == 0xFF), "{kind} {how:?}");
        }
    }
}

#[test]
fn a_backup_is_what_is_in_the_flash() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in [(Chip::Esp8266, true), (Chip::Esp32, true), (Chip::Esp32c3, false)] {
        // 64 bytes at a time without a stub
        let chip = with_flash(kind, if stub { 1 << 20 } else { 256 << 10 });
        let copy = folder.path().join(format!("{kind}.bin"));
        let line = on(&chip.port).word("backup").word(&copy).words(["--before", "none"]);
        if stub { line } else { line.word("--no-stub") }.run().ends(0);
        assert!(std::fs::read(&copy).unwrap() == chip.flash(), "{kind}");
        // Nothing is overwritten.
        let again = on(&chip.port).word("backup").word(&copy).run().ends(1);
        assert!(again.err.contains("is there already"), "{}", again.err);
    }
    let chip = with_flash(Chip::Esp8266, 1 << 20);
    let copy = folder.path().join("none.bin");
    let line = on(&chip.port).word("backup").word(&copy).words(["--before", "none", "--no-stub"]);
    let ran = line.run().ends(1);
    assert!(ran.err.contains("cannot read it back") && ran.err.contains("esptool"), "{}", ran.err);
    assert!(!copy.exists());
}

#[test]
fn the_esptool_command_that_is_shown_runs() {
    let folder = tempfile::tempdir().unwrap();
    let image = file(&folder, Chip::Esp32, 50_000);
    let chip = with_flash(Chip::Esp32, 4 << 20);
    let ran = by_mpdeck(&chip, &image, true, true).word("--json").run().ends(0);
    let plan = ran.events().into_iter().find(|event| event["event"] == "plan").expect("a plan");
    let command = plan["esptool"].as_str().unwrap().to_owned();
    let after = chip.flash();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let other =
        plug(Options { link: Some(folder.path().join("other")), ..Options::new(Chip::Esp32) });
    let port = other.port.to_str().unwrap().to_owned();
    let mine = chip.port.to_str().unwrap();
    let words: Vec<&str> =
        words.into_iter().map(|word| if word == mine { port.as_str() } else { word }).collect();
    esptool(&other.port, &words);
    assert!(other.flash() == after);
}

#[test]
fn events_tell_chip_plan_progress_and_end() {
    let folder = tempfile::tempdir().unwrap();
    let image = file(&folder, Chip::Esp32s3, 50_000);
    let chip = with_flash(Chip::Esp32s3, 4 << 20);
    let ran = by_mpdeck(&chip, &image, true, true).word("--json").run().ends(0);
    let events = ran.events();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!((names[0], names[1], *names.last().unwrap()), ("chip", "plan", "done"));
    let done = events.last().unwrap();
    assert_eq!((&done["verified"], &done["restarted"]), (&true.into(), &false.into()));
    let of = |what: &str| events.iter().filter(|event| event["what"] == what).count();
    assert!(of("erase") >= 2 && of("write") >= 2 && of("verify") == 2, "{names:?}");
}

#[test]
fn the_loader_tells_which_chip_it_is() {
    for (kind, name) in [
        (Chip::Esp8266, "ESP8266"),
        (Chip::Esp32, "ESP32"),
        (Chip::Esp32c3, "ESP32-C3"),
        (Chip::Esp32s3, "ESP32-S3"),
    ] {
        let chip = plug(Options { mac: [0x24, 0x0A, 0xC4, 1, 2, 3], ..Options::new(kind) });
        let ran = on(&chip.port).words(["info", "--chip", "--before", "none"]).run().ends(0);
        let told = String::from_utf8_lossy(&ran.out);
        let crystal = if kind == Chip::Esp8266 { 26 } else { 40 };
        let rest = format!(", 4096 kB of flash, crystal {crystal} MHz, MAC 24:0a:c4:01:02:03\n");
        assert!(told.starts_with(name) && told.ends_with(&rest), "{told}");
    }
}

#[test]
fn a_chip_that_is_left_in_its_loader_is_found_there() {
    let folder = tempfile::tempdir().unwrap();
    for kind in Chip::ALL {
        for stub in [true, false] {
            let image = file(&folder, kind, 30_000);
            let chip = with_flash(kind, 1 << 20);
            for _ in 0..2 {
                by_mpdeck(&chip, &image, stub, false).words(["--after", "none"]).run().ends(0);
                assert!(matches!(chip.running(), Running::Rom | Running::Stub), "{kind} {stub}");
            }
        }
    }
}

#[test]
fn firmware_starts_after_it_was_flashed() {
    let folder = tempfile::tempdir().unwrap();
    for stub in [true, false] {
        let image = file(&folder, Chip::Esp8266, 30_000);
        let cache = mpdeck::config::Places::find().unwrap().cache;
        let chip = plug(Options { cache: Some(cache), ..Options::new(Chip::Esp8266) });
        let ran = by_mpdeck(&chip, &image, stub, true).run().ends(0);
        until(
            "the firmware to run",
            LONG,
            || ran.err.clone(),
            || (chip.running() == Running::Firmware).then_some(()),
        );
        let said = on(&chip.port).words(["eval", "6*7"]).run().ends(0);
        assert_eq!(String::from_utf8_lossy(&said.out), "42\n");
    }
}
