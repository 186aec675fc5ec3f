//! How to print, and where to.

use std::io::{self, IsTerminal, Write};

use super::text::terminal_knows_unicode as knows_unicode;
use crate::cli::Global;
use crate::model::Request;

/// How to print.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    pub json: bool,
    /// Say more on stderr.
    pub verbose: bool,
    /// Pass the board's output on untouched, also to a terminal: `repl`.
    pub raw: bool,
    /// The time before each line of output, and in each JSON event of it.
    pub stamps: bool,
    /// The names of several boards in a colour each.
    pub colours: bool,
}

impl Style {
    /// How a request wants its results.
    pub(in crate::cli) fn of(global: &Global, request: &Request) -> Style {
        let style = Style { json: global.json, verbose: global.verbose > 0, ..Style::default() };
        match request {
            Request::Repl => Style { raw: true, ..style },
            Request::Monitor(options) => {
                Style { raw: options.raw, stamps: options.timestamps || global.json, ..style }
            }
            _ => style,
        }
    }
}

/// Where all of it goes, and what that can show.
pub struct Ends {
    pub out: Box<dyn Write + Send>,
    pub err: Box<dyn Write + Send>,
    pub out_is_terminal: bool,
    pub err_is_terminal: bool,
    pub unicode: bool,
    /// Progress bars may be drawn: stderr is the terminal of this process.
    pub bar: bool,
}

impl Ends {
    pub(super) fn ours() -> Ends {
        let (out, err) = (io::stdout(), io::stderr());
        Ends {
            out_is_terminal: out.is_terminal(),
            err_is_terminal: err.is_terminal(),
            unicode: knows_unicode(),
            bar: true,
            out: Box::new(out),
            err: Box::new(err),
        }
    }
}
