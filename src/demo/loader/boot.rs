//! What a chip prints when it starts, and whether there is anything in its flash to run.

use sha2::{Digest, Sha256};

use crate::demo::loader::chip::Chip;

/// Why the chip was reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    PowerOn,
    /// By the watchdog, as nothing ran.
    Watchdog,
}

/// The ROM's text as it enters the loader.
pub(super) fn download_text(chip: Chip) -> String {
    let rom = rom_line(chip);
    match chip {
        Chip::Esp8266 => format!("{rom}rst cause:2, boot mode:(1,6)\r\n\r\n"),
        Chip::Esp32 => format!(
            "{rom}rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n"
        ),
        Chip::Esp32c3 => format!(
            "{rom}rst:0x1 (POWERON),boot:0x4 (DOWNLOAD(USB/UART0/1))\r\nwaiting for download\r\n"
        ),
        Chip::Esp32s3 => format!(
            "{rom}rst:0x1 (POWERON),boot:0x0 (DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n"
        ),
    }
}

/// The ROM's text as it finds nothing to run; the watchdog then starts it over.
pub(super) fn failure_text(chip: Chip, flash: &[u8], cause: Cause) -> String {
    let rom = rom_line(chip);
    let found = flash.get(chip.boot_offset()..chip.boot_offset() + 4).unwrap_or(&[0xFF; 4]);
    let header = found.iter().rev().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    let complaint = format!("invalid header: 0x{header:08x}\r\n").repeat(3);
    let cold = cause == Cause::PowerOn;
    match chip {
        Chip::Esp8266 => {
            let cause = if cold { 2 } else { 4 };
            format!("{rom}rst cause:{cause}, boot mode:(3,6)\r\n\r\nets_main.c \r\n")
        }
        Chip::Esp32 => {
            let cause = if cold { "0x1 (POWERON_RESET)" } else { "0x10 (RTCWDT_RTC_RESET)" };
            format!("{rom}rst:{cause},boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n{complaint}")
        }
        Chip::Esp32c3 | Chip::Esp32s3 => {
            let cause = if cold { "0x1 (POWERON)" } else { "0x7 (TG0WDT_SYS_RST)" };
            let mode = if chip == Chip::Esp32c3 { "0xc" } else { "0x8" };
            format!("{rom}rst:{cause},boot:{mode} (SPI_FAST_FLASH_BOOT)\r\n{complaint}")
        }
    }
}

/// The ROM's text as it starts what is in the flash.
pub(super) fn run_text(chip: Chip) -> String {
    let rom = rom_line(chip);
    match chip {
        Chip::Esp8266 => {
            format!(
                "{rom}rst cause:2, boot mode:(3,6)\r\n\r\nload 0x40100000, len 31088, room 16 \r\n"
            )
        }
        Chip::Esp32 => format!(
            "{rom}rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nconfigsip: 0, SPIWP:0xee\r\nmode:DIO, clock div:2\r\n"
        ),
        Chip::Esp32c3 => format!("{rom}rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)\r\n"),
        Chip::Esp32s3 => format!("{rom}rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n"),
    }
}

fn rom_line(chip: Chip) -> &'static str {
    match chip {
        Chip::Esp8266 => "\r\n ets Jan  8 2013,",
        Chip::Esp32 => "ets Jul 29 2019 12:21:46\r\n\r\n",
        Chip::Esp32c3 => "ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\n",
        Chip::Esp32s3 => "ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\n",
    }
}

const MAGIC: u8 = 0xE9;
const CHECKSUM_SEED: u8 = 0xEF;
/// Magic, segments, flash settings, entry; the newer chips have 16 bytes more.
const SHORT_HEADER: usize = 8;
const LONG_HEADER: usize = 24;
/// In the long header: a SHA-256 follows the image.
const HASHED: usize = 23;
const MOST_SEGMENTS: u8 = 16;

const TABLE: usize = 0x8000;
const TABLE_ENTRY: usize = 32;
const TABLE_MAGIC: [u8; 2] = [0xAA, 0x50];

/// Whether the chip finds firmware in its flash: an image, and on the newer chips the
/// application that the partition table leads to, each with a good checksum.
pub(super) fn bootable(chip: Chip, flash: &[u8]) -> bool {
    if chip == Chip::Esp8266 {
        return sound_image(flash, SHORT_HEADER);
    }
    let image_at = |at: usize| flash.get(at..).is_some_and(|image| sound_image(image, LONG_HEADER));
    let table = flash.get(TABLE..TABLE + 0xC00).unwrap_or_default();
    let mut entries =
        table.chunks_exact(TABLE_ENTRY).take_while(|entry| entry.starts_with(&TABLE_MAGIC));
    // Type 0 is an application.
    let application = entries.find(|entry| entry[2] == 0);
    image_at(chip.boot_offset())
        && application.is_some_and(|entry| {
            image_at(u32::from_le_bytes([entry[4], entry[5], entry[6], entry[7]]) as usize)
        })
}

/// Segments that fit, a checksum that is right, and where there is one the SHA-256.
fn sound_image(image: &[u8], header: usize) -> bool {
    sound_length(image, header).is_some_and(|length| {
        let hashed = header == LONG_HEADER && image[HASHED] == 1;
        let hash = image.get(length..length + 32);
        !hashed || hash == Some(Sha256::digest(&image[..length]).as_slice())
    })
}

/// The length of an image up to and with its checksum, if that is right.
fn sound_length(image: &[u8], header: usize) -> Option<usize> {
    let (magic, segments) = (*image.first()?, *image.get(1)?);
    if magic != MAGIC || segments == 0 || segments > MOST_SEGMENTS {
        return None;
    }
    let mut at = header;
    let mut sum = CHECKSUM_SEED;
    for _ in 0..segments {
        let length = image.get(at + 4..at + 8)?;
        let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
        let data = image.get(at + 8..(at + 8).checked_add(length)?)?;
        sum = data.iter().fold(sum, |sum, byte| sum ^ byte);
        at += 8 + length;
    }
    let end = (at + 1).next_multiple_of(16);
    (*image.get(end - 1)? == sum).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One segment of `data`.
    fn image(header: usize, data: &[u8]) -> Vec<u8> {
        let mut image = vec![0; header];
        image[..2].copy_from_slice(&[MAGIC, 1]);
        if header == LONG_HEADER {
            image[HASHED] = 1;
        }
        image.extend(0x4010_0000u32.to_le_bytes());
        image.extend((data.len() as u32).to_le_bytes());
        image.extend(data);
        image.resize((image.len() + 1).next_multiple_of(16), 0);
        let sum = data.iter().fold(CHECKSUM_SEED, |sum, byte| sum ^ byte);
        *image.last_mut().unwrap() = sum;
        if header == LONG_HEADER {
            let hash = Sha256::digest(&image);
            image.extend(hash);
        }
        image
    }

    #[test]
    fn an_old_chip_runs_a_sound_image_at_0() {
        let mut flash = image(SHORT_HEADER, &[1, 2, 3, 4]);
        assert!(bootable(Chip::Esp8266, &flash));
        flash[17] ^= 1;
        assert!(!bootable(Chip::Esp8266, &flash));
        assert!(!bootable(Chip::Esp8266, &[0xFF; 4096]));
        assert!(!bootable(Chip::Esp8266, &[]));
    }

    #[test]
    fn a_newer_chip_needs_loader_table_and_application() {
        let mut flash = vec![0xFF; 0x20000];
        let mut put = |at: usize, bytes: &[u8]| flash[at..at + bytes.len()].copy_from_slice(bytes);
        put(0x1000, &image(LONG_HEADER, &[1, 2, 3, 4]));
        put(0x8000, &[0xAA, 0x50, 1, 2, 0, 0x90, 0, 0]);
        put(0x8020, &[0xAA, 0x50, 0, 0, 0, 0, 1, 0]);
        put(0x10000, &image(LONG_HEADER, &[5; 40]));
        assert!(bootable(Chip::Esp32, &flash));
        assert!(!bootable(Chip::Esp32c3, &flash));
        for at in [0x1020, 0x8021, 0x10020, 0x10050] {
            let mut spoilt = flash.clone();
            spoilt[at] ^= 0x10;
            assert!(!bootable(Chip::Esp32, &spoilt), "{at:#x}");
        }
    }

    #[test]
    fn an_empty_chip_says_what_it_missed() {
        let text = failure_text(Chip::Esp32, &[0xFF; 0x2000], Cause::PowerOn);
        assert!(text.contains("invalid header: 0xffffffff\r\n"), "{text}");
        let text = failure_text(Chip::Esp8266, &[0xFF; 16], Cause::Watchdog);
        assert!(text.contains("ets Jan  8 2013,rst cause:4"), "{text}");
    }
}
