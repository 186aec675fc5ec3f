//! What a firmware file is.

use std::path::PathBuf;

use serde::Serialize;

use super::{Chip, Problem};

/// What kind of file a firmware image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageKind {
    /// From the boot loader on: all that the chip needs.
    Whole,
    /// The application alone: it needs the boot loader and table that are there.
    Application,
    /// For the drive of a UF2 boot loader.
    Uf2,
}

/// What a firmware file tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Firmware {
    pub path: PathBuf,
    pub kind: ImageKind,
    pub chip: Chip,
    /// Bytes.
    pub size: u64,
    /// `v1.27.0`, from the image or its name.
    pub version: Option<String>,
    /// `ESP32_GENERIC-SPIRAM`, from its name.
    pub board: Option<String>,
    /// `2025-12-09`, from its name.
    pub date: Option<String>,
    /// The flash it was built for, in bytes, where it says.
    pub flash_size: Option<u32>,
    /// How it was checked: `SHA-256`, `MD5`, `checksum`, `blocks`.
    pub checked: &'static str,
}

/// Where an image was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImagePlace {
    /// It was flashed before.
    Used,
    /// In the cache of downloads.
    Downloaded,
    /// In the folder that is shown, or named by its path.
    Here,
}

/// A file that may be put on a chip, or why it may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFile {
    pub path: PathBuf,
    pub place: ImagePlace,
    pub about: Result<Firmware, Problem>,
}

/// A board that there is firmware for to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirmwareBoard {
    /// `ESP32_GENERIC`
    pub board: String,
    /// What the page says of it.
    pub title: String,
    /// As its name and title tell; many name a product only.
    pub chip: Option<Chip>,
}

/// A firmware file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// `ESP32_GENERIC-20251209-v1.27.0.bin`
    pub file: String,
    /// Where it lies at the site.
    pub path: String,
    /// `ESP32_GENERIC-SPIRAM`: with the variant.
    pub board: String,
    pub version: Option<String>,
    pub date: Option<String>,
}

impl Release {
    /// A build between two releases.
    pub fn is_preview(&self) -> bool {
        let version = self.version.as_deref().unwrap_or_default();
        version.contains("preview") || self.file.contains("unstable")
    }
}
