//! What is asked of the loader in a chip: identify, flash, erase, back up.

use std::path::PathBuf;

use serde::Deserialize;

use super::Chip;

/// How a chip is brought into its loader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Before {
    /// As the settings have it for the board; else by the control lines of its serial port,
    /// and by hand where there are none.
    #[default]
    Default,
    /// By the control lines as the chip's own USB port takes them.
    UsbJtag,
    /// By the control lines, which are wired the wrong way round.
    Crossed,
    /// By hand: the lines are wired to something else.
    Hands,
    /// It is there already.
    None,
}

/// What the settings say about the way into a board's loader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoaderReset {
    Default,
    UsbJtag,
    Crossed,
    /// No line does it, and none is touched.
    None,
}

impl LoaderReset {
    pub fn before(self) -> Before {
        match self {
            LoaderReset::Default => Before::Default,
            LoaderReset::UsbJtag => Before::UsbJtag,
            LoaderReset::Crossed => Before::Crossed,
            LoaderReset::None => Before::Hands,
        }
    }
}

/// What happens to a chip afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum After {
    /// What is in its flash starts.
    #[default]
    Default,
    /// It stays in its loader.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoaderOptions {
    /// What the chip has to be.
    pub chip: Option<Chip>,
    /// The highest rate to use, in bits per second.
    pub baud: u32,
    /// The better loader may be put into its RAM.
    pub stub: bool,
    pub before: Before,
    pub after: After,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlashOptions {
    pub image: PathBuf,
    /// Where it goes, in bytes; none for where this chip has it.
    pub offset: Option<u32>,
    /// All of the flash is erased first.
    pub erase: bool,
    /// What is in the flash is read into this file first.
    pub backup: Option<PathBuf>,
    /// Where the drive of its UF2 boot loader is mounted.
    pub drive: Option<PathBuf>,
    /// The question was answered beforehand.
    pub yes: bool,
    pub loader: LoaderOptions,
}
