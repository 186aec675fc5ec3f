//! A board's file on its way through an editor of this machine, and back.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::model::{Expect, Fetched, Landing, Problem, PutBack, RemotePath};
use crate::session::{DigestKind, Session};

/// Copies that were left behind (the editor failed, or the board's file was changed
/// meanwhile) are kept up to this many, the newest.
const LEFT: usize = 20;

/// Fetches a file into mpdeck's state folder. An editor tells by its name what it is, so
/// it keeps that.
///
/// # Errors
/// What the board or this machine's disk did not do.
pub async fn fetch(session: &Session, path: RemotePath, state: &Path) -> Result<Fetched, Problem> {
    // hashed by the board, so that it can be compared there afterwards
    let digest = session.hash(vec![path.clone()]).await?.into_iter().next().flatten();
    let content = session.read(path.clone()).await?;
    let tried = || format!("edit {path}");
    let digest =
        digest.filter(|digest| DigestKind::like(digest).hash(&content) == *digest).ok_or_else(
            || Problem::failed(tried(), "it changed while it was fetched").next("Try again."),
        )?;
    let copy = keep(&state.join("edit"), path.name(), &content)
        .map_err(|error| Problem::failed(tried(), error.to_string()))?;
    Ok(Fetched { board: session.board(), path, copy, digest })
}

/// Puts an edited file back, if it was edited; unless `force`, only over what was
/// fetched. The copy goes when it is not needed any more.
///
/// # Errors
/// What the board or this machine's disk did not do; the copy stays, and is named.
pub async fn put_back(
    session: &Session,
    fetched: &Fetched,
    force: bool,
) -> Result<PutBack, Problem> {
    let Fetched { path, copy, digest, .. } = fetched;
    let kept = || format!("Your text is kept as {}.", copy.display());
    let content = fs::read(copy)
        .map_err(|error| Problem::failed(format!("read {}", copy.display()), error.to_string()))?;
    if DigestKind::like(digest).hash(&content) == *digest {
        forget(copy);
        return Ok(PutBack::Unchanged);
    }
    let expect = if force { Expect::Anything } else { Expect::Content(digest.clone()) };
    match session.write(path.clone(), content, expect).await {
        Ok(Landing::Done(_)) => {
            forget(copy);
            Ok(PutBack::Written)
        }
        Ok(Landing::Differs(_)) => Ok(PutBack::Differs),
        Ok(Landing::Failed(problem)) | Err(problem) => Err(problem.next(kept())),
    }
}

/// Writes the copy into a folder of its own.
fn keep(edits: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(edits)?;
    thin(edits)?;
    let folder = tempfile::Builder::new().prefix("").tempdir_in(edits)?;
    let copy = folder.path().join(name);
    fs::write(&copy, content)?;
    let _ = folder.keep();
    Ok(copy)
}

fn thin(edits: &Path) -> io::Result<()> {
    let mut left: Vec<_> = fs::read_dir(edits)?
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    left.sort();
    let surplus = (left.len() + 1).saturating_sub(LEFT);
    for (_, folder) in left.into_iter().take(surplus) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Removes a copy and its folder. One that cannot be removed is thinned out later.
fn forget(copy: &Path) {
    if let Some(folder) = copy.parent() {
        let _ = fs::remove_dir_all(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_keep_their_name_and_the_oldest_go() {
        let edits = tempfile::tempdir().unwrap();
        let copies: Vec<PathBuf> =
            (0..LEFT + 5).map(|_| keep(edits.path(), "main.py", b"x").unwrap()).collect();
        assert!(copies.iter().all(|copy| copy.ends_with("main.py")));
        assert_eq!(fs::read_dir(edits.path()).unwrap().count(), LEFT);
        forget(copies.last().unwrap());
        assert_eq!(fs::read_dir(edits.path()).unwrap().count(), LEFT - 1);
    }
}
