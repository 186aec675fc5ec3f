//! The board vanishes in the middle of something, and comes back.

use std::fs;
use std::process::{Command, Output, Stdio};

use mpdeck::demo::{DemoBoard, Options};

use crate::board::{MPDECK, options, special};
use crate::line::{Line, Wiring};
use crate::peer::mpremote;

struct Setting {
    board: DemoBoard,
    folder: tempfile::TempDir,
}

impl Setting {
    fn new() -> Setting {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("old.txt"), "old").unwrap();
        let board = special(Options { files: Some(folder.path().into()), ..options() });
        fs::write(folder.path().join("new.txt"), noise(20_000)).unwrap();
        Setting { board, folder }
    }

    /// Runs mpdeck over a line that is cut after `cut` bytes.
    fn cut(&self, cut: u64, arguments: &[&str]) -> (i32, String) {
        let line = Line::to(&self.board.port, Wiring { cut: Some(cut), ..Wiring::default() });
        let Output { status, stderr, .. } = Command::new("timeout")
            .args(["60", MPDECK, "-p", line.port.to_str().unwrap()])
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (status.code().expect("an exit code"), String::from_utf8_lossy(&stderr).into_owned())
    }
}

/// Text that hardly compresses.
fn noise(length: usize) -> String {
    let mut state = 1u64;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b' ' + ((state >> 40) % 94) as u8)
    })
    .take(length)
    .collect()
}

#[test]
fn in_a_put_the_file_is_old_or_new() {
    let setting = Setting::new();
    for cut in [30, 200, 600, 1500, 4000, 9000] {
        let (code, said) = setting.cut(cut, &["put", "new.txt", "/old.txt"]);
        assert!([1, 3].contains(&code), "cut at {cut}: {code} {said}");
        assert!(!said.is_empty());
        let length =
            mpremote(&setting.board.port, &["exec", "print(len(open('/old.txt').read()))"]);
        assert!(["3\n", "20000\n"].contains(&length.as_str()), "cut at {cut}: {length}");
    }
    let line = Line::to(&setting.board.port, Wiring::default());
    let done = Command::new(MPDECK)
        .args(["-p", line.port.to_str().unwrap(), "put", "new.txt", "/old.txt"])
        .current_dir(setting.folder.path())
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success());
    drop(line);
    let left = mpremote(
        &setting.board.port,
        &["exec", "import os; print(os.listdir('/'), len(open('/old.txt').read()))"],
    );
    assert_eq!(left, "['old.txt'] 20000\n");
}

#[test]
fn in_a_get_nothing_half_stays() {
    let setting = Setting::new();
    let long = setting.folder.path().join("new.txt");
    mpremote(&setting.board.port, &["fs", "cp", long.to_str().unwrap(), ":new.txt"]);
    for cut in [30, 600, 4000, 9000] {
        let (code, said) = setting.cut(cut, &["get", "/new.txt", "back.txt"]);
        assert!([1, 3].contains(&code), "cut at {cut}: {code} {said}");
        let names: Vec<_> =
            fs::read_dir(setting.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(
            !names.iter().any(|name| name.to_string_lossy().contains("back")),
            "cut at {cut}: {names:?}"
        );
    }
}

#[test]
fn in_a_program_it_says_that_the_board_is_gone() {
    let setting = Setting::new();
    fs::write(setting.folder.path().join("chatty.py"), "while True: print('some output')").unwrap();
    let (code, said) = setting.cut(1500, &["run", "chatty.py"]);
    assert!([1, 3].contains(&code), "{code} {said}");
    assert!(!said.is_empty());
}
