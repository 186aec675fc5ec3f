//! What a chip's pins can do, whatever board it is on.

use std::collections::BTreeMap;

use super::Warning;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// Of its file: `esp32s3`.
    pub id: String,
    /// As its maker writes it: `ESP32-S3`.
    pub name: String,
    /// The last word of MicroPython's machine string.
    pub machine: String,
    /// What stands before the number of a GPIO: `GPIO`, `GP`.
    pub named: String,
    /// Of its pins, in tenths.
    pub decivolts: u32,
    /// Which functions are not bound to a pin.
    pub any_pin: String,
    /// The input levels; empty where they cannot be read without a side effect.
    pub registers: Vec<Register>,
    /// What to know about the levels.
    pub levels_note: String,
    pub gpio: BTreeMap<u8, Gpio>,
    /// What, and the page it is from.
    pub source: BTreeMap<String, String>,
}

/// A word of memory that holds the input levels of some GPIOs, the lowest bit first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register {
    pub address: u32,
    /// The GPIO of its lowest bit.
    pub first: u8,
    /// GPIOs it holds.
    pub pins: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gpio {
    pub does: Vec<String>,
    pub warnings: Vec<Warning>,
    pub note: String,
}

impl Chip {
    /// The level of a GPIO in what the [registers](Self::registers) held; none where no
    /// register holds it.
    pub fn level(&self, gpio: u8, words: &[u32]) -> Option<bool> {
        self.registers.iter().zip(words).find_map(|(register, word)| {
            let bit = gpio.checked_sub(register.first).filter(|bit| *bit < register.pins)?;
            Some(word >> bit & 1 == 1)
        })
    }

    /// `GPIO14`, `GP14`, `P0.14`.
    pub fn gpio_name(&self, gpio: u8) -> String {
        format!("{}{gpio}", self.named)
    }
}
