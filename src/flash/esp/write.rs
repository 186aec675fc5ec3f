//! Erasing, writing and comparing.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use md5::{Digest, Md5};

use super::ask::{SOON, op, words};
use super::fault::Fault;
use super::find::FIRST_BAUD;
use super::loader::Loader;
use crate::model::Chip;

const SECTOR: u32 = 4096;

/// Sectors that the ESP8266's ROM erases at once.
const SECTORS_PER_BLOCK: u32 = 16;

/// So much of an image is sent again when something got lost on the way, in bytes.
const PIECE: usize = 256 * 1024;

/// Tries for one piece; the last one at a low rate.
const TRIES: usize = 3;

/// Slow flash takes so long for a megabyte.
const ERASE_PER_MB: f64 = 40.0;
const DIGEST_PER_MB: f64 = 8.0;

/// A whole chip, however large: that takes one order.
const ERASE_ALL: Duration = Duration::from_secs(180);

/// A packet of deflated data may stand for many sectors, which a stub erases as it goes.
const DATA: Duration = Duration::from_secs(10);

fn limit(per_megabyte: f64, size: u32) -> Duration {
    SOON.max(Duration::from_secs_f64(per_megabyte * f64::from(size) / 1e6))
}

impl Loader {
    /// What goes into one packet, in bytes.
    pub(super) fn block(&self) -> usize {
        if self.stub { 0x4000 } else { 0x400 }
    }

    fn rom_8266(&self) -> bool {
        !self.stub && self.chip == Some(Chip::Esp8266)
    }

    /// Erases all of a flash of `size` bytes. `done` hears how many are.
    ///
    /// # Errors
    /// As for any request.
    pub fn erase_all(&mut self, size: u32, done: &mut dyn FnMut(u32)) -> Result<(), Fault> {
        self.attach()?;
        if self.stub {
            self.ask(op::ERASE_FLASH, &[], limit(ERASE_PER_MB, size).min(ERASE_ALL))?;
            done(size);
            return Ok(());
        }
        // No ROM has an order for that, but each erases what is about to be written.
        let step = 1 << 20;
        for at in (0..size).step_by(step as usize) {
            let length = step.min(size - at);
            self.begin(op::FLASH_BEGIN, at, length, 0)?;
            done(at + length);
        }
        Ok(())
    }

    /// Begins to write: the ROMs erase here, stubs as they go.
    fn begin(&mut self, op: u8, at: u32, size: u32, packed: usize) -> Result<(), Fault> {
        let block = self.block() as u32;
        let deflated = op == op::DEFLATE_BEGIN;
        let length = if deflated { packed as u32 } else { size };
        let erased = match (self.rom_8266(), self.stub) {
            (true, _) => erase_size(at, size),
            (_, true) => size,
            (_, false) if deflated => size.next_multiple_of(block),
            (_, false) => size,
        };
        let mut body = words([erased, length.div_ceil(block), block, at]);
        if self.stub || !matches!(self.chip, Some(Chip::Esp32 | Chip::Esp8266)) {
            // Not to be encrypted.
            body.extend([0; 4]);
        }
        let limit = if self.stub { SOON } else { limit(ERASE_PER_MB, size).max(DATA) };
        self.ask(op, &body, limit).map(|_| ())
    }

    /// Writes bytes at a place. `done` hears how many have arrived; it starts over where
    /// something has to be sent again.
    ///
    /// # Errors
    /// The chip or the line did not do it, also not at a low rate.
    pub fn write(
        &mut self,
        at: u32,
        bytes: &[u8],
        done: &mut dyn FnMut(usize),
    ) -> Result<(), Fault> {
        self.attach()?;
        // The ESP8266's ROM erases more than it is asked for: no second time in the middle.
        let piece = if self.rom_8266() { bytes.len().max(1) } else { PIECE };
        for (number, content) in bytes.chunks(piece).enumerate() {
            let start = number * piece;
            let place = at + start as u32;
            let mut tries = 1;
            while let Err(fault) = self.write_piece(place, content, &mut |sent| done(start + sent))
            {
                if !fault.passes() || tries == TRIES {
                    return Err(fault);
                }
                tries += 1;
                self.recover(tries == TRIES)?;
            }
        }
        Ok(())
    }

    /// After something got lost: hears the line out, and calls again.
    fn recover(&mut self, slower: bool) -> Result<(), Fault> {
        self.wire.pause(Duration::from_millis(200))?;
        self.wire.forget();
        if slower && self.baud > FIRST_BAUD && !self.rom_8266() {
            self.change_baud(FIRST_BAUD)?;
        }
        let stub = self.stub;
        if !self.call(10)? {
            return Err(Fault::Silent);
        }
        // It was reset meanwhile: nothing goes on from here.
        if self.stub == stub { Ok(()) } else { Err(Fault::Garbled) }
    }

    fn write_piece(
        &mut self,
        at: u32,
        content: &[u8],
        done: &mut dyn FnMut(usize),
    ) -> Result<(), Fault> {
        let size = content.len() as u32;
        if self.rom_8266() {
            self.begin(op::FLASH_BEGIN, at, size, 0)?;
            let block = self.block();
            for (number, data) in content.chunks(block).enumerate() {
                let mut data = data.to_vec();
                data.resize(block, 0xFF);
                self.send_data(op::FLASH_DATA, &data, number as u32, DATA)?;
                done(content.len().min((number + 1) * block));
            }
            return Ok(());
        }
        let packed = deflate(content)?;
        self.begin(op::DEFLATE_BEGIN, at, size, packed.len())?;
        let block = self.block();
        for (number, data) in packed.chunks(block).enumerate() {
            self.send_data(op::DEFLATE_DATA, data, number as u32, DATA)?;
            let sent = (number * block + data.len()) as u64;
            done((content.len() as u64 * sent / packed.len() as u64) as usize);
        }
        // A stub writes the last packet after it has answered: the next request waits for it.
        self.read_register(super::facts::MAGIC_AT).or_else(refused_is_fine).map(|_| ())
    }

    /// Compares the flash with these bytes, by their MD5. Answers false where the loader
    /// cannot tell: the ESP8266's ROM.
    ///
    /// # Errors
    /// [`Fault::Differs`], or as for any request.
    pub fn verify(&mut self, at: u32, bytes: &[u8]) -> Result<bool, Fault> {
        if self.rom_8266() {
            return Ok(false);
        }
        let size = bytes.len() as u32;
        let body = words([at, size, 0, 0]);
        let told = self.ask(op::FLASH_MD5, &body, limit(DIGEST_PER_MB, size))?.data;
        let digest = Md5::digest(bytes);
        let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        // Stubs tell the bytes, ROMs a text.
        if told == digest.as_slice() || told == text.as_bytes() {
            Ok(true)
        } else {
            Err(Fault::Differs)
        }
    }
}

/// In secure download mode no register is read.
fn refused_is_fine(fault: Fault) -> Result<u32, Fault> {
    if matches!(fault, Fault::Refused { .. }) { Ok(0) } else { Err(fault) }
}

fn deflate(content: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).and_then(|()| packer.finish()).map_err(|_| Fault::Garbled)
}

/// What the ESP8266's ROM has to be asked for so that it erases `size` bytes and as
/// little more as can be: it counts the sectors up to the end of the first block twice.
fn erase_size(at: u32, size: u32) -> u32 {
    let wanted = size.div_ceil(SECTOR);
    let head = SECTORS_PER_BLOCK - at / SECTOR % SECTORS_PER_BLOCK;
    let head = head.min(wanted);
    let asked = if wanted < 2 * head { wanted.div_ceil(2) } else { wanted - head };
    asked * SECTOR
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the ROM makes of it.
    fn erased(at: u32, asked: u32) -> u32 {
        let asked = asked / SECTOR;
        let head = SECTORS_PER_BLOCK - at / SECTOR % SECTORS_PER_BLOCK;
        asked + head.min(asked)
    }

    #[test]
    fn the_old_rom_erases_what_is_needed_and_at_most_a_sector_more() {
        for at in [0, 4 * SECTOR, 15 * SECTOR, 16 * SECTOR] {
            for sectors in 1..200 {
                let got = erased(at, erase_size(at, sectors * SECTOR));
                assert!((sectors..=sectors + 1).contains(&got), "{sectors} at {at}: {got}");
            }
        }
    }
}
