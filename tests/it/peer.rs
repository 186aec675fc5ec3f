//! mpremote and esptool, the tools whose results ours must agree with.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Set by `./tests/run`: a virtual environment with mpremote in it.
const VENV: &str = "MPDECK_TEST_VENV";

/// Where they are.
pub fn programs() -> PathBuf {
    program("esptool").parent().expect("a folder").to_owned()
}

fn program(name: &str) -> PathBuf {
    let venv = std::env::var_os(VENV).unwrap_or_else(|| {
        panic!("{VENV} is not set: run ./tests/run, or set it to a venv with tests/requirements.txt in it")
    });
    let path = Path::new(&venv).join("bin").join(name);
    assert!(path.exists(), "{} is missing: run ./tests/run", path.display());
    path
}

/// Runs mpremote on a board and returns all it has to say.
pub fn mpremote_output(port: &Path, arguments: &[&str]) -> Output {
    Command::new("timeout")
        .arg("60")
        .arg(program("mpremote"))
        .arg("connect")
        .arg(port)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("run mpremote")
}

/// Runs mpremote on a board and returns what it printed.
///
/// # Panics
/// If it fails, with its messages.
pub fn mpremote(port: &Path, arguments: &[&str]) -> String {
    let output = mpremote_output(port, arguments);
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "mpremote {arguments:?}: {}\n{out}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    out.replace("\r\n", "\n")
}

/// Runs esptool on a chip that is in its loader and returns all it has to say. A pseudo
/// terminal has no lines to reset the chip with, so it stays in its loader.
pub fn esptool_output(port: &Path, arguments: &[&str]) -> Output {
    Command::new("timeout")
        .arg("120")
        .arg(program("esptool"))
        .args(["--before", "no-reset", "--after", "no-reset", "--port"])
        .arg(port)
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "200")
        .stdin(Stdio::null())
        .output()
        .expect("run esptool")
}

/// Runs esptool on a chip that is in its loader and returns what it printed.
///
/// # Panics
/// If it fails, with its messages.
pub fn esptool(port: &Path, arguments: &[&str]) -> String {
    let output = esptool_output(port, arguments);
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "esptool {arguments:?}: {}\n{out}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    out.into_owned()
}
