//! The host's side of the receiver: starting it, sending blocks, hearing it, ending it.

use std::time::Duration;

use super::frame::{ANSWER, frames};
use super::pack::Pack;
use super::said::{Next, Said, next};
use crate::board::answer::{Row, row};
use crate::board::ask::squeezed;
use crate::board::wire::Wake;
use crate::board::{Board, Error, Place};

const AGENT: &str = include_str!("../../scripts/agent.py");
const DEFLATE: &str = include_str!("../../scripts/inflate_deflate.py");
const ZLIB: &str = include_str!("../../scripts/inflate_zlib.py");
const UZLIB: &str = include_str!("../../scripts/inflate_uzlib.py");
const NOT: &str = include_str!("../../scripts/inflate_not.py");

/// The pieces in which a frame is granted.
const PIECE: usize = 120;
/// Pieces under way at most: 240 bytes, and input buffers hold 255.
const UNDER_WAY: usize = 2;
/// The pauses before a block for a board that turned out to be deaf for a while after
/// it has worked, because its flash is still busy.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(160));
/// How long a piece may stay without its grant once it has passed the line. The board
/// does nothing meanwhile but count and copy.
const PIECE_PATIENCE: Duration = Duration::from_millis(250);
/// How long the rest of a frame of the board may take: its bytes follow each other
/// without a gap, but a loaded host may read them late.
const REST_PATIENCE: Duration = Duration::from_millis(200);
/// How long a block may be worked on without a sign of life: one hash over 64 kB, one
/// erase of flash.
const WORK_PATIENCE: Duration = Duration::from_secs(10);
/// How long the compiler may take over the receiver.
const START_PATIENCE: Duration = Duration::from_secs(5);
/// How often in a row the same frame is sent before giving up.
const ATTEMPTS: usize = 12;
/// A length that no frame has: what a receiver reads that waits for bytes that were
/// lost, until it has enough of them to see that something is wrong.
const FILLER: [u8; PIECE] = [0xff; PIECE];

/// Free heap from which on the board affords an inflate window of so many bits, and
/// the receiver beside it.
const WINDOWS: [(u64, u8); 6] =
    [(160_000, 15), (96_000, 14), (64_000, 13), (40_000, 12), (28_000, 10), (18_000, 9)];
/// Below this the receiver itself has no place.
const LEAST_HEAP: u64 = 14_000;
const ROOMY: u64 = 64_000;

/// A receiver that runs on the board.
pub(in crate::board) struct Engine {
    pack: Pack,
    /// The number of the next block's first frame.
    next: u32,
    /// The frames of the last block, until the board has worked on it.
    frames: Vec<Vec<u8>>,
    /// Pieces sent and not granted. The ready sign counts as one.
    under_way: usize,
    /// The board has said that the block came whole.
    whole: bool,
    /// How long the board is deaf after it has worked, as far as it showed.
    pause: Duration,
    /// In the middle of a damaged frame of the board.
    lost: bool,
    /// What the receiver has been taught.
    pub(super) knows: Vec<&'static str>,
}

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
        let script = format!(
            "wbits={}\n{}{}",
            window.unwrap_or(0),
            squeezed(inflate, ""),
            squeezed(AGENT, "")
        );
        let source = self.checked(&script);
        let mut last = Error::Restarted;
        for _ in 0..3 {
            self.at_prompt().await?;
            last = match self.ready(&source).await {
                Ok(()) => {
                    let pack = Pack::new(window, heap >= ROOMY);
                    let engine = Engine {
                        pack,
                        next: 0,
                        frames: Vec::new(),
                        under_way: 0,
                        whole: false,
                        pause: Duration::ZERO,
                        lost: false,
                        knows: Vec::new(),
                    };
                    self.engine = Some(engine);
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
    async fn engine_end(&mut self) -> Error {
        self.engine = None;
        self.place = Place::Astray;
        match self.follow_end(PIECE_PATIENCE).await {
            Ok(()) => Error::Restarted,
            Err(error) => error,
        }
    }

    /// Gives the receiver scripts that it does not know yet.
    pub(super) async fn teach(&mut self, scripts: &[&'static str]) -> Result<(), Error> {
        for script in scripts {
            let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
            if !engine.knows.contains(script) {
                engine.knows.push(script);
                self.tell(squeezed(script, "").as_bytes(), &[]).await?;
            }
        }
        Ok(())
    }

    /// Gives the receiver a command, and the bytes that it will read.
    pub(super) async fn tell(&mut self, command: &[u8], content: &[u8]) -> Result<(), Error> {
        let length = u16::try_from(command.len())
            .map_err(|_| Error::Local("a command is too long".into()))?;
        self.stream(&length.to_le_bytes()).await?;
        self.stream(command).await?;
        self.stream(content).await
    }

    /// Sends bytes of the stream: in blocks, as they become full.
    pub(super) async fn stream(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
            let filled = engine.pack.fill(rest);
            rest = &rest[filled..];
            if engine.pack.is_full() {
                self.send_block().await?;
            }
        }
        Ok(())
    }

    /// Sends what is in the block at hand.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        match &self.engine {
            Some(engine) if engine.pack.is_empty() => Ok(()),
            Some(_) => self.send_block().await,
            None => Err(Error::Restarted),
        }
    }

    async fn send_block(&mut self) -> Result<(), Error> {
        let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
        let block = engine.pack.block()?;
        self.worked().await?;
        let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
        engine.frames = frames(&block, engine.next);
        engine.whole = false;
        engine.next = engine.next.wrapping_add(engine.frames.len() as u32);
        let pause = engine.pause;
        self.rest_for(pause).await?;
        self.send_from(0).await
    }

    /// Waits until the board has worked on all that was sent.
    pub(super) async fn worked(&mut self) -> Result<(), Error> {
        let mut attempt = 0;
        while self.under_way() > 0 {
            match self.hear_engine(self.patience()).await? {
                Some(said) => self.take_in(said, &mut attempt).await?,
                None => self.prod(&mut attempt).await?,
            }
        }
        Ok(())
    }

    /// How long the board may be silent: it says at once that a block came whole, and
    /// then works on it.
    fn patience(&self) -> Duration {
        let whole = self.engine.as_ref().is_some_and(|engine| engine.whole);
        if whole { WORK_PATIENCE } else { PIECE_PATIENCE }
    }

    fn under_way(&self) -> usize {
        self.engine.as_ref().map_or(0, |engine| engine.under_way)
    }

    /// Sends the block's frames from this one on.
    async fn send_from(&mut self, first: usize) -> Result<(), Error> {
        let mut at = first;
        let mut attempt = 0;
        'frames: while let Some(frame) = self.frame(at) {
            let mut sent = 0;
            while sent < frame.len() {
                while self.under_way() >= UNDER_WAY {
                    match self.hear_engine(PIECE_PATIENCE).await? {
                        Some(Said::Again(number)) => at = self.again(number, &mut attempt)?,
                        Some(said) => {
                            self.take_in(said, &mut attempt).await?;
                            continue;
                        }
                        None => at = self.provoke(&mut attempt).await?,
                    }
                    continue 'frames;
                }
                let end = frame.len().min(sent + PIECE);
                self.wire.write(&frame[sent..end]).await?;
                sent = end;
                if let Some(engine) = &mut self.engine {
                    engine.under_way += 1;
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Waits, reading on.
    async fn rest_for(&mut self, pause: Duration) -> Result<(), Error> {
        let end = tokio::time::Instant::now() + pause;
        while !pause.is_zero() && self.wire.wait(Some(end)).await? != Wake::Quiet {}
        Ok(())
    }

    fn frame(&self, at: usize) -> Option<Vec<u8>> {
        self.engine.as_ref().and_then(|engine| engine.frames.get(at)).cloned()
    }

    /// Takes note of a grant.
    async fn take_in(&mut self, said: Said, attempt: &mut usize) -> Result<(), Error> {
        match said {
            Said::Grant => {
                if let Some(engine) = &mut self.engine {
                    engine.under_way = engine.under_way.saturating_sub(1);
                }
                Ok(())
            }
            Said::Alive => {
                if let Some(engine) = &mut self.engine {
                    engine.whole = true;
                }
                Ok(())
            }
            Said::Frame { .. } => Ok(()),
            Said::End => Err(self.engine_end().await),
            Said::Again(number) => {
                let at = self.again(number, attempt)?;
                Box::pin(self.send_from(at)).await
            }
        }
    }

    /// Which frame of the block to go on with.
    fn again(&mut self, number: u8, attempt: &mut usize) -> Result<usize, Error> {
        *attempt += 1;
        let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
        engine.under_way = 0;
        engine.whole = false;
        let first = engine.next.wrapping_sub(engine.frames.len() as u32);
        let at = usize::from(number.wrapping_sub(first as u8) & 63);
        if at > engine.frames.len() || *attempt > ATTEMPTS {
            return Err(Error::Damaged("the board asks for the same data again and again".into()));
        }
        if at == 0 {
            engine.pause = (engine.pause * 2).clamp(PAUSES.0, PAUSES.1);
        }
        tracing::debug!(at, attempt, "a frame is asked for again");
        Ok(at)
    }

    /// A grant did not come: the board may wait for bytes that were lost. Gives it some
    /// until it says which frame it wants.
    async fn provoke(&mut self, attempt: &mut usize) -> Result<usize, Error> {
        for _ in 0..ATTEMPTS {
            self.wire.write(&FILLER).await?;
            loop {
                match self.hear_engine(PIECE_PATIENCE / 2).await? {
                    Some(Said::Again(number)) => return self.again(number, attempt),
                    Some(Said::End) => return Err(self.engine_end().await),
                    Some(_) => {}
                    None => break,
                }
            }
        }
        Err(Error::Silent { seconds: 5 })
    }

    /// The same, while the board should be at work.
    async fn prod(&mut self, attempt: &mut usize) -> Result<(), Error> {
        let at = self.provoke(attempt).await?;
        Box::pin(self.send_from(at)).await
    }

    /// What the board says next; None: nothing for this long.
    pub(super) async fn hear_engine(&mut self, patience: Duration) -> Result<Option<Said>, Error> {
        loop {
            if let Some(said) = self.said(false) {
                return Ok(Some(said));
            }
            // The rest of a frame, or of a request, follows at once.
            let begun = !self.wire.ahead().is_empty();
            let patience = if begun { REST_PATIENCE } else { patience };
            let until = self.wire.until(patience);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                if begun && let Some(said) = self.said(true) {
                    return Ok(Some(said));
                }
                if !begun {
                    return Ok(None);
                }
            }
        }
    }

    /// Takes one thing that the board said. `all`: no more bytes belong to it.
    fn said(&mut self, all: bool) -> Option<Said> {
        let mut lost = self.engine.as_ref().is_some_and(|engine| engine.lost);
        let said = loop {
            let bytes = self.wire.ahead();
            if bytes.is_empty() {
                break None;
            }
            match next(bytes, lost, all) {
                Next::More => break None,
                Next::Skip(count) => {
                    lost = true;
                    self.wire.skip(count);
                }
                Next::Said(said, count) => {
                    lost = false;
                    self.wire.skip(count);
                    break Some(said);
                }
            }
        };
        if let Some(engine) = &mut self.engine {
            engine.lost = lost && !all;
        }
        said
    }

    /// Waits for an answer that the last command gives, taking the numbered frames
    /// before it. None: the answer did not come whole.
    pub(super) async fn answer(
        &mut self,
        frame: &mut (dyn FnMut(u32, Vec<u8>) + Send),
    ) -> Result<Option<Row>, Error> {
        let mut attempt = 0;
        let mut found = None;
        self.flush().await?;
        while self.under_way() > 0 {
            match self.hear_engine(self.patience()).await? {
                Some(Said::Frame { number: ANSWER, payload }) => {
                    found = row(&payload);
                    frame(ANSWER, payload);
                    self.take_in(Said::Alive, &mut attempt).await?;
                }
                Some(Said::Frame { number, payload }) => {
                    frame(number, payload);
                    self.take_in(Said::Alive, &mut attempt).await?;
                }
                Some(said) => self.take_in(said, &mut attempt).await?,
                None => self.prod(&mut attempt).await?,
            }
        }
        Ok(found)
    }
}
