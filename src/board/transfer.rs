//! Moving whole files to and from a board: one way up, one way down.
//!
//! Up: each file goes to a temporary name beside its target, is hashed there by the
//! board, and takes the target's place only if the target is what was expected. On
//! boards without rename it is written in place and read back by the board.

mod batch;
mod down;
mod engine;
mod plain;
mod small;

use std::io;

pub(super) use engine::Engine;

use super::{Board, DigestKind, Error, python};
use crate::model::{Digest, Expect, Landing, Problem, Progress, RemotePath};

/// A file on its way to the board.
#[derive(Debug)]
pub struct Outgoing {
    pub to: RemotePath,
    pub expect: Expect,
    /// Its content, or why it cannot be read: that becomes its landing.
    pub content: Result<Vec<u8>, Problem>,
}

impl Outgoing {
    /// Its content; nothing of one that cannot be read.
    fn bytes(&self) -> &[u8] {
        self.content.as_deref().unwrap_or_default()
    }
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
    batch::up(board, files, tell).await
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
    board.knowing().await?;
    if !board.engine_may_run() {
        return down::plain(board, path, sink, tell).await;
    }
    let mut given = 0_usize;
    let mut count = |bytes: &[u8]| {
        given += bytes.len();
        sink(bytes)
    };
    let error = match engine::get(board, path, &mut count, tell).await {
        Err(error @ (Error::Raised { .. } | Error::Memory | Error::Damaged(_))) => error,
        Err(error @ (Error::Silent { .. } | Error::Restarted)) => error,
        got => return got,
    };
    tracing::warn!(%error, "the transfer engine broke down");
    board.engine_failed();
    board.recover().await?;
    // The sink has some bytes already: those are not given again.
    let mut skip = given;
    let mut rest = |bytes: &[u8]| {
        let skipped = skip.min(bytes.len());
        skip -= skipped;
        sink(&bytes[skipped..])
    };
    down::plain(board, path, &mut rest, tell).await
}

/// The Python that puts a file in its place.
const PUT: &str = include_str!("scripts/put.py");

/// What a board's program compares a hash with: how the digest's `repr` begins there.
fn brief(digest: &Digest) -> String {
    const LETTERS: usize = 13;
    let kind = DigestKind::like(digest);
    let whole = kind.literal(digest).unwrap_or_default().replace(',', ", ");
    python::text(&whole[..whole.len().min(LETTERS)])
}

/// The same for what is expected in a target's place.
fn brief_expected(expect: &Expect) -> String {
    match expect {
        Expect::Anything => "None".to_owned(),
        Expect::Nothing => python::text("''"),
        Expect::Content(digest) => brief(digest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_hashes_by_the_start_of_their_repr() {
        let digest = |kind: DigestKind| kind.hash(b"some content");
        let sha = DigestKind::Sha256.literal(&digest(DigestKind::Sha256)).unwrap();
        let text = brief(&digest(DigestKind::Sha256));
        assert_eq!(text, format!("'b\\'{}'", &sha[2..13]));
        let crc = crc32fast::hash(b"some content").to_string();
        assert_eq!(brief(&digest(DigestKind::Crc32)), format!("'{crc}'"));
        assert!(brief(&digest(DigestKind::Sum)).contains(", "));
        assert_eq!(brief_expected(&Expect::Nothing), "'\\'\\''");
    }

    #[test]
    fn the_script_names_unfinished_files_as_all_do() {
        assert!(PUT.contains(&format!("'{}'", crate::board::TEMPORARY)));
    }
}
