//! The user's terminal, raw: every key goes to the board as it is.

use crate::model::Problem;

#[cfg(unix)]
mod unix {
    use std::io;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// Raw until dropped.
    pub(in crate::cli) struct Raw {
        before: Termios,
    }

    impl Raw {
        pub(in crate::cli) fn enter() -> io::Result<Raw> {
            let stdin = io::stdin();
            let before = tcgetattr(&stdin)?;
            let mut raw = before.clone();
            raw.make_raw();
            tcsetattr(&stdin, OptionalActions::Drain, &raw)?;
            Ok(Raw { before })
        }
    }

    impl Drop for Raw {
        fn drop(&mut self) {
            // The terminal may be gone; there is nothing else to try.
            let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
        }
    }
}

#[cfg(unix)]
pub(super) use unix::Raw;

/// Makes the terminal raw.
#[cfg(unix)]
pub(super) fn raw() -> Result<Raw, Problem> {
    use std::io::IsTerminal;
    if !std::io::stdin().is_terminal() {
        return Err(Problem::usage("open the REPL", "standard input is not a terminal")
            .next("`mpdeck exec` and `mpdeck run` take code; `mpdeck monitor` only listens."));
    }
    Raw::enter().map_err(|error| Problem::failed("make the terminal raw", error.to_string()))
}

#[cfg(not(unix))]
pub(super) fn raw() -> Result<(), Problem> {
    Err(Problem::failed("open the REPL", "this system's terminal is not supported yet")
        .next("The workbench has a REPL too: `mpdeck`."))
}
