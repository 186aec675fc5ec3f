//! A board that speaks the friendly and the raw REPL, and runs programs of one word.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::Instant;

pub(super) const BANNER: &str = "MicroPython v1.27.0 on 2025-12-09; scripted board\r\nType \"help()\" for more information.\r\n>>> ";

/// How long a program that is armoured against Ctrl-C takes to put it on.
const UNARMED: Duration = Duration::from_millis(100);

/// What runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    /// Silent until Ctrl-C.
    Forever,
    /// Prints without end until Ctrl-C.
    Flood,
    /// Sends back what it reads, until `q`.
    Echo,
    /// Takes no byte for 90 s, then all; ends by Ctrl-C.
    Stuffed,
    /// Neither answers nor stops.
    Deaf,
    /// Catches so many Ctrl-C before one ends it.
    Stubborn(u8),
    /// A Ctrl-C ends it in its first moments only; a reset of the chip starts it anew.
    Armoured,
}

impl Program {
    fn named(name: &str) -> Option<Program> {
        Some(match name {
            "forever" => Program::Forever,
            "flood" => Program::Flood,
            "echo" => Program::Echo,
            "stuffed" => Program::Stuffed,
            "deaf" => Program::Deaf,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Friendly,
    Paste,
    Raw,
    Running(Program, bool),
}

/// All bytes that a board was sent, over all its connections.
pub(super) type Received = Arc<Mutex<Vec<u8>>>;

pub(super) struct Fake {
    pub(super) link: DuplexStream,
    pub(super) received: Received,
    /// `main.py`.
    pub(super) main: Option<Program>,
    at: At,
    line: Vec<u8>,
    born: Instant,
}

impl Fake {
    pub(super) fn new(link: DuplexStream, received: Received, main: Option<Program>) -> Fake {
        let at = main.map_or(At::Friendly, |main| At::Running(main, false));
        Fake { link, received, main, at, line: Vec::new(), born: Instant::now() }
    }

    /// Lives until the other end is gone, or its program dies.
    pub(super) async fn live(mut self) {
        let mut byte = [0];
        loop {
            let flooding = matches!(self.at, At::Running(Program::Flood, _));
            let got = tokio::select! {
                got = self.link.read(&mut byte) => got,
                // 1 MB/s: 100 bytes each 100 us.
                () = tokio::time::sleep(Duration::from_micros(100)), if flooding => {
                    if self.link.write_all(&[b"0123456789".repeat(9).as_slice(), b"12345678\r\n"].concat()).await.is_err() { return }
                    continue;
                }
            };
            if !matches!(got, Ok(1)) {
                return;
            }
            self.received.lock().unwrap().push(byte[0]);
            if self.take(byte[0]).await.is_err() {
                return;
            }
        }
    }

    async fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.link.write_all(text.as_bytes()).await
    }

    async fn take(&mut self, byte: u8) -> std::io::Result<()> {
        match (self.at, byte) {
            (At::Running(Program::Deaf, _), _) => Ok(()),
            (At::Running(Program::Armoured, _), _) if self.born.elapsed() > UNARMED => Ok(()),
            (At::Running(Program::Stubborn(left @ 1..), raw), 3) => {
                self.at = At::Running(Program::Stubborn(left - 1), raw);
                self.say("caught\r\n").await
            }
            (At::Running(_, raw), 3) => {
                self.end(raw, "Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n").await
            }
            (At::Running(Program::Echo, raw), b'q') => self.end(raw, "").await,
            (At::Running(Program::Echo, _), _) => self.link.write_all(&[byte]).await,
            (At::Running(..), _) => Ok(()),
            (At::Friendly, _) => self.friendly(byte).await,
            (At::Paste, _) => self.paste(byte).await,
            (At::Raw, _) => self.raw(byte).await,
        }
    }

    async fn end(&mut self, raw: bool, error: &str) -> std::io::Result<()> {
        if raw {
            self.at = At::Raw;
            self.say(&format!("\x04{error}\x04>")).await
        } else {
            self.at = At::Friendly;
            self.say(&format!("{error}>>> ")).await
        }
    }

    async fn friendly(&mut self, byte: u8) -> std::io::Result<()> {
        match byte {
            1 => {
                self.at = At::Raw;
                self.line.clear();
                self.say("\r\nraw REPL; CTRL-B to exit\r\n>").await
            }
            2 => self.say(&format!("\r\n{BANNER}")).await,
            3 => {
                self.line.clear();
                self.say("\r\n>>> ").await
            }
            4 => self.soft_reset().await,
            5 => {
                self.at = At::Paste;
                self.say("\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ").await
            }
            b'\r' => {
                let line = std::mem::take(&mut self.line);
                self.say("\r\n").await?;
                self.run(&line, false).await
            }
            _ => {
                self.line.push(byte);
                self.link.write_all(&[byte]).await
            }
        }
    }

    async fn paste(&mut self, byte: u8) -> std::io::Result<()> {
        match byte {
            3 => {
                self.line.clear();
                self.at = At::Friendly;
                self.say("\r\n>>> ").await
            }
            4 => {
                let line = std::mem::take(&mut self.line);
                self.at = At::Friendly;
                self.say("\r\n").await?;
                self.run(&line, false).await
            }
            b'\r' => {
                self.line.push(b'\n');
                self.say("\r\n=== ").await
            }
            _ => {
                self.line.push(byte);
                self.link.write_all(&[byte]).await
            }
        }
    }

    async fn raw(&mut self, byte: u8) -> std::io::Result<()> {
        match byte {
            1 if self.line == b"\x05A" => {
                self.line.clear();
                self.say("R\0>").await
            }
            1 => {
                self.line.clear();
                self.say("raw REPL; CTRL-B to exit\r\n>").await
            }
            2 => {
                self.at = At::Friendly;
                self.line.clear();
                self.say(&format!("\r\n{BANNER}")).await
            }
            3 => {
                self.line.clear();
                Ok(())
            }
            4 => {
                let line = std::mem::take(&mut self.line);
                self.say("OK").await?;
                self.run(&line, true).await
            }
            _ => {
                self.line.push(byte);
                Ok(())
            }
        }
    }

    /// One word each: a program; `die`, which takes the link with it; `reboot`; `raise`; else
    /// the source itself is printed.
    async fn run(&mut self, source: &[u8], raw: bool) -> std::io::Result<()> {
        let source = String::from_utf8_lossy(source).trim().to_owned();
        if let Some(program) = Program::named(&source) {
            self.at = At::Running(program, raw);
            if program == Program::Stuffed {
                tokio::time::sleep(Duration::from_secs(90)).await;
            }
            return Ok(());
        }
        match source.as_str() {
            "die" => Err(std::io::ErrorKind::BrokenPipe.into()),
            // Ctrl-D alone: `main.py` does not start inside the raw REPL.
            "" if raw => {
                self.say("\r\nMPY: soft reboot\r\nbooted\r\nraw REPL; CTRL-B to exit\r\n>").await?;
                self.at = At::Raw;
                Ok(())
            }
            "" => self.end(raw, "").await,
            // What the ladder runs to find its place again.
            "print('land'+'mark',end='')" => {
                self.say("landmark").await?;
                self.end(raw, "").await
            }
            // The program resets the chip.
            "reboot" => self.soft_reset().await,
            "raise" => {
                self.end(raw, "Traceback (most recent call last):\r\nValueError: 1\r\n").await
            }
            _ => {
                self.say(&format!("{source}\r\n")).await?;
                self.end(raw, "").await
            }
        }
    }

    async fn soft_reset(&mut self) -> std::io::Result<()> {
        self.say("\r\nMPY: soft reboot\r\n").await?;
        self.line.clear();
        match self.main {
            Some(main) => {
                self.at = At::Running(main, false);
                Ok(())
            }
            None => {
                self.at = At::Friendly;
                self.say(BANNER).await
            }
        }
    }
}
