//! From the board to this computer.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Place;
use crate::cli::{Copied, Found, Output, Step, name, reason};
use crate::model::{Entry, Problem, RemotePath};

pub(super) async fn get(
    place: &Place<'_>,
    typed: &str,
    to: Option<&Path>,
    recursive: bool,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let from = place.resolve(typed).await?;
    let folder = from.is_root() || stat(place, &from).await?.is_folder();
    if folder && !recursive {
        return Err(Problem::failed(format!("get {from}"), "it is a folder")
            .next("Add -r to get all that is in it."));
    }
    let to = destination(&from, to.unwrap_or(Path::new(".")), folder)?;
    let (folders, files) = if folder {
        let entries = place.session.walk(from.clone(), false).await?;
        sort_out(&from, entries, &to)?
    } else {
        (Vec::new(), vec![(from, to)])
    };
    let mut copied = Vec::new();
    for (remote, local) in folders {
        fs::create_dir_all(&local).map_err(|error| {
            Problem::failed(format!("make {}", local.display()), reason(&error))
        })?;
        copied.push(Copied { local, remote, size: None });
    }
    let count = files.len();
    for (at, (remote, local)) in files.into_iter().enumerate() {
        place.session.download(remote.clone(), local.clone()).await?;
        let size = fs::metadata(&local).map(|found| found.len()).unwrap_or_default();
        out.step(Step { path: remote.clone(), file: at + 1, files: count, size });
        copied.push(Copied { local, remote, size: Some(size) });
    }
    out.found(Found::Copied(copied));
    Ok(())
}

async fn stat(place: &Place<'_>, path: &RemotePath) -> Result<Entry, Problem> {
    place
        .session
        .stat(path.clone())
        .await?
        .ok_or_else(|| Problem::failed(format!("get {path}"), "there is no such file on the board"))
}

/// Into `to` if it is a folder, else as `to`.
fn destination(from: &RemotePath, to: &Path, folder: bool) -> Result<PathBuf, Problem> {
    let tried = || format!("get {from} to {}", to.display());
    let ends_as_folder = to.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    match fs::metadata(to) {
        // The root has no name of its own: what is in it goes into `to`.
        Ok(there) if there.is_dir() && from.is_root() => Ok(to.to_owned()),
        Ok(there) if there.is_dir() => Ok(to.join(local_name(from.name()).ok_or_else(|| {
            Problem::failed(tried(), "this computer cannot have a file of that name")
        })?)),
        Ok(_) if folder => Err(Problem::failed(tried(), "a file stands there")),
        Ok(_) => Ok(to.to_owned()),
        Err(_) if ends_as_folder && !folder => Err(Problem::failed(tried(), "no such folder")),
        Err(_) => Ok(to.to_owned()),
    }
}

type Pairs = Vec<(RemotePath, PathBuf)>;

/// Folders and files of a walk, each with its place below `to`. A board may claim any
/// name for its files: one that would lead out of `to` refuses the whole download
/// before anything is written.
fn sort_out(from: &RemotePath, entries: Vec<Entry>, to: &Path) -> Result<(Pairs, Pairs), Problem> {
    let mut folders = vec![(from.clone(), to.to_owned())];
    let mut files = Vec::new();
    for entry in entries {
        let local = entry.path.below(from).and_then(|below| local_path(to, below));
        let local = local.ok_or_else(|| {
            let shown = name(entry.path.as_str());
            Problem::failed(format!("get {shown}"), "its name would lead out of the folder")
        })?;
        if entry.is_folder() {
            folders.push((entry.path, local));
        } else {
            files.push((entry.path, local));
        }
    }
    folders.sort();
    files.sort();
    Ok((folders, files))
}

fn local_path(to: &Path, below: &str) -> Option<PathBuf> {
    below.split('/').try_fold(to.to_owned(), |path, part| Some(path.join(local_name(part)?)))
}

/// A name that is one plain component on this system.
fn local_name(part: &str) -> Option<&str> {
    let mut components = Path::new(part).components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(plain)), None) if plain == part && !part.contains('\0') => {
            Some(part)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let to = Path::new("/tmp/x");
        for (below, local) in [
            ("a.py", Some("/tmp/x/a.py")),
            ("lib/it's ü", Some("/tmp/x/lib/it's ü")),
            ("..", None),
            ("../a", None),
            ("lib/../../a", None),
            ("/etc/passwd", None),
            ("a//b", None),
            (".", None),
            ("", None),
            ("a\0b", None),
        ] {
            assert_eq!(local_path(to, below), local.map(PathBuf::from), "{below:?}");
        }
    }
}
