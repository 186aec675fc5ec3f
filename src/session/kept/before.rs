//! What a command is about to change: looked at, and kept, before it does.

use super::{Contents, Kept, now};
use crate::board::transfer::{Outgoing, Source};
use crate::board::{Board, Error};
use crate::model::{Command, Digest, Expect, Landing, RemotePath, Reply};
use crate::session::describe::describe;
use crate::sync::{Change, Item, Was};

/// A larger file is not fetched to be kept: at 115200 baud this takes 11 s.
const MOST: u64 = 128 * 1024;
/// Bytes of new content that are held, until the board has said how they landed.
const HELD: usize = 4 * 1024 * 1024;

/// What is at the paths of a command that has not run yet.
#[derive(Debug)]
pub(in crate::session) struct Before {
    what: String,
    files: Vec<(RemotePath, Was)>,
    renamed: Option<(RemotePath, RemotePath)>,
    /// Files whose content is not kept.
    pub lost: Vec<RemotePath>,
    /// Bytes that are free beside the first file, if the board was asked and could say.
    pub free: Option<u64>,
}

/// Looks at what a command will overwrite or remove, and keeps it. None: it changes no
/// file.
///
/// # Errors
/// Those that would end the command too: a link that is gone, a cancel.
pub(in crate::session) async fn look(
    kept: &Kept,
    board: &mut Board,
    command: &Command,
) -> Result<Option<Before>, Error> {
    let mut renamed = None;
    let expected: Vec<(RemotePath, Expect)> = match command {
        Command::Write { path, expect, .. } => vec![(path.clone(), expect.clone())],
        Command::Upload { files } => {
            files.iter().map(|file| (file.to.clone(), file.expect.clone())).collect()
        }
        Command::RemoveFiles { files } => files.clone(),
        Command::Remove { path, recursive } => in_and_below(board, path, *recursive).await?,
        Command::Rename { from, to } => {
            renamed = Some((from.clone(), to.clone()));
            Vec::new()
        }
        _ => return Ok(None),
    };
    let (found, free) = found(board, expected).await?;
    let mut before =
        Before { what: describe(command), files: Vec::new(), renamed, lost: Vec::new(), free };
    for (path, was) in found {
        let was = match was {
            Was::Content(digest) => keep(&kept.contents(), board, &path, digest).await?,
            other => other,
        };
        if was == Was::NotKept {
            before.lost.push(path.clone());
        }
        before.files.push((path, was));
    }
    Ok(Some(before))
}

/// The files that a removal takes.
async fn in_and_below(
    board: &mut Board,
    path: &RemotePath,
    recursive: bool,
) -> Result<Vec<(RemotePath, Expect)>, Error> {
    match passable(board.stat(path).await)?.flatten() {
        Some(entry) if entry.is_folder() && recursive => {
            let entries = passable(board.walk(path, true).await)?.unwrap_or_default();
            let files = entries.into_iter().filter(|entry| !entry.is_folder());
            let expect = |digest: Option<Digest>| digest.map_or(Expect::Anything, Expect::Content);
            Ok(files.map(|entry| (entry.path, expect(entry.digest))).collect())
        }
        Some(entry) if !entry.is_folder() => Ok(vec![(path.clone(), Expect::Anything)]),
        _ => Ok(Vec::new()),
    }
}

/// What is at each path, and the room there; the board is asked where no expectation
/// tells.
async fn found(
    board: &mut Board,
    expected: Vec<(RemotePath, Expect)>,
) -> Result<(Vec<(RemotePath, Was)>, Option<u64>), Error> {
    let asked = |(_, expect): &&(RemotePath, Expect)| *expect == Expect::Anything;
    let paths: Vec<RemotePath> =
        expected.iter().filter(asked).map(|(path, _)| path.clone()).collect();
    let (digests, free) = match paths.is_empty() {
        true => (Vec::new(), None),
        false => passable(board.hash_and_free(&paths).await)?.unwrap_or_default(),
    };
    let mut digests = digests.into_iter();
    let was = |expect| match expect {
        Expect::Nothing => Was::Absent,
        Expect::Content(digest) => Was::Content(digest),
        Expect::Anything => digests.next().map_or(Was::NotKept, Was::found),
    };
    let (paths, expects): (Vec<_>, Vec<_>) = expected.into_iter().unzip();
    Ok((paths.into_iter().zip(expects.into_iter().map(was)).collect(), free))
}

/// Fetches a content that is not kept already.
async fn keep(
    contents: &Contents,
    board: &mut Board,
    path: &RemotePath,
    digest: Digest,
) -> Result<Was, Error> {
    if contents.has(&digest) {
        return Ok(Was::Content(digest));
    }
    match passable(board.stat(path).await)?.flatten() {
        // it is gone already: what is expected there is the board's to judge
        None => return Ok(Was::Content(digest)),
        Some(entry) if entry.size.is_some_and(|size| size > MOST) => return Ok(Was::NotKept),
        Some(_) => {}
    }
    let Some(content) = passable(board.read(path).await)? else { return Ok(Was::NotKept) };
    let digest = crate::board::DigestKind::like(&digest).hash(&content);
    match contents.put(&digest, &content) {
        Ok(()) => Ok(Was::Content(digest)),
        Err(error) => {
            tracing::warn!(%error, %path, "cannot keep what is about to be replaced");
            Ok(Was::NotKept)
        }
    }
}

/// What ends the whole command is an error; else None tells that it could not be looked at.
fn passable<T>(looked: Result<T, Error>) -> Result<Option<T>, Error> {
    match looked {
        Ok(found) => Ok(Some(found)),
        Err(error @ (Error::Lost(_) | Error::Cancelled | Error::Stuck | Error::Restarted)) => {
            Err(error)
        }
        Err(error) => {
            tracing::debug!(%error, "cannot be looked at before it is changed");
            Ok(None)
        }
    }
}

impl Before {
    /// What was found, with what is there afterwards.
    pub(in crate::session) fn into_items(
        self,
        after: impl Fn(&RemotePath) -> Option<Was>,
    ) -> Vec<Item> {
        let item = |(path, before): (RemotePath, Was)| {
            let after = after(&path)?;
            Some(Item { path, before, after })
        };
        self.files.into_iter().filter_map(item).collect()
    }

    /// What the command did, by its reply; what it wrote is in `copies`.
    pub(in crate::session) fn note(
        self,
        kept: &Kept,
        command: &Command,
        reply: Option<&Reply>,
        copies: Vec<(RemotePath, Vec<u8>)>,
    ) -> std::io::Result<()> {
        let removes = matches!(command, Command::Remove { .. } | Command::RemoveFiles { .. });
        let landings = match reply {
            Some(Reply::Landings(landings)) => landings.as_slice(),
            _ => &[],
        };
        let contents = kept.contents();
        let mut items = Vec::new();
        for (at, (path, before)) in self.files.into_iter().enumerate() {
            let after = match (landings.get(at), command) {
                (Some(Landing::Done(_)), _) if removes => Was::Absent,
                (Some(Landing::Done(digest)), _) => {
                    let copy = copies.iter().find(|(to, _)| *to == path);
                    if let Some((_, content)) = copy {
                        contents.put(digest, content)?;
                    }
                    Was::Content(digest.clone())
                }
                // also half of a folder that failed: what is still there is found so
                (None, Command::Remove { .. }) => Was::Absent,
                _ => continue,
            };
            if before != after {
                items.push(Item { path, before, after });
            }
        }
        let renamed = self.renamed.filter(|_| reply.is_some());
        if items.is_empty() && renamed.is_none() {
            return Ok(());
        }
        kept.note(&Change { what: self.what, at: now(), items, renamed })
    }
}

/// Copies what goes to the board.
pub(in crate::session) struct Copying<'a> {
    files: &'a mut dyn Source,
    pub copies: Vec<(RemotePath, Vec<u8>)>,
    room: usize,
}

impl<'a> Copying<'a> {
    pub fn new(files: &'a mut dyn Source) -> Self {
        Copying { files, copies: Vec::new(), room: HELD }
    }
}

impl Source for Copying<'_> {
    fn next(&mut self) -> Option<Outgoing> {
        let file = self.files.next()?;
        if let Ok(content) = &file.content
            && content.len() <= self.room
        {
            self.room -= content.len();
            self.copies.push((file.to.clone(), content.clone()));
        }
        Some(file)
    }

    fn total(&self) -> (u32, u64) {
        self.files.total()
    }
}
