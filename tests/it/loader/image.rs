//! Images that do not fit, chips that are locked, ports that are not to be had: `mpdeck
//! flash` says why and what to do, and nothing is touched.

use std::path::Path;

use mpdeck::demo::loader::{Bare, Chip, Options, Security};

use super::command::{Ran, on};
use super::flash::{litter, with_flash};
use super::{firmware, plug};
use crate::made;

/// It refuses, and the text has all of these in it.
#[track_caller]
fn refuses(chip: &Bare, image: &Path, words: &[&str], says: &[&str]) -> Ran {
    let before = chip.flash();
    let line = on(&chip.port).word("flash").word(image).words(["--yes", "--before", "none"]);
    let ran = line.words(words).run().ends(1);
    for text in says {
        assert!(ran.err.contains(text), "no {text:?} in: {}", ran.err);
    }
    assert!(chip.flash() == before, "the flash was changed");
    ran
}

/// A file with these bytes, under a name.
fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn an_image_for_another_chip_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let with = |kind| file(&folder, "firmware.bin", &firmware(kind, 50_000));
    let names = |kind| match kind {
        Chip::Esp8266 => "ESP8266",
        Chip::Esp32 => "ESP32",
        Chip::Esp32c3 => "ESP32-C3",
        Chip::Esp32s3 => "ESP32-S3",
    };
    for (image, there) in [
        (Chip::Esp8266, Chip::Esp32),
        (Chip::Esp32, Chip::Esp8266),
        (Chip::Esp32, Chip::Esp32s3),
        (Chip::Esp32s3, Chip::Esp32c3),
    ] {
        let chip = with_flash(there, 1 << 20);
        let why = format!("it is for the {}, and this is an {}", names(image), names(there));
        let next = format!("`mpdeck firmware --chip {}`", there.name());
        refuses(&chip, &with(image), &["--erase"], &[&why, "Nothing was changed", &next]);
    }
    // asked for by name
    let chip = with_flash(Chip::Esp32, 1 << 20);
    let image = with(Chip::Esp8266);
    refuses(&chip, &image, &["--chip", "esp8266"], &["this is an ESP32, not an ESP8266"]);
}

#[test]
fn what_is_no_whole_firmware_is_refused_before_the_port_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let whole = firmware(Chip::Esp32, 50_000);
    let mut flipped = whole.clone();
    let middle = flipped.len() - 20_000;
    flipped[middle] ^= 1;
    let cases: [(&str, &[u8], &[&str]); 7] = [
        ("cut.bin", &whole[..whole.len() - 3000], &["ends too early", "Download it again"]),
        ("head.bin", &whole[..20], &["ends too early", "Download it again"]),
        ("flipped.bin", &flipped, &["damaged", "Download it again"]),
        ("main.py", b"import machine\nprint('hello')\n", &["not firmware", ".bin or .uf2"]),
        ("page.bin", b"<!DOCTYPE html><html><body>404", &["not firmware", "micropython.org"]),
        ("empty.bin", b"", &["not firmware"]),
        ("noise.bin", &made::noise(5000, 3), &["not firmware"]),
    ];
    let chip = with_flash(Chip::Esp32, 1 << 20);
    for (name, bytes, says) in cases {
        refuses(&chip, &file(&folder, name, bytes), &[], says);
    }
    refuses(&chip, folder.path(), &[], &["it is a folder, not firmware"]);
    refuses(&chip, &folder.path().join("none.bin"), &[], &["there is no such file"]);
    assert!(chip.requests().is_empty());
}

#[test]
fn a_damaged_esp8266_image_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut image = firmware(Chip::Esp8266, 50_000);
    image[500] ^= 1;
    let chip = with_flash(Chip::Esp8266, 1 << 20);
    refuses(&chip, &file(&folder, "a.bin", &image), &["--erase"], &["damaged"]);
    assert!(chip.requests().is_empty());
}

#[test]
fn an_image_larger_than_the_flash_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, size) in [(Chip::Esp8266, 512 << 10), (Chip::Esp32, 1 << 20)] {
        let chip = with_flash(kind, size);
        let image = file(&folder, "large.bin", &firmware(kind, size));
        let says = ["there is room for", "Nothing was changed", "smaller flash"];
        for how in [&["--erase"][..], &["--erase", "--no-stub"]] {
            chip.enter_loader();
            let before = chip.flash();
            let line =
                on(&chip.port).word("flash").word(&image).words(["--yes", "--before", "none"]);
            let ran = line.words(how).run().ends(1);
            assert!(says.iter().all(|text| ran.err.contains(text)), "{}", ran.err);
            assert!(chip.flash() == before, "{kind}");
        }
    }
}

#[test]
fn another_place_than_its_own_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, asked, says) in [
        (Chip::Esp32, "0", "it goes to 0x1000 on an ESP32, not to 0x0"),
        (Chip::Esp32c3, "0x1000", "it goes to 0x0 on an ESP32-C3, not to 0x1000"),
        (Chip::Esp8266, "4096", "it goes to 0x0 on an ESP8266, not to 0x1000"),
    ] {
        let chip = with_flash(kind, 1 << 20);
        let image = file(&folder, "firmware.bin", &firmware(kind, 50_000));
        refuses(&chip, &image, &["--offset", asked], &[says, "Leave --offset out"]);
    }
    // its own may be named
    let chip = with_flash(Chip::Esp32, 1 << 20);
    let image = file(&folder, "firmware.bin", &firmware(Chip::Esp32, 50_000));
    let line = on(&chip.port).word("flash").word(&image).words(["--yes", "--before", "none"]);
    line.words(["--offset", "0x1000"]).run().ends(0);
    for wrong in ["here", "0xZZ", "-1", "99999999999"] {
        let offset = format!("--offset={wrong}");
        on(&chip.port).word("flash").word(&image).word(offset).run().ends(2);
    }
}

#[test]
fn a_locked_chip_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let free = Security::default();
    let boot = Security { secure_boot: true, ..free };
    let encryption = Security { encryption: true, ..free };
    let download = Security { secure_download: true, ..free };
    let (boot_says, encryption_says) = ("secure boot is on", "flash encryption is on");
    for (kind, security, says) in [
        (Chip::Esp32, boot, boot_says),
        (Chip::Esp32, encryption, encryption_says),
        (Chip::Esp32c3, boot, boot_says),
        (Chip::Esp32c3, encryption, encryption_says),
        (Chip::Esp32c3, download, "secure download mode is on"),
        (Chip::Esp32s3, boot, boot_says),
        (Chip::Esp32s3, encryption, encryption_says),
        (Chip::Esp32s3, Security { secure_boot: true, ..download }, boot_says),
    ] {
        let content = litter(1 << 20);
        let chip = plug(Options { content, size: 1 << 20, security, ..Options::new(kind) });
        let image = file(&folder, "firmware.bin", &firmware(kind, 50_000));
        let all = [says, "Nothing was changed on the board", "take another board"];
        let ran = refuses(&chip, &image, &["--erase"], &all);
        assert!(!ran.err.contains("tap RESET"), "{}", ran.err);
        let before = chip.flash();
        chip.enter_loader();
        let erase = on(&chip.port).words(["erase", "--yes", "--before", "none"]).run().ends(1);
        assert!(erase.err.contains(says), "{}", erase.err);
        assert!(chip.flash() == before, "the flash was changed");
        // what it is, it tells all the same
        chip.enter_loader();
        let info = on(&chip.port).words(["info", "--chip", "--before", "none", "--json"]).run();
        let chip = &info.ends(0).events()[0];
        assert_eq!(chip["secure_boot"], security.secure_boot, "{chip}");
        assert_eq!(chip["encrypted"], security.encryption, "{chip}");
        assert_eq!(chip["locked"], security.secure_download, "{chip}");
    }
}

#[test]
fn nobody_is_there_to_answer() {
    let folder = tempfile::tempdir().unwrap();
    let chip = with_flash(Chip::Esp32, 1 << 20);
    let image = file(&folder, "firmware.bin", &firmware(Chip::Esp32, 50_000));
    let ran = on(&chip.port).word("flash").word(&image).run().ends(2);
    assert!(
        ran.err.contains("nobody is there to answer") && ran.err.contains("--yes"),
        "{}",
        ran.err
    );
    let ran = on(&chip.port).word("erase").run().ends(2);
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    assert!(chip.requests().is_empty());
}

#[test]
fn a_port_that_another_program_holds_is_named_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let chip = with_flash(Chip::Esp32, 1 << 20);
    let image = file(&folder, "firmware.bin", &firmware(Chip::Esp32, 50_000));
    // as serial programs open it: for themselves alone
    let held = serialport::new(chip.port.to_str().unwrap(), 115_200).open_native().unwrap();
    let ran = on(&chip.port).word("flash").word(&image).word("--yes").run().ends(3);
    let pid = std::process::id().to_string();
    assert!(ran.err.contains("the port is busy") && ran.err.contains(&pid), "{}", ran.err);
    assert!(ran.err.contains("Close that program and try again"), "{}", ran.err);
    drop(held);
    let ran = on(Path::new("/dev/ttyUSB99")).word("flash").word(&image).word("--yes").run().ends(3);
    assert!(ran.err.contains("no such port") && ran.err.contains("mpdeck devices"), "{}", ran.err);
    assert!(chip.requests().is_empty());
}
