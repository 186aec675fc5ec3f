//! What a board's files held before we changed them, so that the last change can be taken
//! back. In mpdeck's state folder, one folder for each board, and bounded: so many bytes
//! of contents, so many changes, so many boards.
//!
//! Contents are kept by the hash that the board has for them. What we write is kept as
//! well: a file that we overwrite again need not be read from the board first.

mod before;
mod contents;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::model::{Identity, LastChange};
use crate::sync::{Change, Journal};

pub(super) use before::{Before, Copying, look};
pub(super) use contents::Contents;

/// Boards that contents are kept of; the one not used for longest is forgotten.
const BOARDS: usize = 32;

/// Where the contents and changes of one board are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Kept {
    all: PathBuf,
    /// Of this board; it changes when a probe tells which one it is.
    folder: Arc<Mutex<PathBuf>>,
}

impl Kept {
    /// `state` is mpdeck's state folder; nothing is made there before something is kept.
    /// `identity` is what is known before the board was probed.
    pub fn new(state: &Path, identity: &Identity) -> Kept {
        let all = state.join("kept");
        let folder = Arc::new(Mutex::new(all.join(name(identity))));
        Kept { all, folder }
    }

    /// A probe told which board it is.
    pub(super) fn is_of(&self, unique_id: &str) {
        let folder = self.all.join(name(&Identity::Unique(unique_id.to_owned())));
        *self.folder.lock().unwrap_or_else(PoisonError::into_inner) = folder;
    }

    fn folder(&self) -> PathBuf {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn contents(&self) -> Contents {
        Contents::new(self.folder().join("contents"))
    }

    pub(super) fn journal(&self) -> Journal {
        Journal::new(self.folder().join("changes"))
    }

    /// The last change, if there is one.
    ///
    /// # Errors
    /// The state folder cannot be read.
    pub fn last(&self) -> io::Result<Option<LastChange>> {
        let Some(change) = self.journal().last()? else { return Ok(None) };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let ago = now.saturating_sub(Duration::from_secs(change.at));
        Ok(Some(LastChange { what: change.what.clone(), ago, paths: change.paths() }))
    }

    /// Notes a change, and forgets what is too old.
    pub(super) fn note(&self, change: &Change) -> io::Result<()> {
        self.journal().push(change)?;
        self.contents().thin()?;
        self.forget_boards()
    }

    fn forget_boards(&self) -> io::Result<()> {
        let own = self.folder();
        let mut others: Vec<(SystemTime, PathBuf)> = fs::read_dir(&self.all)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| *path != own)
            .filter_map(|path| {
                Some((fs::metadata(path.join("changes")).ok()?.modified().ok()?, path))
            })
            .collect();
        others.sort();
        let surplus = (others.len() + 1).saturating_sub(BOARDS);
        others.into_iter().take(surplus).try_for_each(|(_, path)| fs::remove_dir_all(path))
    }
}

/// A folder name for a board, whatever its id holds.
fn name(identity: &Identity) -> String {
    identity
        .to_string()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(100)
        .collect()
}

/// The seconds since 1970, for a change that is made now.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;
