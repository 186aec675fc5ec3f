//! The two prompts, and how source gets in: after `pyexec.c`.

use std::io;

use super::{BANNER, Paste, RAW_BANNER, Scripted, Start};

/// Where a part of the machine left off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Friendly,
    Raw,
    /// The raw prompt without its banner.
    RawAgain,
}

impl Scripted {
    pub(super) async fn live(mut self) -> io::Result<()> {
        let mut next = match self.script.start.clone() {
            Start::Friendly | Start::Slow(_) => Next::Friendly,
            Start::FriendlyTyped(_) => Next::Friendly,
            Start::Raw => Next::RawAgain,
            Start::PasteMode => self.paste_mode().await?,
            Start::RawPaste => self.raw_paste().await?,
            Start::Program { interrupts, floods } => self.program(interrupts, floods).await?,
            Start::Stranger(answer) => loop {
                self.hear().await?;
                self.say(answer).await?;
            },
            Start::Mute => loop {
                self.hear().await?;
            },
        };
        loop {
            next = match next {
                Next::Friendly => self.friendly().await?,
                Next::Raw => {
                    self.say(RAW_BANNER).await?;
                    self.raw().await?
                }
                Next::RawAgain => self.raw().await?,
            };
        }
    }

    async fn friendly(&mut self) -> io::Result<Next> {
        let mut line = match self.script.start {
            Start::FriendlyTyped(typed) => typed.as_bytes().to_vec(),
            _ => Vec::new(),
        };
        loop {
            match self.hear().await? {
                1 if line.is_empty() => {
                    self.say("\r\n").await?;
                    return Ok(Next::Raw);
                }
                2 if line.is_empty() => {
                    self.say(format!("\r\n{BANNER}>>> ")).await?;
                }
                3 => {
                    line.clear();
                    self.say("\r\n>>> ").await?;
                }
                4 if line.is_empty() => {
                    self.say(format!("\r\nMPY: soft reboot\r\n{BANNER}>>> ")).await?;
                }
                5 if line.is_empty() => {
                    self.say("\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ").await?;
                    return self.paste_mode().await;
                }
                13 => {
                    line.clear();
                    self.say("\r\n>>> ").await?;
                }
                // Ctrl-A in a line that is not empty moves the cursor.
                byte if byte < 32 => {}
                byte => {
                    line.push(byte);
                    self.say([byte]).await?;
                }
            }
        }
    }

    async fn paste_mode(&mut self) -> io::Result<Next> {
        let mut source = Vec::new();
        loop {
            match self.hear().await? {
                3 => {
                    self.say("\r\n>>> ").await?;
                    return Ok(Next::Friendly);
                }
                4 => {
                    self.say("\r\n").await?;
                    return self.run_friendly(&source).await;
                }
                13 => {
                    source.push(b'\n');
                    self.say("\r\n=== ").await?;
                }
                byte => {
                    source.push(byte);
                    self.say([byte]).await?;
                }
            }
        }
    }

    async fn raw(&mut self) -> io::Result<Next> {
        loop {
            self.say(">").await?;
            let mut line: Vec<u8> = Vec::new();
            loop {
                match self.hear().await? {
                    1 => {
                        if line == b"\x05A" && self.script.paste != Paste::Unknown {
                            return self.raw_paste().await;
                        }
                        return Ok(Next::Raw);
                    }
                    2 => {
                        self.say(format!("\r\n{BANNER}>>> ")).await?;
                        return Ok(Next::Friendly);
                    }
                    3 => line.clear(),
                    4 => break,
                    byte => line.push(byte),
                }
            }
            self.say("OK").await?;
            if line.is_empty() {
                self.say("\r\nMPY: soft reboot\r\n").await?;
                return Ok(Next::Raw);
            }
            let next = self.run_raw(&line).await?;
            if next != Next::RawAgain {
                return Ok(next);
            }
        }
    }

    pub(super) async fn raw_paste(&mut self) -> io::Result<Next> {
        match self.script.paste {
            Paste::Refused => {
                self.say(b"R\0").await?;
                return Ok(Next::RawAgain);
            }
            Paste::Babbles => {
                self.say("hello?").await?;
                return Ok(Next::RawAgain);
            }
            Paste::Works | Paste::Stalls | Paste::Unknown => {}
        }
        let window = usize::from(self.script.window);
        self.say(b"R\x01").await?;
        self.say(self.script.window.to_le_bytes()).await?;
        self.say(b"\x01").await?;
        let mut granted = 2 * window;
        let mut remain = window;
        let mut source = Vec::new();
        loop {
            let byte = self.hear().await?;
            match byte {
                3 => {
                    self.say(b"\x04").await?;
                    self.say("\x04Traceback (most recent call last):\r\n  File \"<stdin>\", line 1\r\nKeyboardInterrupt: \r\n\x04").await?;
                    return Ok(Next::RawAgain);
                }
                4 => {
                    self.say(b"\x04").await?;
                    return self.run_raw(&source).await;
                }
                _ => source.push(byte),
            }
            if source.len() > granted {
                let mut seen = self.seen.lock().unwrap();
                seen.overrun = seen.overrun.max(source.len() - granted);
            }
            remain -= 1;
            if remain == 0 && self.script.paste != Paste::Stalls {
                self.say(b"\x01").await?;
                granted += window;
                remain = window;
            } else if remain == 0 {
                remain = usize::MAX;
            }
            if self.script.early_end == Some(source.len()) {
                return self.refuse_early().await;
            }
        }
    }

    /// The compiler has seen enough: `mp_reader_stdin_close`.
    async fn refuse_early(&mut self) -> io::Result<Next> {
        self.say(b"\x04").await?;
        while !matches!(self.hear().await?, 3 | 4) {}
        self.say("\x04Traceback (most recent call last):\r\n  File \"<stdin>\", line 2\r\nSyntaxError: invalid syntax\r\n\x04").await?;
        Ok(Next::RawAgain)
    }
}
