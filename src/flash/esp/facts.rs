//! Addresses of the chips' registers, from Espressif's technical reference manuals.

use crate::model::Chip;

/// Tells the older chips apart.
pub(super) const MAGIC_AT: u32 = 0x4000_1000;

/// The chip whose ROM has this word there.
pub(super) fn by_magic(word: u32) -> Option<Chip> {
    match word {
        0xFFF0_C101 => Some(Chip::Esp8266),
        0x00F0_1D83 => Some(Chip::Esp32),
        0x0000_07C6 => Some(Chip::Esp32S2),
        _ => None,
    }
}

/// The peripheral that the flash hangs on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spi {
    pub(super) base: u32,
    /// Offsets of what is done, of the lengths, of the command, of the data.
    pub(super) user: u32,
    pub(super) user1: u32,
    pub(super) user2: u32,
    /// The length of an answer in bits; on the ESP8266 it is a part of `user1`.
    pub(super) answer_length: Option<u32>,
    pub(super) data: u32,
}

pub(super) fn spi(chip: Chip) -> Spi {
    let newer = |base| Spi {
        base,
        user: 0x18,
        user1: 0x1C,
        user2: 0x20,
        answer_length: Some(0x28),
        data: 0x58,
    };
    match chip {
        Chip::Esp8266 => Spi {
            base: 0x6000_0200,
            user: 0x1C,
            user1: 0x20,
            user2: 0x24,
            answer_length: None,
            data: 0x40,
        },
        Chip::Esp32 => Spi {
            base: 0x3FF4_2000,
            user: 0x1C,
            user1: 0x20,
            user2: 0x24,
            answer_length: Some(0x2C),
            data: 0x80,
        },
        Chip::Esp32S2 => newer(0x3F40_2000),
        Chip::Esp32C5 | Chip::Esp32C6 | Chip::Esp32C61 | Chip::Esp32H2 => newer(0x6000_3000),
        Chip::Esp32P4 => newer(0x5008_D000),
        _ => newer(0x6000_2000),
    }
}

/// Two fuses that hold the MAC address: its last four bytes, and the first two.
pub(super) fn mac_fuses(chip: Chip) -> Option<(u32, u32)> {
    let at = match chip {
        Chip::Esp32 => 0x3FF5_A004,
        Chip::Esp32S2 => 0x3F41_A044,
        Chip::Esp32S3 => 0x6000_7044,
        Chip::Esp32C2 => 0x6000_8840,
        Chip::Esp32C3 => 0x6000_8844,
        Chip::Esp32C5 | Chip::Esp32C61 => 0x600B_4844,
        Chip::Esp32C6 | Chip::Esp32H2 => 0x600B_0844,
        Chip::Esp32P4 => 0x5012_D044,
        _ => return None,
    };
    Some((at, at + 4))
}
