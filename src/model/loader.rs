//! What is asked of the loader in a chip: identify, flash, erase, back up.

use std::path::PathBuf;

use super::Chip;

/// How a chip is brought into its loader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Before {
    /// By the control lines of its serial port; by hand where there are none.
    #[default]
    Default,
    /// By the control lines as the chip's own USB port takes them.
    UsbJtag,
    /// It is there already.
    None,
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
