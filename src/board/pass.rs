//! Bytes both ways while no operation runs.

use std::collections::VecDeque;
use std::future::poll_fn;

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
        if !typed.is_empty() {
            self.place = Place::Unknown;
        }
        if self.wire.ahead().is_empty() {
            poll_fn(|cx| self.wire.poll_pass(cx, typed)).await?;
        }
        let bytes = self.wire.take_all();
        if !bytes.is_empty() {
            self.place = Place::Unknown;
        }
        Ok(bytes)
    }

    /// The last thing that came was the friendly prompt, and nothing was sent since.
    pub fn shows_prompt(&self) -> bool {
        self.place == Place::Friendly
    }
}
