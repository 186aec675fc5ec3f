//! Programs that run: what they print, and how they end.

use crate::board::ladder::LANDMARK;
use std::io;

use tokio::time::{Duration, timeout};

use super::prompt::Next;
use super::{BANNER, Ends, Run, Scripted};

const INTERRUPTED: &str = "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1, in <module>\r\nKeyboardInterrupt: \r\n";

impl Scripted {
    fn what(&mut self, source: &[u8]) -> Run {
        let source = String::from_utf8_lossy(source).into_owned();
        let run = if self.script.damages > 0 {
            self.script.damages -= 1;
            Run {
                prints: Vec::new(),
                ends: Ends::With(
                    "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1\r\nSyntaxError: invalid syntax\r\n",
                ),
            }
        } else {
            (self.script.run)(&source)
        };
        self.seen.lock().unwrap().sources.push(source);
        run
    }

    pub(super) async fn run_friendly(&mut self, source: &[u8]) -> io::Result<Next> {
        let run = self.what(source);
        self.say(run.prints).await?;
        self.say(">>> ").await?;
        Ok(Next::Friendly)
    }

    pub(super) async fn run_raw(&mut self, source: &[u8]) -> io::Result<Next> {
        // The ladder's own program, which no script has to know.
        if LANDMARK.strip_suffix(b"\x04") == Some(source) {
            self.say("landmark\x04\x04").await?;
            return Ok(Next::RawAgain);
        }
        let run = self.what(source);
        self.say(run.prints).await?;
        let traceback = match run.ends {
            Ends::With(traceback) => traceback,
            Ends::Exits => {
                self.say("\x04\x04MPY: soft reboot\r\nboot.py says hello\r\n").await?;
                return Ok(Next::Raw);
            }
            Ends::AfterInterrupts(count) => {
                self.interrupts(count).await?;
                INTERRUPTED
            }
            Ends::Echoes(last) => loop {
                let byte = self.hear().await?;
                self.say([byte]).await?;
                if byte == last {
                    break "";
                }
            },
            Ends::Restarts => {
                self.say(format!("\r\nrst cause: 2\r\n\r\n{BANNER}>>> ")).await?;
                return Ok(Next::Friendly);
            }
            Ends::RestartsAndPrints(text) => loop {
                self.say(text).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            },
            Ends::Hangs => loop {
                self.hear().await?;
            },
        };
        self.say(format!("\x04{traceback}\x04")).await?;
        Ok(Next::RawAgain)
    }

    async fn interrupts(&mut self, count: usize) -> io::Result<()> {
        for _ in 0..count {
            while self.hear().await? != 3 {}
        }
        Ok(())
    }

    /// A program that runs at the start, under the friendly REPL.
    pub(super) async fn program(&mut self, interrupts: usize, floods: bool) -> io::Result<Next> {
        let mut left = interrupts;
        while left > 0 {
            if floods {
                self.say("the temperature is 21.5\r\n").await?;
            }
            if let Ok(byte) = timeout(Duration::from_millis(1), self.hear()).await
                && byte? == 3
            {
                left -= 1;
            }
        }
        self.say(format!("{INTERRUPTED}{BANNER}>>> ")).await?;
        Ok(Next::Friendly)
    }
}
