//! Reading the project's folder off the main threads.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use crate::model::{Digest, Problem};
use crate::session::{DigestKind, Hasher};
use crate::sync::{Ground, LocalTree, guard, look, scan};

/// Where to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    All,
    /// These paths, relative to the source; all else is as it was seen last.
    Only(BTreeSet<String>),
}

impl Where {
    pub fn nothing() -> Where {
        Where::Only(BTreeSet::new())
    }

    pub fn add(&mut self, paths: impl IntoIterator<Item = String>) {
        if let Where::Only(known) = self {
            known.extend(paths);
            if known.contains("") {
                *self = Where::All;
            }
        }
    }
}

/// A folder this large is not read without a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Guarded,
    Any,
}

/// The project's files now. Starts from `before` where only some paths changed.
/// Also answers what to tell the user: lines of rule files that make no sense.
pub async fn read(
    ground: Ground,
    kind: DigestKind,
    before: Option<LocalTree>,
    place: Where,
    size: Size,
) -> Result<(LocalTree, Vec<String>), Problem> {
    let source = ground.source.clone();
    let work = move || read_now(&ground, kind, before, place, size);
    match spawn_blocking(work).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(unreadable(&source, &error)),
        Err(stopped) => Err(Problem::failed(tried(&source), stopped.to_string())),
    }
}

fn read_now(
    ground: &Ground,
    kind: DigestKind,
    before: Option<LocalTree>,
    place: Where,
    size: Size,
) -> io::Result<(LocalTree, Vec<String>)> {
    let mut rules = ground.rules();
    let digest = |content: &mut dyn Read| hash(kind, content);
    let tree = match (before, place) {
        (Some(mut tree), Where::Only(paths)) => {
            for path in paths {
                let seen = look(&ground.root, &ground.source, &path, &mut rules, &digest)?;
                tree.replace(&path, seen);
            }
            tree
        }
        _ => {
            if size == Size::Guarded && more_than(&ground.source, guard::TOO_MANY) {
                let why = format!("it holds more than {} files", guard::TOO_MANY);
                return Err(io::Error::new(io::ErrorKind::QuotaExceeded, why));
            }
            scan(&ground.root, &ground.source, &mut rules, &digest)?
        }
    };
    Ok((tree, rules.take_warnings()))
}

/// The content of a local file at this moment; none if it cannot be read.
pub async fn now(path: &Path, kind: DigestKind) -> Option<Digest> {
    let path = path.to_path_buf();
    let digest = move || hash(kind, &mut std::fs::File::open(path).ok()?).ok();
    spawn_blocking(digest).await.ok()?
}

/// Work on a local file, where it holds up nobody.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
    file: &Path,
) -> Result<T, Problem> {
    let failed = |why: String| Problem::failed(format!("use {}", file.display()), why);
    match spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(stopped) => Err(failed(stopped.to_string())),
    }
}

/// In blocks, so that a large file needs no memory.
pub fn hash(kind: DigestKind, content: &mut dyn Read) -> io::Result<Digest> {
    let mut hasher = Hasher::new(kind);
    let mut block = [0; 16 * 1024];
    loop {
        match content.read(&mut block)? {
            0 => return Ok(hasher.finish()),
            read => hasher.update(&block[..read]),
        }
    }
}

/// Counts names only, so that it answers soon, and stops at the limit. Hidden folders
/// do not count: they are mostly ignored.
fn more_than(folder: &Path, limit: usize) -> bool {
    let mut files = 0;
    let mut open: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files += 1,
                _ => {}
            }
        }
        if files > limit {
            return true;
        }
    }
    false
}

fn tried(source: &Path) -> String {
    format!("read the folder {}", source.display())
}

fn unreadable(source: &Path, error: &io::Error) -> Problem {
    let next = match error.kind() {
        io::ErrorKind::QuotaExceeded => {
            let next = "Is this the folder you meant? Choose another with --source, \
                or say --yes if it is";
            return Problem::usage(tried(source), error.to_string()).next(next);
        }
        io::ErrorKind::NotFound => {
            "Check `source` in mpdeck.toml, or choose a folder with --source"
        }
        io::ErrorKind::PermissionDenied => "Give yourself the right to read it",
        _ => "",
    };
    Problem::failed(tried(source), error.to_string()).next(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_path_means_everything() {
        let mut place = Where::nothing();
        place.add(["a".to_owned()]);
        assert_eq!(place, Where::Only(["a".to_owned()].into()));
        place.add(["b".to_owned(), String::new()]);
        assert_eq!(place, Where::All);
        place.add(["c".to_owned()]);
        assert_eq!(place, Where::All);
    }

    #[test]
    fn hashes_a_file_larger_than_a_block() {
        let content = vec![7u8; 50_000];
        let digest = hash(DigestKind::Crc32, &mut content.as_slice()).unwrap();
        assert_eq!(digest, DigestKind::Crc32.hash(&content));
    }
}
