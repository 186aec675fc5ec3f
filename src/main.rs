//! `mpdeck`: see the library for all it does.

use std::process::ExitCode;

use mpdeck::cli::{self, Ask, Invocation};
use mpdeck::runtime;

fn main() -> ExitCode {
    let invocation = match cli::parse_arguments(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(error) => {
            // Help and version are printed this way too; a closed stdout is no matter.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let Invocation { global, ask } = invocation;
    ExitCode::from(match ask {
        Ask::Request(request) => cli::run(&global, &request),
        Ask::Demo { headless: true, link } => cli::simulate(&global, link),
        Ask::Demo { headless: false, .. } => runtime::run(&global, true),
        Ask::Bare(chip) => cli::simulate_chip(&global, *chip),
        Ask::Workbench => runtime::run(&global, false),
    })
}
