//! The drive that a UF2 boot loader shows up as: finding it, and copying firmware to it.
//!
//! The boot loader takes the blocks of the file as they come, wherever in the file system
//! they land, and starts the new firmware with the last of them: the drive is gone then,
//! often before the file is closed.

mod table;

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::model::{Chip, Firmware, Problem};

use super::Image;

/// Tells what the boot loader is; every UF2 drive has it.
const INFO: &str = "INFO_UF2.TXT";
/// Bytes between two looks at progress and at whether to stop: 128 blocks.
const PIECE: usize = 128 * 512;

/// The drive of a board that waits for firmware.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drive {
    pub folder: PathBuf,
    /// `Raspberry Pi RP2`
    pub model: String,
    /// `RPI-RP2`
    pub board: String,
    /// None for a chip that no MicroPython image in UF2 is for.
    pub chip: Option<Chip>,
}

/// The UF2 drives that are mounted.
pub fn mounted() -> Vec<Drive> {
    let table = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    table::folders(&table).into_iter().filter_map(|folder| read(&folder)).collect()
}

/// Block devices with the label of a UF2 drive, mounted or not.
pub fn labelled() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/dev/disk/by-label") else { return Vec::new() };
    let ours = |name: &str| name == "RPI-RP2" || name == "RP2350" || name.ends_with("BOOT");
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(ours))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// The drive at a folder that the user names.
///
/// # Errors
/// There is none.
pub fn at(folder: &Path) -> Result<Drive, Problem> {
    read(folder).ok_or_else(|| {
        Problem::failed(
            format!("find a UF2 boot loader at {}", folder.display()),
            format!("there is no {INFO} in it"),
        )
        .next("Hold BOOTSEL (or double-tap RESET) while plugging in, and mount the drive.")
    })
}

fn read(folder: &Path) -> Option<Drive> {
    let text = fs::read(folder.join(INFO)).ok()?;
    let text = String::from_utf8_lossy(&text[..text.len().min(1024)]).into_owned();
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let clean = |line: &str| line.trim().chars().filter(|c| !c.is_control()).collect();
        line.map(clean).unwrap_or_default()
    };
    let board: String = value("Board-ID");
    Some(Drive { folder: folder.to_path_buf(), model: value("Model"), chip: chip(&board), board })
}

/// The chip of a board id: `RPI-RP2`, `RP2350`, `SAMD21G18A-Feather-v0`.
fn chip(board: &str) -> Option<Chip> {
    let begins = |word: &str| board.to_ascii_uppercase().starts_with(word);
    match () {
        () if begins("RP2350") => Some(Chip::Rp2350),
        () if begins("RPI-RP2") || begins("RP2040") => Some(Chip::Rp2040),
        () if begins("SAMD21") => Some(Chip::Samd21),
        () if begins("SAMD51") || begins("SAME51") => Some(Chip::Samd51),
        () => None,
    }
}

impl Drive {
    /// Whether an image is for this board's chip.
    ///
    /// # Errors
    /// It is for another; nothing was written.
    pub fn check(&self, image: &Firmware) -> Result<(), Problem> {
        if self.chip == Some(image.chip) {
            return Ok(());
        }
        let has = self.chip.map_or("a chip that mpdeck does not know", Chip::label);
        let why = format!("the image is for {}, the board ({}) has {has}", image.chip, self.board);
        Err(Problem::failed(self.tried(image), why)
            .next("Nothing was written. Choose an image for this board."))
    }

    /// False once the board has left its boot loader.
    pub fn is_there(&self) -> bool {
        self.folder.join(INFO).exists()
    }

    /// Copies an image; `progress` hears the bytes that went and answers whether to go on.
    ///
    /// # Errors
    /// The drive takes no more, or the user stopped it: the board has no whole firmware.
    pub fn copy(
        &self,
        image: &Image,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(), Problem> {
        self.check(&image.about)?;
        let place = self.folder.join("firmware.uf2");
        let failed = |error: &std::io::Error, done: usize| {
            let why = match error.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    "you may not write to the drive".to_owned()
                }
                _ => format!("{error} after {done} of {} bytes", image.bytes.len()),
            };
            Problem::failed(self.tried(&image.about), why).next(STATE)
        };
        let mut file = File::create(&place).map_err(|error| failed(&error, 0))?;
        let mut done = 0;
        for piece in image.bytes.chunks(PIECE) {
            if !progress(done as u64) {
                drop(file);
                // what is half there helps nobody; the boot loader goes on waiting
                let _ = fs::remove_file(&place);
                return Err(Problem::interrupted(self.tried(&image.about)).next(STATE));
            }
            let last = done + piece.len() == image.bytes.len();
            // to the board, not to the memory of this computer
            match file.write_all(piece).and_then(|()| file.sync_data()) {
                Ok(()) => {}
                // it had the last block and is gone to run it
                Err(_) if last && !self.is_there() => {}
                Err(error) => return Err(failed(&error, done)),
            }
            done += piece.len();
        }
        progress(done as u64);
        Ok(())
    }

    fn tried(&self, image: &Firmware) -> String {
        format!("copy {} to {}", image.path.display(), self.folder.display())
    }
}

const STATE: &str =
    "The board has no whole firmware now: its boot loader waits for it. Flash again.";

#[cfg(test)]
mod tests;
