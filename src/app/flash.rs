//! Putting firmware on a board, step by step: which image, how, the plan, the work, the
//! start of what was written.

use std::time::Duration;

use crate::model::{
    Before, BoardId, Chip, FlashPlan, FoundChip, ImageFile, JobId, Problem, Release,
};

use super::board::Gauge;
use super::chooser::Item;
use super::list::{Cursor, Motion};

/// Rates to choose from, in bits per second. Nearly every adapter and cable bears the third.
pub(super) const RATES: [u32; 4] = [115_200, 230_400, 460_800, 921_600];

/// What is kept of the board before it is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackUp {
    Nothing,
    /// Its files, as MicroPython gives them.
    Files,
    /// All that is in its flash.
    Flash,
}

#[derive(Debug)]
pub struct Wizard {
    /// What was opened, or is to be.
    pub port: String,
    /// For people.
    pub name: String,
    pub board: Option<BoardId>,
    /// As the board's firmware says; its loader knows better.
    pub says: Option<Chip>,
    /// As its loader says.
    pub found: Option<FoundChip>,
    /// MicroPython runs there, so that its files can be read.
    pub has_files: bool,
    pub images: Vec<ImageFile>,
    /// Among the images.
    pub cursor: Cursor,
    /// The list of images is being made.
    pub listing: bool,
    pub choices: FlashChoices,
    pub step: FlashStep,
    /// What was said on the way.
    pub notes: Vec<String>,
    /// Where what was on the board is kept.
    pub kept: Vec<String>,
    /// Why the last thing that was asked for did not work; until the next key.
    pub trouble: Option<Problem>,
    pub(super) job: Option<JobId>,
}

/// How it is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlashChoices {
    pub back_up: BackUp,
    /// All of the flash is erased, with all files; else only what the firmware covers.
    pub erase: bool,
    /// Bits per second.
    pub baud: u32,
    pub before: Before,
    /// The row under the cursor.
    pub row: usize,
}

#[derive(Debug)]
pub enum FlashStep {
    Pick,
    Download(Download),
    Choose,
    Work(FlashWork),
    /// What will be done and lost; a clear yes is wanted.
    Ask {
        plan: Box<FlashPlan>,
        menu: Menu,
    },
    /// All is written: MicroPython is to show its prompt.
    Start {
        verified: bool,
        /// Nobody has to tap RESET.
        restarted: bool,
        since: Duration,
    },
    Failed {
        problem: Problem,
        menu: Menu,
    },
    Done {
        verified: bool,
        menu: Menu,
    },
}

/// What the loader is asked for at the moment.
#[derive(Debug)]
pub struct FlashWork {
    pub doing: Doing,
    pub gauge: Option<Gauge>,
    /// Seconds left for somebody to hold BOOT and tap RESET.
    pub hands: Option<u64>,
    pub since: Duration,
    /// It was told to stop.
    pub stopping: bool,
    /// Only what the chip is.
    pub only_chip: bool,
}

/// In the order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    Files,
    Reach,
    Read,
    Erase,
    Write,
    Verify,
}

impl FlashWork {
    pub(super) fn new(doing: Doing, since: Duration) -> FlashWork {
        let (gauge, hands, stopping) = (None, None, false);
        FlashWork { doing, gauge, hands, since, stopping, only_chip: false }
    }

    /// What was on the board is gone already, in part at least.
    pub fn has_begun(&self) -> bool {
        self.doing >= Doing::Erase
    }
}

/// Firmware to download.
#[derive(Debug)]
pub struct Download {
    pub of: DownloadOf,
    pub items: Vec<Item>,
    pub cursor: Cursor,
    /// It is on its way; how far, if that is known.
    pub coming: bool,
    pub gauge: Option<Gauge>,
    pub(super) releases: Vec<Release>,
}

/// What is chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DownloadOf {
    Chips,
    Boards(Chip),
    Releases(String),
    File(String),
}

impl Download {
    pub(super) fn new(of: DownloadOf, items: Vec<Item>) -> Download {
        let (cursor, releases) = (Cursor::default(), Vec::new());
        Download { of, items, cursor, coming: false, gauge: None, releases }
    }
}

/// A way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Write,
    Back,
    Again,
    /// Again, at a lower rate in bits per second.
    Slower(u32),
    Other,
    Sync,
    Close,
}

#[derive(Debug)]
pub struct Menu {
    pub ways: Vec<Way>,
    pub at: usize,
}

impl Menu {
    pub(super) fn new(ways: Vec<Way>) -> Menu {
        Menu { ways, at: 0 }
    }

    pub(super) fn go(&mut self, motion: Motion) {
        let last = self.ways.len().saturating_sub(1);
        self.at = match motion {
            Motion::Up => self.at.saturating_sub(1),
            Motion::Down => (self.at + 1).min(last),
            Motion::Top | Motion::PageUp => 0,
            Motion::Bottom | Motion::PageDown => last,
        };
    }

    pub(super) fn chosen(&self) -> Option<Way> {
        self.ways.get(self.at).copied()
    }
}

/// Whether an image is for this board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fits {
    Yes,
    /// The board's chip is not known yet.
    Unknown,
    No,
    /// It is no firmware, or damaged.
    Broken,
}

impl Wizard {
    /// The board's chip, as well as it is known.
    pub fn chip(&self) -> Option<Chip> {
        self.found.as_ref().map(|found| found.chip).or(self.says)
    }

    pub fn fits(&self, image: &ImageFile) -> Fits {
        match (&image.about, self.chip()) {
            (Err(_), _) => Fits::Broken,
            (Ok(_), None) => Fits::Unknown,
            (Ok(about), Some(chip)) if about.chip == chip => Fits::Yes,
            _ => Fits::No,
        }
    }

    pub fn image(&self) -> Option<&ImageFile> {
        self.images.get(self.cursor.at)
    }

    /// The loader is talked to: it must not be left by the way.
    pub fn works(&self) -> bool {
        matches!(self.step, FlashStep::Work(_) | FlashStep::Ask { .. })
    }

    /// What will be done, in its order.
    pub fn way(&self) -> Vec<Doing> {
        let FlashChoices { back_up, erase, .. } = self.choices;
        [
            (Doing::Files, back_up == BackUp::Files),
            (Doing::Reach, true),
            (Doing::Read, back_up == BackUp::Flash),
            (Doing::Erase, erase),
            (Doing::Write, true),
            (Doing::Verify, true),
        ]
        .into_iter()
        .filter_map(|(doing, wanted)| wanted.then_some(doing))
        .collect()
    }

    /// Those that fit come first, and stay in their order otherwise; the cursor goes to
    /// the first one.
    pub(super) fn sort(&mut self) {
        let mut images = std::mem::take(&mut self.images);
        images.sort_by_key(|image| self.fits(image));
        self.images = images;
        self.cursor = Cursor::default();
    }
}

impl FlashChoices {
    /// A rate below the chosen one.
    pub fn slower(&self) -> Option<u32> {
        RATES.iter().rev().copied().find(|rate| *rate < self.baud)
    }
}
