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
        Desk::with(editor, |options| options)
    }

    fn with(editor: &str, change: impl FnOnce(Options) -> Options) -> Desk {
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
        let board = special(change(Options { files: Some(at("there")), ..options() }));
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
    desk.screen.keys("E");
    desk.screen.wait_for("on the board as you edited it");
    assert_eq!(desk.there("/boot.txt").as_deref(), Some("one\ntwo\nedited\n"));
    assert!(desk.edits().is_empty(), "the copy is not needed any more");
}

#[test]
fn an_editor_that_fails_leaves_the_board_alone_and_keeps_the_text() {
    let desk = Desk::new("echo half >> \"$1\"; exit 3");
    desk.board_side();
    desk.screen.keys("/boot\r");
    desk.screen.keys("E");
    desk.screen.wait_for("exit status: 3");
    assert_eq!(desk.there("/boot.txt").as_deref(), Some("one\ntwo\n"));
    let [copy] = &desk.edits()[..] else { panic!("{:?}", desk.edits()) };
    assert_eq!(text(copy), "one\ntwo\nhalf\n");
}

#[test]
fn odd_names_go_to_the_board_and_none_reaches_the_terminal_raw() {
    let desk = Desk::new("true");
    let long = format!("{}.py", "a".repeat(252));
    let names = [
        &*long,
        "title\x1b]0;owned\x07.txt",
        "\u{202e}gpj.exe",
        "line\nend.py",
        "gr\u{fc}\u{df}e.py",
    ];
    for name in names {
        fs::write(desk.at("here").join(name), name).unwrap();
    }
    fs::remove_file(desk.at("here/boot.txt")).unwrap();
    // read again, mark all, upload
    desk.screen.keys("2R");
    desk.screen.wait_for("u202egpj.exe");
    desk.screen.keys("au");
    desk.screen.wait_for("Uploaded 5 files");
    for name in names {
        assert_eq!(desk.there(&format!("/{name}")).as_deref(), Some(name), "{name:?}");
    }
    // look at one, then delete all of them, which names them
    desk.screen.keys("Ao");
    desk.screen.wait_for("[Board]");
    desk.screen.keys("/gpj\rv");
    desk.screen.wait_for("202egpj.exe on ");
    desk.screen.keys("q");
    desk.screen.wait_gone("202egpj.exe on ");
    desk.screen.keys("\x1b");
    desk.screen.wait_for("lib/");
    desk.screen.keys("ax");
    desk.screen.wait_for("Delete 7 entries?");
    desk.screen.keys("y");
    desk.screen.wait_for("No files on the board");
    let bytes = desk.screen.bytes();
    let raw = |part: &str| bytes.windows(part.len()).any(|at| at == part.as_bytes());
    assert!(!raw("\x1b]0;owned") && !raw("\u{202e}"), "a name reached the terminal as it is");
    assert_eq!(desk.there("/boot.txt"), None);
    // and the last deletion comes back
    desk.screen.keys("B");
    desk.screen.wait_for("Undo the last change?");
    desk.screen.keys("y");
    desk.screen.wait_for("Undone on");
}

#[test]
fn a_file_that_vanished_or_changed_under_the_cursor_is_said_and_seen() {
    let desk = Desk::new("true");
    fs::remove_file(desk.at("here/boot.txt")).unwrap();
    desk.screen.keys("2v");
    desk.screen.wait_for("No such file");
    desk.screen.wait_for("This folder is empty");
    // the board's own program removes one
    desk.screen.keys("3");
    desk.screen.wait_for("typing");
    desk.screen.keys("import os; os.remove('/boot.txt'); print('re' + 'moved')\r");
    desk.screen.wait_for("removed\u{20}");
    desk.screen.keys("\x1d");
    desk.screen.wait_gone("typing");
    desk.board_side();
    desk.screen.keys("/boot\rv");
    desk.screen.wait_for("/boot.txt: no such file");
    desk.screen.wait_for("No name holds `boot`");
}

#[test]
fn a_full_board_keeps_what_it_has() {
    let desk = Desk::with("true", |options| Options { flash: 48 * 1024, ..options });
    let noise: String = (0..60_000u32).map(|at| char::from(b' ' + (at * at % 89) as u8)).collect();
    fs::write(desk.at("here/boot.txt"), noise).unwrap();
    desk.screen.keys("2R");
    desk.screen.keys("u");
    desk.screen.wait_for("Replace 1 entry?");
    desk.screen.keys("y");
    desk.screen.wait_for("no space. Make room");
    assert_eq!(desk.there("/boot.txt").as_deref(), Some("one\ntwo\n"));
}

#[test]
fn what_was_moved_and_deleted_comes_back() {
    let desk = Desk::new("true");
    fs::write(desk.at("here/new.py"), "print(1)\n").unwrap();
    desk.screen.keys("2R");
    desk.screen.wait_for("new.py");
    desk.screen.keys("/new\rU");
    desk.screen.wait_for("Move 1 file?");
    desk.screen.keys("y");
    desk.screen.wait_for("Moved 1 file");
    assert!(!desk.at("here/new.py").exists());
    assert_eq!(desk.there("/new.py").as_deref(), Some("print(1)\n"));
    desk.board_side();
    desk.screen.keys("/lib\rx");
    desk.screen.wait_for("Delete 1 entry?");
    desk.screen.keys("y");
    desk.screen.wait_for("Deleted /lib");
    assert_eq!(desk.there("/lib/x.py"), None);
    desk.screen.keys("B");
    desk.screen.wait_for("remove /lib");
    desk.screen.keys("y");
    desk.screen.wait_for("Undone on");
    assert_eq!(desk.there("/lib/x.py").as_deref(), Some("x = 1\n"));
}
