//! Folders, renames and removals.

use std::collections::BTreeSet;

use super::answer::{Row, Value};
use super::ask::{Question, errno_of};
use super::error::errno;
use super::tree::{FOLDER, PATHS, remote, unreadable};
use super::{Board, Error, TEMPORARY, python};
use crate::model::{Expect, Landing, RemotePath};

const MAKE_FOLDER: &str = include_str!("scripts/make_folder.py");
const RENAME: &str = include_str!("scripts/rename.py");
const REMOVE: &str = include_str!("scripts/remove.py");
const REMOVE_FLAT: &str = include_str!("scripts/remove_flat.py");
const REMOVE_FILES: &str = include_str!("scripts/remove_files.py");
const LEFTOVERS: &str = include_str!("scripts/leftovers.py");

impl Board {
    /// Makes a folder; with `parents` also those above it, and one that is there
    /// already is fine.
    ///
    /// # Errors
    /// [`Error::Os`]: EEXIST, ENOTDIR, ENOENT, ENOSPC, EROFS.
    pub async fn make_folder(&mut self, path: &RemotePath, parents: bool) -> Result<(), Error> {
        self.knowing().await?;
        if path.is_root() {
            return if parents { Ok(()) } else { Err(os(errno::EEXIST, path)) };
        }
        if !self.ways.folders {
            return Err(Error::Unsupported("its file system has no folders".into()));
        }
        match parents {
            true => self.make_folders(std::slice::from_ref(path)).await,
            false => self.make_these(std::slice::from_ref(path), false).await,
        }
    }

    /// Makes folders, with those above them; one that is there already is fine. Ends at
    /// the first that cannot be made.
    ///
    /// # Errors
    /// As [`Board::make_folder`].
    pub async fn make_folders(&mut self, paths: &[RemotePath]) -> Result<(), Error> {
        self.knowing().await?;
        if !self.ways.folders {
            return Err(Error::Unsupported("its file system has no folders".into()));
        }
        let above = |path: &RemotePath| std::iter::successors(path.parent(), RemotePath::parent);
        let all = paths.iter().flat_map(|path| above(path).chain([path.clone()]));
        // A folder comes before what is in it, as its path does.
        let all: BTreeSet<RemotePath> = all.filter(|path| !path.is_root()).collect();
        let all: Vec<RemotePath> = all.into_iter().collect();
        for some in all.chunks(PATHS) {
            self.make_these(some, true).await?;
        }
        Ok(())
    }

    async fn make_these(&mut self, paths: &[RemotePath], there: bool) -> Result<(), Error> {
        let Some(last) = paths.last() else { return Ok(()) };
        let names: String = paths.iter().map(|path| python::path(path) + ",").collect();
        let arguments = [("paths", format!("({names})")), ("parents", u8::from(there).to_string())];
        self.ask(&Question::about(last, &[MAKE_FOLDER], &arguments)).await?;
        Ok(())
    }

    /// Renames or moves within one file system. Refuses to replace anything.
    ///
    /// # Errors
    /// [`Error::Os`]: ENOENT, EEXIST, EROFS; [`Error::Unsupported`].
    pub async fn rename(&mut self, from: &RemotePath, to: &RemotePath) -> Result<(), Error> {
        self.knowing().await?;
        if !self.ways.rename {
            return Err(Error::Unsupported("it cannot rename files".into()));
        }
        let arguments = [("old", python::path(from)), ("to", python::path(to))];
        self.ask(&Question::about(from, &[RENAME], &arguments)).await.map_err(
            |error| match error {
                Error::Os { errno: errno::EEXIST, .. } => os(errno::EEXIST, to),
                other => other,
            },
        )?;
        Ok(())
    }

    /// Removes a file or folder, with what is in it if `recursive`. Never goes into a
    /// mounted file system and never removes one: EBUSY.
    ///
    /// # Errors
    /// [`Error::Os`]: ENOENT, ENOTEMPTY, EBUSY, EROFS.
    pub async fn remove(&mut self, path: &RemotePath, recursive: bool) -> Result<(), Error> {
        self.knowing().await?;
        let arguments =
            [("path", self.named(path)), ("recursive", u8::from(recursive).to_string())];
        let scripts: &[&str] = if self.ways.folders { &[FOLDER, REMOVE] } else { &[REMOVE_FLAT] };
        self.ask(&Question::about(path, scripts, &arguments)).await?;
        Ok(())
    }

    /// Removes files, each only if it is what is expected at that moment. One that is
    /// gone already counts as removed if its content was known, else it differs.
    ///
    /// # Errors
    /// Those of [`Board::enter`]; what fails for one file is in its landing.
    pub async fn remove_files(
        &mut self,
        files: &[(RemotePath, Expect)],
    ) -> Result<Vec<Landing>, Error> {
        self.knowing().await?;
        let kind = self.ways.hash;
        let mut landings = Vec::with_capacity(files.len());
        for some in files.chunks(PATHS) {
            let mut list = String::new();
            for (path, expect) in some {
                let expected = match expect {
                    Expect::Anything => "None".to_owned(),
                    // Equal to no digest: whatever is there stays.
                    Expect::Nothing => "''".to_owned(),
                    Expect::Content(digest) => {
                        kind.literal(digest).unwrap_or_else(|| "''".to_owned())
                    }
                };
                list.push_str(&format!("({},{expected}),", self.named(path)));
            }
            let arguments = [("files", format!("({list})"))];
            let about = some.first().map(|(path, _)| path.to_string()).unwrap_or_default();
            let scripts = [kind.script(), REMOVE_FILES];
            let question = Question { scripts: &scripts, arguments: &arguments, about };
            let answer = self.ask(&question).await?;
            if answer.rows.len() != some.len() {
                return Err(unreadable());
            }
            for ((path, expect), row) in some.iter().zip(&answer.rows) {
                landings.push(self.removed(path, expect, row, answer.again)?);
            }
        }
        Ok(landings)
    }

    fn removed(
        &self,
        path: &RemotePath,
        expect: &Expect,
        row: &Row,
        again: bool,
    ) -> Result<Landing, Error> {
        let kind = self.ways.hash;
        let digest = row.get(1).and_then(|value| kind.read(value));
        Ok(match (row.first().and_then(Value::bytes), expect) {
            (Some(b"done"), _) => Landing::Done(digest.ok_or_else(unreadable)?),
            (Some(b"gone"), Expect::Content(digest)) => Landing::Done(digest.clone()),
            // Removed by an attempt whose answer was lost.
            (Some(b"gone"), Expect::Anything) if again => Landing::Done(kind.hash(b"")),
            (Some(b"gone"), _) => Landing::Differs(None),
            (Some(b"differs"), _) => Landing::Differs(digest),
            (Some(b"failed"), _) => {
                let errno = row.get(1).map_or(0, errno_of);
                Landing::Failed(os(errno, path).problem(format!("remove {path}")))
            }
            _ => return Err(unreadable()),
        })
    }

    /// Clears the temporary files that an interrupted transfer left below a folder;
    /// gives their paths.
    ///
    /// # Errors
    /// As [`Board::list`].
    pub async fn clear_leftovers(&mut self, path: &RemotePath) -> Result<Vec<RemotePath>, Error> {
        self.knowing().await?;
        if !self.ways.folders {
            return Ok(Vec::new());
        }
        let arguments = [("path", python::path(path)), ("end", python::text(TEMPORARY))];
        let answer = self.ask(&Question::about(path, &[FOLDER, LEFTOVERS], &arguments)).await?;
        let path = |row: &Row| row.first().and_then(remote).ok_or_else(unreadable);
        answer.rows.iter().map(path).collect()
    }
}

pub(super) fn os(errno: i32, path: &RemotePath) -> Error {
    Error::Os { errno, path: path.to_string() }
}
