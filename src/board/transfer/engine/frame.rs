//! Frames, in bytes.

const HEADER: usize = 3;
/// What a frame to the board takes beyond its payload: header and CRC.
pub(super) const OVERHEAD: usize = HEADER + 4;
const CTRL_C: u8 = 0x03;
const LF: u8 = b'\n';
/// A frame of the board holds at most 1024 bytes, or twice that where it had to escape.
const LONGEST: usize = 2048;
const BOARD_HEADER: usize = 6;
const BOARD_CRC: usize = 5;
/// The number of a frame that holds an answer and no part of a file.
pub(super) const ANSWER: u32 = 0x1f_ffff;

/// The most that a board holds of what is on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) frames: usize,
    /// The longest frame, in bytes.
    pub(super) frame: usize,
}

impl Block {
    /// The bytes of a block before they are deflated that fill its frames if they do
    /// not shrink: then they take some more, and three tell their number.
    pub(super) fn room(self) -> usize {
        const MORE: usize = 13;
        self.frames * (self.frame - OVERHEAD) - MORE
    }
}

/// One frame for the board; None where no mark will do.
fn frame(payload: &[u8], number: u32, go: bool) -> Option<Vec<u8>> {
    let mut there = [false; 256];
    for byte in payload {
        there[usize::from(*byte)] = true;
    }
    let length = [
        0x80 | (payload.len() & 0x7f) as u8,
        0x80 | u8::from(go) << 6 | (payload.len() >> 7) as u8,
    ];
    // Mark 0: there is nothing to replace.
    let marks = (1..=255).filter(|mark| *mark != CTRL_C && !there[usize::from(*mark)]);
    let none = (!there[usize::from(CTRL_C)]).then_some(0);
    for mark in none.into_iter().chain(marks) {
        let mut frame = Vec::with_capacity(HEADER + payload.len() + 4);
        frame.extend_from_slice(&length);
        frame.push(mark);
        frame.extend(payload.iter().map(|byte| if *byte == CTRL_C { mark } else { *byte }));
        let mut crc = crc32fast::Hasher::new_with_initial(number);
        crc.update(&frame);
        let crc = crc.finalize().to_le_bytes();
        if !crc.contains(&CTRL_C) {
            frame.extend_from_slice(&crc);
            return Some(frame);
        }
    }
    None
}

/// The frames of a block with at most `payload` bytes each, numbered from `number` on;
/// the last one says "go".
pub(super) fn frames(block: &[u8], number: u32, payload: usize) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let mut size = rest.len().min(payload);
        loop {
            let go = size == rest.len();
            // Of 255 bytes at least two values are missing, and a byte alone takes
            // any mark: this ends.
            match frame(&rest[..size], number.wrapping_add(frames.len() as u32), go) {
                Some(frame) => {
                    frames.push(frame);
                    break;
                }
                None => size = (size / 2).max(1),
            }
        }
        rest = &rest[size..];
    }
    frames
}

/// What lies at the start of bytes from the board that may be a frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Not enough bytes to tell.
    More,
    /// No frame begins here.
    Nothing,
    Frame {
        number: u32,
        payload: Vec<u8>,
        /// Bytes it took on the wire.
        length: usize,
    },
}

pub(super) fn find(bytes: &[u8]) -> Found {
    let Some(header) = bytes.get(..BOARD_HEADER) else { return Found::More };
    let marked = |at: usize| header[at] & 0x80 != 0;
    let bits = |at: usize| u32::from(header[at] & 0x7f);
    let size = (bits(0) | bits(1) << 7) as usize;
    if size > LONGEST || ![0, 1, 3, 4, 5].into_iter().all(marked) {
        return Found::Nothing;
    }
    let length = BOARD_HEADER + size + BOARD_CRC;
    let Some(whole) = bytes.get(..length) else { return Found::More };
    let (checked, crc) = whole.split_at(BOARD_HEADER + size);
    let crc = crc.iter().rev().fold(0_u64, |crc, bits| crc << 7 | u64::from(bits & 0x7f));
    if crc != u64::from(crc32fast::hash(checked)) {
        return Found::Nothing;
    }
    let payload = unmarked(&checked[BOARD_HEADER..], header[2]);
    Found::Frame { number: bits(3) | bits(4) << 7 | bits(5) << 14, payload, length }
}

/// The payload as it was before LF was taken out.
fn unmarked(bytes: &[u8], mark: u8) -> Vec<u8> {
    const ESCAPE: u8 = 0x10;
    if mark != 0 {
        return bytes.iter().map(|byte| if *byte == mark { LF } else { *byte }).collect();
    }
    let mut payload = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        payload.push(match byte {
            &ESCAPE if rest.next() == Some(&b'!') => LF,
            byte => *byte,
        });
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the board makes of a frame.
    fn taken(frame: &[u8], number: u32) -> (Vec<u8>, bool) {
        let size = usize::from(frame[0] & 0x7f) | usize::from(frame[1] & 0x3f) << 7;
        let (checked, crc) = frame.split_at(3 + size);
        let mut hasher = crc32fast::Hasher::new_with_initial(number);
        hasher.update(checked);
        assert_eq!(crc, hasher.finalize().to_le_bytes());
        let mark = frame[2];
        let unmark = |byte: &u8| if mark != 0 && *byte == mark { CTRL_C } else { *byte };
        (checked[3..].iter().map(unmark).collect(), frame[1] & 64 != 0)
    }

    #[test]
    fn carries_every_block_without_a_ctrl_c() {
        let every: Vec<u8> = (0..=255).cycle().take(5000).collect();
        let noise: Vec<u8> =
            (0..9000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for block in [&b"x"[..], b"\x03", &[3; 3000], &every, &noise, &[0; 1017], &[0; 1018]] {
            let mut whole = Vec::new();
            let frames = frames(block, 7, 1017);
            for (at, frame) in frames.iter().enumerate() {
                assert!(!frame.contains(&CTRL_C));
                let (payload, go) = taken(frame, 7 + at as u32);
                assert_eq!(go, at + 1 == frames.len());
                whole.extend(payload);
            }
            assert_eq!(whole, block);
        }
    }

    fn board_frame(mark: u8, wire: &[u8]) -> Vec<u8> {
        let size = wire.len();
        let mut frame =
            vec![0x80 | (size & 0x7f) as u8, 0x80 | (size >> 7) as u8, mark, 0x85, 0x80, 0x80];
        frame.extend_from_slice(wire);
        let crc = crc32fast::hash(&frame);
        frame.extend((0..5).map(|seven| 0x80 | (u64::from(crc) >> (7 * seven)) as u8 & 0x7f));
        frame
    }

    #[test]
    fn finds_frames_of_the_board() {
        for (mark, wire, payload) in [
            (255, &b"a\xffb"[..], &b"a\nb"[..]),
            (0, b"a\x10!\x10 b", b"a\n\x10b"),
            (254, b"", b""),
        ] {
            let mut bytes = board_frame(mark, wire);
            for end in 0..bytes.len() {
                assert_eq!(find(&bytes[..end]), Found::More);
            }
            let length = bytes.len();
            bytes.push(b'+');
            assert_eq!(find(&bytes), Found::Frame { number: 5, payload: payload.into(), length });
            for at in 0..length {
                let mut flipped = bytes.clone();
                flipped[at] ^= 8;
                assert!(!matches!(find(&flipped), Found::Frame { .. }), "flip at {at}");
            }
        }
    }
}
