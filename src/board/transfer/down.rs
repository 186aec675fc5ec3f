//! The way down that works everywhere: printed lines, each with its check.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Sink, Tell};
use crate::board::answer::{Value, row};
use crate::board::ask::{PATIENCE, Question, errno_of, rows};
use crate::board::error::errno;
use crate::board::follow::Whose;
use crate::board::{Board, Error, Hasher};
use crate::model::{Digest, Progress, RemotePath, Stream};

const DOWN: &str = include_str!("../scripts/down.py");
const DOWN_FLAT: &str = include_str!("../scripts/down_flat.py");
/// What one program sends: the most that has to be sent again after a damage.
const LIMIT: usize = 65_536;
const ATTEMPTS: usize = 8;
/// Bytes of the file in one line.
const PIECE: usize = 384;
const PIECE_FLAT: usize = 64;

pub(super) async fn plain(
    board: &mut Board,
    path: &RemotePath,
    sink: Sink<'_>,
    tell: Tell<'_>,
) -> Result<Digest, Error> {
    board.knowing().await?;
    let mut progress =
        Progress { what: format!("read {path}"), file: 1, files: 1, ..Progress::default() };
    let crc = board.ways.crc32;
    let mut taken =
        Taken { crc, sink, hasher: Hasher::new(board.ways.hash), at: 0, total: 0, failed: None };
    let mut damaged = 0;
    loop {
        let from = taken.at;
        let end = part(board, path, &mut taken, &mut progress, tell).await;
        if let Some(error) = taken.failed.take() {
            return Err(error);
        }
        let whole = match end {
            Ok(whole) => whole,
            Err(Error::Damaged(_) | Error::Silent { .. } | Error::Raised { .. }) => None,
            Err(error) => return Err(error),
        };
        match whole {
            Some(End::OfFile) => return Ok(taken.hasher.finish()),
            Some(End::OfPart) => damaged = 0,
            None if taken.at > from => damaged = 0,
            None => damaged += 1,
        }
        if damaged >= ATTEMPTS {
            return Err(Error::Damaged(format!("{path} did not come through")));
        }
    }
}

enum End {
    OfPart,
    OfFile,
}

/// Where the bytes go as they come.
struct Taken<'a> {
    crc: bool,
    sink: Sink<'a>,
    hasher: Hasher,
    at: usize,
    total: u64,
    failed: Option<Error>,
}

impl Taken<'_> {
    /// Takes one line of the board; false where it is damaged.
    fn line(&mut self, line: &[u8]) -> bool {
        let Some(space) = line.iter().position(|byte| *byte == b' ') else { return false };
        let (check, data) = (&line[..space], &line[space + 1..]);
        let Some(number) = std::str::from_utf8(data).ok() else { return false };
        if check == b"S" {
            self.total = number.parse().unwrap_or(0);
            return true;
        }
        let check: Option<u32> = std::str::from_utf8(check).ok().and_then(|n| n.parse().ok());
        let Some(bytes) = self.bytes(data) else { return false };
        if check != Some(self.sum(&bytes)) {
            return false;
        }
        self.hasher.update(&bytes);
        self.at += bytes.len();
        if let Err(error) = (self.sink)(&bytes) {
            self.failed = Some(Error::Local(error.to_string()));
        }
        true
    }

    fn bytes(&self, data: &[u8]) -> Option<Vec<u8>> {
        if self.crc {
            return BASE64_STANDARD.decode(data).ok();
        }
        let line = [b"(", data, b",)"].concat();
        row(&line)?.into_iter().next()?.bytes().map(<[u8]>::to_vec)
    }

    fn sum(&self, bytes: &[u8]) -> u32 {
        if self.crc {
            return crc32fast::hash(bytes);
        }
        bytes.iter().fold(0, |sum, byte| (sum * 33 + u32::from(*byte)) & 0xff_ffff)
    }
}

/// Runs one program; None: damage, and what came before it was taken.
async fn part(
    board: &mut Board,
    path: &RemotePath,
    taken: &mut Taken<'_>,
    progress: &mut Progress,
    tell: Tell<'_>,
) -> Result<Option<End>, Error> {
    let crc = taken.crc;
    let from = taken.at;
    let arguments = [
        ("path", board.named(path)),
        ("at", taken.at.to_string()),
        ("limit", LIMIT.to_string()),
        ("piece", if crc { PIECE } else { PIECE_FLAT }.to_string()),
    ];
    let script = if crc { DOWN } else { DOWN_FLAT };
    let source = board.source(&Question::about(path, &[script], &arguments));
    let mut open: Vec<u8> = Vec::new();
    let mut framed: Vec<u8> = Vec::new();
    let mut whole = true;
    let mut hear = |stream: Stream, bytes: &[u8]| {
        if stream != Stream::Program {
            return;
        }
        open.extend_from_slice(bytes);
        while let Some(end) = open.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = open.drain(..=end).collect();
            if line.starts_with(b"(") || line.starts_with(b".") {
                framed.extend_from_slice(&line);
            } else if whole && taken.failed.is_none() {
                whole = taken.line(line.trim_ascii_end());
            }
        }
        progress.done = taken.at as u64;
        progress.total = taken.total;
        tell(progress.clone());
    };
    board.run(&source, Whose::Ours(PATIENCE), &mut hear).await?;
    let Some(rows) = rows(&framed, crc).filter(|_| whole) else { return Ok(None) };
    let Some(row) = rows.first() else { return Ok(None) };
    if row.first().and_then(Value::bytes) == Some(b"!") {
        let number = row.get(1).map_or(errno::EIO, errno_of);
        return Err(Error::Os { errno: number, path: path.to_string() });
    }
    let came = row.first().and_then(Value::size).unwrap_or(0) as usize;
    Ok(match came {
        _ if came != taken.at - from => None,
        _ if came < LIMIT => Some(End::OfFile),
        _ => Some(End::OfPart),
    })
}
