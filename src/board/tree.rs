//! Looking at the board's files: what is there, how large, with which content.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::answer::{Row, Value};
use super::ask::Question;
use super::error::errno;
use super::probe::hex;
use super::{Board, DigestKind, Error, python};
use crate::model::{Digest, Entry, EntryKind, RemotePath, Space};

pub(super) const FOLDER: &str = include_str!("scripts/folder.py");
const LIST: &str = include_str!("scripts/list.py");
const LIST_FLAT: &str = include_str!("scripts/list_flat.py");
const WALK: &str = include_str!("scripts/walk.py");
const STAT: &str = include_str!("scripts/stat.py");
const STAT_FLAT: &str = include_str!("scripts/stat_flat.py");
const SPACE: &str = include_str!("scripts/space.py");
const HASH: &str = include_str!("scripts/hash.py");
const FREE: &str = include_str!("scripts/free.py");

/// How many paths travel in one program.
pub(super) const PATHS: usize = 20;

impl DigestKind {
    /// The Python that defines `H(path)`.
    pub(super) fn script(self) -> &'static str {
        match self {
            DigestKind::Sha256 => include_str!("scripts/hash_sha256.py"),
            DigestKind::Crc32 => include_str!("scripts/hash_crc32.py"),
            DigestKind::Sum => include_str!("scripts/hash_sum.py"),
        }
    }

    /// What `H` gave.
    pub(super) fn read(self, value: &Value) -> Option<Digest> {
        let hex = match (self, value) {
            // Base64 without the last, padding letter.
            (DigestKind::Sha256, Value::Bytes(text)) => {
                let bytes = BASE64_STANDARD_NO_PAD.decode(text).ok()?;
                (bytes.len() == 32).then(|| hex(&bytes))?
            }
            (DigestKind::Crc32, Value::Int(crc)) => format!("{crc:08x}"),
            (DigestKind::Sum, Value::Tuple(parts)) => {
                let part = |at: usize| parts.get(at).and_then(Value::int);
                format!("{:04x}{:04x}", part(0)?, part(1)?)
            }
            _ => return None,
        };
        Some(self.digest(hex))
    }

    /// What `H` would give for a file of this digest, as a literal; None where the
    /// digest is of another kind.
    pub(super) fn literal(self, digest: &Digest) -> Option<String> {
        if DigestKind::like(digest) != self {
            return None;
        }
        let number = |hex: &str| u32::from_str_radix(hex, 16).ok();
        match digest {
            Digest::Sha256(hex) => {
                let byte = |at: usize| hex.get(at..at + 2).and_then(number).map(|n| n as u8);
                let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
                bytes.map(|bytes| python::bytes(BASE64_STANDARD_NO_PAD.encode(bytes).as_bytes()))
            }
            Digest::Crc32(hex) => number(hex).map(|crc| crc.to_string()),
            Digest::Sum(hex) => number(hex).map(|sum| format!("({},{})", sum >> 16, sum & 0xffff)),
        }
    }
}

impl Board {
    /// The name by which the board's programs know a path: boards without folders
    /// take `/` for a part of the name.
    pub(super) fn named(&self, path: &RemotePath) -> String {
        if self.ways.folders { python::path(path) } else { python::text(&path.as_str()[1..]) }
    }

    /// What one folder holds, folders first, then by name.
    ///
    /// # Errors
    /// [`Error::Os`] (ENOENT, ENOTDIR), and those of [`Board::enter`].
    pub async fn list(&mut self, path: &RemotePath) -> Result<Vec<Entry>, Error> {
        self.knowing().await?;
        let rows = if self.ways.folders {
            let arguments = [("path", python::path(path))];
            self.ask(&Question::about(path, &[FOLDER, LIST], &arguments)).await?.rows
        } else {
            self.list_flat(path).await?
        };
        let mut entries = entries(&rows, self.ways.hash)?;
        entries.sort_by(|a, b| (a.kind, a.path.as_str()).cmp(&(b.kind, b.path.as_str())));
        Ok(entries)
    }

    async fn list_flat(&mut self, path: &RemotePath) -> Result<Vec<Row>, Error> {
        if !path.is_root() {
            return Err(Error::Os { errno: errno::ENOENT, path: path.to_string() });
        }
        Ok(self.ask(&Question::about(path, &[LIST_FLAT], &[])).await?.rows)
    }

    /// All below a folder, by path, never across a mount point. With the digest of each
    /// file if asked.
    ///
    /// # Errors
    /// As [`Board::list`].
    pub async fn walk(&mut self, path: &RemotePath, hash: bool) -> Result<Vec<Entry>, Error> {
        Ok(self.survey(path, hash).await?.0)
    }

    /// The same, and how many bytes are free there, if the board can say: one program,
    /// one answer.
    ///
    /// # Errors
    /// As [`Board::list`].
    pub async fn survey(
        &mut self,
        path: &RemotePath,
        hash: bool,
    ) -> Result<(Vec<Entry>, Option<u64>), Error> {
        self.knowing().await?;
        let kind = self.ways.hash;
        if !self.ways.folders {
            return Ok((self.walk_flat(path, hash).await?, None));
        }
        let arguments = [("path", python::path(path)), ("want", u8::from(hash).to_string())];
        let mut scripts = vec![FOLDER];
        if hash {
            scripts.push(kind.script());
        }
        scripts.push(WALK);
        let answer = self.ask(&Question::about(path, &scripts, &arguments)).await?;
        let (rows, free) = match answer.rows.split_first() {
            Some((first, rest)) if first.first().and_then(Value::bytes) == Some(b"s") => {
                (rest, first.get(2).and_then(Value::size))
            }
            _ => (&answer.rows[..], None),
        };
        let mut entries = entries(rows, kind)?;
        // Of a folder that could not be gone into there are two; the second says so.
        entries.sort_by(|a, b| (&a.path, !a.mount).cmp(&(&b.path, !b.mount)));
        entries.dedup_by(|a, b| a.path == b.path);
        Ok((entries, free))
    }

    async fn walk_flat(&mut self, path: &RemotePath, hash: bool) -> Result<Vec<Entry>, Error> {
        let mut entries = self.list(path).await?;
        if hash {
            let paths: Vec<RemotePath> = entries.iter().map(|entry| entry.path.clone()).collect();
            for (entry, digest) in entries.iter_mut().zip(self.hash(&paths).await?) {
                entry.digest = digest;
            }
        }
        Ok(entries)
    }

    /// What is at a path; None: nothing.
    ///
    /// # Errors
    /// Those of [`Board::enter`], and [`Error::Os`] other than ENOENT.
    pub async fn stat(&mut self, path: &RemotePath) -> Result<Option<Entry>, Error> {
        self.knowing().await?;
        if path.is_root() {
            return Ok(Some(entry(path.clone(), EntryKind::Folder)));
        }
        let script = if self.ways.stat { STAT } else { STAT_FLAT };
        let arguments = [("path", self.named(path))];
        let answer = match self.ask(&Question::about(path, &[script], &arguments)).await {
            // A file where the path needs a folder: nothing can be there.
            Err(Error::Os { errno: errno::ENOENT | errno::ENOTDIR, .. }) => return Ok(None),
            answer => answer?,
        };
        let row = answer.rows.first().ok_or_else(unreadable)?;
        let kind = match row.first().and_then(Value::bytes) {
            Some(b"d") => EntryKind::Folder,
            _ => EntryKind::File,
        };
        let size = row.get(1).and_then(Value::size);
        Ok(Some(Entry { size, ..entry(path.clone(), kind) }))
    }

    /// The file system a path is on; for `/` also those mounted below it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the board cannot say, and those of
    /// [`Board::list`].
    pub async fn space(&mut self, path: &RemotePath) -> Result<Vec<Space>, Error> {
        self.knowing().await?;
        if !self.ways.stat {
            return Err(Error::Unsupported("it does not say how large its storage is".into()));
        }
        let arguments = [("path", python::path(path))];
        let answer = self.ask(&Question::about(path, &[FOLDER, SPACE], &arguments)).await?;
        let space = |row: &Row| {
            let mount = remote(row.first()?)?;
            let total = row.get(1)?.size()?;
            let free = row.get(2)?.size()?;
            // `V` of a path is that of the file system it is on.
            Some(Space { mount, total: total.max(free), free: free.min(total) })
        };
        answer.rows.iter().map(|row| space(row).ok_or_else(unreadable)).collect()
    }

    /// The digest of each file; None where there is no such file.
    ///
    /// # Errors
    /// Those of [`Board::enter`].
    pub async fn hash(&mut self, paths: &[RemotePath]) -> Result<Vec<Option<Digest>>, Error> {
        let mut digests = Vec::with_capacity(paths.len());
        for some in paths.chunks(PATHS) {
            digests.extend(self.hash_some(some, None).await?.0);
        }
        Ok(digests)
    }

    /// The same, and how many bytes are free beside the first file, if the board can
    /// say: one program where one is enough.
    ///
    /// # Errors
    /// Those of [`Board::enter`].
    pub async fn hash_and_free(
        &mut self,
        paths: &[RemotePath],
    ) -> Result<(Vec<Option<Digest>>, Option<u64>), Error> {
        let (first, rest) = paths.split_at(paths.len().min(PATHS));
        let folder = first.first().and_then(RemotePath::parent);
        let (mut digests, free) = self.hash_some(first, folder.as_ref()).await?;
        digests.extend(self.hash(rest).await?);
        Ok((digests, free))
    }

    async fn hash_some(
        &mut self,
        paths: &[RemotePath],
        folder: Option<&RemotePath>,
    ) -> Result<(Vec<Option<Digest>>, Option<u64>), Error> {
        self.knowing().await?;
        let kind = self.ways.hash;
        let folder = folder.filter(|_| self.ways.stat);
        let names: String = paths.iter().map(|path| self.named(path) + ",").collect();
        let mut arguments =
            vec![("paths", format!("({names})")), ("stat", u8::from(self.ways.stat).to_string())];
        arguments.extend(folder.map(|folder| ("folder", python::path(folder))));
        let about = paths.first().map(ToString::to_string).unwrap_or_default();
        let import = if self.ways.stat { "import os\n" } else { "" };
        let room = if folder.is_some() { FREE } else { "" };
        let scripts = [import, room, kind.script(), HASH];
        let answer =
            self.ask(&Question { scripts: &scripts, arguments: &arguments, about }).await?;
        let (free, rows) = match folder.and(answer.rows.split_first()) {
            Some((first, rest)) => (first.first().and_then(Value::size), rest),
            None => (None, &answer.rows[..]),
        };
        if rows.len() != paths.len() {
            return Err(unreadable());
        }
        let digest = |row: &Row| row.first().and_then(|value| kind.read(value));
        Ok((rows.iter().map(digest).collect(), free))
    }
}

/// An answer that passed its check and makes no sense.
pub(super) fn unreadable() -> Error {
    Error::Damaged("an answer that makes no sense".into())
}

fn entry(path: RemotePath, kind: EntryKind) -> Entry {
    let size = (kind == EntryKind::Folder).then_some(0);
    Entry { path, kind, size, digest: None, mount: false }
}

/// A path in an answer. Boards allow names that are no UTF-8; such a name is shown,
/// but cannot be asked for again.
pub(super) fn remote(value: &Value) -> Option<RemotePath> {
    RemotePath::parse(&format!("/{}", value.text()?), &RemotePath::root()).ok()
}

fn entries(rows: &[Row], kind: DigestKind) -> Result<Vec<Entry>, Error> {
    rows.iter().map(|row| read_entry(row, kind).ok_or_else(unreadable)).collect()
}

fn read_entry(row: &Row, hash: DigestKind) -> Option<Entry> {
    let path = remote(row.get(1)?)?;
    match row.first()?.bytes()? {
        b"d" => {
            let mount = row.get(2)?.int()? != 0;
            Some(Entry { mount, ..entry(path, EntryKind::Folder) })
        }
        b"f" => {
            let size = row.get(2)?.size();
            let digest = row.get(3).and_then(|value| hash.read(value));
            Some(Entry { size, digest, ..entry(path, EntryKind::File) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_digests_as_the_board_gives_them() {
        for kind in [DigestKind::Sha256, DigestKind::Crc32, DigestKind::Sum] {
            let digest = kind.hash(b"some content");
            let literal = kind.literal(&digest).unwrap();
            let row = super::super::answer::row(format!("({literal},)").as_bytes()).unwrap();
            assert_eq!(kind.read(&row[0]), Some(digest), "{literal}");
        }
        let other = DigestKind::Crc32.hash(b"x");
        assert_eq!(DigestKind::Sha256.literal(&other), None);
    }
}
