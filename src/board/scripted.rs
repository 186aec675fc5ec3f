//! A board made of MicroPython's `pyexec.c` and a script: it speaks the friendly REPL,
//! the raw REPL and raw paste byte for byte, runs what the test says, and fails in
//! whatever way the test says.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

use super::{Board, Control, Link};
use crate::model::ResetWay;

mod prompt;
mod run;

pub(super) const BANNER: &str = "MicroPython v1.27.0 on 2025-12-10; a scripted board\r\nType \"help()\" for more information.\r\n";
pub(super) const RAW_BANNER: &str = "raw REPL; CTRL-B to exit\r\n";

/// What the board does when source is run.
#[derive(Clone)]
pub(super) enum Ends {
    /// Ends by itself, with this traceback (empty: none).
    With(&'static str),
    /// `sys.exit()`.
    Exits,
    /// Runs until this many Ctrl-C came.
    AfterInterrupts(usize),
    /// Echoes its input until this byte comes.
    Echoes(u8),
    /// The chip restarts: a banner and the friendly prompt.
    Restarts,
    /// The chip restarts, and its `main.py` prints this without end.
    RestartsAndPrints(&'static str),
    /// Nothing more is ever said.
    Hangs,
}

/// What one run of a source does: prints, then ends.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) prints: Vec<u8>,
    pub(super) ends: Ends,
}

impl Run {
    pub(super) fn prints(text: impl Into<Vec<u8>>) -> Run {
        Run { prints: text.into(), ends: Ends::With("") }
    }
}

/// How the board answers a request for raw paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paste {
    Works,
    /// `R\x00`.
    Refused,
    /// From before raw paste: Ctrl-E and `A` are source, Ctrl-A prints the banner.
    Unknown,
    /// Grants its first two windows and no more.
    Stalls,
    /// Says something else.
    Babbles,
}

/// How many bytes a slow board is slow over: some rounds of the ladder.
const SLOW_BYTES: usize = 12;

/// What it is doing when the test begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    Friendly,
    /// At its prompt, and takes this long over each of the first bytes.
    Slow(Duration),
    /// Half a line was typed.
    FriendlyTyped(&'static str),
    Raw,
    /// Friendly paste mode.
    PasteMode,
    /// In the middle of a raw paste.
    RawPaste,
    /// A program that ends after so many Ctrl-C.
    Program {
        interrupts: usize,
        floods: bool,
    },
    /// Not a MicroPython: answers each byte with this.
    Stranger(&'static str),
    /// Never says anything.
    Mute,
}

/// The script.
#[derive(Clone)]
pub(super) struct Script {
    pub(super) start: Start,
    pub(super) paste: Paste,
    pub(super) window: u16,
    /// Each byte on its own.
    pub(super) split: bool,
    /// Source is refused after so many bytes, as a syntax error is.
    pub(super) early_end: Option<usize>,
    /// The line goes after so many bytes of the board.
    pub(super) unplug_after: Option<usize>,
    /// The first so many programs run differently from what was sent.
    pub(super) damages: usize,
    /// How the settings say that it is restarted.
    pub(super) reset: ResetWay,
    pub(super) run: fn(&str) -> Run,
}

impl Default for Script {
    fn default() -> Script {
        Script {
            start: Start::Friendly,
            paste: Paste::Works,
            window: 128,
            split: false,
            early_end: None,
            unplug_after: None,
            damages: 0,
            reset: ResetWay::Auto,
            run: |source| Run::prints(format!("ran {} bytes\r\n", source.len())),
        }
    }
}

/// What a test learns about what the board saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every byte that came, in order.
    pub(super) bytes: Vec<u8>,
    /// Every source that ran.
    pub(super) sources: Vec<String>,
    /// The most bytes that were under way in a raw paste beyond what was granted.
    pub(super) overrun: usize,
    /// DTR and RTS as they were set, in order.
    pub(super) lines: Vec<(bool, bool)>,
}

/// The board's side.
pub(super) struct Scripted {
    line: DuplexStream,
    script: Script,
    seen: Arc<Mutex<Seen>>,
    sent: usize,
}

/// Starts a board by a script; the board, its control, and what it saw.
pub(super) fn board(script: Script) -> (Board, Control, Arc<Mutex<Seen>>) {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let seen = Arc::new(Mutex::new(Seen::default()));
    let near = Near { line: near, reset: script.reset, seen: Arc::clone(&seen) };
    let scripted = Scripted { line: far, script, seen: Arc::clone(&seen), sent: 0 };
    tokio::spawn(async move { scripted.live().await.ok() });
    let control = Control::new();
    (Board::new(Box::new(near), control.clone()), control, seen)
}

struct Near {
    line: DuplexStream,
    reset: ResetWay,
    seen: Arc<Mutex<Seen>>,
}

impl Link for Near {
    fn set_lines(&mut self, dtr: bool, rts: bool) -> io::Result<()> {
        self.seen.lock().unwrap().lines.push((dtr, rts));
        Ok(())
    }

    fn reset_way(&self) -> ResetWay {
        self.reset
    }
}

impl AsyncRead for Near {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.line).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Near {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.line).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.line).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.line).poll_shutdown(cx)
    }
}

impl Scripted {
    /// Says bytes; the script may split them, or pull the plug.
    async fn say(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        for piece in bytes.as_ref().chunks(if self.script.split { 1 } else { usize::MAX }) {
            let left = self.script.unplug_after.map_or(usize::MAX, |limit| limit - self.sent);
            self.line.write_all(&piece[..piece.len().min(left)]).await?;
            self.sent += piece.len();
            if piece.len() >= left {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            if self.script.split {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    async fn hear(&mut self) -> io::Result<u8> {
        let byte = self.line.read_u8().await?;
        let heard = {
            let mut seen = self.seen.lock().unwrap();
            seen.bytes.push(byte);
            seen.bytes.len()
        };
        if let Start::Slow(time) = self.script.start
            && heard <= SLOW_BYTES
        {
            tokio::time::sleep(time).await;
        }
        Ok(byte)
    }
}
