//! Following a program in the raw REPL to its end: output, 0x04, traceback, 0x04, `>`.

use std::collections::VecDeque;
use std::time::Duration;

use super::ladder::{BANNER, find};
use super::wire::Wake;
use super::{Board, Error, Hear, Place};
use crate::model::Stream;

const END: u8 = 0x04;
/// After the last 0x04 the prompt, or the first bytes of a soft reset, follow at once.
const TAIL_PATIENCE: Duration = Duration::from_secs(2);
/// A soft reset brings up radios and runs `boot.py`.
const RESET_PATIENCE: Duration = Duration::from_secs(10);
/// A friendly prompt that stays the last thing for this long is no output.
const PROMPT_REST: Duration = Duration::from_millis(300);
/// How much of the output is looked at for signs of a restart.
const RECENT: usize = 512;

/// Who runs the program, and with that how long it may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The user's: for as long as it likes; interrupts and typed bytes reach it.
    Users,
    /// Ours: a bounded silence, and nothing disturbs it but a cancel.
    Ours(Duration),
}

#[derive(Debug, Default)]
struct Said {
    /// The end of the output, for signs of a restart.
    recent: Vec<u8>,
    error: Vec<u8>,
    interrupted: bool,
}

impl Said {
    fn output(&mut self, bytes: &[u8], hear: Hear<'_>) {
        if bytes.is_empty() {
            return;
        }
        hear(Stream::Program, bytes);
        let from = bytes.len().saturating_sub(RECENT);
        self.recent.extend_from_slice(&bytes[from..]);
        let surplus = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..surplus);
    }

    fn at_friendly_prompt(&self) -> bool {
        self.recent.ends_with(b"\n>>> ")
            && (self.interrupted
                || find(&self.recent, b"MicroPython v").is_some()
                || find(&self.recent, b"CircuitPython ").is_some())
    }
}

impl Board {
    /// Follows a program that was accepted. The prompt is ours again when this is Ok
    /// or [`Error::Raised`] or [`Error::Interrupted`].
    pub(super) async fn follow(&mut self, whose: Whose, hear: Hear<'_>) -> Result<(), Error> {
        self.place = Place::Astray;
        let mut said = Said::default();
        self.until_end(whose, &mut said, &mut *hear).await?;
        self.ending(whose, said, hear).await
    }

    /// Follows a program of ours whose output has ended.
    pub(super) async fn follow_end(&mut self, patience: Duration) -> Result<(), Error> {
        self.ending(Whose::Ours(patience), Said::default(), &mut |_, _| {}).await
    }

    async fn ending(&mut self, whose: Whose, mut said: Said, hear: Hear<'_>) -> Result<(), Error> {
        loop {
            self.error_until_end(&mut said, whose).await?;
            if self.tail(&mut said, &mut *hear).await? {
                break;
            }
        }
        self.place = Place::Raw;
        if said.error.is_empty() {
            return Ok(());
        }
        hear(Stream::ProgramError, &said.error);
        let traceback = String::from_utf8_lossy(&said.error).replace("\r\n", "\n");
        let last = traceback.trim_end().lines().next_back().unwrap_or_default();
        if last.starts_with("MemoryError") && whose != Whose::Users {
            return Err(Error::Memory);
        }
        if said.interrupted && last.starts_with("KeyboardInterrupt") {
            return Err(Error::Interrupted { traceback });
        }
        Err(Error::Raised { traceback })
    }

    /// Output up to the first 0x04.
    async fn until_end(
        &mut self,
        whose: Whose,
        said: &mut Said,
        hear: Hear<'_>,
    ) -> Result<(), Error> {
        let mut typed = VecDeque::new();
        loop {
            let bytes = self.wire.ahead();
            if let Some(at) = bytes.iter().position(|byte| *byte == END) {
                let text = self.wire.take(at);
                self.wire.skip(1);
                said.output(&text, &mut *hear);
                return Ok(());
            }
            let text = self.wire.take_all();
            said.output(&text, &mut *hear);
            let prompt = said.at_friendly_prompt();
            let until = match whose {
                _ if prompt => Some(self.wire.until(PROMPT_REST)),
                Whose::Users => None,
                Whose::Ours(patience) => Some(self.wire.until(patience)),
            };
            if whose == Whose::Users {
                // Also what was asked for while the source went over.
                said.interrupted |= self.wire.control().take_typed(&mut typed);
            }
            match self.wire.wait_typing(until, &mut typed).await? {
                Wake::Bytes | Wake::Signal => {}
                Wake::Quiet if prompt => {
                    self.place = Place::Friendly;
                    return Err(Error::Restarted);
                }
                Wake::Quiet => return Err(silent(whose)),
            }
        }
    }

    /// The traceback up to the second 0x04.
    async fn error_until_end(&mut self, said: &mut Said, whose: Whose) -> Result<(), Error> {
        let patience = match whose {
            Whose::Ours(patience) => patience,
            Whose::Users => RESET_PATIENCE,
        };
        loop {
            if let Some(at) = self.wire.ahead().iter().position(|byte| *byte == END) {
                said.error.append(&mut self.wire.take(at));
                self.wire.skip(1);
                return Ok(());
            }
            said.error.append(&mut self.wire.take_all());
            // The prompt without the 0x04 before it: that was lost on the line.
            let prompt = whose != Whose::Users && said.error.ends_with(b">");
            let until = self.wire.until(if prompt { PROMPT_REST } else { patience });
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Err(silent(Whose::Ours(patience)));
            }
        }
    }

    /// What follows the second 0x04: true at the prompt. False: the 0x04 before was
    /// output of the program, and the one just seen takes its place.
    async fn tail(&mut self, said: &mut Said, hear: Hear<'_>) -> Result<bool, Error> {
        loop {
            let bytes = self.wire.ahead();
            if bytes.first() == Some(&b'>') {
                self.wire.skip(1);
                return Ok(true);
            }
            if find(bytes, b"soft reboot").is_some() {
                return self.after_reset(hear).await.map(|()| true);
            }
            if !bytes.is_empty() && !may_be_reset(bytes) {
                let mut text = vec![END];
                text.append(&mut said.error);
                said.output(&text, hear);
                return Ok(false);
            }
            let until = self.wire.until(TAIL_PATIENCE);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Err(silent(Whose::Ours(TAIL_PATIENCE)));
            }
        }
    }

    /// `sys.exit()` soft-resets: `boot.py` runs, then the raw banner comes again.
    async fn after_reset(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        let mut heard = Vec::new();
        loop {
            heard.append(&mut self.wire.take_all());
            if let Some(at) = find(&heard, BANNER) {
                hear(Stream::Console, &heard[..at]);
                return Ok(());
            }
            let friendly = heard.ends_with(b"\n>>> ");
            let patience = if friendly { PROMPT_REST } else { RESET_PATIENCE };
            let until = self.wire.until(patience);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                hear(Stream::Console, &heard);
                return self.recover().await;
            }
        }
    }
}

fn silent(whose: Whose) -> Error {
    match whose {
        Whose::Ours(patience) => Error::Silent { seconds: patience.as_secs() },
        Whose::Users => Error::Silent { seconds: 0 },
    }
}

/// The lines ports print when a raw REPL ends in a soft reset.
const RESET_LINES: [&[u8]; 3] = [b"MPY: soft reboot", b"PYB: soft reboot", b"soft reboot"];

fn may_be_reset(bytes: &[u8]) -> bool {
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(bytes.len());
    let text = &bytes[start..];
    start <= 4
        && RESET_LINES.iter().any(|line| line.starts_with(&text[..text.len().min(line.len())]))
}
