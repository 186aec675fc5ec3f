//! A panic gives the terminal back, says what happened and where the log is.

use std::{io::Write, path::PathBuf};

use super::terminal;

/// The exit code Rust itself uses for a panic.
const EXIT: i32 = 101;

/// A panic on any thread ends the program: half of a workbench would be worse.
pub fn install(log: Option<PathBuf>) {
    std::panic::set_hook(Box::new(move |info| {
        terminal::give_back();
        let trace = std::backtrace::Backtrace::force_capture();
        tracing::error!("panic: {info}\n{trace}");
        let mut err = std::io::stderr();
        let _ = writeln!(err, "mpdeck: this is a bug in mpdeck: {info}");
        if let Some(log) = &log {
            let _ = writeln!(err, "The log with the details is {}", log.display());
        }
        std::process::exit(EXIT);
    }));
}

/// Panics where the tests ask for it. Not in a release build.
pub fn rehearse() {
    #[cfg(debug_assertions)]
    if std::env::var_os("MPDECK_TEST_PANIC").is_some() {
        #[expect(clippy::panic, reason = "it is what is rehearsed")]
        {
            panic!("on purpose");
        }
    }
}
