//! Faults on order: each does what its name says, and no more than that.

use std::time::Duration;

use mpdeck::demo::loader::{Bare, Chip, Options, Running};

use super::plug;
use crate::peer::{esptool, esptool_output};
use crate::wait::{LONG, until};
use crate::wire::Wire;

fn with(kind: Chip, faults: &[&str]) -> Bare {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    plug(Options { faults, ..Options::new(kind) })
}

/// All that esptool said, and whether it was content.
fn tries(chip: &Bare, words: &[&str]) -> (bool, String) {
    let output = esptool_output(&chip.port, words);
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    (output.status.success(), format!("{out}{err}"))
}

/// A file of so many bytes that do not compress away.
fn file(folder: &tempfile::TempDir, size: usize) -> String {
    let path = folder.path().join("data.bin");
    std::fs::write(&path, crate::made::noise(size, 5)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_boot_text_comes_before_the_answer_to_a_sync() {
    for kind in Chip::ALL {
        let chip = with(kind, &["boot-text"]);
        let said = esptool(&chip.port, &["flash-id"]);
        assert!(said.contains("Detected flash size: 4MB"), "{said}");
    }
}

#[test]
fn a_stub_that_does_not_start_is_missed() {
    const MEM_END: u8 = 0x06;
    let chip = with(Chip::Esp32, &["dead-stub"]);
    let said = std::thread::scope(|scope| {
        let esptool = scope.spawn(|| tries(&chip, &["flash-id"]));
        until("the stub's start", LONG, String::new, || {
            chip.requests().contains(&MEM_END).then_some(())
        });
        assert_eq!(chip.running(), Running::Rom);
        // esptool waits for minutes otherwise.
        chip.unplug();
        let (fine, said) = esptool.join().unwrap();
        assert!(!fine, "{said}");
        said
    });
    assert!(said.contains("Running stub flasher..."), "{said}");
    assert!(!said.contains("Stub flasher running."), "{said}");
}

#[test]
fn silence_lasts_from_its_step_to_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(&folder, 100_000);
    let chip = with(Chip::Esp32, &["silence@deflate-data:2"]);
    let (fine, said) = tries(&chip, &["write-flash", "0x10000", &data]);
    assert!(!fine, "{said}");
    let (fine, said) = tries(&chip, &["--connect-attempts", "1", "flash-id"]);
    assert!(!fine && said.contains("No serial data received"), "{said}");
    chip.enter_loader();
    esptool(&chip.port, &["write-flash", "0x10000", &data]);
}

#[test]
fn a_cable_that_comes_out_hangs_the_port_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(&folder, 100_000);
    let link = folder.path().join("ttyUSB0");
    let chip = plug(Options {
        faults: vec!["unplug@deflate-data:3".parse().unwrap()],
        link: Some(link.clone()),
        ..Options::new(Chip::Esp8266)
    });
    let (fine, said) = tries(&chip, &["write-flash", "0", &data]);
    assert!(!fine, "{said}");
    assert!(link.symlink_metadata().is_err(), "the port is still there");
    assert_eq!(chip.running(), Running::Nothing);
    chip.plug();
    assert_eq!(chip.running(), Running::Rom);
    esptool(&link, &["write-flash", "0", &data]);
}

#[test]
fn lost_bytes_cost_one_packet() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(&folder, 30_000);
    for fault in ["lose-request@deflate-data:1", "lose-answer@deflate-begin:1"] {
        let chip = with(Chip::Esp32c3, &[fault]);
        let (fine, said) = tries(&chip, &["--baud", "115200", "write-flash", "0", &data]);
        // esptool may try such a packet again; if it claims success the flash has to be right.
        let right = chip.flash().starts_with(&std::fs::read(&data).unwrap());
        assert!(!fine || right, "{fault}: {said}");
        chip.enter_loader();
        esptool(&chip.port, &["write-flash", "0", &data]);
    }
}

#[test]
fn a_bad_cell_fails_the_verification() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(&folder, 30_000);
    let chip = with(Chip::Esp32, &["bad-cell@0x11000:1"]);
    let (fine, said) = tries(&chip, &["write-flash", "0x10000", &data]);
    assert!(!fine && said.contains("MD5"), "{said}");
    // Only the first write goes wrong.
    esptool(&chip.port, &["write-flash", "0x10000", &data]);
}

#[test]
fn a_weak_line_bears_a_low_rate_only() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(&folder, 30_000);
    let chip = with(Chip::Esp32, &["weak-line@230400"]);
    let (fine, said) = tries(&chip, &["--baud", "460800", "write-flash", "0", &data]);
    assert!(!fine, "{said}");
    chip.enter_loader();
    esptool(&chip.port, &["--baud", "115200", "write-flash", "0", &data]);
}

#[test]
fn an_order_on_a_running_chip_takes_the_place_of_the_old_ones() {
    let chip = with(Chip::Esp8266, &["silence@sync"]);
    let mut wire = Wire::open(&chip.port);
    let call = [&[0xC0, 0, 8, 36, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20][..], &[0x55; 32], &[0xC0]];
    wire.send(call.concat());
    until("the call to arrive", LONG, String::new, || (chip.requests() == [8]).then_some(()));
    assert_eq!(wire.read(Duration::ZERO), Some(Vec::new()));
    chip.misbehave(Vec::new());
    wire.send(call.concat());
    assert_eq!(wire.read(LONG).unwrap()[..3], [0xC0, 1, 8]);
}
