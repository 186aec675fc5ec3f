//! A few small files: in one program, deflated together with what puts them in place.
//! Half of what the receiver would cost, so a save is on the board in half the time.

use super::engine::{Put, landings};
use super::{Outgoing, PUT, brief, brief_expected};
use crate::board::answer::Row;
use crate::board::ask::{Question, with_content, worth_another};
use crate::board::{Board, DigestKind, Error, python};
use crate::model::{Landing, RemotePath};

const HASH: &str = include_str!("../scripts/small_hash.py");
/// Files in one program, and their bytes before they are deflated.
const FILES: usize = 8;
const BYTES: u64 = 16 * 1024;
/// The program's source on the line: it stands in the board's memory as source, as
/// token and as value before it is gone. So it has to be small against the free heap.
const SOURCE: usize = 3072;
const HEAP_PER_BYTE: u64 = 12;
/// Bits of the inflate window: where there is room for it, and where not.
const WINDOWS: (u8, u8) = (12, 10);
const ROOMY: u64 = 64_000;
const ATTEMPTS: usize = 2;

impl Board {
    /// Whether this many files and bytes may go that way.
    pub(super) fn takes_small(&self, files: u32, bytes: u64) -> bool {
        let ways = &self.ways;
        files as usize <= FILES
            && bytes <= BYTES
            && ways.inflate.as_deref() == Some("deflate")
            && ways.crc32
            && ways.rename
            && ways.hash == DigestKind::Sha256
            && self.paste == Some(true)
    }
}

/// How files landed; None for those that have to go another way.
pub(super) async fn up(
    board: &mut Board,
    files: &[Outgoing],
) -> Result<Vec<Option<Landing>>, Error> {
    let mut landed: Vec<Option<Landing>> = files.iter().map(|_| None).collect();
    let kind = board.ways.hash;
    let mut call = String::new();
    let mut content: Vec<&[u8]> = Vec::new();
    let mut sent = Vec::new();
    let mut places = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let Ok(bytes) = &file.content else { continue };
        let new = kind.hash(bytes);
        call.push_str(&format!(
            "P({},{},{},{},{})\n",
            sent.len(),
            python::path(&file.to),
            bytes.len(),
            brief(&new),
            brief_expected(&file.expect),
        ));
        content.push(bytes);
        places.push(place);
        sent.push(Put { path: file.to.clone(), new });
    }
    let about = RemotePath::root();
    let scripts = [HASH, PUT, &call];
    let question = Question::about(&about, &scripts, &[]);
    let heap = board.ways.heap_free;
    let window = if heap >= ROOMY { WINDOWS.0 } else { WINDOWS.1 };
    let fits =
        |source: &Vec<u8>| source.len() <= SOURCE && source.len() as u64 * HEAP_PER_BYTE <= heap;
    let Some(source) = with_content(&question, &content, window).filter(fits) else {
        return Ok(landed);
    };
    let Some(rows) = ask(board, &source).await? else { return Ok(landed) };
    for (place, landing) in places.into_iter().zip(landings(kind, &sent, &rows)?) {
        // The others know more ways to put a file in its place.
        landed[place] = Some(landing).filter(|landing| !matches!(landing, Landing::Failed(_)));
    }
    Ok(landed)
}

/// Runs it, once more if the line damaged it or the answer: what landed by then lands
/// again. None: it does not work on this board.
async fn ask(board: &mut Board, source: &[u8]) -> Result<Option<Vec<Row>>, Error> {
    for _ in 0..ATTEMPTS {
        match board.ask_once(source, true).await {
            Ok(rows) => return Ok(Some(rows)),
            Err(error) if worth_another(&error) => {
                tracing::debug!(%error, "small files did not get through");
            }
            Err(Error::Memory | Error::Raised { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
