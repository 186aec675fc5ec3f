//! What is told while firmware is put on a chip, and what comes of it.

use std::path::PathBuf;

use super::{Chip, Firmware, Progress};

/// A chip in its loader, as it tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundChip {
    pub chip: Chip,
    /// `24:0a:c4:01:02:03`
    pub mac: Option<String>,
    /// `v3.1`
    pub revision: Option<String>,
    /// In MHz.
    pub crystal: Option<u32>,
    /// Bytes.
    pub flash_size: Option<u32>,
    /// It runs signed firmware only.
    pub secure_boot: bool,
    /// What is in its flash is encrypted.
    pub encrypted: bool,
    /// Its loader writes and does little else.
    pub locked: bool,
    /// The better loader runs in its RAM.
    pub stub: bool,
    /// Of the line, in bits per second.
    pub baud: u32,
}

/// What is about to be done to a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlashPlan {
    pub port: String,
    pub chip: Chip,
    pub firmware: Firmware,
    /// Where it goes, in bytes.
    pub offset: u32,
    /// Bytes of it.
    pub size: u32,
    /// All of the flash is erased first.
    pub erase: bool,
    /// Of the flash, in bytes.
    pub flash_size: u32,
    /// The same as an esptool command that runs.
    pub esptool: String,
}

/// How flashing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flashed {
    pub firmware: Firmware,
    /// What is in the flash was compared with the image.
    pub verified: bool,
    /// The firmware was started; else somebody has to tap RESET.
    pub restarted: bool,
}

/// What happens meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlashEvent {
    /// A port that our session had is free for the loader now.
    Released,
    Chip(FoundChip),
    /// What was on the board is in this file or folder now.
    Kept(PathBuf),
    Plan(Box<FlashPlan>),
    /// Somebody has to hold BOOT and tap RESET within so many seconds.
    Hands(u64),
    /// Somebody has to bring up the drive of its boot loader within so many seconds.
    WantsDrive(u64),
    Note(String),
    /// `read`, `erase`, `write` or `verify`, in bytes.
    Progress(Progress),
}
