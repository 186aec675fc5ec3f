//! What has to be minded on a pin.

use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Warning {
    /// Its level at a start decides how the chip boots.
    Boot,
    /// The flash or the PSRAM hangs on it.
    Flash,
    /// It cannot drive anything.
    Input,
    /// Measures nothing while Wi-Fi is on.
    Adc2,
    /// The REPL's own line.
    Serial,
    /// The chip's own USB.
    Usb,
    /// Digital only, and not even all of that.
    Plain,
    /// A column of LEDs hangs on it.
    Display,
    /// The board's LED hangs on it and lights while the level is low.
    LedLow,
    /// The board's LED hangs on it.
    Led,
}

impl Warning {
    pub const ALL: [Warning; 10] = [
        Warning::Boot,
        Warning::Flash,
        Warning::Input,
        Warning::Adc2,
        Warning::Serial,
        Warning::Usb,
        Warning::Plain,
        Warning::Display,
        Warning::LedLow,
        Warning::Led,
    ];

    /// One letter for the drawing.
    pub fn mark(self) -> char {
        match self {
            Warning::Boot => '!',
            Warning::Flash => 'X',
            Warning::Input => 'i',
            Warning::Adc2 => 'w',
            Warning::Serial => 's',
            Warning::Usb => 'u',
            Warning::Plain => 'p',
            Warning::Display => 'd',
            Warning::LedLow => 'l',
            Warning::Led => 'L',
        }
    }

    /// The word in a file and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Warning::Boot => "boot",
            Warning::Flash => "flash",
            Warning::Input => "input",
            Warning::Adc2 => "adc2",
            Warning::Serial => "serial",
            Warning::Usb => "usb",
            Warning::Plain => "plain",
            Warning::Display => "display",
            Warning::LedLow => "led-low",
            Warning::Led => "led",
        }
    }

    /// For a person.
    pub fn says(self) -> &'static str {
        match self {
            Warning::Boot => "its level at a start decides how the chip boots",
            Warning::Flash => "in use by flash or PSRAM: leave it alone",
            Warning::Input => "input only, without pull-up",
            Warning::Adc2 => "ADC2: measures nothing while Wi-Fi is on",
            Warning::Serial => "the line of the REPL",
            Warning::Usb => "the chip's own USB",
            Warning::Plain => "no PWM and no interrupt",
            Warning::Display => "drives LEDs of the display",
            Warning::LedLow => "the LED, lit by a low level",
            Warning::Led => "the LED",
        }
    }
}
