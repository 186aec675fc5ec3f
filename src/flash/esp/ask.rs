//! Requests and answers.

use std::time::{Duration, Instant};

use super::fault::Fault;
use super::loader::Loader;
use crate::model::Chip;

pub(super) mod op {
    pub(in super::super) const FLASH_BEGIN: u8 = 0x02;
    pub(in super::super) const FLASH_DATA: u8 = 0x03;
    pub(in super::super) const FLASH_END: u8 = 0x04;
    pub(in super::super) const MEM_BEGIN: u8 = 0x05;
    pub(in super::super) const MEM_END: u8 = 0x06;
    pub(in super::super) const MEM_DATA: u8 = 0x07;
    pub(in super::super) const SYNC: u8 = 0x08;
    pub(in super::super) const WRITE_REG: u8 = 0x09;
    pub(in super::super) const READ_REG: u8 = 0x0A;
    pub(in super::super) const SPI_SET_PARAMS: u8 = 0x0B;
    pub(in super::super) const SPI_ATTACH: u8 = 0x0D;
    pub(in super::super) const READ_FLASH_SLOW: u8 = 0x0E;
    pub(in super::super) const CHANGE_BAUD: u8 = 0x0F;
    pub(in super::super) const DEFLATE_BEGIN: u8 = 0x10;
    pub(in super::super) const DEFLATE_DATA: u8 = 0x11;
    pub(in super::super) const FLASH_MD5: u8 = 0x13;
    pub(in super::super) const SECURITY_INFO: u8 = 0x14;
    pub(in super::super) const ERASE_FLASH: u8 = 0xD0;
    pub(in super::super) const READ_FLASH: u8 = 0xD2;
    pub(in super::super) const RUN_USER_CODE: u8 = 0xD3;
}

/// For what the chip does at once.
pub(super) const SOON: Duration = Duration::from_secs(3);

/// A ROM's word for a request that it does not know.
const UNKNOWN: u8 = 0x05;

/// The checksum of data starts from this.
const SEED: u8 = 0xEF;

pub(super) struct Answer {
    pub(super) value: u32,
    pub(super) data: Vec<u8>,
}

/// Little-endian words, as bodies are made of.
pub(super) fn words<const N: usize>(words: [u32; N]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn request(op: u8, body: &[u8], sum: u8) -> Vec<u8> {
    let mut packet = Vec::with_capacity(8 + body.len());
    packet.extend([0, op]);
    packet.extend((body.len() as u16).to_le_bytes());
    packet.extend(u32::from(sum).to_le_bytes());
    packet.extend(body);
    packet
}

impl Loader {
    /// Asks for something and waits for the answer.
    pub(super) fn ask(&mut self, op: u8, body: &[u8], limit: Duration) -> Result<Answer, Fault> {
        self.wire.send(&request(op, body, 0))?;
        self.answer(op, limit)
    }

    /// A piece of data with its number, guarded by a checksum.
    pub(super) fn send_data(
        &mut self,
        op: u8,
        data: &[u8],
        number: u32,
        limit: Duration,
    ) -> Result<(), Fault> {
        let mut body = words([data.len() as u32, number, 0, 0]);
        body.extend(data);
        let sum = data.iter().fold(SEED, |sum, byte| sum ^ byte);
        self.wire.send(&request(op, &body, sum))?;
        self.answer(op, limit).map(|_| ())
    }

    fn answer(&mut self, op: u8, limit: Duration) -> Result<Answer, Fault> {
        let end = Instant::now() + limit;
        loop {
            let packet = self.wire.receive(end)?;
            if packet.len() < 10 || packet[0] != 1 {
                continue;
            }
            match self.read(&packet) {
                answer if packet[1] == op => return answer,
                // What a ROM does not know it refuses under the name of the request before,
                // and as many times as it answered that one.
                Err(fault @ Fault::Refused { code: UNKNOWN }) => {
                    self.hear_out()?;
                    return Err(fault);
                }
                // Others are answers to what was asked before, or text that looks like one.
                _ => {}
            }
        }
    }

    fn read(&self, packet: &[u8]) -> Result<Answer, Fault> {
        let length = usize::from(u16::from_le_bytes([packet[2], packet[3]]));
        let value = u32::from_le_bytes([packet[4], packet[5], packet[6], packet[7]]);
        let rest = packet.get(8..8 + length).ok_or(Fault::Garbled)?;
        // A bare status tells its own length.
        let status = if rest.len() <= 4 { rest.len() } else { self.status_length() };
        let (data, status) = rest.split_at_checked(rest.len() - status).ok_or(Fault::Garbled)?;
        match status {
            [0, ..] => Ok(Answer { value, data: data.to_vec() }),
            // A stub has its error where ROMs say that there is one.
            [code, ..] if self.stub => Err(Fault::Refused { code: *code }),
            [_, code, ..] => Err(Fault::Refused { code: *code }),
            _ => Err(Fault::Garbled),
        }
    }

    fn status_length(&self) -> usize {
        if self.stub || self.chip == Some(Chip::Esp8266) { 2 } else { 4 }
    }

    pub(super) fn read_register(&mut self, address: u32) -> Result<u32, Fault> {
        Ok(self.ask(op::READ_REG, &words([address]), SOON)?.value)
    }

    pub(super) fn write_register(&mut self, address: u32, value: u32) -> Result<(), Fault> {
        let body = words([address, value, u32::MAX, 0]);
        self.ask(op::WRITE_REG, &body, SOON).map(|_| ())
    }
}
