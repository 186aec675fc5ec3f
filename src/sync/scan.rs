//! The local tree: what would go to a board, what stays at home, what cannot go.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::model::Digest;

use super::builtin::TEMPORARY;
use super::imports;
use super::rules::{Rule, Rules};

/// Names the content of a file the way the board can (its hash ladder); reads in
/// blocks. The board layer has the one that fits a board.
pub type Digester<'a> = &'a (dyn Fn(&mut dyn Read) -> io::Result<Digest> + Sync);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Bytes, as many as were read for the digest.
    pub size: u64,
    pub digest: Digest,
    /// The modules a `.py` names.
    pub imports: Vec<String>,
    /// Made of another file of the tree; that one does not go to the board.
    pub made: Option<Made>,
}

/// Where a file comes from that is not in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file of the project, relative to the source.
    pub of: String,
    /// Its content, on this computer.
    pub at: PathBuf,
}

/// Paths are relative to the source, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocalTree {
    pub files: BTreeMap<String, LocalFile>,
    pub folders: BTreeSet<String>,
    /// Ignored files, and folders with all that is below them.
    pub ignored: BTreeMap<String, Rule>,
    /// What is there and cannot be sent, and why; also whole folders.
    pub blocked: BTreeMap<String, String>,
}

impl LocalTree {
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.size).sum()
    }

    /// Whether something stands at this path or hides it: such a path is not gone.
    pub fn holds(&self, path: &str) -> bool {
        let within =
            |path: &str| self.ignored.contains_key(path) || self.blocked.contains_key(path);
        self.files.contains_key(path)
            || within(path)
            || path.match_indices('/').any(|(at, _)| within(&path[..at]))
    }

    /// Puts what a new look at `path` found in the place of what was known there.
    pub fn replace(&mut self, path: &str, seen: LocalTree) {
        let below = format!("{path}/");
        let stays = |other: &str| other != path && !other.starts_with(&below);
        self.files.retain(|other, _| stays(other));
        self.folders.retain(|other| stays(other));
        self.ignored.retain(|other, _| stays(other));
        self.blocked.retain(|other, _| stays(other));
        self.files.extend(seen.files);
        self.folders.extend(seen.folders);
        self.ignored.extend(seen.ignored);
        self.blocked.extend(seen.blocked);
    }
}

/// One look at a project's files.
pub struct Scan<'a> {
    source: PathBuf,
    /// Links may lead anywhere below this folder.
    root: PathBuf,
    rules: &'a mut Rules,
    digest: Digester<'a>,
    tree: LocalTree,
    /// Folders being looked into, resolved: a link to one of them is a circle.
    open: Vec<PathBuf>,
}

/// Looks at all below `source`; `root` is the project's folder.
///
/// Fails if the source itself cannot be read. A file that vanishes meanwhile is
/// simply not there; one that cannot be read is blocked.
pub fn scan(
    root: &Path,
    source: &Path,
    rules: &mut Rules,
    digest: Digester<'_>,
) -> io::Result<LocalTree> {
    fs::read_dir(source)?;
    let mut scan = Scan::new(root, source, rules, digest)?;
    scan.folder("")?;
    Ok(scan.tree)
}

/// Looks at one path again, a file or a folder with all below it; empty if nothing
/// is there any more. The empty path is the source itself.
pub fn look(
    root: &Path,
    source: &Path,
    path: &str,
    rules: &mut Rules,
    digest: Digester<'_>,
) -> io::Result<LocalTree> {
    if path.is_empty() {
        return scan(root, source, rules, digest);
    }
    let is_folder = source.join(path).is_dir();
    let mut scan = Scan::new(root, source, rules, digest)?;
    // the folder that is ignored may be one further up
    let parents = path.match_indices('/').map(|(at, _)| (&path[..at], true));
    for (part, is_folder) in parents.chain([(path, is_folder)]) {
        if let Some(rule) = scan.rules.of(part, is_folder) {
            if source.join(part).symlink_metadata().is_ok() {
                scan.tree.ignored.insert(part.to_owned(), rule);
            }
            return Ok(scan.tree);
        }
    }
    scan.path(path.to_owned());
    Ok(scan.tree)
}

impl<'a> Scan<'a> {
    fn new(
        root: &Path,
        source: &Path,
        rules: &'a mut Rules,
        digest: Digester<'a>,
    ) -> io::Result<Scan<'a>> {
        let source = source.canonicalize()?;
        let root = root.canonicalize()?;
        let root = if source.starts_with(&root) { root } else { source.clone() };
        Ok(Scan { source, root, rules, digest, tree: LocalTree::default(), open: Vec::new() })
    }

    fn folder(&mut self, path: &str) -> io::Result<()> {
        let full = self.source.join(path);
        let real = full.canonicalize()?;
        let mut entries: Vec<_> = fs::read_dir(&full)?.filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        self.open.push(real);
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let shown = join(path, &name.to_string_lossy());
                self.block(shown, "its name is not UTF-8, which a board cannot hold");
                continue;
            };
            let below = join(path, name);
            let is_folder = fs::metadata(entry.path()).is_ok_and(|data| data.is_dir());
            match self.rules.of(&below, is_folder) {
                Some(rule) => {
                    self.tree.ignored.insert(below, rule);
                }
                None => self.path(below),
            }
        }
        self.open.pop();
        Ok(())
    }

    /// One file or folder that no rule keeps at home.
    fn path(&mut self, path: String) {
        if let Err(error) = self.try_path(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            self.block(path, &format!("it cannot be read: {}", plain(&error)));
        }
    }

    fn try_path(&mut self, path: &str) -> io::Result<()> {
        let full = self.source.join(path);
        if fs::symlink_metadata(&full)?.is_symlink() {
            let Ok(real) = full.canonicalize() else {
                self.skip(path, "a link to nothing".into());
                return Ok(());
            };
            if !real.starts_with(&self.root) {
                let why = format!("a link out of the project, to {}", real.display());
                self.skip(path, why);
                return Ok(());
            }
            if self.open.iter().any(|open| open.starts_with(&real)) {
                self.skip(path, "a link to a folder that it is in".into());
                return Ok(());
            }
        }
        let data = fs::metadata(&full)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.len() + TEMPORARY.len() > 255 {
            self.block(path.to_owned(), "its name is too long for a board");
        } else if data.is_dir() {
            self.tree.folders.insert(path.to_owned());
            self.folder(path)?;
        } else if data.is_file() {
            let file = self.read(&full)?;
            self.tree.files.insert(path.to_owned(), file);
        } else {
            self.skip(path, "neither a file nor a folder".into());
        }
        Ok(())
    }

    fn read(&self, full: &Path) -> io::Result<LocalFile> {
        let python = full.extension().is_some_and(|extension| extension == "py");
        let mut tap = Tap {
            inner: File::open(full)?,
            size: 0,
            kept: Vec::new(),
            keep: if python { SOURCE_KEPT } else { 0 },
        };
        let digest = (self.digest)(&mut tap)?;
        let imports = imports::of(&String::from_utf8_lossy(&tap.kept));
        Ok(LocalFile { size: tap.size, digest, imports, made: None })
    }

    /// Nothing that could go to a board: no failure, but said all the same.
    fn skip(&mut self, path: &str, pattern: String) {
        let rule = Rule { file: SKIPPED.into(), pattern };
        self.tree.ignored.insert(path.to_owned(), rule);
    }

    fn block(&mut self, path: String, why: &str) {
        self.tree.blocked.insert(path, why.to_owned());
    }
}

/// Stands in the place of a rule's file for what no rule keeps at home.
pub(super) const SKIPPED: &str = "not followed";

/// Imports stand at the top: more of a source than this is not looked at.
const SOURCE_KEPT: usize = 256 * 1024;

/// Counts what goes by, and keeps the start of it.
struct Tap {
    inner: File,
    size: u64,
    kept: Vec<u8>,
    keep: usize,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.size += read as u64;
        let room = self.keep.saturating_sub(self.kept.len()).min(read);
        self.kept.extend_from_slice(&buffer[..room]);
        Ok(read)
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// An error's text without Rust's `(os error 13)`.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

#[cfg(test)]
mod tests;
