//! SLIP, the framing of the loaders: `C0` around each packet, `C0` and `DB` escaped in it.

const END: u8 = 0xC0;
const ESCAPE: u8 = 0xDB;
const ESCAPED_END: u8 = 0xDC;
const ESCAPED_ESCAPE: u8 = 0xDD;

/// A packet as it goes over the wire.
pub(super) fn framed(packet: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(packet.len() + packet.len() / 64 + 2);
    out.push(END);
    for byte in packet {
        match *byte {
            END => out.extend([ESCAPE, ESCAPED_END]),
            ESCAPE => out.extend([ESCAPE, ESCAPED_ESCAPE]),
            plain => out.push(plain),
        }
    }
    out.push(END);
    out
}

/// Takes bytes one by one and answers whole packets.
#[derive(Debug, Default)]
pub(super) struct Reader {
    packet: Vec<u8>,
    open: bool,
    escaped: bool,
}

impl Reader {
    /// The packet that this byte ends, if it ends one. Bytes outside of a packet are
    /// noise; a wrong escape throws its packet away.
    pub(super) fn take(&mut self, byte: u8) -> Option<Vec<u8>> {
        if byte == END {
            let packet = std::mem::take(&mut self.packet);
            let whole = self.open && !self.escaped && !packet.is_empty();
            // Two packets may share one END between them.
            self.open = true;
            self.escaped = false;
            return whole.then_some(packet);
        }
        if !self.open {
            return None;
        }
        match (self.escaped, byte) {
            (false, ESCAPE) => self.escaped = true,
            (false, plain) => self.packet.push(plain),
            (true, ESCAPED_END) => self.unescape(END),
            (true, ESCAPED_ESCAPE) => self.unescape(ESCAPE),
            (true, _) => *self = Reader::default(),
        }
        None
    }

    fn unescape(&mut self, byte: u8) {
        self.escaped = false;
        self.packet.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut reader = Reader::default();
        bytes.iter().filter_map(|byte| reader.take(*byte)).collect()
    }

    #[test]
    fn a_packet_comes_back_as_it_went() {
        let packet: Vec<u8> = (0..=255).collect();
        assert_eq!(framed(&packet).len(), 260);
        assert_eq!(read(&framed(&packet)), [packet]);
    }

    #[test]
    fn noise_before_a_packet_and_a_shared_end_do_no_harm() {
        let mut bytes = b"ets Jan  8 2013".to_vec();
        bytes.extend([0xC0, 1, 2, 0xC0, 3, 0xC0]);
        assert_eq!(read(&bytes), [vec![1, 2], vec![3]]);
        assert_eq!(read(&[0xC0, 1, 0xDB, 7, 2, 0xC0, 3, 0xC0]), [vec![3]]);
    }
}
