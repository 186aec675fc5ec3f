//! Contents of files, by the hash that their board has for them.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::board::DigestKind;
use crate::model::Digest;

/// Bytes kept of one board; the contents not used for longest go first.
const MOST: u64 = 16 * 1024 * 1024;

#[derive(Debug)]
pub(in crate::session) struct Contents {
    folder: PathBuf,
}

impl Contents {
    pub(super) fn new(folder: PathBuf) -> Self {
        Contents { folder }
    }

    fn file(&self, digest: &Digest) -> PathBuf {
        let kind = match digest {
            Digest::Sha256(_) => "sha256",
            Digest::Crc32(_) => "crc32",
            Digest::Sum(_) => "sum",
        };
        self.folder.join(format!("{kind}-{}", digest.hex()))
    }

    /// Whether it is there; then it counts as used now.
    pub fn has(&self, digest: &Digest) -> bool {
        let Ok(file) = fs::OpenOptions::new().append(true).open(self.file(digest)) else {
            return false;
        };
        // only the order of forgetting hangs on it
        drop(file.set_modified(SystemTime::now()));
        true
    }

    /// None where it was never kept, was forgotten, or is damaged.
    pub fn get(&self, digest: &Digest) -> Option<Vec<u8>> {
        let content = fs::read(self.file(digest)).ok()?;
        (DigestKind::like(digest).hash(&content) == *digest).then_some(content)
    }

    /// Keeps it: as a whole or not at all.
    pub fn put(&self, digest: &Digest, content: &[u8]) -> io::Result<()> {
        if self.has(digest) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(content)?;
        file.persist(self.file(digest))?;
        Ok(())
    }

    /// Removes the oldest until the rest fits.
    pub fn thin(&self) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(()) };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let found = entry.metadata().ok()?;
                Some((found.modified().ok()?, found.len(), entry.path()))
            })
            .collect();
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if bytes <= MOST {
                break;
            }
            fs::remove_file(path)?;
            bytes -= size;
        }
        Ok(())
    }
}
