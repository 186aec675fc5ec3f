//! What READ_REG and WRITE_REG reach: fuses, the SPI peripheral, the clock, the watchdog.

use std::collections::HashMap;

use crate::demo::loader::chip::{Chip, Security};

/// Starts a command of one's own choice in the SPI peripheral.
const SPI_USER: u32 = 1 << 18;

/// Opens the RTC watchdog for changes.
const WATCHDOG_KEY: u32 = 0x50D8_3AA1;
const WATCHDOG_ON: u32 = 1 << 31;

/// Reads the identity of the flash: maker, kind, and the size as a power of two.
const READ_ID: u32 = 0x9F;
const MAKER: u32 = 0xEF;
const KIND: u32 = 0x40;

/// What the flash's data line reads as while the flash is not attached.
const NOBODY: u32 = 0x00FF_FFFF;

#[derive(Debug)]
pub(super) struct Registers {
    chip: Chip,
    constants: HashMap<u32, u32>,
    written: HashMap<u32, u32>,
    /// As JEDEC has it: bytes as a power of two.
    flash_size: u32,
    pub(super) attached: bool,
}

impl Registers {
    /// After a reset.
    pub(super) fn new(
        chip: Chip,
        mac: [u8; 6],
        security: Security,
        flash_size: usize,
    ) -> Registers {
        Registers {
            chip,
            constants: chip.constants(mac, security).into_iter().collect(),
            written: HashMap::new(),
            flash_size: flash_size.max(1).ilog2(),
            attached: false,
        }
    }

    /// `baud` is what the serial port runs at.
    pub(super) fn read(&self, address: u32, baud: u32) -> u32 {
        let (divider, times) = self.chip.clock_divider();
        if address == divider {
            return self.chip.crystal() * times / baud.max(1);
        }
        let written = || self.written.get(&address).copied();
        self.constants.get(&address).copied().or_else(written).unwrap_or(0)
    }

    /// Answers true if the write makes the watchdog reset the chip.
    pub(super) fn write(&mut self, address: u32, value: u32, mask: u32) -> bool {
        let old = self.written.get(&address).copied().unwrap_or(0);
        let new = old & !mask | value & mask;
        let spi = self.chip.spi();
        if address == spi.base {
            // The command is done before anyone can ask: its start bit reads as clear.
            if new & SPI_USER != 0 {
                self.run_spi_command();
            }
            return false;
        }
        self.written.insert(address, new);
        self.chip.watchdog().is_some_and(|watchdog| {
            let open = self.written.get(&watchdog.lock) == Some(&WATCHDOG_KEY);
            address == watchdog.config && open && new & WATCHDOG_ON != 0
        })
    }

    fn run_spi_command(&mut self) {
        let spi = self.chip.spi();
        let command = self.written.get(&(spi.base + spi.user2)).copied().unwrap_or(0) & 0xFF;
        let answer = match command {
            _ if !self.attached => NOBODY,
            READ_ID => MAKER | KIND << 8 | self.flash_size << 16,
            // The status registers: nothing protected, nothing going on.
            _ => 0,
        };
        self.written.insert(spi.base + spi.w0, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(registers: &mut Registers) -> u32 {
        let spi = registers.chip.spi();
        registers.write(spi.base + spi.user2, 7 << 28 | READ_ID, u32::MAX);
        registers.write(spi.base, SPI_USER, u32::MAX);
        assert_eq!(registers.read(spi.base, 115_200), 0);
        registers.read(spi.base + spi.w0, 115_200)
    }

    #[test]
    fn the_flash_tells_its_size_once_it_is_attached() {
        for chip in Chip::ALL {
            let mut registers = Registers::new(chip, [1; 6], Security::default(), 4 << 20);
            assert_eq!(id(&mut registers), NOBODY, "{chip}");
            registers.attached = true;
            assert_eq!(id(&mut registers), 0x16_40EF, "{chip}");
        }
    }

    #[test]
    fn the_watchdog_bites_only_when_its_lock_is_open() {
        let mut registers = Registers::new(Chip::Esp32c3, [1; 6], Security::default(), 4 << 20);
        let watchdog = Chip::Esp32c3.watchdog().unwrap();
        assert!(!registers.write(watchdog.config, WATCHDOG_ON, u32::MAX));
        registers.write(watchdog.lock, WATCHDOG_KEY, u32::MAX);
        assert!(!registers.write(watchdog.config, 0, u32::MAX));
        assert!(registers.write(watchdog.config, WATCHDOG_ON | 5 << 28, u32::MAX));
    }

    #[test]
    fn the_divider_gives_the_crystal_away() {
        let registers = Registers::new(Chip::Esp8266, [1; 6], Security::default(), 1 << 20);
        assert_eq!(registers.read(0x6000_0014, 115_200), 451);
    }
}
