//! A file that is never larger than it may be: full, it becomes `.1`.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Target;

pub(super) struct Rotated {
    path: PathBuf,
    limit: u64,
    keep: usize,
    /// None before the first write, and after one that failed.
    file: Option<File>,
    size: u64,
}

impl Rotated {
    pub(super) fn new(target: &Target) -> Rotated {
        Rotated {
            path: target.path.clone(),
            limit: target.bound.limit.max(1),
            keep: target.bound.keep,
            file: None,
            size: 0,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether so many more bytes are too many for this file.
    pub(super) fn is_full(&self, more: usize) -> bool {
        self.size > 0 && self.size + more as u64 > self.limit
    }

    /// Begins a new file; the full one is kept under a number.
    ///
    /// # Errors
    /// What the file system says; the full file then grows on.
    pub(super) fn rotate(&mut self) -> io::Result<()> {
        self.file = None;
        for number in (1..self.keep).rev() {
            let from = numbered(&self.path, number);
            if from.exists() {
                fs::rename(&from, numbered(&self.path, number + 1))?;
            }
        }
        if self.keep > 0 {
            fs::rename(&self.path, numbered(&self.path, 1))?;
        } else {
            fs::remove_file(&self.path)?;
        }
        self.size = 0;
        Ok(())
    }

    /// Adds to the file, which is made with its folder if it is not there.
    ///
    /// # Errors
    /// What the file system says; part of `bytes` may have been written.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                if let Some(folder) = self.path.parent() {
                    fs::create_dir_all(folder)?;
                }
                let file = OpenOptions::new().create(true).append(true).open(&self.path)?;
                self.size = file.metadata()?.len();
                none.insert(file)
            }
        };
        let written = file.write_all(bytes);
        match written {
            Ok(()) => self.size += bytes.len() as u64,
            Err(_) => self.file = None,
        }
        written
    }
}

/// `board.log.1`
fn numbered(path: &Path, number: usize) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{number}"));
    PathBuf::from(name)
}
