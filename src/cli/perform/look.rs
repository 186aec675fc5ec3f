//! Requests that change nothing.

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{Entry, Problem, RemotePath};

pub(super) async fn info(place: &Place<'_>, out: &mut dyn Output) -> Result<(), Problem> {
    let info = Box::new(place.session.probe().await?);
    out.found(Found::Info { port: place.session.address().to_owned(), info });
    Ok(())
}

pub(super) async fn list(
    place: &Place<'_>,
    typed: &str,
    long: bool,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let path = place.resolve(typed).await?;
    let mut entries = match place.session.list(path.clone()).await {
        Ok(entries) => entries,
        // A file is listed as itself; asked only now, as mostly it is a folder.
        Err(problem) => match place.session.stat(path.clone()).await {
            Ok(Some(entry)) if !entry.is_folder() => vec![entry],
            _ => return Err(problem),
        },
    };
    sort(&mut entries);
    out.found(Found::Folder { path, entries, long });
    Ok(())
}

pub(super) async fn tree(
    place: &Place<'_>,
    typed: &str,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let path = place.resolve(typed).await?;
    let mut entries = place.session.walk(path.clone(), false).await?;
    sort(&mut entries);
    out.found(Found::Tree { path, entries });
    Ok(())
}

pub(super) async fn space(place: &Place<'_>, out: &mut dyn Output) -> Result<(), Problem> {
    let spaces = place.session.space(RemotePath::root()).await?;
    out.found(Found::Spaces(spaces));
    Ok(())
}

pub(super) async fn cat(
    place: &Place<'_>,
    typed: &str,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let path = place.resolve(typed).await?;
    let bytes = place.session.read(path.clone()).await?;
    out.found(Found::Content { path, bytes });
    Ok(())
}

pub(super) async fn hash(
    place: &Place<'_>,
    typed: &[String],
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let mut paths = Vec::with_capacity(typed.len());
    for typed in typed {
        paths.push(place.resolve(typed).await?);
    }
    let digests = place.session.hash(paths.clone()).await?;
    let mut hashes = Vec::with_capacity(paths.len());
    let mut missing = None;
    for (path, digest) in paths.into_iter().zip(digests) {
        match digest {
            Some(digest) => hashes.push((path, digest)),
            None => missing = missing.or(Some(path)),
        }
    }
    if !hashes.is_empty() {
        out.found(Found::Hashes(hashes));
    }
    missing.map_or(Ok(()), |path| {
        Err(Problem::failed(format!("hash {path}"), "there is no such file on the board")
            .next("A folder has no hash: name the files in it."))
    })
}

fn sort(entries: &mut [Entry]) {
    entries.sort_by(|one, other| one.path.cmp(&other.path));
}
