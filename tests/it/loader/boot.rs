//! What runs after a reset: the ROM's complaints, or what was flashed.

use mpdeck::config::Places;
use mpdeck::demo::loader::{Chip, Hands, Options, Running};
use rustix::fs::{Mode, OFlags, open};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::{firmware, offset, plug, used};
use crate::peer::esptool;
use crate::wait::{LONG, until};
use crate::wire::Wire;

/// Firmware that was flashed comes up with a prompt.
fn comes_up(kind: Chip) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firmware.bin");
    std::fs::write(&file, firmware(kind, 40_000)).unwrap();
    let cache = Places::find().expect("the cache folder").cache;
    let chip = plug(Options { cache: Some(cache), ..Options::new(kind) });
    let place = format!("{:#x}", offset(kind));
    esptool(&chip.port, &["write-flash", &place, file.to_str().unwrap()]);
    assert_eq!(chip.running(), Running::Rom);
    chip.reset();
    assert_eq!(chip.running(), Running::Firmware);
    at_firmware_rate(&chip.port);
    let mut wire = Wire::open(&chip.port);
    wire.prompt();
    assert_eq!(wire.line("print(6 * 7)"), "42");
    // The buttons work all the same.
    chip.enter_loader();
    let said = esptool(&chip.port, &["flash-id"]);
    assert!(said.contains("Detected flash size: 4MB"), "{said}");
}

/// What esptool has left the port at is not what firmware talks at.
fn at_firmware_rate(port: &std::path::Path) {
    let end = open(port, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let mut settings = tcgetattr(&end).unwrap();
    settings.set_speed(115_200).unwrap();
    tcsetattr(&end, OptionalActions::Now, &settings).unwrap();
}

#[test]
fn flashed_firmware_comes_up_on_an_esp8266() {
    comes_up(Chip::Esp8266);
}

#[test]
fn flashed_firmware_comes_up_on_an_esp32() {
    comes_up(Chip::Esp32);
}

#[test]
fn an_empty_chip_complains_over_and_over() {
    for (kind, complaint) in [
        (
            Chip::Esp32,
            "rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\ninvalid header: 0xffffffff\r\n",
        ),
        (
            Chip::Esp32c3,
            "rst:0x7 (TG0WDT_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)\r\ninvalid header: 0xffffffff\r\n",
        ),
    ] {
        let chip = plug(Options { hold_boot: false, ..Options::new(kind) });
        let mut wire = Wire::open(&chip.port);
        wire.read_to(complaint);
        wire.read_to(complaint);
        assert_eq!(chip.running(), Running::Nothing);
    }
}

#[test]
fn a_host_that_keeps_calling_an_empty_chip_is_helped() {
    let chip =
        plug(Options { hold_boot: false, hands: Hands::Helpful, ..Options::new(Chip::Esp32) });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, firmware(Chip::Esp32, 8192)).unwrap();
    let words = ["--connect-attempts", "20", "write-flash", "0x1000"];
    esptool(&chip.port, &[&words[..], &[file.path().to_str().unwrap()]].concat());
    assert_eq!(chip.running(), Running::Rom);
}

#[test]
fn the_old_rom_talks_at_a_rate_of_its_own() {
    let chip = plug(Options { hold_boot: false, ..Options::new(Chip::Esp8266) });
    let end = open(&chip.port, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let mut settings = tcgetattr(&end).unwrap();
    settings.set_speed(74_880).unwrap();
    tcsetattr(&end, OptionalActions::Now, &settings).unwrap();
    let mut wire = Wire::open(&chip.port);
    wire.read_to("ets Jan  8 2013,rst cause:4, boot mode:(3,6)\r\n");
    drop(wire);
    at_firmware_rate(&chip.port);
    let mut wire = Wire::open(&chip.port);
    let mut noise = Vec::new();
    until("the same text as noise", LONG, String::new, || {
        noise.extend(wire.read(LONG).expect("a port"));
        (noise.len() > 100).then_some(())
    });
    assert!(!String::from_utf8_lossy(&noise).contains("rst cause"), "{noise:?}");
}

#[test]
fn half_an_image_does_not_start() {
    let mut image = firmware(Chip::Esp8266, 20_000);
    image.truncate(3000);
    let chip = plug(Options { content: image, hold_boot: false, ..Options::new(Chip::Esp8266) });
    assert_eq!(chip.running(), Running::Nothing);
}

#[test]
fn a_reset_of_a_full_but_senseless_flash_runs_nothing() {
    let chip = used(Chip::Esp32s3);
    chip.reset();
    assert_eq!(chip.running(), Running::Nothing);
}
