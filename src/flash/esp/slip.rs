//! The framing of packets: RFC 1055.

const END: u8 = 0xC0;
const ESC: u8 = 0xDB;

/// Adds a packet, framed, to what goes out.
pub(super) fn frame(packet: &[u8], out: &mut Vec<u8>) {
    out.push(END);
    for byte in packet {
        match *byte {
            END => out.extend([ESC, 0xDC]),
            ESC => out.extend([ESC, 0xDD]),
            other => out.push(other),
        }
    }
    out.push(END);
}

/// No answer is longer, in bytes: what is has lost its end.
const LONGEST: usize = 64 * 1024;

/// Finds packets in what comes in.
#[derive(Debug, Default)]
pub(super) struct Unframe {
    packet: Vec<u8>,
    inside: bool,
    escape: bool,
}

impl Unframe {
    /// The packet that a byte completes. What lies between packets is dropped: a chip
    /// that starts prints text there.
    pub(super) fn push(&mut self, byte: u8) -> Option<Vec<u8>> {
        if byte == END {
            let whole = std::mem::take(&mut self.packet);
            let good = self.inside && !self.escape && !whole.is_empty();
            (self.inside, self.escape) = (true, false);
            return good.then_some(whole);
        }
        if !self.inside {
            return None;
        }
        let plain = match (std::mem::take(&mut self.escape), byte) {
            (false, ESC) => {
                self.escape = true;
                return None;
            }
            (false, plain) => plain,
            (true, 0xDC) => END,
            (true, 0xDD) => ESC,
            (true, _) => {
                *self = Unframe::default();
                return None;
            }
        };
        self.packet.push(plain);
        if self.packet.len() > LONGEST {
            *self = Unframe::default();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_and_noise_does_no_harm() {
        let packet: Vec<u8> = (0..=255).collect();
        let mut line = b"ets Jan  8 2013,rst cause:2".to_vec();
        frame(&packet, &mut line);
        frame(&[1], &mut line);
        let mut unframe = Unframe::default();
        let found: Vec<Vec<u8>> = line.into_iter().filter_map(|byte| unframe.push(byte)).collect();
        assert_eq!(found, [packet, vec![1]]);
    }
}
