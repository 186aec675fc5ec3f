//! Takes the last change of the board's files back.

use super::kept::{Before, Kept, look};
use crate::board::transfer::{self, Outgoing, Source, Tell};
use crate::board::{Board, Error};
use crate::model::{Command, Expect, Landing, Problem, RemotePath, Undone};
use crate::sync::{Change, Item, Was};

/// What kept a change from being taken back.
pub(super) enum Trouble {
    Board(Error),
    Problem(Problem),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Trouble::Board(error)
    }
}

const TRIED: &str = "undo the last change on the board";

fn problem(why: impl Into<String>) -> Trouble {
    Trouble::Problem(Problem::failed(TRIED, why))
}

fn unkept(error: &std::io::Error) -> Trouble {
    problem(format!("mpdeck's state folder: {error}"))
}

/// Puts the files back that the last change overwrote or removed, and removes those that
/// it made. Where somebody else changed one of them since, nothing is done, unless
/// `force`; what they hold then is kept, too.
pub(super) async fn undo(
    kept: &Kept,
    board: &mut Board,
    force: bool,
    tell: Tell<'_>,
) -> Result<Undone, Trouble> {
    let change = kept.journal().last().map_err(|error| unkept(&error))?;
    let change = change.ok_or_else(|| problem("nothing was changed that is known of"))?;
    let contents = contents(kept, &change)?;
    let paths: Vec<RemotePath> = change.items.iter().map(|item| item.path.clone()).collect();
    let now: Vec<Was> = board.hash(&paths).await?.into_iter().map(Was::found).collect();
    let differs: Vec<RemotePath> = (change.items.iter().zip(&now))
        .filter(|(item, now)| **now != item.after && **now != item.before)
        .map(|(item, _)| item.path.clone())
        .collect();
    if !differs.is_empty() && !force {
        return Ok(Undone::Differs(differs));
    }
    let overwritten = keep(kept, board, &differs).await?;
    if let Some((from, to)) = &change.renamed {
        board.rename(to, from).await?;
    }
    let mut back = Back::default();
    let mut gone = Vec::new();
    for ((item, now), content) in change.items.iter().zip(now).zip(contents) {
        let expect = match now {
            now if now == item.before => continue,
            Was::Content(digest) => Expect::Content(digest),
            _ => Expect::Nothing,
        };
        match content {
            Some(content) => back.add(item.path.clone(), expect, content),
            None => gone.push((item.path.clone(), expect)),
        }
    }
    let files = back.files.len() + gone.len();
    make_folders(board, &back).await?;
    let mut landings = transfer::up(board, &mut back, tell).await?;
    if !gone.is_empty() {
        landings.extend(board.remove_files(&gone).await?);
    }
    for landing in landings {
        match landing {
            Landing::Done(_) => {}
            Landing::Differs(_) => return Err(problem("a file was changed just now")),
            Landing::Failed(problem) => return Err(Trouble::Problem(problem)),
        }
    }
    kept.journal().pop().map_err(|error| unkept(&error))?;
    if let Some(overwritten) = overwritten {
        let items = overwritten.into_items(|path| {
            change.items.iter().find(|item| item.path == *path).map(|item| item.before.clone())
        });
        let what = format!("undo: {}", change.what);
        let note = Change { what, at: super::kept::now(), items, renamed: None };
        kept.note(&note).map_err(|error| unkept(&error))?;
    }
    let files = files + usize::from(change.renamed.is_some());
    Ok(Undone::Done { what: change.what, files })
}

/// What goes back to each path; none where nothing was.
fn contents(kept: &Kept, change: &Change) -> Result<Vec<Option<Vec<u8>>>, Trouble> {
    let of = |Item { path, before, .. }: &Item| match before {
        Was::Absent => Ok(None),
        Was::Content(digest) => kept
            .contents()
            .get(digest)
            .map(Some)
            .ok_or_else(|| problem(format!("what was in {path} is not kept any more"))),
        Was::NotKept => Err(problem(format!("{path} was too large to be kept"))),
    };
    change.items.iter().map(of).collect()
}

/// Keeps what somebody else wrote, before it is overwritten.
async fn keep(
    kept: &Kept,
    board: &mut Board,
    paths: &[RemotePath],
) -> Result<Option<Before>, Trouble> {
    if paths.is_empty() {
        return Ok(None);
    }
    let files = paths.iter().map(|path| (path.clone(), Expect::Anything)).collect();
    Ok(look(kept, board, &Command::RemoveFiles { files }).await?)
}

async fn make_folders(board: &mut Board, back: &Back) -> Result<(), Error> {
    let mut folders: Vec<RemotePath> = back
        .files
        .iter()
        .filter(|file| file.expect == Expect::Nothing)
        .filter_map(|file| file.to.parent())
        .filter(|folder| !folder.is_root())
        .collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        match board.make_folder(&folder, true).await {
            // its names hold the slashes
            Err(Error::Unsupported(_)) => return Ok(()),
            made => made?,
        }
    }
    Ok(())
}

/// The files that go back.
#[derive(Debug, Default)]
struct Back {
    files: std::collections::VecDeque<Outgoing>,
    bytes: u64,
}

impl Back {
    fn add(&mut self, to: RemotePath, expect: Expect, content: Vec<u8>) {
        self.bytes += content.len() as u64;
        self.files.push_back(Outgoing { to, expect, content: Ok(content) });
    }
}

impl Source for Back {
    fn next(&mut self) -> Option<Outgoing> {
        self.files.pop_front()
    }

    fn total(&self) -> (u32, u64) {
        (u32::try_from(self.files.len()).unwrap_or(u32::MAX), self.bytes)
    }
}
