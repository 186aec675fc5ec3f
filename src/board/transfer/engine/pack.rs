//! The stream of all files, packed in blocks.

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::board::Error;

/// The most that goes into one block however well it shrinks, in blocks.
const MOST: usize = 4;

/// Makes blocks of what is written to it.
pub(super) struct Pack {
    deflate: Option<Deflate>,
    raw: Vec<u8>,
    /// The most bytes of a block on its way, which the board holds until it has worked
    /// on all of them.
    room: usize,
    /// Raw bytes that are expected to make a block of that size.
    goal: usize,
}

/// The stream, and one beside it to try how far bytes shrink.
struct Deflate {
    stream: Compress,
    trial: Compress,
}

impl Pack {
    /// `window` is the number of bits of the board's inflate window; None: the board
    /// cannot inflate. `room`: the most bytes of a block.
    pub(super) fn new(window: Option<u8>, room: usize) -> Pack {
        // The library makes no smaller windows for raw streams than 2^9.
        let stream =
            |bits: u8| Compress::new_with_window_bits(Compression::best(), false, bits.max(9));
        let deflate = window.map(|bits| Deflate { stream: stream(bits), trial: stream(bits) });
        Pack { deflate, raw: Vec::with_capacity(MOST * room), room, goal: room }
    }

    /// Takes what fits in the block at hand; gives how much that was.
    pub(super) fn fill(&mut self, bytes: &[u8]) -> usize {
        let count = bytes.len().min(self.goal - self.raw.len().min(self.goal));
        self.raw.extend_from_slice(&bytes[..count]);
        count
    }

    pub(super) fn is_full(&self) -> bool {
        self.raw.len() >= self.goal
    }

    pub(super) fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// The next block as it travels: the number of bytes it inflates to in three bytes,
    /// and the deflated bytes, flushed so that all of those can be had from them. What
    /// does not fit in it stays for the one after.
    pub(super) fn block(&mut self) -> Result<Vec<u8>, Error> {
        let count = self.fitting()?;
        let raw = &self.raw[..count];
        let mut block = Vec::with_capacity(self.room + 64);
        block.extend_from_slice(&(count as u32).to_le_bytes()[..3]);
        match &mut self.deflate {
            None => block.extend_from_slice(raw),
            Some(Deflate { stream, .. }) => {
                deflated(stream, raw, &mut block)?;
                // As much as made a block of the right size this time.
                let fits = count * self.room / block.len().max(1);
                self.goal = fits.clamp(self.room, MOST * self.room);
            }
        }
        self.raw.drain(..count);
        Ok(block)
    }

    /// How much of the raw bytes makes a block that the board has room for. In the
    /// middle of the stream they may take a little more than in the trial, where they
    /// do not shrink: the board has an eighth more to hold that.
    fn fitting(&mut self) -> Result<usize, Error> {
        let mut count = self.raw.len();
        let Some(Deflate { trial, .. }) = &mut self.deflate else {
            return Ok(count.min(self.room));
        };
        let mut packed = Vec::with_capacity(self.room);
        while count > self.room {
            trial.reset();
            packed.clear();
            deflated(trial, &self.raw[..count], &mut packed)?;
            if packed.len() <= self.room {
                break;
            }
            count = (count * self.room / packed.len()).min(count - 1);
        }
        Ok(count)
    }
}

fn deflated(deflate: &mut Compress, raw: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    const STEP: usize = 4096;
    let start = deflate.total_in();
    loop {
        out.reserve(STEP);
        let taken = (deflate.total_in() - start) as usize;
        let status = deflate
            .compress_vec(&raw[taken..], out, FlushCompress::Sync)
            .map_err(|error| Error::Local(format!("deflate failed: {error}")))?;
        let taken = (deflate.total_in() - start) as usize;
        // Room left over means that the flush is complete.
        if taken == raw.len() && out.len() < out.capacity() {
            return Ok(());
        }
        if status == Status::StreamEnd {
            return Err(Error::Local("deflate ended early".into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes it all and gives what each block holds, checked against what it says.
    fn blocks(pack: &mut Pack, inflate: &mut flate2::Decompress, content: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        let mut rest = content;
        while !rest.is_empty() || !pack.is_empty() {
            rest = &rest[pack.fill(rest)..];
            if !pack.is_full() && !rest.is_empty() {
                continue;
            }
            let block = pack.block().unwrap();
            // What the board's buffer has room for.
            let most = pack.room + pack.room / 8;
            assert!(block.len() <= most, "{} in {most}", block.len());
            let size = u32::from_le_bytes([block[0], block[1], block[2], 0]) as usize;
            let mut out = vec![0; size];
            let before = inflate.total_out();
            inflate.decompress(&block[3..], &mut out, flate2::FlushDecompress::Sync).unwrap();
            assert_eq!(inflate.total_out() - before, size as u64);
            whole.extend(out);
        }
        whole
    }

    #[test]
    fn no_block_is_larger_than_the_board_has_room_for() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(|at| at.to_string().into_bytes()).collect();
        let noise: Vec<u8> =
            (0..30_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for (bits, room) in [(9, 2048), (12, 2048), (15, 4096)] {
            let mut pack = Pack::new(Some(bits), room);
            let mut inflate = flate2::Decompress::new(false);
            let zeros = vec![0; 50_000];
            for content in [&text[..], &noise, b"x", &zeros, &noise, &text[..5000]] {
                assert_eq!(blocks(&mut pack, &mut inflate, content), content);
            }
        }
    }

    #[test]
    fn what_shrinks_fills_its_blocks() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(|at| at.to_string().into_bytes()).collect();
        let mut pack = Pack::new(Some(15), 4096);
        let mut sizes = Vec::new();
        let mut rest = &text[..];
        while !rest.is_empty() {
            rest = &rest[pack.fill(rest)..];
            sizes.push(pack.block().unwrap().len());
        }
        let middle = &sizes[1..sizes.len() - 1];
        assert!(middle.iter().all(|size| *size > 3000), "{sizes:?}");
    }
}
