//! The way up that works everywhere: literals in small programs.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Outgoing, Tell};
use crate::board::answer::{Row, Value};
use crate::board::ask::Question;
use crate::board::error::{errno, seen};
use crate::board::tree::unreadable;
use crate::board::{Board, Error, TEMPORARY, python};
use crate::model::{Digest, Expect, Landing, Progress, RemotePath};

const BEGIN: &str = include_str!("../scripts/begin.py");
const BEGIN_FLAT: &str = include_str!("../scripts/begin_flat.py");
const FINISH: &str = include_str!("../scripts/finish.py");
const FINISH_IN_PLACE: &str = include_str!("../scripts/finish_in_place.py");
const ABANDON: &str = include_str!("../scripts/abandon.py");

/// How often a file that arrived damaged is sent again.
const ATTEMPTS: usize = 4;
/// A literal is on the board three times over: as source, as token and as value.
const HEAP_PER_PIECE: u64 = 16;
const PIECE: (usize, usize) = (32, 2048);
/// The scripts' word for "nothing is there".
const NOTHING: &str = "''";

/// Where a file goes, as the board's scripts know it.
struct Names {
    path: RemotePath,
    target: String,
    /// What is written: where there is no rename, the target itself.
    part: String,
}

/// Puts one file on the board.
pub(super) async fn up(
    board: &mut Board,
    file: &Outgoing,
    progress: &mut Progress,
    tell: Tell<'_>,
) -> Result<Landing, Error> {
    let target = board.named(&file.to);
    let part = match board.ways.rename {
        true => python::text(&format!("{}{TEMPORARY}", file.to)),
        false => target.clone(),
    };
    let names = Names { path: file.to.clone(), target, part };
    let before = progress.done;
    let mut attempt = 0;
    loop {
        attempt += 1;
        progress.done = before;
        match once(board, &names, file, progress, tell).await {
            Ok(Some(landing)) => return Ok(landing),
            Ok(None) | Err(Error::Damaged(_) | Error::Silent { .. }) if attempt < ATTEMPTS => {}
            Ok(None) => {
                let error = Error::Damaged("the file's hash is wrong each time".into());
                return failed(board, &names, error).await;
            }
            Err(error) => return failed(board, &names, error).await,
        }
    }
}

/// What concerns this file only becomes its landing; the rest ends the batch.
async fn failed(board: &mut Board, names: &Names, error: Error) -> Result<Landing, Error> {
    match error {
        Error::Os { .. } | Error::Memory | Error::Damaged(_) | Error::Raised { .. } => {}
        error => return Err(error),
    }
    if board.ways.rename {
        let arguments = [("part", names.part.clone())];
        match board.ask(&Question::about(&names.path, &[ABANDON], &arguments)).await {
            // What cannot be removed now is cleared with the leftovers.
            Ok(_) | Err(Error::Os { .. } | Error::Raised { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Landing::Failed(error.problem(format!("write {}", names.path))))
}

/// One attempt; None: it arrived damaged.
async fn once(
    board: &mut Board,
    names: &Names,
    file: &Outgoing,
    progress: &mut Progress,
    tell: Tell<'_>,
) -> Result<Option<Landing>, Error> {
    let kind = board.ways.hash;
    let content = file.bytes();
    let new = kind.hash(content);
    let expected = match &file.expect {
        Expect::Anything => "None".to_owned(),
        Expect::Nothing => NOTHING.to_owned(),
        Expect::Content(digest) => kind.literal(digest).unwrap_or_else(|| "0".to_owned()),
    };
    let arguments = [
        ("path", names.target.clone()),
        ("part", names.part.clone()),
        ("size", content.len().to_string()),
        ("new", kind.literal(&new).unwrap_or_default()),
        ("expect", expected),
    ];
    let begin = if board.ways.stat { BEGIN } else { BEGIN_FLAT };
    let scripts = [kind.script(), begin];
    let answer = board.ask(&Question::about(&names.path, &scripts, &arguments)).await?;
    match word(&answer.rows)? {
        (b"same", _) => return Ok(Some(Landing::Done(new))),
        (b"differs", digest) => return Ok(Some(Landing::Differs(kind.read(digest)))),
        _ => {}
    }
    pieces(board, &names.path, content, progress, tell).await?;
    let finish = if board.ways.rename { FINISH } else { FINISH_IN_PLACE };
    let scripts = [kind.script(), finish];
    let answer = board.ask(&Question::about(&names.path, &scripts, &arguments)).await?;
    let (word, digest) = word(&answer.rows)?;
    Ok(landing(word, kind.read(digest), new))
}

fn landing(word: &[u8], found: Option<Digest>, new: Digest) -> Option<Landing> {
    match word {
        b"done" => Some(Landing::Done(new)),
        b"differs" => Some(Landing::Differs(found)),
        _ => None,
    }
}

fn word(rows: &[Row]) -> Result<(&[u8], &Value), Error> {
    let row = rows.first().ok_or_else(unreadable)?;
    let word = row.first().and_then(Value::bytes).ok_or_else(unreadable)?;
    Ok((word, row.get(1).unwrap_or(&Value::None)))
}

/// Writes the content in pieces that the board's heap can hold.
async fn pieces(
    board: &mut Board,
    path: &RemotePath,
    content: &[u8],
    progress: &mut Progress,
    tell: Tell<'_>,
) -> Result<(), Error> {
    let wanted = usize::try_from(board.ways.heap_free / HEAP_PER_PIECE).unwrap_or(PIECE.1);
    let mut size = wanted.clamp(PIECE.0, PIECE.1);
    let mut at = 0;
    while at < content.len() {
        let piece = &content[at..content.len().min(at + size)];
        match write_piece(board, path, at, piece).await {
            Err(Error::Memory) if size > PIECE.0 => {
                size /= 2;
                continue;
            }
            written => written?,
        }
        at += piece.len();
        progress.done += piece.len() as u64;
        tell(progress.clone());
    }
    Ok(())
}

/// Writes one piece at its place. Where the board can seek, a damaged piece is simply
/// written again.
async fn write_piece(
    board: &mut Board,
    path: &RemotePath,
    at: usize,
    piece: &[u8],
) -> Result<(), Error> {
    let source = piece_source(board.ways.crc32, at, piece);
    let attempts = if board.ways.crc32 { ATTEMPTS } else { 1 };
    let mut result = Ok(());
    for _ in 0..attempts {
        result = match board.run_ours(source.as_bytes()).await {
            Ok(text) if text.trim_ascii() == format!("= {}", piece.len()).as_bytes() => {
                return Ok(());
            }
            // Fewer bytes than were given: the storage is full.
            Ok(text) if text.starts_with(b"= ") && !text.starts_with(b"= -") => {
                return Err(Error::Os { errno: errno::ENOSPC, path: path.to_string() });
            }
            Ok(text) => Err(Error::Damaged(seen(&text))),
            Err(Error::Raised { traceback }) => match errno_in(&traceback) {
                Some(errno) => return Err(Error::Os { errno, path: path.to_string() }),
                None => Err(Error::Raised { traceback }),
            },
            Err(error @ (Error::Damaged(_) | Error::Silent { .. })) => Err(error),
            Err(error) => return Err(error),
        };
    }
    result
}

fn piece_source(crc: bool, at: usize, piece: &[u8]) -> String {
    let literal = python::bytes(piece);
    if !crc {
        return format!("print('=',_mpdeckf.write({literal}))");
    }
    let base64 = BASE64_STANDARD.encode(piece);
    let data = if base64.len() + 35 < literal.len() {
        format!("__import__('binascii').a2b_base64(b'{base64}')")
    } else {
        literal
    };
    let crc = crc32fast::hash(piece);
    format!(
        "print('=',(lambda d,f:(f.seek({at}),f.write(d))[1]if __import__('binascii').crc32(d)=={crc} else-1)({data},_mpdeckf))"
    )
}

/// The errno in the last line of a traceback: `OSError: [Errno 28] ENOSPC`,
/// `OSError: 28`, or a text on old boards.
fn errno_in(traceback: &str) -> Option<i32> {
    let text = traceback.trim_end().lines().next_back()?.strip_prefix("OSError:")?.trim();
    let digits: String =
        text.trim_start_matches("[Errno ").chars().take_while(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(errno) => Some(errno),
        Err(_) => Some(crate::board::ask::errno_of(&Value::Bytes(text.into()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_errno_of_any_version() {
        for (line, errno) in [
            ("OSError: [Errno 28] ENOSPC", Some(28)),
            ("OSError: 28", Some(28)),
            ("OSError: no more storage space", Some(28)),
            ("OSError: ", Some(0)),
            ("ValueError: 28", None),
        ] {
            assert_eq!(errno_in(&format!("Traceback\n  x\n{line}\n")), errno, "{line}");
        }
    }

    #[test]
    fn takes_the_shorter_way_to_write_bytes() {
        assert!(piece_source(true, 0, &[0x80; 100]).contains("a2b_base64"));
        assert!(!piece_source(true, 0, &[b'a'; 100]).contains("a2b_base64"));
        assert!(!piece_source(false, 0, &[0x80; 100]).contains("a2b_base64"));
    }
}
