//! `sys.argv` for a program.

use std::time::Duration;

use super::follow::Whose;
use super::{Board, Error, python};

/// It is one assignment.
const PATIENCE: Duration = Duration::from_secs(5);

impl Board {
    /// Sets `sys.argv` for what runs next, in a program of its own: the lines of the
    /// user's keep their numbers, and no name is left behind. A board without `sys.argv`
    /// has nothing to set.
    ///
    /// # Errors
    /// Those of [`exec`](Board::exec).
    pub async fn set_argv(&mut self, argv: &[String]) -> Result<(), Error> {
        let words: Vec<String> = argv.iter().map(|word| python::text(word)).collect();
        let source = format!("__import__('sys').argv[:]=[{}]", words.join(","));
        match self.run(source.as_bytes(), Whose::Ours(PATIENCE), &mut |_, _| {}).await {
            Err(Error::Raised { .. }) => Ok(()),
            ended => ended,
        }
    }
}
