//! Reading a firmware file: what it is, for which chip, and whether it is whole.

mod esp;
mod looks;
mod name;
mod partitions;
mod uf2;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use name::Named;
pub use partitions::{Partition, TABLE_AT, TABLE_SIZE, application, partitions};

use crate::model::{Chip, Firmware, ImageKind, Problem};

/// No firmware is larger; a file that is will not be read into memory.
const LARGEST: u64 = 32 << 20;

/// A firmware file in memory, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub about: Firmware,
    pub bytes: Vec<u8>,
}

/// Why a file is not flashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Unreadable(String),
    #[error("it is {0}, not firmware")]
    Looks(&'static str),
    #[error("it ends too early: {has} bytes of at least {needs} are there")]
    Truncated { has: usize, needs: usize },
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("it is for a chip with the number {0}, which mpdeck does not know")]
    UnknownChip(u16),
    #[error("it is for boards of the UF2 family {0:#010x}, which mpdeck does not know")]
    UnknownFamily(u32),
    #[error("it is larger than any firmware ({0} bytes)")]
    Huge(u64),
}

impl Refused {
    fn into_problem(self, path: &Path) -> Problem {
        let next = match &self {
            Refused::Unreadable(_) => "Check the path.",
            Refused::Looks(_) | Refused::Huge(_) => {
                "Firmware ends in .bin or .uf2: https://micropython.org/download has it."
            }
            Refused::Truncated { .. } | Refused::Damaged(_) => {
                "Download it again; nothing was changed on the board."
            }
            Refused::UnknownChip(_) | Refused::UnknownFamily(_) => {
                "Use the maker's own tool for it."
            }
        };
        Problem::failed(format!("read {}", path.display()), self.to_string()).next(next)
    }
}

impl Image {
    /// Reads a file and checks all that can be checked without a board.
    ///
    /// # Errors
    /// It cannot be read, is no firmware, or is damaged; with what it looks like.
    pub fn read(path: &Path) -> Result<Image, Problem> {
        let bytes = load(path).map_err(|refused| refused.into_problem(path))?;
        let about = inspect(path, &bytes).map_err(|refused| refused.into_problem(path))?;
        Ok(Image { about, bytes })
    }
}

fn load(path: &Path) -> Result<Vec<u8>, Refused> {
    let unreadable = |error: std::io::Error| Refused::Unreadable(reason(&error));
    let found = fs::metadata(path).map_err(unreadable)?;
    if found.is_dir() {
        return Err(Refused::Looks("a folder"));
    }
    if !found.is_file() {
        return Err(Refused::Looks("a device or a pipe"));
    }
    if found.len() > LARGEST {
        return Err(Refused::Huge(found.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default());
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    }
}

/// What the bytes of a file are.
///
/// # Errors
/// As [`Image::read`].
pub fn inspect(path: &Path, bytes: &[u8]) -> Result<Firmware, Refused> {
    let named = path.file_stem().and_then(|stem| stem.to_str()).map(Named::of).unwrap_or_default();
    let (kind, chip, flash_size, version, checked) = if uf2::is(bytes) {
        (ImageKind::Uf2, uf2::chip(bytes)?, None, None, "blocks")
    } else if bytes.first() == Some(&esp::MAGIC) {
        let found = esp::read(bytes)?;
        (found.kind, found.chip, found.flash_size, found.version, found.checked)
    } else {
        return Err(Refused::Looks(looks::like(bytes)));
    };
    Ok(Firmware {
        path: PathBuf::from(path),
        kind,
        chip,
        size: bytes.len() as u64,
        version: named.version.or(version),
        board: named.board,
        date: named.date,
        flash_size,
        checked,
    })
}

/// The chip that a file's name alone tells of, for lists that do not read every file.
pub fn chip_by_name(name: &str) -> Option<Chip> {
    let board = name.split(['-', '.']).next().unwrap_or(name).to_ascii_uppercase();
    Chip::mentioned(&board.replace("GENERIC", "")).or_else(|| {
        let begins = |word: &str| board.starts_with(word);
        match () {
            () if begins("RPI_PICO2") => Some(Chip::Rp2350),
            () if begins("RPI_PICO") => Some(Chip::Rp2040),
            () => None,
        }
    })
}

#[cfg(test)]
pub(crate) mod made;
#[cfg(test)]
mod tests;
