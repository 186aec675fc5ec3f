//! `mpdeck info --chip` beside what esptool tells.

use super::command::on;
use super::plug;
use crate::peer::esptool;
use mpdeck::demo::loader::{Chip, Options};

fn tells_the_same(kind: Chip) {
    let chip = plug(Options::new(kind));
    let theirs = esptool(&chip.port, &["flash-id"]);
    let ours = on(&chip.port).words(["--json", "info", "--chip"]).run().ends(0).events();
    let found = ours.iter().find(|event| event["event"] == "chip").expect("a chip");
    if let Some(revision) = found["revision"].as_str() {
        assert!(theirs.contains(&format!("(revision {revision})")), "{revision} in {theirs}");
    }
    assert_eq!(found["revision"].is_null(), kind == Chip::Esp8266);
    for told in [
        format!("Crystal frequency:  {}MHz", found["crystal"]),
        format!("MAC:                {}", found["mac"].as_str().unwrap()),
        format!("Detected flash size: {}MB", found["flash_size"].as_u64().unwrap() >> 20),
    ] {
        assert!(theirs.contains(&told), "{told} in {theirs}");
    }
}

#[test]
fn an_esp8266_is_described_as_by_esptool() {
    tells_the_same(Chip::Esp8266);
}

#[test]
fn an_esp32_is_described_as_by_esptool() {
    tells_the_same(Chip::Esp32);
}

#[test]
fn an_esp32c3_is_described_as_by_esptool() {
    tells_the_same(Chip::Esp32c3);
}

#[test]
fn an_esp32s3_is_described_as_by_esptool() {
    tells_the_same(Chip::Esp32s3);
}

/// Where there is no esptool, espflash's stub helps.
#[test]
fn a_stub_is_started_without_esptool() {
    for (kind, stub) in [(Chip::Esp32c3, true), (Chip::Esp32s3, true), (Chip::Esp32, false)] {
        let chip = plug(Options::new(kind));
        let line = on(&chip.port).without_esptool();
        let events = line.words(["--json", "erase", "--yes"]).run().ends(0).events();
        let found = events.iter().find(|event| event["event"] == "chip").expect("a chip");
        assert_eq!(found["stub"], stub, "{kind}");
    }
}

/// An ESP32's ROM reads slowly, so that a stub is worth its wait.
#[test]
fn an_esp32_is_read_by_a_stub_without_esptool() {
    let chip = plug(Options { size: 1 << 20, ..Options::new(Chip::Esp32) });
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.bin");
    on(&chip.port).without_esptool().word("backup").word(&copy).run().ends(0);
    assert!(std::fs::read(&copy).unwrap() == chip.flash());
    // 0xD2 reads by a stub, 0x0E by the ROM
    let asked = chip.requests();
    assert!(asked.contains(&0xD2) && !asked.contains(&0x0E), "{asked:02x?}");
}
