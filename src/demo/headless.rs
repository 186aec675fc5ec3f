//! `mpdeck demo --headless`: only the board.

use std::io::Write;
use std::path::{Path, PathBuf};

use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::demo::{Options, start};
use crate::model::Problem;

/// Starts a board, prints its port on one line and keeps it running until Ctrl-C,
/// SIGTERM or SIGHUP.
///
/// # Errors
/// As [`start`], and if the board ends by itself.
pub fn headless(cache: &Path, link: Option<PathBuf>, out: &mut dyn Write) -> Result<(), Problem> {
    let failed =
        |error: std::io::Error| Problem::failed("run the simulated board", error.to_string());
    // Before the start, so that no signal finds a board that nobody ends.
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGCHLD]).map_err(failed)?;
    let mut board = start(Options { link, ..Options::new(cache) })?;
    writeln!(out, "{}", board.port.display()).and_then(|()| out.flush()).map_err(failed)?;
    for signal in signals.forever() {
        if signal != SIGCHLD {
            break;
        }
        if let Some(status) = board.ended() {
            return Err(Problem::failed(
                "run the simulated board",
                format!("node ended: {status}"),
            ));
        }
    }
    Ok(())
}
