//! A board: its pins as they stand on its two edges.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Chip, Warning};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Of its file: `d1-mini`.
    pub id: String,
    pub title: String,
    /// Other names it is found by.
    pub also: Vec<String>,
    /// Beginnings of machine strings that no other board has.
    pub machines: Vec<String>,
    /// It is found by those only, not by its chip.
    pub alone: bool,
    pub chip: Arc<Chip>,
    /// What is above the first row of the drawing.
    pub top: String,
    pub notes: Vec<String>,
    /// From the top.
    pub left: Vec<Pin>,
    pub right: Vec<Pin>,
    pub leds: Vec<Led>,
    /// What, and the page it is from; the chip's are apart.
    pub source: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// As printed on the board.
    pub label: String,
    /// None for power, ground, reset and the like.
    pub gpio: Option<u8>,
    /// `GPIO14`; empty without one.
    pub name: String,
    /// What it can do: `I2C0 SDA`, `ADC1_4`.
    pub does: Vec<String>,
    pub warnings: Vec<Warning>,
    pub note: String,
    /// What stands for it in Python: `Pin(14)`; empty where nothing does.
    pub code: String,
}

/// An LED on the board itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    pub gpio: Option<u8>,
    /// `Pin(2)`, `Pin("LED")`.
    pub code: String,
    pub lit_by: LitBy,
    pub what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LitBy {
    High,
    Low,
    /// It wants colours, not levels.
    NeoPixel,
}

impl Board {
    /// Every pin, the left edge first, from the top.
    pub fn pins(&self) -> impl Iterator<Item = &Pin> {
        self.left.iter().chain(&self.right)
    }

    pub fn pin(&self, at: usize) -> Option<&Pin> {
        self.pins().nth(at)
    }

    /// Rows of the drawing.
    pub fn rows(&self) -> usize {
        self.left.len().max(self.right.len())
    }

    /// Where the levels of the pins stand on the board.
    pub fn addresses(&self) -> Vec<u32> {
        self.chip.registers.iter().map(|register| register.address).collect()
    }

    /// How the LED is lit, as a sentence; none for a board without one.
    pub fn led_says(&self) -> Option<String> {
        let led = self.leds.first()?;
        let how = match led.lit_by {
            LitBy::High => "lit by a high level: on() lights it",
            LitBy::Low => "lit by a low level: off() lights it, on() puts it out",
            LitBy::NeoPixel => "a NeoPixel: it takes colours, not levels",
        };
        Some(format!("LED {}: {how} ({})", led.code, led.what))
    }
}

impl Pin {
    /// The marks of its warnings.
    pub fn marks(&self) -> String {
        self.warnings.iter().map(|warning| warning.mark()).collect()
    }

    /// All that is to be minded, in words, with its own note at the end.
    pub fn minds(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.warnings.iter().map(|warning| warning.says()).collect();
        if !self.note.is_empty() {
            all.push(&self.note);
        }
        all
    }
}
