//! Bytes both ways while no operation runs.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::wire::Wire;
use super::{Board, Error, Place};

impl Board {
    /// Sends what is typed, as far as the line takes it, and gives what came; none
    /// when the last typed byte went out first. A board that takes nothing does not
    /// keep us from hearing it, nor one that prints without end from typing. May be
    /// dropped at any point: what is left to send stays in `typed`.
    ///
    /// # Errors
    /// [`Error::Lost`] when the link is gone.
    pub async fn pass(&mut self, typed: &mut VecDeque<u8>) -> Result<Vec<u8>, Error> {
        let before = typed.len();
        poll_fn(|cx| self.wire.poll_pass(cx, typed)).await?;
        let bytes = self.wire.take_all();
        if typed.len() < before || !bytes.is_empty() {
            self.place = Place::Unknown;
        }
        Ok(bytes)
    }

    /// The last thing that came was the friendly prompt, and nothing was sent since.
    pub fn shows_prompt(&self) -> bool {
        self.place == Place::Friendly
    }
}

impl Wire {
    /// Ready when bytes are there to take, or the last of `typed` went out.
    fn poll_pass(
        &mut self,
        cx: &mut Context<'_>,
        typed: &mut VecDeque<u8>,
    ) -> Poll<Result<(), Error>> {
        let mut sent = false;
        while !typed.is_empty() {
            let written = match Pin::new(self.link()).poll_write(cx, typed.as_slices().0) {
                Poll::Ready(Ok(0)) => {
                    return Poll::Ready(Err(Error::Lost("the port is closed".into())));
                }
                Poll::Ready(written) => written?,
                Poll::Pending => break,
            };
            typed.drain(..written);
            sent = typed.is_empty();
        }
        if sent || !self.ahead().is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.poll_read(cx)
    }
}
