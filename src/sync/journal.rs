//! What was changed on a board, in order: one small file for each change, named by its number.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Digest, RemotePath};

/// Older changes are forgotten.
const MOST: usize = 50;

/// What was, or is, at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is", content = "content")]
pub enum Was {
    /// No file.
    Absent,
    Content(Digest),
    /// A file too large to keep, or one that could not be read.
    NotKept,
}

impl Was {
    /// What the board's hash of a path says.
    pub fn found(digest: Option<Digest>) -> Was {
        digest.map_or(Was::Absent, Was::Content)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub path: RemotePath,
    pub before: Was,
    pub after: Was,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `write /main.py`
    pub what: String,
    /// Seconds since 1970.
    pub at: u64,
    pub items: Vec<Item>,
    /// From where to where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<(RemotePath, RemotePath)>,
}

impl Change {
    pub fn paths(&self) -> Vec<RemotePath> {
        let renamed = self.renamed.iter().map(|(_, to)| to);
        self.items.iter().map(|item| &item.path).chain(renamed).cloned().collect()
    }
}

#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    pub fn new(folder: PathBuf) -> Self {
        Journal { folder }
    }

    /// The numbers of the changes, in order.
    fn numbers(&self) -> io::Result<Vec<u64>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let number = |name: &str| name.strip_suffix(".json")?.parse().ok();
        let mut numbers: Vec<u64> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| number(entry.file_name().to_str()?))
            .collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn file(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number}.json"))
    }

    /// The newest that can be read.
    pub fn last(&self) -> io::Result<Option<Change>> {
        let Some(number) = self.numbers()?.pop() else { return Ok(None) };
        Ok(serde_json::from_slice(&fs::read(self.file(number))?)?)
    }

    pub fn push(&self, change: &Change) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let numbers = self.numbers()?;
        let number = numbers.last().map_or(1, |last| last + 1);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(change)?)?;
        file.persist(self.file(number))?;
        let surplus = (numbers.len() + 1).saturating_sub(MOST);
        numbers.into_iter().take(surplus).try_for_each(|old| fs::remove_file(self.file(old)))
    }

    /// Forgets the newest.
    pub fn pop(&self) -> io::Result<()> {
        match self.numbers()?.pop() {
            Some(number) => fs::remove_file(self.file(number)),
            None => Ok(()),
        }
    }
}
