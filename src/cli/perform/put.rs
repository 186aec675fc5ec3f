//! From this computer to the board.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Place;
use super::change::first_of;
use crate::cli::local::{self, Tree};
use crate::cli::{Copied, Found, Output, Step};
use crate::model::{Entry, Expect, Landing, Problem, RemotePath, Upload};

pub(super) async fn put(
    place: &Place<'_>,
    from: &[PathBuf],
    typed: &str,
    recursive: bool,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    // Read what is here first: no byte goes to the board for a path that is not there.
    let trees: Vec<Tree> =
        from.iter().map(|from| local::read(from, recursive)).collect::<Result<_, _>>()?;
    let to = place.resolve(typed).await?;
    let there = at(place, &to).await?;
    let into_folder = matches!(there, There::Folder);
    refuse(&trees, &to, &there, typed)?;
    let mut work = Work::default();
    for tree in &trees {
        let root = match &tree.name {
            Some(name) if into_folder => to.join(name),
            _ => to.clone(),
        };
        work.add(place, tree, &root).await?;
    }
    let folders = work.missing_folders();
    if !folders.is_empty() {
        place.session.make_folders(folders).await?;
    }
    send(place, work, out).await
}

/// What stands at a path of the board.
enum There {
    Nothing,
    File,
    Folder,
}

async fn at(place: &Place<'_>, path: &RemotePath) -> Result<There, Problem> {
    if path.is_root() {
        return Ok(There::Folder);
    }
    Ok(match place.session.stat(path.clone()).await? {
        None => There::Nothing,
        Some(entry) if entry.is_folder() => There::Folder,
        Some(_) => There::File,
    })
}

/// What `cp` would refuse too.
fn refuse(trees: &[Tree], to: &RemotePath, there: &There, typed: &str) -> Result<(), Problem> {
    let why = match there {
        There::Folder => return Ok(()),
        There::File if trees.len() > 1 || trees.iter().any(|tree| tree.is_folder) => {
            "a file stands there"
        }
        There::Nothing if trees.len() > 1 => "no such folder on the board",
        There::Nothing if typed.ends_with('/') && trees.iter().any(|tree| !tree.is_folder) => {
            "no such folder on the board"
        }
        There::File | There::Nothing => return Ok(()),
    };
    let problem = Problem::failed(format!("put to {to}"), why);
    Err(match there {
        There::Nothing => problem.next(format!("`mpdeck mkdir -p {to}` makes it.")),
        _ => problem,
    })
}

/// All that is to be sent.
#[derive(Default)]
struct Work {
    files: Vec<(PathBuf, RemotePath, u64)>,
    folders: BTreeSet<RemotePath>,
    existing: BTreeSet<RemotePath>,
    copied: Vec<Copied>,
}

impl Work {
    async fn add(
        &mut self,
        place: &Place<'_>,
        tree: &Tree,
        root: &RemotePath,
    ) -> Result<(), Problem> {
        if !tree.is_folder {
            self.files
                .extend(tree.files.iter().map(|file| (file.from.clone(), root.clone(), file.size)));
            return Ok(());
        }
        let there = match at(place, root).await? {
            There::Nothing => Vec::new(),
            There::Folder => place.session.walk(root.clone(), false).await?,
            There::File => return Err(in_the_way(root)),
        };
        if !there.is_empty() || root.is_root() {
            self.existing.insert(root.clone());
        }
        self.folders.insert(root.clone());
        self.copied.push(folder(&tree.from, root));
        for (from, below) in &tree.folders {
            let path = root.descend(below);
            self.copied.push(folder(from, &path));
            self.folders.insert(path);
        }
        for file in &tree.files {
            self.files.push((file.from.clone(), root.descend(&file.below), file.size));
        }
        self.check(&there)?;
        self.existing.extend(there.into_iter().filter(Entry::is_folder).map(|entry| entry.path));
        Ok(())
    }

    /// A file where a folder has to be, or the other way round, is found before
    /// anything is sent.
    fn check(&self, there: &[Entry]) -> Result<(), Problem> {
        let blocked = there.iter().find(|entry| {
            if entry.is_folder() {
                self.files.iter().any(|(_, to, _)| *to == entry.path)
            } else {
                self.folders.contains(&entry.path)
            }
        });
        blocked.map_or(Ok(()), |entry| Err(in_the_way(&entry.path)))
    }

    /// The deepest of the folders that are not there: those above are made with them.
    fn missing_folders(&self) -> Vec<RemotePath> {
        let missing: Vec<&RemotePath> = self.folders.difference(&self.existing).collect();
        let above = |path: &RemotePath| {
            missing.iter().any(|other| *other != path && other.below(path).is_some())
        };
        missing.iter().filter(|path| !above(path)).map(|path| (*path).clone()).collect()
    }
}

fn folder(local: &Path, remote: &RemotePath) -> Copied {
    Copied { local: local.to_owned(), remote: remote.clone(), size: None }
}

fn in_the_way(path: &RemotePath) -> Problem {
    Problem::failed(
        format!("put to {path}"),
        "there is a file where a folder has to be, or a folder where a file has to be",
    )
    .next(format!("Move it away (`mpdeck mv {path} ...`) or remove it, then try again."))
}

async fn send(place: &Place<'_>, work: Work, out: &mut dyn Output) -> Result<(), Problem> {
    let uploads = work.files.iter().map(|(from, to, _)| Upload {
        from: from.clone(),
        to: to.clone(),
        expect: Expect::Anything,
    });
    let landings = place.session.upload(uploads.collect()).await?;
    let mut copied = work.copied;
    let mut failed = Vec::new();
    let files = work.files.len();
    for (at, ((local, remote, size), landing)) in work.files.into_iter().zip(landings).enumerate() {
        match landing {
            Landing::Done(_) => {
                out.step(Step { path: remote.clone(), file: at + 1, files, size });
                copied.push(Copied { local, remote, size: Some(size) });
            }
            Landing::Differs(_) => {
                failed.push(Problem::failed(format!("put {remote}"), "the board's file changed"));
            }
            Landing::Failed(problem) => failed.push(problem),
        }
    }
    if failed.is_empty() || copied.iter().any(|one| one.size.is_some()) {
        out.found(Found::Copied(copied));
    }
    first_of(failed, out)
}
