//! The host's side of the receiver: sending blocks and hearing it.

use std::time::Duration;

use super::frame::{ANSWER, Block, OVERHEAD, frames};
use super::pack::Pack;
use super::said::{Next, Said, next};
use crate::board::answer::{Row, row};
use crate::board::ask::squeezed;
use crate::board::wire::Wake;
use crate::board::{Board, Error};

/// The pieces in which a frame is granted.
const PIECE: usize = 120;
/// Pieces under way at most: 240 bytes, and input buffers hold 255.
const UNDER_WAY: usize = 2;
/// The pauses before a block for a board that turned out to be deaf for a while after
/// it has worked, because its flash is still busy.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(160));
/// How long a piece may stay without its grant once it has passed the line. The board
/// does nothing meanwhile but count and copy.
pub(super) const PIECE_PATIENCE: Duration = Duration::from_millis(250);
/// How long the rest of a frame of the board may take: its bytes follow each other
/// without a gap, but a loaded host may read them late.
const REST_PATIENCE: Duration = Duration::from_millis(200);
/// How long a block may be worked on without a sign of life: one hash over 64 kB, one
/// erase of flash.
const WORK_PATIENCE: Duration = Duration::from_secs(10);
/// How often in a row the same frame is sent before giving up.
const ATTEMPTS: usize = 12;
/// A length that no frame has: what a receiver reads that waits for bytes that were
/// lost, until it has enough of them to see that something is wrong.
const FILLER: [u8; PIECE] = [0xff; PIECE];

/// A receiver that runs on the board.
pub(in crate::board) struct Engine {
    pack: Pack,
    /// The most bytes in a frame.
    payload: usize,
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
    knows: Vec<&'static str>,
}

impl Engine {
    /// One that has just started. `window`: the bits of its inflate window, where it
    /// inflates; `block`: the size of its blocks.
    pub(super) fn new(window: Option<u8>, block: Block) -> Engine {
        Engine {
            pack: Pack::new(window, block.room()),
            payload: block.frame - OVERHEAD,
            next: 0,
            frames: Vec::new(),
            under_way: 0,
            whole: false,
            pause: Duration::ZERO,
            lost: false,
            knows: Vec::new(),
        }
    }
}

impl Board {
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

    /// Sends what is not sent yet.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        loop {
            match &self.engine {
                Some(engine) if engine.pack.is_empty() => return Ok(()),
                Some(_) => self.send_block().await?,
                None => return Err(Error::Restarted),
            }
        }
    }

    async fn send_block(&mut self) -> Result<(), Error> {
        let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
        let block = engine.pack.block()?;
        self.worked().await?;
        let Some(engine) = &mut self.engine else { return Err(Error::Restarted) };
        engine.frames = frames(&block, engine.next, engine.payload);
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
                    if engine.under_way == 0 {
                        self.wire.has_passed();
                    }
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
