//! Giving source to the friendly REPL through its paste mode (Ctrl-E), where neither
//! indentation nor blank lines mean what they mean to somebody who types.
//!
//! The echo is the flow control: a UART board loses what its input buffer has no room
//! for, so never more than a window of bytes is on its way, and source whose echo does not
//! come back is not run.

use std::collections::VecDeque;
use std::time::Duration;

use super::wire::Wake;
use super::{Board, Error, Hear};
use crate::model::Stream;

const BEGIN: &[u8] = b"\x05";
const CANCEL: &[u8] = b"\x03";
const END: u8 = 0x04;
const PROMPT: &[u8] = b"=== ";
const FRIENDLY: &[u8] = b">>> ";
/// How long the paste prompt may take: the board stands at its prompt and does nothing
/// else.
const ENTER: Duration = Duration::from_secs(1);
/// How long an echo may stay away: a board that collects garbage in a large heap.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often a paste is cancelled, and how long each may take.
const TRIES: usize = 5;
const AGAIN: Duration = Duration::from_millis(400);
/// Bytes on their way that a board's input buffer surely holds: it has 256 bytes on most
/// boards and 64 on the micro:bit, which loses more while it collects garbage.
const WINDOW: usize = 128;
const SMALL_WINDOW: usize = 32;

impl Board {
    /// Runs source from the friendly prompt, through paste mode, and leaves it running:
    /// what comes after the source's last echo is for [`pass`](Board::pass). `hear` gets
    /// what the board says meanwhile, `tell` how many bytes of `source` have come back.
    ///
    /// # Errors
    /// [`Error::HalfLine`] where paste mode does not begin; [`Error::Damaged`] where echo
    /// stays away. After these and [`Error::Cancelled`] nothing of the source runs.
    pub async fn paste(
        &mut self,
        source: &str,
        hear: Hear<'_>,
        tell: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(), Error> {
        self.place = super::Place::Unknown;
        let came = self.wire.take_all();
        hear(Stream::Console, &came);
        let pasted = match self.begin_paste(hear).await {
            Ok(()) => self.paste_all(source, hear, tell).await,
            Err(error) => Err(error),
        };
        match &pasted {
            Ok(()) | Err(Error::Lost(_) | Error::HalfLine) => {}
            Err(_) => self.cancel_paste(hear).await?,
        }
        pasted
    }

    async fn begin_paste(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        self.wire.write(BEGIN).await?;
        match self.hear_until(PROMPT, ENTER, hear).await? {
            true => Ok(()),
            false => Err(Error::HalfLine),
        }
    }

    async fn paste_all(
        &mut self,
        source: &str,
        hear: Hear<'_>,
        tell: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(), Error> {
        let careful = !self.ways.known || self.ways.platform == "microbit";
        let window = if careful { SMALL_WINDOW } else { WINDOW };
        // paste mode takes a carriage return for the end of a line, as a key sends it
        let source = source.replace("\r\n", "\n").replace('\n', "\r").into_bytes();
        let mut echo = Echo::default();
        let mut sent = 0;
        while echo.back < source.len() {
            let room = window.saturating_sub(sent - echo.back);
            let piece = &source[sent..source.len().min(sent + room)];
            // half a window at a time: one byte at a time would be a write each
            if piece.len() >= window / 2 || sent + piece.len() == source.len() && !piece.is_empty()
            {
                self.wire.write(piece).await?;
                echo.expect(piece);
                sent += piece.len();
            }
            if !self.hear_echo(&mut echo, hear).await? {
                return Err(Error::Damaged(format!(
                    "{} of {} pasted bytes did not come back",
                    sent - echo.back,
                    source.len()
                )));
            }
            tell(echo.back);
        }
        self.wire.write(&[END]).await?;
        echo.expect(&[END]);
        while echo.back <= source.len() {
            if !self.hear_echo(&mut echo, hear).await? {
                return Err(Error::Damaged("the end of the paste did not come back".into()));
            }
        }
        Ok(())
    }

    /// Waits for a part of the echo; false when none comes.
    async fn hear_echo(&mut self, echo: &mut Echo, hear: Hear<'_>) -> Result<bool, Error> {
        let before = echo.back;
        let until = self.wire.until(PATIENCE);
        loop {
            let bytes = self.wire.ahead();
            let taken =
                bytes.iter().position(|byte| echo.hear(*byte)).map_or(bytes.len(), |at| at + 1);
            let heard = self.wire.take(taken);
            hear(Stream::Console, &heard);
            if echo.back > before {
                return Ok(true);
            }
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(false);
            }
        }
    }

    /// Passes on what comes until it holds `what`; false when it does not come.
    async fn hear_until(
        &mut self,
        what: &[u8],
        patience: Duration,
        hear: Hear<'_>,
    ) -> Result<bool, Error> {
        let mut tail: Vec<u8> = Vec::new();
        let until = self.wire.until(patience);
        loop {
            let came = self.wire.take_all();
            hear(Stream::Console, &came);
            tail.extend_from_slice(&came);
            if super::ladder::find(&tail, what).is_some() {
                return Ok(true);
            }
            tail.drain(..tail.len().saturating_sub(what.len()));
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(false);
            }
        }
    }

    /// Back to the prompt with nothing run; a cancel that is still set does not stop this.
    async fn cancel_paste(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        let deaf = self.wire.set_deaf(true);
        let cancelled = async {
            // one that comes while the board compiles is lost on it
            for _ in 0..TRIES {
                self.wire.write(CANCEL).await?;
                if self.hear_until(FRIENDLY, AGAIN, hear).await? {
                    break;
                }
            }
            Ok(())
        }
        .await;
        self.wire.set_deaf(deaf);
        cancelled
    }
}

/// What is still to come back of what was sent.
#[derive(Debug, Default)]
struct Echo {
    /// Sent and not yet echoed.
    awaited: VecDeque<u8>,
    /// Bytes of the first one's echo that have come.
    within: usize,
    /// Sent bytes whose echo came in full.
    back: usize,
}

impl Echo {
    fn expect(&mut self, sent: &[u8]) {
        self.awaited.extend(sent);
    }

    /// Takes one byte of the board's; true when nothing more is awaited. What is no echo
    /// is something the board prints by itself.
    fn hear(&mut self, byte: u8) -> bool {
        let Some(first) = self.awaited.front() else { return true };
        let own = [*first];
        let echo: &[u8] = match *first {
            b'\r' => b"\r\n=== ",
            END => b"\r\n",
            _ => &own,
        };
        if echo.get(self.within) == Some(&byte) {
            self.within += 1;
            if self.within == echo.len() {
                self.awaited.pop_front();
                self.within = 0;
                self.back += 1;
            }
        }
        self.awaited.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a board echoes.
    fn echoed(sent: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(sent);
        text.replace('\r', "\r\n=== ").into_bytes()
    }

    #[test]
    fn knows_when_all_has_come_back() {
        let mut echo = Echo::default();
        echo.expect(b"a\rb");
        let all: Vec<bool> = b"a\r\n=== b".iter().map(|byte| echo.hear(*byte)).collect();
        assert_eq!(all.iter().position(|all| *all), Some(all.len() - 1));
        assert_eq!(echo.back, 3);
    }

    proptest! {
        #[test]
        fn a_lost_byte_is_always_missed(source in "[a-c\r ]{1,40}", at in 0usize..40) {
            let source = source.into_bytes();
            let mut came = source.clone();
            came.remove(at % source.len());
            let mut echo = Echo::default();
            echo.expect(&source);
            for byte in echoed(&came) {
                echo.hear(byte);
            }
            prop_assert!(echo.back < source.len());
        }

        #[test]
        fn what_a_timer_prints_in_between_is_no_loss(
            source in "[a-c\r ]{1,40}", noise in "[a-z=\r\n]{0,9}", at in 0usize..99,
        ) {
            let mut came = echoed(source.as_bytes());
            let at = at % (came.len() + 1);
            came.splice(at..at, noise.bytes());
            let mut echo = Echo::default();
            echo.expect(source.as_bytes());
            for byte in came {
                echo.hear(byte);
            }
            prop_assert_eq!(echo.back, source.len());
        }
    }
}
