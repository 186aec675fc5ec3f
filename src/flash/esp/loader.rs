//! A loader that was reached, and what it is asked first of all.

use std::time::Duration;

use super::ask::{SOON, op, words};
use super::facts::{MAGIC_AT, by_magic, mac_fuses, spi};
use super::family::Details;
use super::fault::Fault;
use super::wire::Wire;
use crate::model::Chip;

/// Reads who made the flash and how large it is.
const READ_ID: u32 = 0x9F;

/// Opcode for the flash of 8 bits, an answer follows.
const COMMAND: u32 = 1 << 31;
const ANSWER: u32 = 1 << 28;
const GO: u32 = 1 << 18;

/// A loader in a chip.
pub struct Loader {
    pub(super) wire: Wire,
    /// None until it was asked.
    pub(super) chip: Option<Chip>,
    pub(super) stub: bool,
    /// Bits per second.
    pub(super) baud: u32,
    /// The flash was made ready.
    pub(super) attached: bool,
}

/// What a chip tells about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub chip: Chip,
    pub mac: Option<[u8; 6]>,
    /// Bytes.
    pub flash_size: Option<u32>,
    /// Runs signed firmware only.
    pub secure_boot: bool,
    /// What is in its flash is encrypted.
    pub encrypted: bool,
    /// Its loader writes and does little else.
    pub locked: bool,
    pub details: Details,
}

impl Loader {
    /// The chip, once [`identify`](Self::identify) has found it.
    ///
    /// # Errors
    /// It was not asked yet.
    pub(super) fn chip(&self) -> Result<Chip, Fault> {
        self.chip.ok_or(Fault::Garbled)
    }

    pub fn has_stub(&self) -> bool {
        self.stub
    }

    /// Bits per second.
    pub fn baud(&self) -> u32 {
        self.baud
    }

    /// Which chip it is, and what it says of itself.
    ///
    /// # Errors
    /// It does not answer, or is no chip that we know.
    pub fn identify(&mut self) -> Result<Found, Fault> {
        let magic = match self.read_register(MAGIC_AT) {
            Ok(word) => Some(word),
            // A locked chip lets nobody read.
            Err(Fault::Refused { .. }) => None,
            Err(other) => return Err(other),
        };
        let old = magic.and_then(by_magic);
        self.chip = old;
        let told = match old {
            Some(Chip::Esp8266 | Chip::Esp32) => None,
            _ => Some(self.ask(op::SECURITY_INFO, &[], SOON)?.data),
        };
        let number = |at: usize| {
            let bytes = told.as_ref()?.get(at..at + 4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?))
        };
        if old.is_none() {
            let id = number(12).and_then(|id| u16::try_from(id).ok());
            self.chip = id.and_then(Chip::from_image_id);
        }
        let chip = self.chip()?;
        let flags = number(0).unwrap_or(0);
        let encryption = told.as_ref().and_then(|told| told.get(4)).copied().unwrap_or(0);
        let mut found = Found {
            chip,
            mac: None,
            flash_size: None,
            secure_boot: flags & 1 != 0,
            encrypted: encryption.count_ones() % 2 == 1,
            locked: flags & 4 != 0 || magic.is_none(),
            details: Details::default(),
        };
        if chip == Chip::Esp32 {
            // Seven bits that are burnt one by one, and one bit for each kind of secure boot.
            let count = self.read_register(0x3FF5_A000)? >> 20 & 0x7F;
            found.encrypted = count.count_ones() % 2 == 1;
            found.secure_boot = self.read_register(0x3FF5_A018)? & 0x30 != 0;
        }
        if !found.locked {
            found.mac = self.mac(chip)?;
        }
        Ok(found)
    }

    fn mac(&mut self, chip: Chip) -> Result<Option<[u8; 6]>, Fault> {
        if chip == Chip::Esp8266 {
            let (zero, one) = (self.read_register(0x3FF0_0050)?, self.read_register(0x3FF0_0054)?);
            let three = self.read_register(0x3FF0_005C)?.to_be_bytes();
            let maker = match (three[1..] != [0; 3], one >> 16 & 0xFF) {
                (true, _) => [three[1], three[2], three[3]],
                (_, 0) => [0x18, 0xFE, 0x34],
                _ => [0xAC, 0xD0, 0x74],
            };
            let own = [(one >> 8) as u8, one as u8, (zero >> 24) as u8];
            return Ok(Some([maker[0], maker[1], maker[2], own[0], own[1], own[2]]));
        }
        let Some((low, high)) = mac_fuses(chip) else { return Ok(None) };
        let [c, d, e, f] = self.read_register(low)?.to_be_bytes();
        let [_, _, a, b] = self.read_register(high)?.to_be_bytes();
        Ok(Some([a, b, c, d, e, f]))
    }

    /// Makes the flash ready, once.
    pub(super) fn attach(&mut self) -> Result<(), Fault> {
        if self.attached {
            return Ok(());
        }
        match (self.chip()?, self.stub) {
            (Chip::Esp8266, false) => {
                self.ask(op::FLASH_BEGIN, &words([0, 0, 0x400, 0]), SOON)?;
            }
            (_, true) => {
                self.ask(op::SPI_ATTACH, &words([0]), SOON)?;
            }
            (_, false) => {
                self.ask(op::SPI_ATTACH, &words([0, 0]), SOON)?;
            }
        }
        self.attached = true;
        Ok(())
    }

    /// The size of the flash in bytes, as it says itself; None where it says nothing.
    ///
    /// # Errors
    /// The chip does not answer.
    pub fn flash_size(&mut self) -> Result<Option<u32>, Fault> {
        self.attach()?;
        let id = self.flash_command(READ_ID, 24)?;
        let power = id >> 16 & 0xFF;
        let size = (0x12..=0x1C).contains(&power).then(|| 1 << power);
        if let Some(size) = size
            && self.chip()? != Chip::Esp8266
        {
            let body = words([0, size, 64 * 1024, 4096, 256, 0xFFFF]);
            self.ask(op::SPI_SET_PARAMS, &body, SOON)?;
        }
        Ok(size)
    }

    /// Lets the peripheral send a command to the flash, and takes its answer.
    fn flash_command(&mut self, command: u32, bits: u32) -> Result<u32, Fault> {
        let spi = spi(self.chip()?);
        let (user, user2) = (spi.base + spi.user, spi.base + spi.user2);
        let before = (self.read_register(user)?, self.read_register(user2)?);
        match spi.answer_length {
            Some(length) => self.write_register(spi.base + length, bits - 1)?,
            None => self.write_register(spi.base + spi.user1, (bits - 1) << 8)?,
        }
        self.write_register(user, COMMAND | ANSWER)?;
        self.write_register(user2, 7 << 28 | command)?;
        self.write_register(spi.base + spi.data, 0)?;
        self.write_register(spi.base, GO)?;
        for _ in 0..10 {
            if self.read_register(spi.base)? & GO == 0 {
                break;
            }
            self.wire.pause(Duration::from_millis(1))?;
        }
        let answer = self.read_register(spi.base + spi.data)?;
        self.write_register(user, before.0)?;
        self.write_register(user2, before.1)?;
        Ok(answer)
    }

    /// Starts what is in the flash. Answers false where nobody but the user can.
    ///
    /// # Errors
    /// The port is gone.
    pub fn restart(&mut self) -> Result<bool, Fault> {
        if self.wire.restart() {
            return Ok(true);
        }
        let old = self.chip()? == Chip::Esp8266;
        match (old, self.stub) {
            (true, true) => self.wire.send(&[0, op::RUN_USER_CODE, 0, 0, 0, 0, 0, 0])?,
            (false, true) => self.finish()?,
            (_, false) => {
                self.ask(op::FLASH_BEGIN, &words([0, 0, self.block() as u32, 0]), SOON)?;
                // A ROM that is told to stay runs what is in the flash.
                self.ask(op::FLASH_END, &words([1]), SOON)?;
            }
        }
        // Only the old chip starts as it does after a reset.
        Ok(old)
    }

    /// Leaves the loader as it is, with all that was written in place.
    pub fn finish(&mut self) -> Result<(), Fault> {
        // A ROM would run what is in the flash.
        if self.stub {
            self.ask(op::FLASH_BEGIN, &words([0, 0, self.block() as u32, 0]), SOON)?;
            // 1: stay in the loader.
            self.ask(op::FLASH_END, &words([1]), SOON)?;
        }
        self.rest();
        Ok(())
    }
}
