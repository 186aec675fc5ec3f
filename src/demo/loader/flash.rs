//! The flash chip: NOR memory, which erasing fills with ones and writing only clears.

use std::time::Duration;

/// Smallest piece that can be erased, in bytes.
pub(super) const SECTOR: usize = 4096;

/// A block erase does sixteen sectors at once, and faster.
const BLOCK: usize = 65536;

/// A byte that comes out wrong.
#[derive(Debug, Clone, Copy)]
struct BadCell {
    at: usize,
    /// So many writes still go wrong.
    left: u32,
}

#[derive(Debug)]
pub(super) struct Flash {
    content: Vec<u8>,
    bad: Option<BadCell>,
    /// Time to erase a sector.
    sector_time: Duration,
}

impl Flash {
    /// An empty one; `size` in bytes, a power of two.
    pub(super) fn blank(size: usize) -> Flash {
        Flash { content: vec![0xFF; size], bad: None, sector_time: Duration::ZERO }
    }

    /// With this content; what is missing is empty.
    pub(super) fn with(mut content: Vec<u8>, size: usize) -> Flash {
        content.resize(size, 0xFF);
        Flash { content, ..Flash::blank(0) }
    }

    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    pub(super) fn size(&self) -> usize {
        self.content.len()
    }

    /// What lies there; the chip has nothing beyond its end.
    pub(super) fn read(&self, at: usize, length: usize) -> &[u8] {
        let start = at.min(self.content.len());
        let end = start.saturating_add(length).min(self.content.len());
        &self.content[start..end]
    }

    /// Erases whole sectors around the range and answers how long that takes.
    pub(super) fn erase(&mut self, at: usize, length: usize) -> Duration {
        let start = (at / SECTOR * SECTOR).min(self.content.len());
        let end = at.saturating_add(length).div_ceil(SECTOR) * SECTOR;
        let end = end.min(self.content.len());
        if start >= end {
            return Duration::ZERO;
        }
        self.content[start..end].fill(0xFF);
        let mut sectors = (end - start) / SECTOR;
        // A block costs about as much as four of its sixteen sectors.
        let blocks = (end / BLOCK).saturating_sub(start.div_ceil(BLOCK));
        sectors -= blocks * 12;
        self.sector_time * u32::try_from(sectors).unwrap_or(u32::MAX)
    }

    /// Programs bytes: bits are cleared, never set.
    pub(super) fn program(&mut self, at: usize, bytes: &[u8]) {
        let Some(room) = self.content.get_mut(at..) else { return };
        for (cell, byte) in room.iter_mut().zip(bytes) {
            *cell &= byte;
        }
        let Some(bad) = &mut self.bad else { return };
        if (at..at + bytes.len()).contains(&bad.at) && bad.left > 0 {
            bad.left -= 1;
            self.content[bad.at] ^= 1;
        }
    }

    /// The next `times` writes to the byte at `at` leave it with its lowest bit flipped.
    pub(super) fn spoil(&mut self, at: usize, times: u32) {
        if at < self.content.len() {
            self.bad = Some(BadCell { at, left: times });
        }
    }

    /// From now on a sector needs so long to be erased.
    pub(super) fn slow_down(&mut self, sector: Duration) {
        self.sector_time = sector;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_only_clears_bits_and_erasing_fills_sectors() {
        let mut flash = Flash::blank(4 * SECTOR);
        flash.program(SECTOR - 1, &[0xF0, 0x0F]);
        flash.program(SECTOR - 1, &[0x3C, 0xFF]);
        assert_eq!(flash.read(SECTOR - 2, 4), [0xFF, 0x30, 0x0F, 0xFF]);
        flash.erase(SECTOR + 7, 1);
        assert_eq!(flash.read(SECTOR - 1, 2), [0x30, 0xFF]);
    }

    #[test]
    fn nothing_is_beyond_the_end() {
        let mut flash = Flash::blank(SECTOR);
        flash.program(SECTOR - 1, &[0, 0, 0]);
        flash.program(5 * SECTOR, &[0]);
        flash.erase(5 * SECTOR, 1);
        assert_eq!(flash.read(SECTOR - 1, 8), [0]);
        assert!(flash.read(9 * SECTOR, 8).is_empty());
    }

    #[test]
    fn a_spoilt_cell_goes_wrong_as_often_as_asked() {
        let mut flash = Flash::blank(SECTOR);
        flash.spoil(3, 1);
        flash.program(0, &[0xA5; 8]);
        assert_ne!(flash.read(3, 1), [0xA5]);
        flash.erase(0, SECTOR);
        flash.program(0, &[0xA5; 8]);
        assert_eq!(flash.read(3, 1), [0xA5]);
    }

    #[test]
    fn blocks_are_faster_than_their_sectors() {
        let mut flash = Flash::blank(4 * BLOCK);
        flash.slow_down(Duration::from_millis(10));
        assert_eq!(flash.erase(0, SECTOR), Duration::from_millis(10));
        assert_eq!(flash.erase(0, 4 * BLOCK), Duration::from_millis(160));
        assert_eq!(flash.erase(SECTOR, 2 * BLOCK), Duration::from_millis(200));
    }
}
