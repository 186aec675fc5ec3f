//! Boards by the names that the user gave them.

use std::fs;
use std::path::Path;

use super::{at, mpdeck};
use crate::board::Board;

/// A config.toml that names boards by their ports.
fn config(folder: &Path, boards: &[(&str, &str)]) -> String {
    let text: String = (boards.iter())
        .map(|(alias, port)| format!("[board.\"{port}\"]\nalias = \"{alias}\"\nlines = \"none\"\n"))
        .collect();
    let path = folder.join("config.toml");
    fs::write(&path, text).expect("write the config");
    path.to_str().expect("a plain path").to_owned()
}

#[test]
fn a_board_goes_by_its_alias() {
    let board = Board::start();
    let here = tempfile::tempdir().expect("a folder");
    let config = config(here.path(), &[("lamp", at(&board))]);
    let ran = mpdeck(["--config", &config, "-p", "lamp", "eval", "6*7"]).run().ends(0);
    assert_eq!(ran.text(), "42\n");
    let ran = mpdeck(["--config", &config, "-p", "no-such-lamp", "eval", "1"]).run().ends(3);
    assert!(ran.err.contains("no-such-lamp"), "{}", ran.err);
}
