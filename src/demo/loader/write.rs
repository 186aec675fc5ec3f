//! A download into the flash, from its begin to its end.

use std::time::Duration;

use flate2::{Decompress, FlushDecompress, Status};

use crate::demo::loader::flash::{Flash, SECTOR};
use crate::demo::loader::packet::Refusal;

/// Sectors in an erase block.
const SECTORS_PER_BLOCK: usize = 16;

/// Who writes: they erase at different times and take sizes differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// Erases at the begin, and too much: see [`erased_by_8266`].
    Rom8266,
    /// Erases at the begin.
    Rom,
    /// Erases as it goes, and stops at the announced size.
    Stub,
}

pub(super) struct Download {
    writer: Writer,
    at: usize,
    /// Bytes still to come, counted by stubs.
    left: usize,
    /// Up to here all is erased.
    erased: usize,
    /// Up to here a stub may erase.
    end: usize,
    inflate: Option<Box<Decompress>>,
    ended: bool,
}

impl Download {
    /// Answers with how long the ROM is busy erasing.
    pub(super) fn begin(
        writer: Writer,
        at: usize,
        size: usize,
        deflated: bool,
        flash: &mut Flash,
    ) -> (Download, Duration) {
        let busy = match writer {
            Writer::Rom8266 => flash.erase(at / SECTOR * SECTOR, erased_by_8266(at, size) * SECTOR),
            Writer::Rom if size > 0 => flash.erase(at, size),
            Writer::Rom | Writer::Stub => Duration::ZERO,
        };
        let inflate = deflated.then(|| Box::new(Decompress::new(true)));
        let erased = at / SECTOR * SECTOR;
        let download =
            Download { writer, at, left: size, erased, end: at + size, inflate, ended: false };
        (download, busy)
    }

    pub(super) fn deflated(&self) -> bool {
        self.inflate.is_some()
    }

    /// Writes one packet; answers with how long that takes.
    pub(super) fn data(&mut self, data: &[u8], flash: &mut Flash) -> Result<Duration, Refusal> {
        let Some(mut inflate) = self.inflate.take() else {
            return Ok(self.put(data, flash));
        };
        let result = self.inflate(&mut inflate, data, flash);
        self.inflate = Some(inflate);
        result
    }

    fn inflate(
        &mut self,
        inflate: &mut Decompress,
        mut data: &[u8],
        flash: &mut Flash,
    ) -> Result<Duration, Refusal> {
        let mut busy = Duration::ZERO;
        let mut plain = vec![0; 32 * 1024];
        while !self.ended {
            let (taken, made) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(data, &mut plain, FlushDecompress::None);
            let status = status.map_err(|_| Refusal::Inflate)?;
            let taken = (inflate.total_in() - taken) as usize;
            let made = (inflate.total_out() - made) as usize;
            if self.writer == Writer::Stub && made > self.left {
                return Err(Refusal::TooMuch);
            }
            busy += self.put(&plain[..made], flash);
            data = data.get(taken..).unwrap_or_default();
            self.ended = status == Status::StreamEnd;
            if taken == 0 && made == 0 {
                break;
            }
        }
        Ok(busy)
    }

    fn put(&mut self, data: &[u8], flash: &mut Flash) -> Duration {
        let mut busy = Duration::ZERO;
        let mut data = data;
        if self.writer == Writer::Stub {
            // The padding of the last packet is not written.
            data = &data[..data.len().min(self.left)];
            self.left -= data.len();
            let needed = (self.at + data.len()).min(self.end);
            if needed > self.erased {
                let reach = needed.div_ceil(SECTOR) * SECTOR;
                busy = flash.erase(self.erased, reach - self.erased);
                self.erased = reach;
            }
        }
        flash.program(self.at, data);
        self.at += data.len();
        busy
    }

    /// What the end says to it.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.writer == Writer::Stub && self.left > 0 {
            return Err(Refusal::TooLittle);
        }
        Ok(())
    }
}

/// Sectors that the ESP8266's ROM erases when asked for `size` bytes: it counts those up
/// to the first block's end twice. esptool's `get_erase_size` works around it.
fn erased_by_8266(at: usize, size: usize) -> usize {
    let asked = size.div_ceil(SECTOR);
    let head = SECTORS_PER_BLOCK - at / SECTOR % SECTORS_PER_BLOCK;
    asked + head.min(asked)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn used() -> Flash {
        Flash::with(vec![0; 64 * SECTOR], 64 * SECTOR)
    }

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut stream = ZlibEncoder::new(Vec::new(), Compression::best());
        stream.write_all(data).unwrap();
        stream.finish().unwrap()
    }

    #[test]
    fn the_old_rom_erases_the_head_twice() {
        // One sector asked for at 0: two go.
        assert_eq!(erased_by_8266(0, 1), 2);
        assert_eq!(erased_by_8266(0, 40 * SECTOR), 56);
        assert_eq!(erased_by_8266(15 * SECTOR, 40 * SECTOR), 41);
        let mut flash = used();
        Download::begin(Writer::Rom8266, 0, 4 * SECTOR, false, &mut flash);
        assert_eq!(flash.read(8 * SECTOR - 1, 2), [0xFF, 0]);
    }

    #[test]
    fn a_stub_erases_as_it_goes_and_leaves_the_padding_out() {
        let mut flash = used();
        let (mut download, _) = Download::begin(Writer::Stub, SECTOR, 5000, false, &mut flash);
        assert_eq!(flash.read(SECTOR, 1), [0]);
        download.data(&[0xAA; 4096], &mut flash).unwrap();
        assert_eq!(flash.read(2 * SECTOR - 1, 2), [0xAA, 0]);
        download.data(&[0x55; 4096], &mut flash).unwrap();
        assert_eq!(flash.read(SECTOR + 4999, 2), [0x55, 0xFF]);
        assert_eq!(flash.read(3 * SECTOR - 1, 2), [0xFF, 0]);
        assert_eq!(download.finish(), Ok(()));
    }

    #[test]
    fn a_deflate_stream_may_be_cut_anywhere() {
        let plain: Vec<u8> = (0..40_000u32).map(|n| ((n * n) >> 7) as u8).collect();
        let stream = deflated(&plain);
        let mut flash = used();
        let (mut download, _) = Download::begin(Writer::Stub, 0, plain.len(), true, &mut flash);
        for piece in stream.chunks(777) {
            download.data(piece, &mut flash).unwrap();
        }
        assert!(flash.read(0, plain.len()) == plain);
        assert_eq!(download.finish(), Ok(()));
    }

    #[test]
    fn a_stream_that_is_none_or_does_not_fit_is_refused() {
        let mut flash = used();
        let (mut download, _) = Download::begin(Writer::Rom, 0, 10, true, &mut flash);
        assert_eq!(download.data(&[1, 2, 3, 4], &mut flash), Err(Refusal::Inflate));
        let stream = deflated(&[7; 100]);
        let (mut download, _) = Download::begin(Writer::Stub, 0, 99, true, &mut flash);
        assert_eq!(download.data(&stream, &mut flash), Err(Refusal::TooMuch));
        let (mut download, _) = Download::begin(Writer::Stub, 0, 101, true, &mut flash);
        download.data(&stream, &mut flash).unwrap();
        assert_eq!(download.finish(), Err(Refusal::TooLittle));
    }
}
