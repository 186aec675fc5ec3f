//! The Files pane on the real board, in the real binary: what its keys do to the files of
//! both sides.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use mpdeck::demo::{DemoBoard, Options};

use crate::board::{MPDECK, options, special};
use crate::screen::Screen;

/// A board with some files, and the workbench on it in a folder that is no project.
struct Desk {
    screen: Screen,
    board: DemoBoard,
    home: tempfile::TempDir,
}

impl Desk {
    /// `editor` is a shell script; it is given the file.
    fn new(editor: &str) -> Desk {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for folder in ["here", "there/lib"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("there/boot.txt"), "one\ntwo\n").unwrap();
        fs::write(at("there/lib/x.py"), "x = 1\n").unwrap();
        fs::write(at("here/boot.txt"), "one\nthree\n").unwrap();
        fs::write(at("editor"), format!("#!/bin/sh\n{editor}\n")).unwrap();
        fs::set_permissions(at("editor"), fs::Permissions::from_mode(0o755)).unwrap();
        let board = special(Options { files: Some(at("there")), ..options() });
        let screen = Screen::start((100, 30), |command| {
            command
                .arg("-p")
                .arg(&board.port)
                .env("XDG_STATE_HOME", at("state"))
                .env("XDG_CONFIG_HOME", at("config"))
                .env("XDG_RUNTIME_DIR", home.path())
                .env("EDITOR", at("editor"))
                .env_remove("VISUAL")
                .current_dir(at("here"))
        });
        screen.wait_for("boot.txt");
        screen.wait_for("lib/");
        Desk { screen, board, home }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A file's text on the board, asked of the workbench that holds the port.
    fn there(&self, path: &str) -> Option<String> {
        let out = Command::new(MPDECK)
            .arg("-p")
            .arg(&self.board.port)
            .args(["cat", path])
            .env("XDG_STATE_HOME", self.at("state"))
            .env("XDG_CONFIG_HOME", self.at("config"))
            .env("XDG_RUNTIME_DIR", self.home.path())
            .output()
            .unwrap();
        out.status.success().then(|| String::from_utf8(out.stdout).unwrap())
    }

    /// Puts the cursor on a file of the board.
    fn board_side(&self) {
        self.screen.keys("2o");
        self.screen.wait_for("[Board]");
    }

    fn edits(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.at("state/mpdeck/edit")).into_iter().flatten().flatten();
        folders.map(|folder| folder.path().join("boot.txt")).collect()
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_file_of_the_board_is_edited_and_put_back() {
    let desk = Desk::new("echo edited >> \"$1\"");
    desk.board_side();
    desk.screen.keys("/boot\r");
    desk.screen.keys("je");
    desk.screen.wait_for("on the board as you edited it");
    assert_eq!(desk.there("/boot.txt").as_deref(), Some("one\ntwo\nedited\n"));
    assert!(desk.edits().is_empty(), "the copy is not needed any more");
}

#[test]
fn an_editor_that_fails_leaves_the_board_alone_and_keeps_the_text() {
    let desk = Desk::new("echo half >> \"$1\"; exit 3");
    desk.board_side();
    desk.screen.keys("/boot\r");
    desk.screen.keys("je");
    desk.screen.wait_for("exit status: 3");
    assert_eq!(desk.there("/boot.txt").as_deref(), Some("one\ntwo\n"));
    let [copy] = &desk.edits()[..] else { panic!("{:?}", desk.edits()) };
    assert_eq!(text(copy), "one\ntwo\nhalf\n");
}
