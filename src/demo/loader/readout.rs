//! A stub's READ_FLASH: packets of plain data, each acknowledged, and a digest at the end.

use md5::{Digest, Md5};

pub(super) struct Readout {
    data: Vec<u8>,
    packet: usize,
    /// Bytes that may be under way.
    window: usize,
    sent: usize,
    done: bool,
}

impl Readout {
    /// `packet` in bytes; at most `in_flight` packets are sent ahead of what is acknowledged.
    pub(super) fn new(data: Vec<u8>, packet: u32, in_flight: u32) -> Readout {
        let packet = packet.max(1) as usize;
        let window = packet.saturating_mul(in_flight.max(1) as usize);
        Readout { data, packet, window, sent: 0, done: false }
    }

    /// What to send now that the host has `arrived` bytes.
    pub(super) fn next(&mut self, arrived: usize) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        while self.sent < self.data.len() && self.sent < arrived.saturating_add(self.window) {
            let end = (self.sent + self.packet).min(self.data.len());
            packets.push(self.data[self.sent..end].to_vec());
            self.sent = end;
        }
        if arrived >= self.data.len() && !self.done {
            packets.push(Md5::digest(&self.data).to_vec());
            self.done = true;
        }
        packets
    }

    pub(super) fn done(&self) -> bool {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_window_is_under_way() {
        let mut readout = Readout::new(vec![7; 10], 3, 2);
        assert_eq!(readout.next(0), [vec![7; 3], vec![7; 3]]);
        assert_eq!(readout.next(3), [vec![7; 3]]);
        assert_eq!(readout.next(9), [vec![7; 1]]);
        assert!(!readout.done());
        assert_eq!(readout.next(10)[0].len(), 16);
        assert!(readout.done());
    }
}
