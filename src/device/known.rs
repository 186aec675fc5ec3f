//! Adapters and boards by their USB numbers.

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub vid: u16,
    /// None: every product of the vendor that has no row of its own.
    pub pid: Option<u16>,
    pub description: &'static str,
}

const fn one(vid: u16, pid: u16, description: &'static str) -> Known {
    Known { vid, pid: Some(pid), description }
}

const fn all(vid: u16, description: &'static str) -> Known {
    Known { vid, pid: None, description }
}

/// What this device is, if MicroPython is likely to be behind it.
pub fn known(vid: u16, pid: u16) -> Option<Known> {
    let exact = KNOWN.iter().find(|row| row.vid == vid && row.pid == Some(pid));
    exact.or_else(|| KNOWN.iter().find(|row| row.vid == vid && row.pid.is_none())).copied()
}

/// From the vendors' data sheets, the Linux drivers' id tables, and the USB ids that
/// MicroPython's ports set.
const KNOWN: &[Known] = &[
    // USB to UART bridges, on the boards themselves or on a cable
    one(0x10c4, 0xea60, "CP210x USB to UART bridge"),
    one(0x10c4, 0xea70, "CP2105 dual USB to UART bridge"),
    one(0x10c4, 0xea71, "CP2108 quad USB to UART bridge"),
    one(0x1a86, 0x5523, "CH341 USB to serial adapter"),
    one(0x1a86, 0x7522, "CH340 USB to serial adapter"),
    one(0x1a86, 0x7523, "CH340 USB to serial adapter"),
    one(0x1a86, 0x55d2, "CH342 dual USB to serial adapter"),
    one(0x1a86, 0x55d3, "CH343 USB to serial adapter"),
    one(0x1a86, 0x55d4, "CH9102 USB to serial adapter"),
    one(0x1a86, 0x55d8, "CH9101 USB to serial adapter"),
    one(0x0403, 0x6001, "FT232R USB to UART adapter"),
    one(0x0403, 0x6010, "FT2232 dual USB to UART adapter"),
    one(0x0403, 0x6011, "FT4232 quad USB to UART adapter"),
    one(0x0403, 0x6014, "FT232H USB to UART adapter"),
    one(0x0403, 0x6015, "FT231X USB to UART adapter"),
    one(0x067b, 0x2303, "PL2303 USB to serial adapter"),
    one(0x067b, 0x23a3, "PL2303 USB to serial adapter"),
    one(0x067b, 0x23c3, "PL2303 USB to serial adapter"),
    one(0x067b, 0x23d3, "PL2303 USB to serial adapter"),
    // Espressif
    one(0x303a, 0x1001, "Espressif USB JTAG and serial"),
    one(0x303a, 0x0002, "ESP32-S2 boot loader"),
    one(0x303a, 0x4001, "Espressif board, native USB"),
    all(0x303a, "Espressif board"),
    // Raspberry Pi
    one(0x2e8a, 0x0005, "Raspberry Pi Pico with MicroPython"),
    one(0x2e8a, 0x0004, "Raspberry Pi Pico debug adapter"),
    one(0x2e8a, 0x000a, "Raspberry Pi Pico, USB serial"),
    one(0x2e8a, 0x000c, "Raspberry Pi debug probe"),
    all(0x2e8a, "board with a Raspberry Pi chip"),
    // The others
    one(0x0d28, 0x0204, "micro:bit or other DAPLink board"),
    one(0xf055, 0x9800, "pyboard"),
    all(0xf055, "pyboard or other MicroPython board"),
    all(0x239a, "Adafruit board"),
    all(0x2341, "Arduino board"),
    all(0x2a03, "Arduino board"),
    one(0x16c0, 0x0483, "Teensy"),
    one(0x0483, 0x5740, "STM32 board, USB serial"),
    one(0x0483, 0x374b, "ST-LINK with serial port"),
    one(0x0483, 0x374e, "ST-LINK with serial port"),
    one(0x0483, 0x3752, "ST-LINK with serial port"),
    all(0x1366, "J-Link with serial port"),
    all(0x1b4f, "SparkFun board"),
    all(0x2886, "Seeed Studio board"),
    all(0x37c5, "OpenMV camera"),
    one(0x1209, 0xabd1, "OpenMV camera"),
    all(0x1209, "open-source board (pid.codes)"),
    one(0x1d50, 0x6018, "Black Magic Probe"),
];

/// A boot loader that speaks USB itself, without a serial port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loader {
    pub description: &'static str,
    /// It shows up as a mass-storage drive that takes `.uf2` files.
    pub drive: bool,
}

/// The boot loader that these USB numbers stand for.
pub fn loader(vid: u16, pid: u16) -> Option<Loader> {
    let (description, drive) = match (vid, pid) {
        (0x2e8a, 0x0003) => ("RP2040 in its boot loader", true),
        (0x2e8a, 0x000f) => ("RP2350 in its boot loader", true),
        (0x303a, 0x0002) => ("ESP32-S2 in its boot loader", false),
        (0x0483, 0xdf11) => ("STM32 in its boot loader (DFU)", false),
        _ => return None,
    };
    Some(Loader { description, drive })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_its_own_wins_over_the_vendors() {
        let says = |vid, pid| known(vid, pid).map(|row| row.description);
        assert_eq!(says(0x10c4, 0xea60), Some("CP210x USB to UART bridge"));
        assert_eq!(says(0x2e8a, 0x0005), Some("Raspberry Pi Pico with MicroPython"));
        assert_eq!(says(0x2e8a, 0x1234), Some("board with a Raspberry Pi chip"));
        assert_eq!(says(0x046d, 0xc31c), None);
    }

    #[test]
    fn no_row_stands_twice() {
        for (at, row) in KNOWN.iter().enumerate() {
            assert!(
                KNOWN[..at].iter().all(|other| (other.vid, other.pid) != (row.vid, row.pid)),
                "{row:x?}"
            );
        }
    }
}
