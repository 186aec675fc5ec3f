//! The ESP32 family by espflash: it knows where each chip keeps its revision and crystal,
//! and has the stubs with it.
//!
//! The line is lent to it for these two. Writing in pieces that can be stopped, tried again
//! and slowed down is more than it offers.

use std::time::Duration;

use espflash::connection::{Connection, ResetAfterOperation, ResetBeforeOperation};
use espflash::flasher::Flasher;
use espflash::target::XtalFrequency;
use serialport::UsbPortInfo;

use super::fault::Fault;
use super::loader::Loader;
use crate::model::Chip;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(1);

/// What a chip tells besides what is needed to flash it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// Major and minor: v3.1
    pub revision: Option<(u32, u32)>,
    /// In MHz.
    pub crystal: Option<u32>,
}

impl Loader {
    /// Asks for what not every chip tells; nothing of it is needed.
    ///
    /// # Errors
    /// The port cannot be used any more.
    pub fn details(&mut self) -> Result<Details, Fault> {
        let id = self.chip()?.image_id();
        let Some(chip) = id.and_then(|id| espflash::target::Chip::try_from(id).ok()) else {
            return Ok(Details { revision: None, crystal: self.crystal_of_old().ok() });
        };
        let mut lent = self.lend()?;
        Ok(Details {
            revision: chip.revision(&mut lent).ok(),
            crystal: chip.xtal_frequency(&mut lent).ok().and_then(megahertz),
        })
    }

    /// True where espflash's stub starts at once. It first asks an ESP32 twice for what
    /// that one does not know, and waits three seconds for each answer.
    pub fn starts_shipped_at_once(&self) -> bool {
        !matches!(self.chip, Some(Chip::Esp8266 | Chip::Esp32))
    }

    /// Puts espflash's stub into the chip, at the first rate; says why if that does not
    /// work, and the chip has to be reached anew then.
    ///
    /// # Errors
    /// The port cannot be used any more.
    pub fn start_shipped(&mut self) -> Result<Result<(), String>, Fault> {
        let lent = self.lend()?;
        let started = Flasher::try_connect(lent, true, false, false, None, None);
        (self.stub, self.attached) = (started.is_ok(), false);
        self.wire.forget();
        Ok(started.map(drop).map_err(|failed| failed.0.to_string()))
    }

    fn lend(&mut self) -> Result<Connection, Fault> {
        self.wire.check()?;
        let lost = |error: serialport::Error| Fault::Lost(error.description);
        let mut port = self.wire.port.try_clone_native().map_err(lost)?;
        serialport::SerialPort::set_timeout(&mut port, ANSWER).map_err(lost)?;
        // which adapter it is matters to espflash for resets only, and those are ours
        let usb =
            UsbPortInfo { vid: 0, pid: 0, serial_number: None, manufacturer: None, product: None };
        let (before, after) = (ResetBeforeOperation::NoReset, ResetAfterOperation::NoReset);
        Ok(Connection::new(port, usb, after, before, self.baud))
    }

    /// The crystal of an ESP8266 in MHz, by how its clock is divided for this rate; it is
    /// one of two.
    fn crystal_of_old(&mut self) -> Result<u32, Fault> {
        const DIVIDER: u32 = 0x6000_0014;
        let divider = self.read_register(DIVIDER)? & 0xF_FFFF;
        let clock = u64::from(self.baud) * u64::from(divider) / 2_000_000;
        Ok(if clock > 33 { 40 } else { 26 })
    }
}

fn megahertz(crystal: XtalFrequency) -> Option<u32> {
    match crystal {
        XtalFrequency::_26Mhz => Some(26),
        XtalFrequency::_32Mhz => Some(32),
        XtalFrequency::_40Mhz => Some(40),
        XtalFrequency::_48Mhz => Some(48),
        _ => None,
    }
}
