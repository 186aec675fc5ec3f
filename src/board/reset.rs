//! Restarting the board, and starting programs that outlive us.

use std::time::Duration;

use super::follow::Whose;
use super::wire::Wake;
use super::{Board, Error, Hear, Place};
use crate::model::{ResetKind, ResetWay, Stream};

/// How long the chip may take to go down.
const GOING: Duration = Duration::from_millis(300);
/// How long RTS holds the chip in reset; adapters and boards smooth out less.
const PULSE: Duration = Duration::from_millis(100);
const END: &[u8] = b"\x04";

impl Board {
    /// Restarts the interpreter from the friendly prompt, so that `boot.py` and
    /// `main.py` run. Their output is for [`Board::listen`].
    ///
    /// # Errors
    /// Those of [`Board::enter`].
    pub async fn soft_reset(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        self.at_friendly_prompt(hear).await?;
        self.place = Place::Unknown;
        self.wire.write(END).await
    }

    /// Restarts the chip, or its boot loader. What it says when it starts anew is heard
    /// for a moment, and is then for [`Board::listen`]. A USB board goes away by that:
    /// [`Error::Lost`] comes from what is done next, not from this.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where neither the board nor the line can do it.
    pub async fn hard_reset(&mut self, kind: ResetKind, hear: Hear<'_>) -> Result<(), Error> {
        let source = match kind {
            ResetKind::Soft => return self.soft_reset(hear).await,
            ResetKind::Safe => return self.reset_without_main(hear).await,
            ResetKind::Hard => {
                "try:\n import machine as m\n m.reset\nexcept(ImportError,AttributeError):\n import microbit as m\nm.reset()"
            }
            ResetKind::Bootloader => "import machine\nmachine.bootloader()",
        };
        let way = self.wire.link().reset_way();
        if kind == ResetKind::Hard && way == ResetWay::Lines {
            self.pulse().await?;
            self.place = Place::Unknown;
            return Ok(());
        }
        let ran = match self.at_prompt().await {
            Ok(()) => self.last_words(source, hear).await,
            Err(error) => Err(error),
        };
        match ran {
            // No end came: it is on its way.
            Err(Error::Lost(_) | Error::Silent { .. } | Error::Restarted) => {}
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) if kind == ResetKind::Bootloader => {
                return Err(match error {
                    Error::Raised { .. } => {
                        Error::Unsupported("it has no boot loader command".into())
                    }
                    other => other,
                });
            }
            Err(error) if way == ResetWay::Command => return Err(error),
            Err(error) => self.pulse().await.map_err(|_| error)?,
        }
        self.place = Place::Unknown;
        Ok(())
    }

    /// Runs what takes the board away; the prompt is not brought back after it. A program
    /// that starts with the board may print without end: we are off after a moment.
    async fn last_words(&mut self, source: &str, hear: Hear<'_>) -> Result<(), Error> {
        self.give(source.as_bytes()).await?;
        let until = self.wire.until(GOING);
        loop {
            let said = self.wire.take_before(END[0]);
            if !said.is_empty() {
                hear(Stream::Program, &said);
            }
            if !self.wire.ahead().is_empty() {
                // it is still there, and says why
                return self.follow(Whose::Ours(GOING), hear).await;
            }
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(());
            }
        }
    }

    /// Starts source the way a user at the prompt would (paste mode) and leaves it
    /// running; its output is for [`Board::listen`]. Nothing of the pasting is shown.
    ///
    /// # Errors
    /// Those of [`Board::enter`] and [`Board::paste`].
    pub async fn start(&mut self, source: &str, hear: Hear<'_>) -> Result<(), Error> {
        self.at_friendly_prompt(hear).await?;
        self.paste(source, &mut |_, _| {}, &mut |_| {}).await
    }

    pub(super) async fn at_friendly_prompt(&mut self, hear: Hear<'_>) -> Result<(), Error> {
        if self.place != Place::Friendly {
            self.at_prompt().await?;
            self.leave(hear).await?;
        }
        Ok(())
    }

    /// Pulls the chip's reset line as the adapters of Espressif boards have it on RTS.
    pub(super) async fn pulse(&mut self) -> Result<(), Error> {
        let unsupported = |_| Error::Unsupported("the port has no reset line".into());
        self.wire.link().set_lines(false, true).map_err(unsupported)?;
        tokio::time::sleep(PULSE).await;
        self.wire.link().set_lines(false, false).map_err(unsupported)
    }
}
