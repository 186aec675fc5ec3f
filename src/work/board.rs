//! What is known of one board between two syncs.

use crate::model::{BoardInfo, Digest, Entry, EntryKind, Generation, Identity, RemotePath};
use std::collections::BTreeSet;

use super::compile::Found;
use super::run::Memory;
use crate::sync::LocalTree;

/// Moves into a run and comes back with it.
#[derive(Debug)]
pub struct BoardState {
    pub identity: Identity,
    pub info: Option<(Generation, Box<BoardInfo>)>,
    pub memory: Option<Memory>,
    /// The project's files, hashed the way this board can.
    pub local: Option<LocalTree>,
    pub mirror: Option<Mirror>,
    /// The compiler for it, once it was looked for.
    pub compiler: Option<Found>,
    /// Paths whose conflict or hindrance was said already.
    pub told: BTreeSet<String>,
    /// Warnings of plans that were said already.
    pub warned: BTreeSet<String>,
}

impl BoardState {
    pub fn new(identity: Identity) -> BoardState {
        BoardState {
            identity,
            info: None,
            memory: None,
            local: None,
            mirror: None,
            compiler: None,
            told: BTreeSet::new(),
            warned: BTreeSet::new(),
        }
    }
}

/// What is below the target on the board, as far as we saw and did it. Each step is
/// guarded by the board itself, so a wrong mirror costs a second look and no more.
#[derive(Debug, Clone)]
pub struct Mirror {
    /// The connection it was seen in; it says nothing about a later one.
    pub generation: Generation,
    pub target: RemotePath,
    pub entries: Vec<Entry>,
    /// Bytes free on the board.
    pub free: Option<u64>,
}

impl Mirror {
    pub fn wrote(&mut self, path: &RemotePath, size: u64, digest: &Digest) {
        let old = self.take(path).and_then(|entry| entry.size).unwrap_or(0);
        self.free = self.free.map(|free| (free + old).saturating_sub(size));
        let mut folder = path.parent();
        while let Some(parent) = folder {
            if parent.below(&self.target).is_none()
                || self.entries.iter().any(|entry| entry.path == parent)
            {
                break;
            }
            folder = parent.parent();
            self.entries.push(entry(parent, EntryKind::Folder, 0, None));
        }
        self.entries.push(entry(path.clone(), EntryKind::File, size, Some(digest.clone())));
    }

    /// Somebody else wrote it.
    pub fn found(&mut self, path: &RemotePath, digest: Digest) {
        match self.entries.iter_mut().find(|entry| entry.path == *path) {
            // its size is not known any more
            Some(entry) if entry.digest.as_ref() != Some(&digest) => {
                entry.size = None;
                entry.digest = Some(digest);
            }
            Some(_) => {}
            None => {
                let mut new = entry(path.clone(), EntryKind::File, 0, Some(digest));
                new.size = None;
                self.entries.push(new);
            }
        }
    }

    pub fn removed(&mut self, path: &RemotePath) {
        let size = self.take(path).and_then(|entry| entry.size).unwrap_or(0);
        self.free = self.free.map(|free| free + size);
    }

    fn take(&mut self, path: &RemotePath) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.path == *path)?;
        Some(self.entries.swap_remove(at))
    }
}

fn entry(path: RemotePath, kind: EntryKind, size: u64, digest: Option<Digest>) -> Entry {
    Entry { path, kind, size: Some(size), digest, mount: false }
}
