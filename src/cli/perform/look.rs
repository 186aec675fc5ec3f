//! Requests that change nothing.

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{BoardFacts, Entry, Exit, Problem, RemotePath};

pub(super) async fn info(place: &Place<'_>, out: &mut dyn Output) -> Result<(), Problem> {
    let info = Box::new(place.session.probe().await?);
    let facts = match place.session.facts().await {
        Ok(facts) => facts,
        // a board that can say what it is and no more
        Err(problem) if problem.exit == Exit::Failed => {
            out.note(problem.to_string());
            BoardFacts::default()
        }
        Err(problem) => return Err(problem),
    };
    let ahead = facts.clock.as_ref().and_then(|time| super::clock::ahead(time, false));
    let port = place.session.address().to_owned();
    out.found(Found::Info { port, info, facts: Box::new(facts), ahead });
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
    let bytes = match place.session.read(path.clone()).await {
        Ok(bytes) => bytes,
        Err(problem) if is_folder(place, &path).await => {
            return Err(Problem::failed(problem.tried, "it is a folder"));
        }
        Err(problem) => return Err(problem),
    };
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
    let Some(path) = missing else { return Ok(()) };
    let why = if is_folder(place, &path).await {
        "it is a folder"
    } else {
        "there is no such file on the board"
    };
    Err(Problem::failed(format!("hash {path}"), why))
}

/// Asked only when something has failed: what a board says of a folder differs.
async fn is_folder(place: &Place<'_>, path: &RemotePath) -> bool {
    let there = place.session.stat(path.clone()).await;
    path.is_root() || there.is_ok_and(|entry| entry.is_some_and(|entry| entry.is_folder()))
}

fn sort(entries: &mut [Entry]) {
    entries.sort_by(|one, other| one.path.cmp(&other.path));
}
