//! Getting to the prompt of the raw REPL, whatever the board is doing, and leaving it.

use std::time::Duration;

use super::error::seen;
use super::wire::Wake;
use super::{Board, Error, Hear, Place};
use crate::model::Stream;

const CTRL_A: &[u8] = b"\x01";
const CTRL_B: &[u8] = b"\x02";
const CTRL_C: &[u8] = b"\x03";
const CTRL_D: &[u8] = b"\x04";

const FRIENDLY: &[u8] = b">>> ";
pub(super) const BANNER: &[u8] = b"raw REPL; CTRL-B to exit\r\n>";

pub(super) const LANDMARK: &[u8] = b"print('land'+'mark',end='')\x04";
const LANDMARK_SEEN: &[u8] = b"landmark\x04\x04>";

/// How long each Ctrl-C of the ladder may stay without a prompt. The first wait is
/// short because a board at the raw prompt says nothing to Ctrl-C; the later ones give
/// a program time to clean up after itself.
const PATIENCE: [Duration; 5] = [
    Duration::from_millis(150),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_millis(700),
    Duration::from_millis(1000),
];
/// How long the banner of the raw REPL may take once Ctrl-A was sent.
const BANNER_PATIENCE: Duration = Duration::from_millis(500);
/// How long a soft reset may be silent: boards bring up radios and run `boot.py`.
const RESET_PATIENCE: Duration = Duration::from_secs(5);
/// How long a board may go on printing after a Ctrl-C: what lies in buffers between
/// it and us. Longer than that, and Ctrl-C does not stop it.
const FLOOD: Duration = Duration::from_secs(2);
/// Enough of what was seen for an error text.
const REMEMBERED: usize = 160;

/// What the ladder has seen, for the error at its end and for the ears of others.
struct Sight<'a> {
    hear: Hear<'a>,
    last: Vec<u8>,
    any: bool,
    /// Ctrl-A that may still be answered, besides the next one.
    knocked: bool,
}

impl Sight<'_> {
    /// Passes on what a program printed.
    fn hear(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.note(bytes);
            (self.hear)(Stream::Console, bytes);
        }
    }

    /// Remembers without passing on.
    fn note(&mut self, bytes: &[u8]) {
        self.any |= !bytes.is_empty();
        self.last.extend_from_slice(bytes);
        let surplus = self.last.len().saturating_sub(REMEMBERED);
        self.last.drain(..surplus);
    }
}

/// How one wait for a prompt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rung {
    Prompt,
    /// Silence, after something or nothing.
    Quiet,
    /// Output that does not end.
    Flood,
}

impl Board {
    /// Goes to the prompt of the raw REPL; at once if it is there already. A program
    /// that runs is interrupted; what it printed until then goes to `hear`, the noise
    /// of the ladder does not.
    ///
    /// # Errors
    /// [`Error::Mute`], [`Error::NoPrompt`], [`Error::Flood`], [`Error::Cancelled`],
    /// [`Error::Lost`], [`Error::Stuck`].
    pub async fn enter(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        if self.place == Place::Raw {
            return Ok(());
        }
        if self.place == Place::Engine {
            return Box::pin(self.end_engine()).await;
        }
        let at = self.place;
        // What went astray may have been a banner too many.
        let knocked = at == Place::Astray;
        let mut sight = Sight { hear, last: Vec::new(), any: false, knocked };
        self.place = Place::Astray;
        if at == Place::Friendly && self.knock(&mut sight, BANNER_PATIENCE).await? {
            return Ok(());
        }
        let started = tokio::time::Instant::now();
        let mut flooded = false;
        for (round, patience) in PATIENCE.into_iter().enumerate() {
            self.interrupt_program(round).await?;
            let rung = self.await_friendly(patience, &mut sight).await?;
            flooded = rung == Rung::Flood;
            // A busy board may choke on anything but Ctrl-C, so Ctrl-A waits for a
            // prompt, or for a second silence: that is the raw prompt, or a board
            // that says nothing.
            let knock =
                rung == Rung::Prompt || (rung == Rung::Quiet && (round > 0 || at == Place::Astray));
            if knock && self.knock(&mut sight, BANNER_PATIENCE).await? {
                return Ok(());
            }
        }
        if self.reset_blindly(&mut sight).await? {
            return Ok(());
        }
        let seconds = started.elapsed().as_secs();
        self.place = Place::Unknown;
        Err(match (sight.any, flooded) {
            (false, _) => Error::Mute { seconds },
            (true, true) => Error::Flood { seen: seen(&sight.last) },
            (true, false) => Error::NoPrompt { seen: seen(&sight.last) },
        })
    }

    /// Goes back to the friendly prompt; nothing of that goes to `hear` except what a
    /// program in the background prints before the prompt's banner.
    ///
    /// # Errors
    /// [`Error::Lost`], [`Error::Stuck`]. A board that does not answer is none: all
    /// that can be done was done.
    pub async fn leave(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        if matches!(self.place, Place::Friendly | Place::Unknown) {
            return Ok(());
        }
        let deaf = self.wire.set_deaf(true);
        let left = self.leave_now(hear).await;
        self.wire.set_deaf(deaf);
        left
    }

    async fn leave_now(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        if self.place == Place::Engine {
            Box::pin(self.end_engine()).await?;
        }
        let mut sight = Sight { hear, last: Vec::new(), any: false, knocked: true };
        if self.place == Place::Astray {
            self.interrupt_program(1).await?;
            self.await_friendly(PATIENCE[1], &mut sight).await?;
        }
        self.place = Place::Unknown;
        self.wire.write(CTRL_B).await?;
        let mut heard = Vec::new();
        while !heard.ends_with(FRIENDLY) {
            let until = self.wire.until(BANNER_PATIENCE);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(());
            }
            heard.append(&mut self.wire.take_all());
        }
        self.place = Place::Friendly;
        Ok(())
    }

    /// Brings the prompt of the raw REPL back after an operation went wrong. A cancel
    /// that is still set does not stop this.
    pub(super) async fn recover(&mut self) -> Result<(), Error> {
        let deaf = self.wire.set_deaf(true);
        self.place = Place::Astray;
        self.engine = None;
        let entered = self.enter(&mut |_, _| {}).await;
        self.wire.set_deaf(deaf);
        entered
    }

    /// One Ctrl-C at first, later more of them: the second may hit the handler of a
    /// program that catches the first.
    async fn interrupt_program(&mut self, round: usize) -> Result<(), Error> {
        self.wire.write(CTRL_C).await?;
        for _ in 0..round.min(3) {
            let pause = tokio::time::Instant::now() + Duration::from_millis(5);
            while self.wire.wait(Some(pause)).await? != Wake::Quiet {}
            self.wire.write(CTRL_C).await?;
        }
        Ok(())
    }

    /// Waits for the friendly prompt at the end of what comes.
    async fn await_friendly(
        &mut self,
        patience: Duration,
        sight: &mut Sight<'_>,
    ) -> Result<Rung, Error> {
        let flood = self.wire.until(FLOOD + patience);
        // What may be the start of a prompt is held back until it is known.
        let mut held = Vec::new();
        loop {
            let until = self.wire.until(patience);
            let quiet = self.wire.wait(Some(until)).await? == Wake::Quiet;
            held.append(&mut self.wire.take_all());
            if held.ends_with(FRIENDLY) {
                sight.hear(without_prompts(&held));
                sight.any = true;
                return Ok(Rung::Prompt);
            }
            let keep = if quiet { 0 } else { held.len().min(FRIENDLY.len() + 2) };
            let rest = held.split_off(held.len() - keep);
            sight.hear(&held);
            held = rest;
            if quiet {
                return Ok(Rung::Quiet);
            }
            if tokio::time::Instant::now() > flood {
                sight.hear(&held);
                return Ok(Rung::Flood);
            }
        }
    }

    /// Ctrl-A, then the banner: true when the raw REPL is ours.
    async fn knock(&mut self, sight: &mut Sight<'_>, patience: Duration) -> Result<bool, Error> {
        let knocked = std::mem::replace(&mut sight.knocked, true);
        self.wire.write(CTRL_A).await?;
        let mut came = self.await_banner(sight, patience).await?;
        if came && knocked {
            came = self.settled().await?;
        }
        if came {
            self.place = Place::Raw;
        }
        Ok(came)
    }

    /// A board that was slow to answer answers every Ctrl-A in the end, and a second
    /// banner would be taken for the answer to what is asked next. So a small program
    /// whose output is like nothing else comes behind them all.
    async fn settled(&mut self) -> Result<bool, Error> {
        self.wire.write(LANDMARK).await?;
        let mut heard = Vec::new();
        while find(&heard, LANDMARK_SEEN).is_none() {
            let until = self.wire.until(BANNER_PATIENCE);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(false);
            }
            heard.append(&mut self.wire.take_all());
        }
        Ok(true)
    }

    /// Waits for the raw REPL's banner, among whatever else comes.
    async fn await_banner(
        &mut self,
        sight: &mut Sight<'_>,
        patience: Duration,
    ) -> Result<bool, Error> {
        let flood = self.wire.until(FLOOD + patience);
        let mut heard: Vec<u8> = Vec::new();
        loop {
            if find(&heard, BANNER).is_some() {
                sight.any = true;
                return Ok(true);
            }
            let until = self.wire.until(patience);
            let quiet = self.wire.wait(Some(until)).await? == Wake::Quiet;
            if quiet || tokio::time::Instant::now() > flood {
                sight.note(&heard);
                return Ok(false);
            }
            heard.append(&mut self.wire.take_all());
            let surplus = heard.len().saturating_sub(4 * READ_BACK);
            heard.drain(..surplus);
        }
    }

    /// The last rung: a soft reset inside the raw REPL, where `main.py` does not run,
    /// without having seen the raw prompt.
    async fn reset_blindly(&mut self, sight: &mut Sight<'_>) -> Result<bool, Error> {
        if !sight.any {
            return Ok(false);
        }
        for _ in 0..2 {
            self.interrupt_program(3).await?;
            if self.knock(sight, BANNER_PATIENCE).await? {
                return Ok(true);
            }
            self.wire.write(CTRL_D).await?;
            if self.await_banner(sight, RESET_PATIENCE).await? && self.settled().await? {
                self.place = Place::Raw;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What was printed before the prompt. Each Ctrl-C that came after the program's end
/// has brought one more.
fn without_prompts(heard: &[u8]) -> &[u8] {
    let mut text = heard;
    while let Some(before) = text.strip_suffix(FRIENDLY) {
        text = before.strip_suffix(b"\r\n").unwrap_or(before);
    }
    text
}

/// Room for a banner that comes in pieces between other output.
const READ_BACK: usize = 1024;

pub(super) fn find(heard: &[u8], what: &[u8]) -> Option<usize> {
    heard.windows(what.len()).position(|window| window == what)
}
