//! What differs between the chips: addresses and identities, from Espressif's technical
//! reference manuals and esptool's `targets/`.

use std::fmt;
use std::str::FromStr;

/// A chip that can be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    Esp8266,
    Esp32,
    Esp32c3,
    Esp32s3,
}

impl Chip {
    pub const ALL: [Chip; 4] = [Chip::Esp8266, Chip::Esp32, Chip::Esp32c3, Chip::Esp32s3];

    /// As esptool's `--chip` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Chip::Esp8266 => "esp8266",
            Chip::Esp32 => "esp32",
            Chip::Esp32c3 => "esp32c3",
            Chip::Esp32s3 => "esp32s3",
        }
    }

    /// The word at 0x40001000, which tells the older chips apart.
    pub(super) fn magic(self) -> u32 {
        match self {
            Chip::Esp8266 => 0xFFF0_C101,
            Chip::Esp32 => 0x00F0_1D83,
            Chip::Esp32c3 => 0x1B31_506F,
            Chip::Esp32s3 => 0x0000_0009,
        }
    }

    /// The id in GET_SECURITY_INFO, which the older ROMs do not know.
    pub(super) fn id(self) -> Option<u32> {
        match self {
            Chip::Esp8266 | Chip::Esp32 => None,
            Chip::Esp32c3 => Some(5),
            Chip::Esp32s3 => Some(9),
        }
    }

    /// Where the first thing that boots lies in the flash.
    pub(super) fn boot_offset(self) -> usize {
        if self == Chip::Esp32 { 0x1000 } else { 0 }
    }

    /// Crystal, in Hz.
    pub(super) fn crystal(self) -> u32 {
        if self == Chip::Esp8266 { 26_000_000 } else { 40_000_000 }
    }

    /// The rate of the ROM's own messages, in bits per second: it takes the crystal for
    /// one of 40 MHz.
    pub(super) fn console_baud(self) -> u32 {
        if self == Chip::Esp8266 { 74_880 } else { 115_200 }
    }

    /// Registers of the flash's SPI peripheral.
    pub(super) fn spi(self) -> Spi {
        match self {
            Chip::Esp8266 => Spi { base: 0x6000_0200, user2: 0x24, w0: 0x40 },
            Chip::Esp32 => Spi { base: 0x3FF4_2000, user2: 0x24, w0: 0x80 },
            Chip::Esp32c3 | Chip::Esp32s3 => Spi { base: 0x6000_2000, user2: 0x20, w0: 0x58 },
        }
    }

    /// The clock divider of the serial port, and by how much its clock is faster than the
    /// crystal.
    pub(super) fn clock_divider(self) -> (u32, u32) {
        match self {
            Chip::Esp8266 => (0x6000_0014, 2),
            Chip::Esp32 => (0x3FF4_0014, 1),
            Chip::Esp32c3 | Chip::Esp32s3 => (0x6000_0014, 1),
        }
    }

    /// The RTC watchdog, which resets the whole chip: lock, configuration.
    pub(super) fn watchdog(self) -> Option<Watchdog> {
        match self {
            Chip::Esp8266 | Chip::Esp32 => None,
            Chip::Esp32c3 => Some(Watchdog { lock: 0x6000_80A8, config: 0x6000_8090 }),
            Chip::Esp32s3 => Some(Watchdog { lock: 0x6000_80B0, config: 0x6000_8098 }),
        }
    }

    /// What can be read from the fuses and other constant registers.
    pub(super) fn constants(self, mac: [u8; 6], security: Security) -> Vec<(u32, u32)> {
        let [a, b, c, d, e, f] = mac;
        let low = u32::from_be_bytes([c, d, e, f]);
        let high = u32::from_be_bytes([0, 0, a, b]);
        let mut found = vec![(0x4000_1000, self.magic())];
        match self {
            Chip::Esp8266 => found.extend([
                (0x3FF0_0050, u32::from(f) << 24),
                (0x3FF0_0054, 0x0200_0000 | u32::from_be_bytes([0, 0, d, e])),
                (0x3FF0_005C, u32::from_be_bytes([0, a, b, c])),
            ]),
            // Revision 3.1 in the D0WD package, rated for 240 MHz.
            Chip::Esp32 => found.extend([
                (0x3FF5_A000, if security.encryption { 1 << 20 } else { 0 }),
                (0x3FF5_A004, low),
                (0x3FF5_A008, high),
                (0x3FF5_A00C, 1 << 9 | 1 << 13 | 1 << 15),
                // The 8 MHz oscillator's frequency, with the calibration at 0x3FF5F06C: 40 MHz.
                (0x3FF5_A010, 50),
                (0x3FF5_F06C, 2048 << 7),
                (0x3FF5_A014, 1 << 20 | 1 << 24),
                (0x3FF5_A018, if security.secure_boot { 1 << 5 } else { 0 }),
                (0x3FF6_607C, 1 << 31),
            ]),
            Chip::Esp32c3 | Chip::Esp32s3 => {
                let fuses: u32 = if self == Chip::Esp32c3 { 0x6000_8800 } else { 0x6000_7000 };
                // Revision 0.4 or 0.2; the flash is outside of the chip.
                let revision = if self == Chip::Esp32c3 { 4 } else { 2 };
                found.extend([
                    (fuses + 0x34, if security.encryption { 1 << 18 } else { 0 }),
                    (fuses + 0x38, if security.secure_boot { 1 << 20 } else { 0 }),
                    (fuses + 0x44, low),
                    (fuses + 0x48, high),
                    (fuses + 0x50, revision << 18),
                ]);
            }
        }
        found
    }
}

impl fmt::Display for Chip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Chip {
    type Err = String;

    fn from_str(text: &str) -> Result<Chip, String> {
        let plain = text.to_ascii_lowercase().replace('-', "");
        Chip::ALL.into_iter().find(|chip| chip.name() == plain).ok_or_else(|| {
            format!("no simulated chip {text}: there are {}", Chip::ALL.map(Chip::name).join(", "))
        })
    }
}

/// What the owner of a chip has locked, for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Security {
    /// Runs signed firmware only.
    pub secure_boot: bool,
    /// Flash content is encrypted.
    pub encryption: bool,
    /// The ROM writes flash and does little else.
    pub secure_download: bool,
}

/// Addresses within the SPI peripheral.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spi {
    pub(super) base: u32,
    /// Offset of the command.
    pub(super) user2: u32,
    /// Offset of the first word of data.
    pub(super) w0: u32,
}

/// Addresses of the RTC watchdog.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watchdog {
    pub(super) lock: u32,
    pub(super) config: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_and_without_a_dash() {
        assert_eq!("ESP32-C3".parse(), Ok(Chip::Esp32c3));
        assert_eq!("esp8266".parse(), Ok(Chip::Esp8266));
        assert_eq!(
            "rp2040".parse::<Chip>(),
            Err("no simulated chip rp2040: there are esp8266, esp32, esp32c3, esp32s3".into())
        );
    }
}
