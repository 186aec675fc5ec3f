//! Words of the board's memory: the input levels of its pins stand there.

use super::ask::Question;
use super::tree::unreadable;
use super::{Board, Error};

const READ: &str = include_str!("scripts/words.py");

impl Board {
    /// One word for each address. Whether reading an address has an effect is for the
    /// caller to know.
    ///
    /// # Errors
    /// [`Error::Unsupported`] on a board without `machine.mem32`, and those of
    /// [`Board::enter`].
    pub async fn read_words(&mut self, addresses: &[u32]) -> Result<Vec<u32>, Error> {
        let question = Question {
            scripts: &[READ],
            arguments: &[("addresses", format!("{addresses:?}"))],
            about: "the levels of its pins".into(),
        };
        let answer = match self.ask(&question).await {
            Err(Error::Raised { .. }) => {
                return Err(Error::Unsupported("it has no machine.mem32 to read".into()));
            }
            answer => answer?,
        };
        let row = answer.rows.first().ok_or_else(unreadable)?;
        let words: Option<Vec<u32>> = row
            .iter()
            .map(|value| value.size().and_then(|size| u32::try_from(size).ok()))
            .collect();
        words.filter(|words| words.len() == addresses.len()).ok_or_else(unreadable)
    }
}
