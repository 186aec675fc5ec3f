//! The stream of all files, packed in blocks.

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::board::Error;

/// What a board holds of a block while it works on it.
const BLOCK: usize = 4096;
/// The most that goes into a block however well it shrinks, so that a file that does
/// not shrink after one that did cannot exceed what a board can hold.
const ROOMY: usize = 12 * 1024;
const NARROW: usize = 4096;

/// Makes blocks of what is written to it.
pub(super) struct Pack {
    deflate: Option<Compress>,
    raw: Vec<u8>,
    /// The most raw bytes of a block on this board.
    most: usize,
    /// Raw bytes that go into the next block.
    goal: usize,
}

impl Pack {
    /// `window` is the number of bits of the board's inflate window; None: the board
    /// cannot inflate. `roomy`: the board has memory to spare.
    pub(super) fn new(window: Option<u8>, roomy: bool) -> Pack {
        // The library makes no smaller windows for raw streams than 2^9.
        let deflate = window
            .map(|bits| Compress::new_with_window_bits(Compression::best(), false, bits.max(9)));
        let most = if roomy { ROOMY } else { NARROW };
        Pack { deflate, raw: Vec::with_capacity(most), most, goal: NARROW.min(most) }
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

    /// The block as it travels: the number of bytes it inflates to in three bytes, and
    /// the deflated bytes, flushed so that all of those can be had from them.
    pub(super) fn block(&mut self) -> Result<Vec<u8>, Error> {
        let mut block = Vec::with_capacity(BLOCK + 64);
        block.extend_from_slice(&(self.raw.len() as u32).to_le_bytes()[..3]);
        match &mut self.deflate {
            None => block.extend_from_slice(&self.raw),
            Some(deflate) => deflated(deflate, &self.raw, &mut block)?,
        }
        if self.deflate.is_some() {
            // As much as made a block of the right size this time.
            let fits = self.raw.len() * BLOCK / block.len().max(1);
            self.goal = fits.clamp(NARROW, self.most);
        }
        self.raw.clear();
        Ok(block)
    }
}

fn deflated(deflate: &mut Compress, raw: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let start = deflate.total_in();
    loop {
        out.reserve(BLOCK);
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

    #[test]
    fn each_block_gives_all_that_went_into_it() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(|at| at.to_string().into_bytes()).collect();
        let noise: Vec<u8> =
            (0..30_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for (bits, roomy) in [(9, false), (12, true), (15, true)] {
            let mut pack = Pack::new(Some(bits), roomy);
            let mut inflate = flate2::Decompress::new(false);
            for content in [&text[..], &noise, b"x", &text[..5000]] {
                let mut rest = content;
                while !rest.is_empty() {
                    let filled = pack.fill(rest);
                    let (block_raw, after) = rest.split_at(filled);
                    rest = after;
                    let block = pack.block().unwrap();
                    let size = u32::from_le_bytes([block[0], block[1], block[2], 0]) as usize;
                    assert_eq!(size, block_raw.len());
                    assert!(block.len() < ROOMY + 64, "{}", block.len());
                    let mut out = vec![0; size];
                    let before = inflate.total_out();
                    inflate
                        .decompress(&block[3..], &mut out, flate2::FlushDecompress::Sync)
                        .unwrap();
                    assert_eq!(inflate.total_out() - before, size as u64);
                    assert_eq!(out, block_raw);
                }
            }
        }
    }
}
