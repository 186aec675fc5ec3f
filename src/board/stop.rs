//! Stopping a program that does not want to be stopped. `ladder` gets the prompt for
//! our own work in as few bytes as can be; this is for when the user says "stop".

use std::time::Duration;

use tokio::time::Instant;

use super::ladder::{BANNER, find};
use super::wire::Wake;
use super::{Board, Error, Hear, Place};
use crate::model::Stream;

const CTRL_B: &[u8] = b"\x02";
const CTRL_C: &[u8] = b"\x03";
const CTRL_D: &[u8] = b"\x04";
const FRIENDLY: &[u8] = b">>> ";

/// A prompt is one only if nothing follows it for this long: a program may print one.
const SETTLING: Duration = Duration::from_millis(80);
/// How long a soft reset may be silent: boards bring up radios and run `boot.py`.
const STARTING: Duration = Duration::from_secs(10);
/// More than a banner and what a prompt is recognised by.
const TAIL: usize = 64;

impl Board {
    /// Sends Ctrl-C, and again after each `pause`, until the friendly prompt is what
    /// came last: from the very first byte of a board that is just starting, if called
    /// then. Without a `pause` it is sent once. True: the prompt is there.
    ///
    /// # Errors
    /// [`Error::Cancelled`], [`Error::Lost`], [`Error::Stuck`].
    pub async fn catch(
        &mut self,
        pause: Option<Duration>,
        patience: Option<Duration>,
        hear: Hear<'_>,
    ) -> Result<bool, Error> {
        self.place = Place::Unknown;
        let end = patience.map(|patience| self.wire.until(patience));
        let mut next = Some(Instant::now());
        let mut tail: Vec<u8> = Vec::new();
        loop {
            let now = Instant::now();
            if end.is_some_and(|end| now >= end) {
                return Ok(false);
            }
            let prompt = tail.ends_with(FRIENDLY);
            if !prompt && next.is_some_and(|next| now >= next) {
                self.wire.write(CTRL_C).await?;
                next = pause.map(|pause| now + pause);
            }
            let until = if prompt { Some(self.wire.until(SETTLING)) } else { earlier(next, end) };
            if self.wire.wait(until).await? == Wake::Quiet {
                if prompt {
                    self.place = Place::Friendly;
                    return Ok(true);
                }
                continue;
            }
            let bytes = self.wire.take_all();
            hear(Stream::Console, &bytes);
            tail.extend_from_slice(&bytes);
            tail.drain(..tail.len().saturating_sub(TAIL));
        }
    }

    /// Restarts the interpreter inside the raw REPL: `boot.py` runs, `main.py` does
    /// not. Leaves the board at its friendly prompt.
    ///
    /// # Errors
    /// Those of [`Board::enter`]; [`Error::Silent`] where it does not come back.
    pub async fn reset_without_main(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        self.at_prompt().await?;
        self.place = Place::Astray;
        self.wire.write(CTRL_D).await?;
        let mut heard: Vec<u8> = Vec::new();
        // The raw REPL says `OK` before it obeys.
        let mut said = 0;
        while find(&heard, BANNER).is_none() {
            let until = self.wire.until(STARTING);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Err(Error::Silent { seconds: STARTING.as_secs() });
            }
            let bytes = self.wire.take_all();
            let obeyed = b"OK".len().saturating_sub(said).min(bytes.len());
            said += bytes.len();
            hear(Stream::Console, &bytes[obeyed..]);
            heard.extend_from_slice(&bytes);
            heard.drain(..heard.len().saturating_sub(TAIL + BANNER.len()));
        }
        self.place = Place::Raw;
        self.leave(hear).await
    }

    /// Pulls the chip's reset line, as the adapters of Espressif boards have it on RTS,
    /// and puts both lines back to what they are on an open port: a USB board says
    /// nothing without DTR.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the port has no such lines.
    pub async fn reset_by_lines(&mut self) -> Result<(), Error> {
        self.place = Place::Unknown;
        self.pulse().await?;
        // Whatever the chip reads from its pins at the start it has read by then.
        tokio::time::sleep(SETTLING).await;
        // A board that goes away by the reset shows it at the next read.
        let _ = self.wire.link().set_lines(true, true);
        Ok(())
    }

    /// For a board that may stand in its raw REPL, where Ctrl-C says nothing.
    ///
    /// # Errors
    /// [`Error::Lost`], [`Error::Stuck`], [`Error::Cancelled`].
    pub async fn ask_for_prompt(&mut self) -> Result<(), Error> {
        self.place = Place::Unknown;
        self.wire.write(CTRL_B).await
    }
}

fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
