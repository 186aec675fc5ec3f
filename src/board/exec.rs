//! Giving source to the raw REPL: raw paste with its window, or plain in pieces.

use std::time::Duration;

use super::error::seen;
use super::follow::Whose;
use super::ladder::BANNER;
use super::wire::Wake;
use super::{Board, Error, Hear, Place, python};

const RAW_PASTE: &[u8] = b"\x05A\x01";
const END: u8 = 0x04;
const MORE: u8 = 0x01;
/// How long the board may take to answer a request for raw paste, or to grant the
/// next window: it does nothing else meanwhile but a garbage collection.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the compiler may take over the rest of a large source, before it sees its
/// end.
const COMPILE: Duration = Duration::from_secs(3);
/// Plain raw REPL: so many bytes, then a pause. A UART's input buffer holds 256 bytes
/// on most boards and 64 on the micro:bit, which loses the rest while it collects
/// garbage.
const PIECE: usize = 256;
const SMALL_PIECE: usize = 32;
const PAUSE: Duration = Duration::from_millis(10);

/// How an attempt at raw paste ended without running anything.
enum Paste {
    /// The whole source is with the board.
    Taken,
    /// The board cannot do it; its prompt is back.
    Unsupported,
    /// It does it wrongly; the prompt has to be brought back.
    Broken,
}

impl Board {
    /// Runs source and streams its output to `hear`; a traceback too, as
    /// [`ProgramError`](crate::model::Stream::ProgramError), and in the error.
    /// `Control::interrupt` and `type_bytes` reach the program. `sys.exit()` soft-resets
    /// the board and is success.
    ///
    /// # Errors
    /// [`Error::Raised`] and [`Error::Interrupted`] leave the prompt usable, as do
    /// all others except [`Error::Lost`]: after them the next operation brings it back.
    pub async fn exec(&mut self, source: &str, hear: Hear<'_>) -> Result<(), Error> {
        // Control bytes inside of a string would end the transfer of the source.
        if source.bytes().any(|byte| (1..=5).contains(&byte)) {
            let wrapped = format!("exec({})", python::text(source));
            return self.run(wrapped.as_bytes(), Whose::Users, hear).await;
        }
        self.run(source.as_bytes(), Whose::Users, hear).await
    }

    /// Runs source and, when that fails other than by an exception, brings the prompt
    /// back before giving the error.
    pub(super) async fn run(
        &mut self,
        source: &[u8],
        whose: Whose,
        hear: Hear<'_>,
    ) -> Result<(), Error> {
        self.at_prompt().await?;
        let ran = async {
            self.give(source).await?;
            self.follow(whose, &mut *hear).await
        }
        .await;
        match &ran {
            Ok(()) => {}
            Err(Error::Lost(_)) => self.place = Place::Unknown,
            Err(_) if self.place == Place::Astray => self.recover().await?,
            Err(_) => {}
        }
        ran
    }

    /// Makes sure the raw prompt is there.
    pub(super) async fn at_prompt(&mut self) -> Result<(), Error> {
        match self.place {
            Place::Raw => Ok(()),
            Place::Engine => Box::pin(self.end_engine()).await,
            Place::Astray => self.recover().await,
            Place::Friendly | Place::Unknown => self.enter(&mut |_, _| {}).await,
        }
    }

    /// Hands source over; what follows is the program's output.
    pub(super) async fn give(&mut self, source: &[u8]) -> Result<(), Error> {
        // What came at the prompt is no answer to what follows.
        self.wire.take_all();
        self.place = Place::Astray;
        // Where it worked before, the line was at fault.
        let attempts = match self.paste {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        };
        for _ in 0..attempts {
            match self.paste_raw(source).await? {
                Paste::Taken => {
                    self.paste = Some(true);
                    return Ok(());
                }
                Paste::Unsupported => break,
                Paste::Broken => self.recover().await?,
            }
            self.place = Place::Astray;
        }
        self.paste = Some(false);
        self.place = Place::Astray;
        self.give_plainly(source).await
    }

    async fn paste_raw(&mut self, source: &[u8]) -> Result<Paste, Error> {
        self.wire.write(RAW_PASTE).await?;
        let answer = match self.some(2).await? {
            Some(answer) => answer,
            None => return Ok(Paste::Broken),
        };
        match &answer[..] {
            b"R\x01" => {}
            b"R\x00" => return self.prompt_after_refusal().await,
            b"ra" => {
                let rest = BANNER.len() - 2;
                return Ok(match self.some(rest).await? {
                    Some(rest) if rest == BANNER[2..] => Paste::Unsupported,
                    _ => Paste::Broken,
                });
            }
            _ => return Ok(Paste::Broken),
        }
        let window = match self.some(2).await? {
            Some(window) => usize::from(u16::from_le_bytes([window[0], window[1]])),
            None => 0,
        };
        if window == 0 { Ok(Paste::Broken) } else { self.paste_windows(source, window).await }
    }

    /// A board that knows raw paste and refuses it prints its prompt again.
    async fn prompt_after_refusal(&mut self) -> Result<Paste, Error> {
        Ok(match self.some(1).await? {
            Some(prompt) if prompt == b">" => Paste::Unsupported,
            _ => Paste::Broken,
        })
    }

    /// Sends `source`, never more than the board has granted. It ends early (0x04)
    /// when the board has seen enough: the traceback follows.
    async fn paste_windows(&mut self, source: &[u8], window: usize) -> Result<Paste, Error> {
        let mut granted = window;
        let mut sent = 0;
        loop {
            for byte in self.wire.take_before(END) {
                if byte != MORE {
                    return Ok(Paste::Broken);
                }
                granted += window;
            }
            if self.wire.ahead().first() == Some(&END) {
                // Its own end: answered with ours, and then all is as usual.
                self.wire.skip(1);
                self.wire.write(&[END]).await?;
                return Ok(Paste::Taken);
            }
            if sent == source.len() {
                break;
            }
            if granted == 0 {
                let until = self.wire.until(PATIENCE);
                if self.wire.wait(Some(until)).await? == Wake::Quiet {
                    return Ok(Paste::Broken);
                }
                continue;
            }
            let piece = &source[sent..source.len().min(sent + granted)];
            self.wire.write(piece).await?;
            sent += piece.len();
            granted -= piece.len();
        }
        self.wire.write(&[END]).await?;
        self.paste_taken().await
    }

    /// The board's 0x04 after ours. Windows granted meanwhile are nothing new.
    async fn paste_taken(&mut self) -> Result<Paste, Error> {
        loop {
            match self.wire.ahead().first() {
                Some(&MORE) => self.wire.skip(1),
                Some(&END) => {
                    self.wire.skip(1);
                    return Ok(Paste::Taken);
                }
                Some(_) => return Err(Error::Damaged(seen(self.wire.ahead()))),
                None => {
                    let until = self.wire.until(COMPILE);
                    if self.wire.wait(Some(until)).await? == Wake::Quiet {
                        return Err(Error::Silent { seconds: COMPILE.as_secs() });
                    }
                }
            }
        }
    }

    async fn give_plainly(&mut self, source: &[u8]) -> Result<(), Error> {
        let careful = !self.ways.known || self.ways.platform == "microbit";
        for piece in source.chunks(if careful { SMALL_PIECE } else { PIECE }) {
            self.wire.write(piece).await?;
            let pause = tokio::time::Instant::now() + PAUSE;
            while self.wire.wait(Some(pause)).await? != Wake::Quiet {}
        }
        self.wire.write(&[END]).await?;
        match self.some(2).await? {
            Some(answer) if answer == b"OK" => Ok(()),
            Some(answer) => Err(Error::Damaged(seen(&answer))),
            None => Err(Error::Silent { seconds: PATIENCE.as_secs() }),
        }
    }

    /// Exactly `count` bytes; None when they do not come.
    pub(super) async fn some(&mut self, count: usize) -> Result<Option<Vec<u8>>, Error> {
        while self.wire.ahead().len() < count {
            let until = self.wire.until(PATIENCE);
            if self.wire.wait(Some(until)).await? == Wake::Quiet {
                return Ok(None);
            }
        }
        Ok(Some(self.wire.take(count)))
    }
}
