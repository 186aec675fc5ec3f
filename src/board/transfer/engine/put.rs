//! Files to the board.

use super::super::{Outgoing, PUT, Tell, brief, brief_expected};
use super::frame::ANSWER;
use crate::board::answer::{Row, Value, row};
use crate::board::ask::errno_of;
use crate::board::folders::os;
use crate::board::tree::unreadable;
use crate::board::{Board, DigestKind, Error, python};
use crate::model::{Digest, Landing, Progress, RemotePath};

const TELL: &str = include_str!("../../scripts/agent_tell.py");
const ROWS: &str = include_str!("../../scripts/agent_rows.py");
/// What is streamed between two words of progress.
const STEP: usize = 1024;

/// A file that was sent, and what it should be on the board.
#[derive(Debug, Clone)]
pub(in crate::board) struct Put {
    pub(in crate::board) path: RemotePath,
    pub(in crate::board) new: Digest,
}

/// Sends one file; how it landed is told by [`finish`].
pub(in crate::board) async fn put(
    board: &mut Board,
    number: usize,
    file: &Outgoing,
    progress: &mut Progress,
    tell: Tell<'_>,
) -> Result<Put, Error> {
    let kind = board.ways.hash;
    let content = file.bytes();
    board.start_engine().await?;
    // `TELL` is for the end: now there is still memory to compile it.
    board.teach(&[kind.script(), ROWS, PUT, TELL]).await?;
    let new = kind.hash(content);
    let expect = brief_expected(&file.expect);
    let command = format!(
        "P({number},{},{},{},{expect})",
        python::path(&file.to),
        content.len(),
        brief(&new),
    );
    board.tell(command.as_bytes(), &[]).await?;
    for step in content.chunks(STEP) {
        board.stream(step).await?;
        progress.done += step.len() as u64;
        tell(progress.clone());
    }
    Ok(Put { path: file.to.clone(), new })
}

/// How the files landed, in order; they were numbered from 0 on.
pub(in crate::board) async fn finish(
    board: &mut Board,
    sent: &[Put],
) -> Result<Vec<Landing>, Error> {
    const ATTEMPTS: usize = 6;
    let kind = board.ways.hash;
    for _ in 0..ATTEMPTS {
        board.tell(b"for y in x:T(0,repr(y).encode())", &[]).await?;
        board.tell(b"T(0x1fffff,repr((len(x),)).encode())", &[]).await?;
        let mut rows = Vec::new();
        let mut take = |number: u32, payload: Vec<u8>| {
            rows.extend(row(&payload).filter(|_| number != ANSWER));
        };
        let count = board.answer(&mut take).await?;
        let count = count.as_ref().and_then(|row| row.first()).and_then(Value::size);
        if count != Some(rows.len() as u64) {
            continue;
        }
        board.tell(b"x=[]", &[]).await?;
        return landings(kind, sent, &rows);
    }
    Err(Error::Damaged("the answer to a transfer".into()))
}

/// Reads the rows of what did not go well.
pub(in crate::board::transfer) fn landings(
    kind: DigestKind,
    sent: &[Put],
    rows: &[Row],
) -> Result<Vec<Landing>, Error> {
    let mut landings: Vec<Landing> =
        sent.iter().map(|put| Landing::Done(put.new.clone())).collect();
    for row in rows {
        let at = row.first().and_then(Value::size).ok_or_else(unreadable)? as usize;
        let value = row.get(2).unwrap_or(&Value::None);
        let (Some(landing), Some(put)) = (landings.get_mut(at), sent.get(at)) else {
            return Err(unreadable());
        };
        *landing = match row.get(1).and_then(Value::bytes) {
            Some(b"differs") => Landing::Differs(kind.read(value)),
            Some(b"failed") => failed(put, os(errno_of(value), &put.path)),
            _ => failed(put, Error::Damaged("the board's storage changed what was written".into())),
        };
    }
    Ok(landings)
}

fn failed(put: &Put, error: Error) -> Landing {
    Landing::Failed(error.problem(format!("write {}", put.path)))
}
