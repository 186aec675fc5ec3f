//! The loader itself: takes a request, does it, answers.
//!
//! One and the same code is ROM and stub: what they know, how their answers end and when
//! they erase differs, and stands in the functions that ask for `self.stub`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use md5::{Digest, Md5};

use crate::demo::loader::chip::{Chip, Security};
use crate::demo::loader::flash::Flash;
use crate::demo::loader::packet::{Ending, Refusal, Request, answer, op};
use crate::demo::loader::readout::Readout;
use crate::demo::loader::registers::Registers;
use crate::demo::loader::upload::Upload;
use crate::demo::loader::write::{Download, Writer};

/// The value in a ROM's answer to a sync; stubs answer 0.
const ROM_SYNC: u32 = 0x2012_0707;

/// A sync is answered so many times.
const SYNC_ANSWERS: usize = 8;

/// What the ROM reads at once, in bytes.
const SLOW_READ: usize = 64;

/// What happens next, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// A packet to the host.
    Send(Vec<u8>),
    /// The chip is at work and hears nothing.
    Busy(Duration),
    /// The serial port runs at another rate from now on.
    Baud(u32),
    /// A reset from within: the boot pins are not looked at again, so the ROM loader starts.
    Restart,
    /// What is in the flash runs.
    Run,
    /// A reset of the whole chip, which looks at its boot pins.
    Reset,
}

pub(super) struct Loader {
    chip: Chip,
    security: Security,
    flash: Arc<Mutex<Flash>>,
    registers: Registers,
    stub: bool,
    /// The stub that is uploaded next will not start.
    dead_stub: bool,
    /// A ROM answers a request that it does not know under the name of the one before.
    last: u8,
    download: Option<Download>,
    upload: Upload,
    readout: Option<Readout>,
}

impl Loader {
    /// The ROM after a reset.
    pub(super) fn rom(
        chip: Chip,
        mac: [u8; 6],
        security: Security,
        flash: Arc<Mutex<Flash>>,
    ) -> Loader {
        let size = flash.lock().unwrap_or_else(PoisonError::into_inner).size();
        Loader {
            chip,
            security,
            flash,
            registers: Registers::new(chip, mac, security, size),
            stub: false,
            dead_stub: false,
            last: op::SYNC,
            download: None,
            upload: Upload::default(),
            readout: None,
        }
    }

    pub(super) fn with_dead_stub(mut self, dead: bool) -> Loader {
        self.dead_stub = dead;
        self
    }

    pub(super) fn is_stub(&self) -> bool {
        self.stub
    }

    /// One packet from the host. `baud` is what the serial port runs at.
    pub(super) fn take(&mut self, packet: &[u8], baud: u32) -> Vec<Action> {
        if let Some(actions) = self.acknowledged(packet) {
            return actions;
        }
        let Some((request, whole)) = Request::parse(packet) else { return Vec::new() };
        if !self.knows(request.op) {
            return self.unknown(request.op);
        }
        self.last = request.op;
        let done = whole.and_then(|()| self.perform(&request, baud));
        match done {
            Ok(actions) => actions,
            Err(why) => vec![self.refuse(request.op, why)],
        }
    }

    /// While flash is read out, four bytes say how much of it has arrived.
    fn acknowledged(&mut self, packet: &[u8]) -> Option<Vec<Action>> {
        let mut readout = self.readout.take()?;
        let arrived = u32::from_le_bytes(packet.try_into().ok()?);
        let packets = readout.next(arrived as usize);
        if !readout.done() {
            self.readout = Some(readout);
        }
        Some(packets.into_iter().map(Action::Send).collect())
    }

    fn knows(&self, op: u8) -> bool {
        let old = self.chip == Chip::Esp8266;
        match op {
            op::SYNC | op::FLASH_BEGIN..=op::FLASH_END => true,
            op::MEM_BEGIN..=op::MEM_DATA | op::WRITE_REG | op::READ_REG => !self.locked(),
            op::SPI_SET_PARAMS | op::SPI_ATTACH | op::CHANGE_BAUD => self.stub || !old,
            op::DEFLATE_BEGIN..=op::DEFLATE_END | op::FLASH_MD5 => {
                (self.stub || !old) && !self.locked()
            }
            op::READ_FLASH_SLOW => !self.stub && !old && !self.locked(),
            op::SECURITY_INFO => self.chip.id().is_some(),
            op::ERASE_FLASH | op::ERASE_REGION | op::READ_FLASH => self.stub,
            op::RUN_USER_CODE => self.stub && old,
            _ => false,
        }
    }

    /// In secure download mode.
    fn locked(&self) -> bool {
        self.security.secure_download
    }

    fn unknown(&mut self, op: u8) -> Vec<Action> {
        if self.stub {
            return vec![self.refuse(op, Refusal::Unknown)];
        }
        // The ROM still has the answer to the request before in hand: its opcode, and
        // after a sync all eight of it.
        let times = if self.last == op::SYNC { SYNC_ANSWERS } else { 1 };
        vec![self.refuse(self.last, Refusal::Unknown); times]
    }

    fn ending(&self) -> Ending {
        match (self.stub, self.chip) {
            (true, _) => Ending::Stub,
            (false, Chip::Esp8266) => Ending::Rom2,
            (false, _) => Ending::Rom4,
        }
    }

    fn refuse(&self, op: u8, why: Refusal) -> Action {
        Action::Send(answer(op, 0, &[], Err(why), self.ending()))
    }

    fn value(&self, op: u8, value: u32) -> Action {
        Action::Send(answer(op, value, &[], Ok(()), self.ending()))
    }

    fn data(&self, op: u8, data: &[u8]) -> Action {
        Action::Send(answer(op, 0, data, Ok(()), self.ending()))
    }

    fn done(&self, op: u8) -> Action {
        self.value(op, 0)
    }

    fn flash(&self) -> MutexGuard<'_, Flash> {
        self.flash.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn perform(&mut self, request: &Request, baud: u32) -> Result<Vec<Action>, Refusal> {
        let op = request.op;
        match op {
            op::SYNC => {
                let value = if self.stub { 0 } else { ROM_SYNC };
                Ok(vec![self.value(op, value); SYNC_ANSWERS])
            }
            op::READ_REG => {
                let [address] = request.words()?;
                Ok(vec![self.value(op, self.registers.read(address, baud))])
            }
            op::WRITE_REG => self.write_registers(request),
            op::MEM_BEGIN => {
                let [size, _, _, start] = request.words()?;
                self.upload.begin(start, size);
                Ok(vec![self.done(op)])
            }
            op::MEM_DATA => {
                let data = request.data()?;
                self.upload.data(data.len())?;
                Ok(vec![self.done(op)])
            }
            op::MEM_END => self.run_upload(request),
            op::FLASH_BEGIN | op::DEFLATE_BEGIN => self.begin_download(request),
            op::FLASH_DATA | op::DEFLATE_DATA => self.write(request),
            op::FLASH_END | op::DEFLATE_END => self.end_download(request),
            op::SPI_ATTACH => {
                self.registers.attached = true;
                Ok(vec![self.done(op)])
            }
            op::CHANGE_BAUD => {
                let [rate, _] = request.words()?;
                Ok(vec![self.done(op), Action::Baud(rate)])
            }
            op::FLASH_MD5 => self.digest(request),
            op::READ_FLASH_SLOW => {
                let [at, length] = request.words()?;
                let mut data =
                    self.flash().read(at as usize, SLOW_READ.min(length as usize)).to_vec();
                data.resize(SLOW_READ, 0);
                Ok(vec![self.data(op, &data)])
            }
            op::SECURITY_INFO => Ok(vec![self.data(op, &self.security_info())]),
            op::ERASE_FLASH => {
                let size = self.flash().size();
                let busy = self.flash().erase(0, size);
                Ok(vec![Action::Busy(busy), self.done(op)])
            }
            op::ERASE_REGION => {
                let [at, size] = request.words()?;
                let busy = self.flash().erase(at as usize, size as usize);
                Ok(vec![Action::Busy(busy), self.done(op)])
            }
            op::READ_FLASH => self.read_out(request),
            op::RUN_USER_CODE => Ok(vec![Action::Run]),
            // The parameters of the flash, which we know.
            _ => Ok(vec![self.done(op)]),
        }
    }

    fn write_registers(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let mut bites = false;
        for words in request.body.chunks_exact(16) {
            let word =
                |n: usize| u32::from_le_bytes([words[n], words[n + 1], words[n + 2], words[n + 3]]);
            bites |= self.registers.write(word(0), word(4), word(8));
        }
        let mut actions = vec![self.done(request.op)];
        actions.extend(bites.then_some(Action::Reset));
        Ok(actions)
    }

    fn run_upload(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let [stay, entry] = request.words()?;
        let done = self.done(request.op);
        let upload = std::mem::take(&mut self.upload);
        if stay != 0 {
            return Ok(vec![done]);
        }
        if !upload.can_run(entry) {
            return Err(Refusal::Parameter);
        }
        if self.dead_stub {
            return Ok(vec![done]);
        }
        self.stub = true;
        self.registers.attached = true;
        self.download = None;
        Ok(vec![done, Action::Send(b"OHAI".to_vec())])
    }

    fn begin_download(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let [size, _, _, at] = request.words()?;
        let writer = match (self.stub, self.chip) {
            (true, _) => Writer::Stub,
            (false, Chip::Esp8266) => Writer::Rom8266,
            (false, _) => Writer::Rom,
        };
        let deflated = request.op == op::DEFLATE_BEGIN;
        let (at, size) = (at as usize, size as usize);
        let (download, busy) = Download::begin(writer, at, size, deflated, &mut self.flash());
        self.download = Some(download);
        self.registers.attached = true;
        Ok(vec![Action::Busy(busy), self.done(request.op)])
    }

    fn write(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let data = request.data()?;
        let mut download = self.download.take().ok_or(Refusal::NotWriting)?;
        if download.deflated() != (request.op == op::DEFLATE_DATA) {
            return Err(Refusal::NotWriting);
        }
        let written = download.data(data, &mut self.flash());
        self.download = Some(download);
        Ok(vec![Action::Busy(written?), self.done(request.op)])
    }

    fn end_download(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let [stay] = request.words()?;
        match self.download.take() {
            Some(download) => download.finish()?,
            None if self.stub => return Err(Refusal::NotWriting),
            None => {}
        }
        let next = match (stay, self.stub) {
            (0, _) => Some(Action::Restart),
            (_, true) => None,
            (_, false) => Some(Action::Run),
        };
        let mut actions = vec![self.done(request.op)];
        actions.extend(next);
        Ok(actions)
    }

    fn digest(&self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let [at, length] = request.words()?;
        let digest = Md5::digest(self.flash().read(at as usize, length as usize));
        let told = if self.stub {
            digest.to_vec()
        } else {
            digest.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
        };
        Ok(vec![self.data(request.op, &told)])
    }

    fn security_info(&self) -> Vec<u8> {
        let Security { secure_boot, encryption, secure_download } = self.security;
        let flags = u32::from(secure_boot) | u32::from(secure_download) << 2;
        let mut info = flags.to_le_bytes().to_vec();
        info.push(u8::from(encryption));
        info.extend([0; 7]);
        info.extend(self.chip.id().unwrap_or(0).to_le_bytes());
        info.extend([0; 4]);
        info
    }

    fn read_out(&mut self, request: &Request) -> Result<Vec<Action>, Refusal> {
        let [at, length, packet, in_flight] = request.words()?;
        let data = self.flash().read(at as usize, length as usize).to_vec();
        if data.len() != length as usize {
            return Err(Refusal::Parameter);
        }
        let mut readout = Readout::new(data, packet, in_flight);
        let mut actions = vec![self.done(request.op)];
        actions.extend(readout.next(0).into_iter().map(Action::Send));
        self.readout = Some(readout).filter(|readout| !readout.done());
        Ok(actions)
    }
}

#[cfg(test)]
mod tests;
