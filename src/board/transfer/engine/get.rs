//! A file from the board.

use std::collections::BTreeMap;

use super::super::{Sink, Tell};
use super::frame::ANSWER;
use crate::board::answer::{Row, Value, row};
use crate::board::ask::errno_of;
use crate::board::folders::os;
use crate::board::{Board, Error, Hasher, python};
use crate::model::{Digest, Progress, RemotePath};

const TELL: &str = include_str!("../../scripts/agent_tell.py");
const GET: &str = include_str!("../../scripts/agent_get.py");
/// Bytes of the file in a frame, as the script has it.
const FRAME: u64 = 1024;
/// Frames in one request. What comes after a damaged one is kept until that has come
/// again, so this bounds what is kept.
const PART: u32 = 256;
const ATTEMPTS: usize = 12;

/// Gets a file.
pub(in crate::board) async fn get(
    board: &mut Board,
    path: &RemotePath,
    sink: Sink<'_>,
    tell: Tell<'_>,
) -> Result<Digest, Error> {
    board.start_engine().await?;
    board.teach(&[TELL, GET]).await?;
    let what = format!("read {path}");
    let mut progress = Progress { what, file: 1, files: 1, ..Progress::default() };
    let mut taken = Taken {
        sink,
        hasher: Hasher::new(board.ways.hash),
        next: 0,
        early: BTreeMap::new(),
        failed: None,
    };
    let mut size = None;
    let mut vain = 0;
    loop {
        let from = taken.next;
        let end = taken.wanted();
        let command = format!("S({},{from},{end})", python::path(path));
        board.tell(command.as_bytes(), &[]).await?;
        let mut take = |number: u32, payload: Vec<u8>| {
            if number == ANSWER {
                let size = row(&payload).and_then(|row| row.first().and_then(Value::size));
                progress.total = size.unwrap_or(progress.total);
            } else {
                taken.take(number, payload);
            }
            progress.done = (u64::from(taken.next) * FRAME).min(progress.total.max(progress.done));
            tell(progress.clone());
        };
        let answer = board.answer(&mut take).await?;
        if let Some(error) = taken.failed.take() {
            return Err(error);
        }
        if let Some(row) = &answer {
            size = Some(said_size(row, path)?);
        }
        if size.is_some_and(|size| u64::from(taken.next) * FRAME >= size) {
            progress.done = progress.total;
            tell(progress);
            return Ok(taken.hasher.finish());
        }
        vain = if taken.next > from { 0 } else { vain + 1 };
        if vain > ATTEMPTS {
            return Err(Error::Damaged(format!("{path} did not come through")));
        }
    }
}

fn said_size(row: &Row, path: &RemotePath) -> Result<u64, Error> {
    match row.first() {
        Some(Value::Int(size)) => Ok(u64::try_from(*size).unwrap_or(0)),
        _ => Err(os(row.get(1).map_or(0, errno_of), path)),
    }
}

/// Where the file's parts go, in order.
struct Taken<'a> {
    sink: Sink<'a>,
    hasher: Hasher,
    /// The number of the next part that the sink wants.
    next: u32,
    /// Parts that came before their turn.
    early: BTreeMap<u32, Vec<u8>>,
    failed: Option<Error>,
}

impl Taken<'_> {
    fn take(&mut self, number: u32, payload: Vec<u8>) {
        if number < self.next {
            return;
        }
        self.early.insert(number, payload);
        while let Some(payload) = self.early.remove(&self.next) {
            self.next += 1;
            self.hasher.update(&payload);
            if self.failed.is_none()
                && let Err(error) = (self.sink)(&payload)
            {
                self.failed = Some(Error::Local(error.to_string()));
            }
        }
    }

    /// Where the first gap ends.
    fn wanted(&self) -> u32 {
        self.early.keys().next().copied().unwrap_or(self.next + PART)
    }
}
