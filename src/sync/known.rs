//! Which content of a board's files is nobody's edit: what we wrote, what was once
//! equal on both sides, what we were about to write. One small JSON file per project
//! and board in the state folder. A lost or damaged one costs questions, never data.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{Digest, Identity, RemotePath};

/// Older contents of a file than these are forgotten: the last ones written, with
/// room for one that was about to be, in a row of syncs that were cut.
const REMEMBERED: usize = 8;

const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct File {
    /// Newest last.
    contents: Vec<Digest>,
    /// We wrote it at least once, so we may delete it.
    #[serde(default)]
    ours: bool,
}

/// What is known of the files of one board, for one project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    files: BTreeMap<RemotePath, File>,
    /// The user said yes to syncing this project to this board.
    pub agreed: bool,
    dirty: bool,
}

impl Known {
    /// Whether this content at this path is nobody's edit.
    pub fn knows(&self, path: &RemotePath, content: &Digest) -> bool {
        self.files.get(path).is_some_and(|file| file.contents.contains(content))
    }

    /// Whether we ever wrote this file.
    pub fn is_ours(&self, path: &RemotePath) -> bool {
        self.files.get(path).is_some_and(|file| file.ours)
    }

    /// The content both sides had when they were last the same.
    pub fn last(&self, path: &RemotePath) -> Option<&Digest> {
        self.files.get(path)?.contents.last()
    }

    /// Found equal on both sides, or settled by the user.
    pub fn found(&mut self, path: &RemotePath, content: &Digest) {
        if self.last(path) != Some(content) {
            self.push(path, content);
        }
    }

    /// About to be written, or written: call it (and save) before the first byte.
    pub fn writing(&mut self, path: &RemotePath, content: &Digest) {
        self.push(path, content);
        if let Some(file) = self.files.get_mut(path) {
            file.ours = true;
        }
    }

    /// Removed from the board.
    pub fn removed(&mut self, path: &RemotePath) {
        self.dirty |= self.files.remove(path).is_some();
    }

    pub fn agree(&mut self) {
        self.dirty |= !self.agreed;
        self.agreed = true;
    }

    fn push(&mut self, path: &RemotePath, content: &Digest) {
        let file = self.files.entry(path.clone()).or_default();
        file.contents.retain(|other| other != content);
        file.contents.push(content.clone());
        let surplus = file.contents.len().saturating_sub(REMEMBERED);
        file.contents.drain(..surplus);
        self.dirty = true;
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    /// Both only to tell that the file is the right one.
    project: PathBuf,
    board: String,
    #[serde(default)]
    agreed: bool,
    files: BTreeMap<RemotePath, File>,
}

/// Where the [`Known`] of one project and board is kept.
#[derive(Debug, Clone)]
pub struct Store {
    file: PathBuf,
    project: PathBuf,
    board: String,
}

impl Store {
    /// `state` is mpdeck's state folder; nothing is made before the first save.
    pub fn new(state: &Path, project: &Path, board: &Identity) -> Store {
        let board = board.to_string();
        let name = format!(
            "{:016x}.json",
            fnv(&[project.as_os_str().as_encoded_bytes(), board.as_bytes()])
        );
        Store { file: state.join("sync").join(name), project: project.to_path_buf(), board }
    }

    /// Nothing known if there is no file yet. One that cannot be read or is not ours
    /// is an error; going on with an empty [`Known`] is safe.
    pub fn load(&self) -> io::Result<Known> {
        let text = match fs::read(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::default()),
            Err(error) => return Err(error),
        };
        let stored: Stored = serde_json::from_slice(&text)?;
        let right = stored.version == VERSION
            && stored.project == self.project
            && stored.board == self.board;
        if !right {
            let why = format!("{} is about something else", self.file.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(Known { files: stored.files, agreed: stored.agreed, dirty: false })
    }

    /// Writes it if it changed: the old file or the new, never half of one.
    pub fn save(&self, known: &mut Known) -> io::Result<()> {
        if !known.dirty {
            return Ok(());
        }
        let stored = Stored {
            version: VERSION,
            project: self.project.clone(),
            board: self.board.clone(),
            agreed: known.agreed,
            files: std::mem::take(&mut known.files),
        };
        let text = serde_json::to_vec(&stored);
        known.files = stored.files;
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&text?)?;
        file.persist(&self.file)?;
        known.dirty = false;
        Ok(())
    }
}

/// FNV-1a: a file name that stays the same from one release to the next.
/// A hash that stays the same from build to build, for names of files.
pub fn fnv(parts: &[&[u8]]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.iter().chain(&[0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RemotePath {
        RemotePath::root().descend(text)
    }

    fn content(text: &str) -> Digest {
        Digest::Crc32(text.into())
    }

    #[test]
    fn survives_a_restart_and_belongs_to_one_board() {
        let state = tempfile::tempdir().unwrap();
        let board = Identity::Unique("a1".into());
        let store = Store::new(state.path(), Path::new("/p"), &board);
        let mut known = store.load().unwrap();
        known.writing(&path("it's \"q\" ü.py"), &content("1"));
        known.found(&path("b.py"), &content("2"));
        known.agree();
        store.save(&mut known).unwrap();

        let again = store.load().unwrap();
        assert_eq!(again, known);
        assert!(again.agreed && again.is_ours(&path("it's \"q\" ü.py")));
        assert!(again.knows(&path("b.py"), &content("2")) && !again.is_ours(&path("b.py")));
        let other = Store::new(state.path(), Path::new("/p"), &Identity::Unique("a2".into()));
        assert_eq!(other.load().unwrap(), Known::default());
    }

    #[test]
    fn a_damaged_file_is_said_and_can_be_written_over() {
        let state = tempfile::tempdir().unwrap();
        let store = Store::new(state.path(), Path::new("/p"), &Identity::Address("x".into()));
        fs::create_dir_all(store.file.parent().unwrap()).unwrap();
        fs::write(&store.file, "{\"version\":1,").unwrap();
        assert!(store.load().is_err());
        let mut known = Known::default();
        known.found(&path("a"), &content("1"));
        store.save(&mut known).unwrap();
        assert_eq!(store.load().unwrap(), known);
    }

    #[test]
    fn remembers_the_newest_contents() {
        let mut known = Known::default();
        for n in 0..20 {
            known.writing(&path("a"), &content(&n.to_string()));
        }
        assert!(known.knows(&path("a"), &content("19")));
        assert!(known.knows(&path("a"), &content("12")));
        assert!(!known.knows(&path("a"), &content("11")));
        known.removed(&path("a"));
        assert!(!known.is_ours(&path("a")));
    }

    #[test]
    fn file_names_stay_what_they_are() {
        assert_eq!(fnv(&[b"a"]), fnv(&[b"a"]));
        assert_ne!(fnv(&[b"a", b"b"]), fnv(&[b"ab"]));
        assert_eq!(fnv(&[]), 0xcbf2_9ce4_8422_2325);
    }
}
