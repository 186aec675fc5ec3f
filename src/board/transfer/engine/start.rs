//! Starting the receiver on the board, and ending it.

use std::time::Duration;

use super::frame::Block;
use super::link::{Engine, PIECE_PATIENCE};
use super::said::Said;
use crate::board::ask::squeezed;
use crate::board::{Board, Error, Place};

const AGENT: &str = include_str!("../../scripts/agent.py");
const DEFLATE: &str = include_str!("../../scripts/inflate_deflate.py");
const ZLIB: &str = include_str!("../../scripts/inflate_zlib.py");
const UZLIB: &str = include_str!("../../scripts/inflate_uzlib.py");
const NOT: &str = include_str!("../../scripts/inflate_not.py");

/// How long the compiler may take over the receiver.
const START_PATIENCE: Duration = Duration::from_secs(5);
/// Free heap from which on the board affords an inflate window of so many bits, and
/// the receiver beside it.
const WINDOWS: [(u64, u8); 6] =
    [(160_000, 15), (96_000, 14), (64_000, 13), (40_000, 12), (28_000, 10), (18_000, 9)];
/// Below this the receiver itself has no place.
const LEAST_HEAP: u64 = 14_000;
impl Board {
    /// Whether the engine may be tried on this board.
    pub(in crate::board) fn engine_may_run(&self) -> bool {
        let ways = &self.ways;
        ways.stdin
            && ways.crc32
            && ways.rename
            && ways.heap_free >= LEAST_HEAP
            && !ways.engine_failed
    }

    /// From now on the plain way is taken.
    pub(in crate::board) fn engine_failed(&mut self) {
        self.ways.engine_failed = true;
    }

    /// Starts the receiver unless it runs.
    pub(in crate::board) async fn start_engine(&mut self) -> Result<(), Error> {
        if self.engine.is_some() {
            return Ok(());
        }
        let heap = self.ways.heap_free;
        let window = WINDOWS.iter().find(|(free, _)| heap >= *free).map(|(_, bits)| *bits);
        let window = window.filter(|_| self.ways.inflate.is_some());
        let inflate = match (window, self.ways.inflate.as_deref()) {
            (Some(_), Some("deflate")) => DEFLATE,
            (Some(_), Some("zlib")) => ZLIB,
            (Some(_), Some("uzlib")) => UZLIB,
            _ => NOT,
        };
        let block = block_for(heap);
        let script = format!(
            "wbits={}\nroom={}\nframe={}\n{}{}",
            window.unwrap_or(0),
            block.room(),
            block.frame,
            squeezed(inflate, ""),
            squeezed(AGENT, "")
        );
        let source = self.checked_main(&script);
        let mut last = Error::Restarted;
        for _ in 0..3 {
            self.at_prompt().await?;
            last = match self.ready(&source).await {
                Ok(()) => {
                    self.engine = Some(Engine::new(window, block));
                    self.place = Place::Engine;
                    return Ok(());
                }
                Err(error @ (Error::Lost(_) | Error::Cancelled)) => return Err(error),
                Err(error) => error,
            };
            tracing::debug!(%last, "the receiver did not start");
        }
        Err(last)
    }

    async fn ready(&mut self, source: &[u8]) -> Result<(), Error> {
        self.give(source).await?;
        match self.hear_engine(START_PATIENCE).await? {
            // It tells the number of the first frame if that sign was lost.
            Some(Said::Grant | Said::Again(_)) => Ok(()),
            Some(Said::End) => Err(self.engine_end().await),
            _ => Err(Error::Silent { seconds: START_PATIENCE.as_secs() }),
        }
    }

    /// Ends the receiver; the prompt is back.
    pub(in crate::board) async fn end_engine(&mut self) -> Result<(), Error> {
        if self.engine.is_none() {
            return Ok(());
        }
        let ended = async {
            self.tell(b"k=0", &[]).await?;
            self.flush().await?;
            while let Some(said) = self.hear_engine(PIECE_PATIENCE).await? {
                if said == Said::End {
                    return Ok(self.engine_end().await);
                }
            }
            Err(Error::Silent { seconds: 0 })
        };
        let ended = ended.await;
        self.engine = None;
        match ended {
            Ok(Error::Restarted) => Ok(()),
            Err(error @ (Error::Lost(_) | Error::Cancelled)) => Err(error),
            _ => self.recover().await,
        }
    }

    /// What the receiver left when it ended: `Restarted` stands for nothing at all, a
    /// usual end.
    pub(super) async fn engine_end(&mut self) -> Error {
        self.engine = None;
        self.place = Place::Astray;
        match self.follow_end(PIECE_PATIENCE).await {
            Ok(()) => Error::Restarted,
            Err(error) => error,
        }
    }
}

/// What a board with so much free heap affords to hold: each block costs a pause of the
/// line, and its size on the board.
fn block_for(heap: u64) -> Block {
    match heap {
        160_000.. => Block { frames: 8, frame: 1024 },
        64_000.. => Block { frames: 4, frame: 1024 },
        _ => Block { frames: 4, frame: 512 },
    }
}
