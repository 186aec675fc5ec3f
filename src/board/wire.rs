//! The one way in which bytes come from a link and go to it.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::{Control, Error, Link};

/// How much is read at once, and the most that is kept while a write is under way: a
/// board that prints without end must not fill our memory.
const READ: usize = 4096;
const AHEAD: usize = 1 << 20;
/// A line that takes no byte for this long is stuck: USB boards hold us back while
/// they are busy, and none is that busy.
const STUCK: Duration = Duration::from_secs(10);
/// How often a write that waits looks for a cancel.
const LOOK: Duration = Duration::from_millis(50);

/// Why [`Wire::wait`] came back.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// There are new bytes in [`Wire::ahead`].
    Bytes,
    /// The control asks for something other than to stop.
    Signal,
    /// The deadline passed.
    Quiet,
}

pub(super) struct Wire {
    link: Box<dyn Link>,
    control: Control,
    /// Bytes that came and that nobody has taken yet, from `taken` on.
    ahead: Vec<u8>,
    taken: usize,
    /// When the last byte we wrote will have left the line, at its rate.
    clear_at: Instant,
    /// Set while the prompt is brought back after a cancel: that must not be
    /// cancelled by the same cancel.
    deaf: bool,
}

impl Wire {
    pub(super) fn new(link: Box<dyn Link>, control: Control) -> Wire {
        let ahead = Vec::new();
        Wire { link, control, ahead, taken: 0, clear_at: Instant::now(), deaf: false }
    }

    pub(super) fn link(&mut self) -> &mut dyn Link {
        &mut *self.link
    }

    pub(super) fn control(&self) -> &Control {
        &self.control
    }

    /// While deaf, a cancel is not heard. Gives what it was before.
    pub(super) fn set_deaf(&mut self, deaf: bool) -> bool {
        std::mem::replace(&mut self.deaf, deaf)
    }

    /// Bytes that came and were not taken.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead[self.taken..]
    }

    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        let end = (self.taken + count).min(self.ahead.len());
        let bytes = self.ahead[self.taken..end].to_vec();
        self.skip(count);
        bytes
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.ahead.len());
        if self.taken == self.ahead.len() {
            self.ahead.clear();
            self.taken = 0;
        }
    }

    pub(super) fn take_all(&mut self) -> Vec<u8> {
        self.take(self.ahead().len())
    }

    /// The bytes that came before `stop`, which stays; all, where it is not there.
    pub(super) fn take_before(&mut self, stop: u8) -> Vec<u8> {
        let ahead = self.ahead();
        self.take(ahead.iter().position(|byte| *byte == stop).unwrap_or(ahead.len()))
    }

    /// The deadline for an answer that should come within `patience` once what we
    /// wrote has passed the line.
    pub(super) fn until(&self, patience: Duration) -> Instant {
        // Both ends of an adapter may sit on a byte for 16 ms.
        self.clear_at.max(Instant::now()) + patience + Duration::from_millis(32)
    }

    /// All that was written has passed the line: the board said so. USB is faster than
    /// the rate that was set.
    pub(super) fn has_passed(&mut self) {
        self.clear_at = Instant::now();
    }

    /// How long `bytes` take on this line.
    pub(super) fn line_time(&self, bytes: usize) -> Duration {
        let bits = bytes as u64 * 10;
        Duration::from_micros(bits * 1_000_000 / u64::from(self.link.baud().max(300)))
    }

    /// Waits for new bytes, a signal or the deadline. May be dropped at any point.
    ///
    /// # Errors
    /// [`Error::Lost`], and [`Error::Cancelled`] unless deaf.
    pub(super) async fn wait(&mut self, until: Option<Instant>) -> Result<Wake, Error> {
        self.wait_typing(until, &mut VecDeque::new()).await
    }

    /// As [`wait`](Self::wait), and meanwhile sends what is typed as far as the line
    /// takes it; [`Wake::Bytes`] also when the last of it went out.
    pub(super) async fn wait_typing(
        &mut self,
        until: Option<Instant>,
        typed: &mut VecDeque<u8>,
    ) -> Result<Wake, Error> {
        let control = self.control.clone();
        loop {
            if !self.deaf && control.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let deadline = async {
                match until {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            // Bytes first: a deadline that passed while they lay in the kernel is ours.
            let wake = tokio::select! {
                biased;
                got = poll_fn(|cx| self.poll_pass(cx, typed)) => { got?; return Ok(Wake::Bytes) }
                () = control.asked_for() => Wake::Signal,
                () = deadline => return Ok(Wake::Quiet),
            };
            if !(self.deaf && control.is_cancelled()) {
                if control.is_cancelled() {
                    continue;
                }
                return Ok(wake);
            }
        }
    }

    /// Waits for bytes and nothing else. May be dropped at any point.
    pub(super) async fn listen(&mut self) -> Result<Vec<u8>, Error> {
        if self.ahead().is_empty() {
            poll_fn(|cx| self.poll_read(cx)).await?;
        }
        Ok(self.take_all())
    }

    /// Sends all of `bytes`, reading meanwhile so that neither side can block the
    /// other.
    ///
    /// # Errors
    /// [`Error::Lost`], [`Error::Stuck`], and [`Error::Cancelled`] unless deaf.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut rest = bytes;
        let mut deadline = Instant::now() + STUCK;
        let control = self.control.clone();
        while !rest.is_empty() {
            if !self.deaf && control.is_cancelled() {
                return Err(Error::Cancelled);
            }
            // The bell is left to whoever follows the program; a cancel is seen here.
            let look = Instant::now() + LOOK;
            match tokio::time::timeout_at(look, poll_fn(|cx| self.poll_step(cx, rest))).await {
                Err(_) if Instant::now() > deadline => return Err(Error::Stuck),
                Err(_) => {}
                Ok(step) => {
                    let step = step?;
                    if step > 0 {
                        rest = &rest[step..];
                        deadline = Instant::now() + STUCK;
                        self.clear_at = self.clear_at.max(Instant::now()) + self.line_time(step);
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads if there is something, else writes: the bytes written, 0 for a read.
    fn poll_step(&mut self, cx: &mut Context<'_>, rest: &[u8]) -> Poll<Result<usize, Error>> {
        if self.ahead().len() < AHEAD
            && let Poll::Ready(got) = self.poll_read(cx)
        {
            return Poll::Ready(got.map(|()| 0));
        }
        match Pin::new(&mut *self.link).poll_write(cx, rest) {
            Poll::Ready(Ok(0)) => Poll::Ready(Err(Error::Lost("the port is closed".into()))),
            Poll::Ready(Ok(written)) => Poll::Ready(Ok(written)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Reads, and writes of `typed` what the line takes. Ready when something was read,
    /// or the last of `typed` went out.
    pub(super) fn poll_pass(
        &mut self,
        cx: &mut Context<'_>,
        typed: &mut VecDeque<u8>,
    ) -> Poll<Result<(), Error>> {
        let mut sent = false;
        while !typed.is_empty() {
            let written = match Pin::new(&mut *self.link).poll_write(cx, typed.as_slices().0) {
                Poll::Ready(Ok(0)) => {
                    return Poll::Ready(Err(Error::Lost("the port is closed".into())));
                }
                Poll::Ready(written) => written?,
                Poll::Pending => break,
            };
            typed.drain(..written);
            self.clear_at = self.clear_at.max(Instant::now()) + self.line_time(written);
            sent = typed.is_empty();
        }
        match self.poll_read(cx) {
            Poll::Pending if sent => Poll::Ready(Ok(())),
            read => read,
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let mut space = [0; READ];
        let mut buffer = ReadBuf::new(&mut space);
        match Pin::new(&mut *self.link).poll_read(cx, &mut buffer) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) if error.kind() == std::io::ErrorKind::Interrupted => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
            // After an unplug this comes for ever.
            Poll::Ready(Ok(())) if buffer.filled().is_empty() => {
                Poll::Ready(Err(Error::Lost("the port hung up".into())))
            }
            Poll::Ready(Ok(())) => {
                self.ahead.drain(..self.taken);
                self.taken = 0;
                self.ahead.extend_from_slice(buffer.filled());
                Poll::Ready(Ok(()))
            }
        }
    }
}
