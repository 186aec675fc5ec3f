//! Reading the flash back.

use std::time::Instant;

use md5::{Digest, Md5};

use super::ask::{SOON, op, words};
use super::fault::Fault;
use super::loader::Loader;
use crate::model::Chip;

/// Bytes in a packet, and packets under way.
const PACKET: u32 = 4096;
const UNDER_WAY: u32 = 64;

/// What a ROM reads at once, in bytes.
const SLOW: u32 = 64;

impl Loader {
    /// Whether [`read_flash`](Self::read_flash) can be asked for: the ESP8266's ROM cannot.
    pub fn can_read(&self) -> bool {
        self.stub || self.chip != Some(Chip::Esp8266)
    }

    /// Reads from the flash; what comes goes to `take`.
    ///
    /// # Errors
    /// As for any request, what `take` says, or a digest that is not right.
    pub fn read_flash(
        &mut self,
        at: u32,
        size: u32,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.attach()?;
        if self.stub { self.read_fast(at, size, take) } else { self.read_slowly(at, size, take) }
    }

    fn read_slowly(
        &mut self,
        at: u32,
        size: u32,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for place in (at..at + size).step_by(SLOW as usize) {
            let length = SLOW.min(at + size - place);
            let told = self.ask(op::READ_FLASH_SLOW, &words([place, length]), SOON)?.data;
            take(told.get(..length as usize).ok_or(Fault::Garbled)?)?;
        }
        Ok(())
    }

    fn read_fast(
        &mut self,
        at: u32,
        size: u32,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let body = words([at, size, PACKET, UNDER_WAY]);
        self.ask(op::READ_FLASH, &body, SOON)?;
        let (mut digest, mut come) = (Md5::new(), 0_u32);
        while come < size {
            let packet = self.wire.receive(Instant::now() + SOON)?;
            if packet.len() != PACKET.min(size - come) as usize {
                return Err(Fault::Garbled);
            }
            digest.update(&packet);
            come += packet.len() as u32;
            self.wire.send(&come.to_le_bytes())?;
            take(&packet)?;
        }
        let told = self.wire.receive(Instant::now() + SOON)?;
        if told == digest.finalize().as_slice() { Ok(()) } else { Err(Fault::Differs) }
    }
}
