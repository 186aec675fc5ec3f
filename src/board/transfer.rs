//! Moving whole files to and from a board: one way up, one way down.
//!
//! Up: each file goes to a temporary name beside its target, is hashed there by the
//! board, and takes the target's place only if the target is what was expected. On
//! boards without rename it is written in place and read back by the board.

mod down;
mod plain;

use std::io;

use super::{Board, Error};
use crate::model::{Digest, Expect, Landing, Problem, Progress, RemotePath};

/// A file on its way to the board.
#[derive(Debug)]
pub struct Outgoing {
    pub to: RemotePath,
    pub expect: Expect,
    /// Its content, or why it cannot be read: that becomes its landing.
    pub content: Result<Vec<u8>, Problem>,
}

/// Gives files one at a time, so that only one of them is in memory.
pub trait Source: Send {
    /// The next file; None at the end.
    fn next(&mut self) -> Option<Outgoing>;

    /// Files and bytes in all, as far as known: for progress.
    fn total(&self) -> (u32, u64);
}

/// A source of one file.
#[derive(Debug)]
pub struct One {
    file: Option<Outgoing>,
    size: u64,
}

impl One {
    pub fn new(to: RemotePath, content: Vec<u8>, expect: Expect) -> One {
        let size = content.len() as u64;
        One { file: Some(Outgoing { to, expect, content: Ok(content) }), size }
    }
}

impl Source for One {
    fn next(&mut self) -> Option<Outgoing> {
        self.file.take()
    }

    fn total(&self) -> (u32, u64) {
        (1, self.size)
    }
}

/// Hears how far a transfer is; called often.
pub type Tell<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// Takes what comes down, in order.
pub type Sink<'a> = &'a mut (dyn FnMut(&[u8]) -> io::Result<()> + Send);

/// Puts files on the board; one landing each, in order. What fails for one file is in
/// its landing, and the rest goes on.
///
/// # Errors
/// What ends the whole batch: [`Error::Lost`], [`Error::Cancelled`], a board that no
/// longer answers. Files not landed by then are as they were.
pub async fn up(
    board: &mut Board,
    files: &mut dyn Source,
    tell: Tell<'_>,
) -> Result<Vec<Landing>, Error> {
    board.knowing().await?;
    let (count, total) = files.total();
    let mut progress = Progress { total, files: count, ..Progress::default() };
    let mut landings = Vec::new();
    while let Some(file) = files.next() {
        progress.what = format!("write {}", file.to);
        progress.file += 1;
        tell(progress.clone());
        let landing = match &file.content {
            Err(problem) => Landing::Failed(problem.clone()),
            Ok(content) => {
                let before = progress.done;
                let landing = plain::up(board, &file, content, &mut progress, tell).await?;
                progress.done = before + content.len() as u64;
                landing
            }
        };
        landings.push(landing);
        tell(progress.clone());
    }
    Ok(landings)
}

/// Gets a file from the board, in order, into `sink`; gives the digest of what came.
///
/// # Errors
/// [`Error::Os`]: ENOENT, EISDIR; [`Error::Local`] when the sink fails; and those of
/// [`Board::enter`].
pub async fn down(
    board: &mut Board,
    path: &RemotePath,
    sink: Sink<'_>,
    tell: Tell<'_>,
) -> Result<Digest, Error> {
    down::plain(board, path, sink, tell).await
}
