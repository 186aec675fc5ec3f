//! The chips MicroPython is put on by this program.

use std::fmt;

use serde::Serialize;

/// A chip, or a family of chips that take the same firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chip {
    Esp8266,
    Esp32,
    Esp32S2,
    Esp32S3,
    Esp32C2,
    Esp32C3,
    Esp32C5,
    Esp32C6,
    Esp32C61,
    Esp32H2,
    Esp32P4,
    Rp2040,
    Rp2350,
    Samd21,
    Samd51,
}

/// How a chip gets its firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over the serial port, to the loader in its ROM.
    Serial,
    /// As a file on the drive its boot loader shows up as.
    Drive,
}

struct Facts {
    chip: Chip,
    /// As esptool's `--chip` and ours take it.
    word: &'static str,
    label: &'static str,
    /// Where an image that starts with the boot loader goes.
    offset: u32,
    /// Bytes 12 and 13 of an image.
    id: Option<u16>,
    /// MicroPython's name of the port, as its download pages have it.
    port: &'static str,
}

const fn esp(
    chip: Chip,
    word: &'static str,
    label: &'static str,
    offset: u32,
    id: Option<u16>,
    port: &'static str,
) -> Facts {
    Facts { chip, word, label, offset, id, port }
}

const fn uf2(chip: Chip, word: &'static str, label: &'static str, port: &'static str) -> Facts {
    Facts { chip, word, label, offset: 0, id: None, port }
}

/// Ids and offsets as Espressif's image format and the chips' ROMs have them.
const ALL: [Facts; 15] = [
    esp(Chip::Esp8266, "esp8266", "ESP8266", 0, None, "esp8266"),
    esp(Chip::Esp32, "esp32", "ESP32", 0x1000, Some(0), "esp32"),
    esp(Chip::Esp32S2, "esp32s2", "ESP32-S2", 0x1000, Some(2), "esp32"),
    esp(Chip::Esp32S3, "esp32s3", "ESP32-S3", 0, Some(9), "esp32"),
    esp(Chip::Esp32C2, "esp32c2", "ESP32-C2", 0, Some(12), "esp32"),
    esp(Chip::Esp32C3, "esp32c3", "ESP32-C3", 0, Some(5), "esp32"),
    esp(Chip::Esp32C5, "esp32c5", "ESP32-C5", 0x2000, Some(23), "esp32"),
    esp(Chip::Esp32C6, "esp32c6", "ESP32-C6", 0, Some(13), "esp32"),
    esp(Chip::Esp32C61, "esp32c61", "ESP32-C61", 0, Some(20), "esp32"),
    esp(Chip::Esp32H2, "esp32h2", "ESP32-H2", 0, Some(16), "esp32"),
    esp(Chip::Esp32P4, "esp32p4", "ESP32-P4", 0x2000, Some(18), "esp32"),
    uf2(Chip::Rp2040, "rp2040", "RP2040", "rp2"),
    uf2(Chip::Rp2350, "rp2350", "RP2350", "rp2"),
    uf2(Chip::Samd21, "samd21", "SAMD21", "samd"),
    uf2(Chip::Samd51, "samd51", "SAMD51", "samd"),
];

impl Chip {
    fn facts(self) -> &'static Facts {
        ALL.iter().find(|facts| facts.chip == self).unwrap_or(&ALL[0])
    }

    /// As a user types it and esptool spells it: `esp32s3`.
    pub fn word(self) -> &'static str {
        self.facts().word
    }

    /// As its maker writes it: `ESP32-S3`.
    pub fn label(self) -> &'static str {
        self.facts().label
    }

    /// Every word that [`Chip::from_word`] takes.
    pub fn words() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|facts| facts.word)
    }

    pub fn all() -> impl Iterator<Item = Chip> {
        ALL.iter().map(|facts| facts.chip)
    }

    /// `esp32s3`, `ESP32-S3`, `esp32_s3`.
    pub fn from_word(word: &str) -> Option<Chip> {
        let plain: String =
            word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        ALL.iter().find(|facts| facts.word == plain).map(|facts| facts.chip)
    }

    /// By the chip id in an image of the ESP32 family.
    pub fn from_image_id(id: u16) -> Option<Chip> {
        ALL.iter().find(|facts| facts.id == Some(id)).map(|facts| facts.chip)
    }

    /// The chip id in its images; the ESP8266's have none.
    pub fn image_id(self) -> Option<u16> {
        self.facts().id
    }

    /// The offset in flash, in bytes, of an image that begins with the boot loader.
    pub fn offset(self) -> u32 {
        self.facts().offset
    }

    /// The port of MicroPython that runs on it, as the download pages name it.
    pub fn micropython_port(self) -> &'static str {
        self.facts().port
    }

    pub fn way(self) -> Way {
        match self {
            Chip::Rp2040 | Chip::Rp2350 | Chip::Samd21 | Chip::Samd51 => Way::Drive,
            _ => Way::Serial,
        }
    }

    /// The chip that a board's own words (`sys.implementation._machine`, a product
    /// name) tell of: the one whose name is longest in them.
    pub fn mentioned(text: &str) -> Option<Chip> {
        let plain: String = text
            .chars()
            .filter(|letter| *letter != '-' && *letter != '_')
            .collect::<String>()
            .to_lowercase();
        let named = ALL.iter().filter(|facts| plain.contains(facts.word));
        named.max_by_key(|facts| facts.word.len()).map(|facts| facts.chip)
    }
}

impl fmt::Display for Chip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Chip {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chip_is_found_by_its_word_and_its_label() {
        for chip in Chip::all() {
            assert_eq!(Chip::from_word(chip.word()), Some(chip));
            assert_eq!(Chip::from_word(chip.label()), Some(chip));
            assert_eq!(Chip::mentioned(&format!("A board with {}", chip.label())), Some(chip));
        }
        assert_eq!(Chip::from_word("esp33"), None);
        assert_eq!(Chip::mentioned("Generic ESP32S3 module with ESP32S3"), Some(Chip::Esp32S3));
        assert_eq!(Chip::mentioned("micro:bit with nRF51822"), None);
    }

    #[test]
    fn images_go_where_micropython_says() {
        for (chip, offset) in [
            (Chip::Esp8266, 0),
            (Chip::Esp32, 0x1000),
            (Chip::Esp32S2, 0x1000),
            (Chip::Esp32S3, 0),
            (Chip::Esp32C3, 0),
            (Chip::Esp32C5, 0x2000),
            (Chip::Esp32P4, 0x2000),
        ] {
            assert_eq!(chip.offset(), offset, "{chip}");
        }
        assert_eq!(Chip::from_image_id(9), Some(Chip::Esp32S3));
        assert_eq!(Chip::from_image_id(99), None);
    }
}
