//! Real esptool on the simulated chips: what it cannot tell from a chip is good enough for us.

use std::path::Path;

use mpdeck::demo::loader::{Bare, Chip, Running};

use super::{USED, firmware, offset, used};
use crate::peer::{esptool, esptool_output};

const SECTOR: usize = 4096;

/// With or without a stub, as words for esptool.
fn how(stub: bool) -> &'static [&'static str] {
    if stub { &[] } else { &["--no-stub"] }
}

fn ask(chip: &Bare, stub: bool, words: &[&str]) -> String {
    esptool(&chip.port, &[how(stub), words].concat())
}

fn name_of(chip: Chip) -> &'static str {
    match chip {
        Chip::Esp8266 => "ESP8266",
        Chip::Esp32 => "ESP32",
        Chip::Esp32c3 => "ESP32-C3",
        Chip::Esp32s3 => "ESP32-S3",
    }
}

/// All that esptool can do with a chip in its loader, step by step.
fn passes(kind: Chip, stub: bool) {
    let folder = tempfile::tempdir().unwrap();
    let image = firmware(kind, 60_000);
    let file = folder.path().join("firmware.bin");
    std::fs::write(&file, &image).unwrap();
    let chip = used(kind);

    let said = ask(&chip, stub, &["flash-id"]);
    assert!(said.contains(&format!("Connected to {} on", name_of(kind))), "{said}");
    assert!(said.contains("Detected flash size: 4MB"), "{said}");
    let said = ask(&chip, stub, &["chip-id"]);
    assert!(said.contains("24:0a:c4:") || said.contains("Chip ID: 0x00"), "{said}");
    assert_eq!(said.contains("Stub flasher running."), stub, "{said}");

    writes(&chip, kind, stub, "--no-compress", &file, &image);
    // The ESP8266's ROM cannot inflate.
    if stub || kind != Chip::Esp8266 {
        writes(&chip, kind, stub, "--compress", &file, &image);
    }
    reads_back(&chip, kind, stub, &image);
    erases(&chip, stub);
}

fn writes(chip: &Bare, kind: Chip, stub: bool, how: &str, file: &Path, image: &[u8]) {
    let at = offset(kind);
    let place = format!("{at:#x}");
    let file = file.to_str().unwrap();
    let said = ask(chip, stub, &["write-flash", how, &place, file]);
    // Nothing can digest the flash there.
    let digests = stub || kind != Chip::Esp8266;
    assert_eq!(said.contains("Hash of data verified."), digests, "{said}");

    let flash = chip.flash();
    let end = (at + image.len()).next_multiple_of(SECTOR);
    assert!(flash[at..at + image.len()] == *image, "{kind}: what was written");
    assert!(flash[at + image.len()..end].iter().all(|byte| *byte == 0xFF), "{kind}: the rest");
    assert!(flash[end..].iter().all(|byte| *byte == USED), "{kind}: beyond the end");
    assert!(flash[..at].iter().all(|byte| *byte == USED), "{kind}: before the start");
    if digests {
        let said = ask(chip, stub, &["verify-flash", &place, file]);
        assert!(said.contains("Verification successful"), "{said}");
    }
}

fn reads_back(chip: &Bare, kind: Chip, stub: bool, image: &[u8]) {
    if kind == Chip::Esp8266 && !stub {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let back = folder.path().join("back.bin");
    // 64 bytes at a time without a stub.
    let length = if stub { image.len() } else { 3000 };
    let (place, count) = (format!("{:#x}", offset(kind)), length.to_string());
    ask(chip, stub, &["read-flash", &place, &count, back.to_str().unwrap()]);
    assert!(std::fs::read(&back).unwrap() == image[..length], "{kind}: what was read");
}

fn erases(chip: &Bare, stub: bool) {
    if !stub {
        // No ROM can: esptool says so, and nothing is touched.
        let before = chip.flash();
        let output = esptool_output(&chip.port, &["--no-stub", "erase-flash"]);
        assert!(!output.status.success());
        assert!(chip.flash() == before);
        return;
    }
    ask(chip, stub, &["erase-region", "0x300000", "0x2000"]);
    let flash = chip.flash();
    assert!(flash[0x30_0000..0x30_2000].iter().all(|byte| *byte == 0xFF));
    assert_eq!([flash[0x2F_FFFF], flash[0x30_2000]], [USED; 2]);
    ask(chip, stub, &["erase-flash"]);
    assert!(chip.flash().iter().all(|byte| *byte == 0xFF));
}

#[test]
fn an_esp8266_passes_with_its_stub() {
    passes(Chip::Esp8266, true);
}

#[test]
fn an_esp8266_passes_with_its_rom() {
    passes(Chip::Esp8266, false);
}

#[test]
fn an_esp32_passes_with_its_stub() {
    passes(Chip::Esp32, true);
}

#[test]
fn an_esp32_passes_with_its_rom() {
    passes(Chip::Esp32, false);
}

#[test]
fn an_esp32c3_passes_with_its_stub() {
    passes(Chip::Esp32c3, true);
}

#[test]
fn an_esp32c3_passes_with_its_rom() {
    passes(Chip::Esp32c3, false);
}

#[test]
fn an_esp32s3_passes_with_its_stub() {
    passes(Chip::Esp32s3, true);
}

#[test]
fn an_esp32s3_passes_with_its_rom() {
    passes(Chip::Esp32s3, false);
}

#[test]
fn a_faster_rate_is_agreed_upon() {
    for kind in Chip::ALL {
        let chip = used(kind);
        let said = ask(&chip, true, &["--baud", "460800", "flash-id"]);
        assert!(said.contains("Changing baud rate to 460800"), "{said}");
        assert!(said.contains("Detected flash size: 4MB"), "{said}");
    }
}

#[test]
fn a_stub_that_stays_is_found_again() {
    let chip = used(Chip::Esp32);
    esptool(&chip.port, &["--after", "no-reset-stub", "flash-id"]);
    assert_eq!(chip.running(), Running::Stub);
    let said = esptool(&chip.port, &["--after", "no-reset", "flash-id"]);
    assert!(said.contains("Stub flasher is already running"), "{said}");
    assert_eq!(chip.running(), Running::Rom);
}
