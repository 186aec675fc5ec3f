//! Node.js and npm: whether they are here, and what to type if not.

use std::io;
use std::process::{Command, Output, Stdio};

use crate::model::Problem;

/// The first release with everything the glue uses and security updates.
const OLDEST: u32 = 18;

const INSTALL: &str =
    "Install it with `sudo apt install nodejs npm` (Debian, Ubuntu, Raspberry Pi OS).";

/// Checks that `node` can run the board.
///
/// # Errors
/// No node, or one older than 18.
pub(super) fn check() -> Result<(), Problem> {
    let output = run(Command::new("node").arg("--version"), "node")?;
    let text = String::from_utf8_lossy(&output.stdout);
    match major(&text) {
        Some(version) if version >= OLDEST => Ok(()),
        Some(version) => Err(Problem::failed(
            "start the simulated board",
            format!("it needs node {OLDEST} or later, and this is node {version}"),
        )
        .next(INSTALL)),
        None => Err(Problem::failed(
            "start the simulated board",
            format!("`node --version` answered `{}`", text.trim()),
        )
        .next(INSTALL)),
    }
}

/// Runs a command to its end; one that does not exist is a problem that names the packages.
pub(super) fn run(command: &mut Command, program: &str) -> Result<Output, Problem> {
    command.stdin(Stdio::null()).output().map_err(|error| missing(program, &error))
}

/// Why `program` could not be started.
pub(super) fn missing(program: &str, error: &io::Error) -> Problem {
    let why = match error.kind() {
        io::ErrorKind::NotFound => format!("it runs in Node.js, and there is no `{program}` here"),
        _ => format!("`{program}` cannot be started: {error}"),
    };
    Problem::failed("start the simulated board", why).next(INSTALL)
}

/// 20 of `v20.11.1`.
fn major(text: &str) -> Option<u32> {
    text.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("20.1"), None);
        assert_eq!(major(""), None);
    }

    #[test]
    fn a_missing_program_names_the_packages() {
        let problem = run(&mut Command::new("mpdeck-no-such-node"), "node").unwrap_err();
        assert!(problem.to_string().contains("sudo apt install nodejs npm"), "{problem}");
    }
}
