//! Requests that change what is on the board, file by file.

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{Problem, RemotePath, ResetKind};

pub(super) async fn remove(
    place: &Place<'_>,
    typed: &[String],
    recursive: bool,
    yes: bool,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let mut paths = Vec::new();
    for typed in typed {
        let path = place.resolve(typed).await?;
        if !path.is_root() {
            paths.push(path);
        } else if !recursive {
            return Err(Problem::failed("remove /", "it is the root of the board")
                .next("Name the files to remove."));
        } else if !yes {
            return Err(Problem::usage("remove /", "this empties the whole board")
                .next("If that is meant: add --yes."));
        } else {
            let entries = place.session.list(path.clone()).await?;
            paths.extend(entries.into_iter().filter(|entry| !entry.mount).map(|entry| entry.path));
        }
    }
    let mut removed = Vec::new();
    let mut failed = Vec::new();
    for path in paths {
        match place.session.remove(path.clone(), recursive).await {
            Ok(()) => removed.push(path),
            Err(problem) if problem.exit == crate::model::Exit::Failed => failed.push(problem),
            Err(problem) => return Err(problem),
        }
    }
    if !removed.is_empty() {
        out.found(Found::Removed(removed));
    }
    first_of(failed, out)
}

/// The first failure ends the command; the others are told before.
pub(super) fn first_of(failed: Vec<Problem>, out: &mut dyn Output) -> Result<(), Problem> {
    let mut failed = failed.into_iter();
    let Some(first) = failed.next() else { return Ok(()) };
    for problem in failed {
        out.note(problem.to_string());
    }
    Err(first)
}

pub(super) async fn make_folder(
    place: &Place<'_>,
    typed: &str,
    parents: bool,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let path = place.resolve(typed).await?;
    place.session.make_folder(path.clone(), parents).await?;
    out.found(Found::Made(path));
    Ok(())
}

pub(super) async fn rename(
    place: &Place<'_>,
    from: &str,
    to: &str,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let from = place.resolve(from).await?;
    let to = into(place, place.resolve(to).await?, from.name()).await?;
    place.session.rename(from.clone(), to.clone()).await?;
    out.found(Found::Moved { from, to });
    Ok(())
}

/// A destination that is a folder takes the thing into it.
async fn into(place: &Place<'_>, to: RemotePath, name: &str) -> Result<RemotePath, Problem> {
    let folder =
        to.is_root() || place.session.stat(to.clone()).await?.is_some_and(|at| at.is_folder());
    Ok(if folder { to.join(name) } else { to })
}

pub(super) async fn touch(
    place: &Place<'_>,
    typed: &str,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let path = place.resolve(typed).await?;
    place.session.touch(path.clone()).await?;
    out.found(Found::Touched(path));
    Ok(())
}

pub(super) async fn reset(
    place: &Place<'_>,
    kind: ResetKind,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    place.session.reset(kind).await?;
    out.found(Found::Reset(kind));
    Ok(())
}
