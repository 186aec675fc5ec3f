//! Firmware for a chip, and a chip that misbehaves while it is flashed.

use std::path::PathBuf;

use mpdeck::demo::loader::{Bare, Chip, Fault, Options};

use super::command::{Line, on};
use super::flash::litter;
use super::{firmware, offset, plug};

/// A small flash, in bytes: it is erased soon.
pub const SIZE: usize = 1 << 20;

pub struct Case {
    pub kind: Chip,
    pub stub: bool,
    image: PathBuf,
    content: Vec<u8>,
}

impl Case {
    pub fn new(folder: &tempfile::TempDir, kind: Chip, stub: bool) -> Case {
        let image = folder.path().join(format!("{kind}.bin"));
        let content = firmware(kind, 60_000);
        std::fs::write(&image, &content).unwrap();
        Case { kind, stub, image, content }
    }

    pub fn chip(&self, faults: Vec<Fault>) -> Bare {
        plug(Options { content: litter(SIZE), size: SIZE, faults, ..Options::new(self.kind) })
    }

    pub fn with(&self, fault: &str) -> Bare {
        self.chip(vec![fault.parse().expect("a fault")])
    }

    pub fn flash(&self, chip: &Bare) -> Line {
        let line = on(&chip.port).word("flash").word(&self.image);
        let line = line.words(["--erase", "--yes", "--before", "none"]);
        if self.stub { line } else { line.word("--no-stub") }
    }

    pub fn arrived(&self, chip: &Bare) -> bool {
        let (at, flash) = (offset(self.kind), chip.flash());
        let found = &flash[at..at + self.content.len()];
        // the byte that tells the flash's size is its own
        found[..3] == self.content[..3] && found[4..] == self.content[4..]
    }
}
