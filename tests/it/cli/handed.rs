//! Subcommands on a board that a running workbench holds: that one carries them out.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{Mpdeck, at, finish, on, signal};
use crate::board::Board;
use crate::screen::Screen;
use crate::wait::{LONG, until};

struct Rig {
    screen: Screen,
    home: tempfile::TempDir,
    board: Board,
}

impl Rig {
    /// A workbench on a board, with a home of its own.
    fn start() -> Rig {
        let home = tempfile::tempdir().expect("a home");
        let board = Board::start();
        let screen = Screen::start((100, 30), |command| {
            command
                .args(["-p", at(&board)])
                .env("HOME", home.path())
                .env("XDG_STATE_HOME", home.path().join("state"))
                .env("XDG_CONFIG_HOME", home.path().join("config"))
                .env("XDG_RUNTIME_DIR", home.path().join("run"))
                .env_remove("MPDECK_PORT")
                .current_dir(home.path())
        });
        screen.wait_for("prompt");
        Rig { screen, home, board }
    }

    fn on(&self, words: &[&str]) -> Mpdeck {
        let home = self.home.path().to_str().expect("a plain path");
        let run = self.home.path().join("run");
        on(at(&self.board), words)
            .env("HOME", home)
            .env("XDG_STATE_HOME", &format!("{home}/state"))
            .env("XDG_RUNTIME_DIR", run.to_str().expect("a plain path"))
    }

    fn socket(&self) -> PathBuf {
        self.home.path().join(format!("run/mpdeck/{}.sock", self.screen.pid()))
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn what_a_workbench_holds_it_does_for_others_with_the_same_output_and_exit_code() {
    let mut rig = Rig::start();
    assert_eq!(mode(&rig.socket()), 0o600);
    assert_eq!(mode(rig.socket().parent().expect("a folder")), 0o700);

    assert_eq!(rig.on(&["eval", "6*7"]).run().ends(0).text(), "42\n");
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("x.py"), "print('from the other pane')\n").expect("write");
    let ran = rig.on(&["run", "x.py"]).folder(here.path()).run().ends(0);
    assert_eq!(ran.text(), "from the other pane\r\n");
    rig.screen.wait_for("from the other pane");
    let told = b"import sys; print('typed', sys.argv)";
    let ran = rig.on(&["run", "-", "a"]).input(told).run().ends(0);
    assert_eq!(ran.text(), "typed ['-', 'a']\r\n");
    // the caller's project counts, not the workbench's
    fs::write(here.path().join("mpdeck.toml"), "arguments = [\"b\"]\n").expect("write");
    let ran = rig.on(&["run", "-"]).folder(here.path()).input(told).run().ends(0);
    assert_eq!(ran.text(), "typed ['-', 'b']\r\n");

    let ran = rig.on(&["exec", "raise ValueError(7)"]).run().ends(4);
    assert!(ran.err.contains("ValueError: 7"), "{}", ran.err);
    let ran = rig.on(&["cat", "/nothing"]).run().ends(1);
    assert!(ran.err.contains("mpdeck: read /nothing"), "{}", ran.err);

    rig.on(&["put", "x.py", "/"]).folder(here.path()).run().ends(0);
    rig.on(&["get", "/x.py", "back.py"]).folder(here.path()).run().ends(0);
    let back = fs::read(here.path().join("back.py")).expect("the copy");
    assert_eq!(back, b"print('from the other pane')\n");
    let ran = rig.on(&["ls", "--json"]).run().ends(0);
    let listed: serde_json::Value = serde_json::from_slice(&ran.out).expect("JSON");
    assert!(listed["entries"].to_string().contains("x.py"), "{listed}");
    rig.screen.wait_for("x.py");

    let socket = rig.socket();
    rig.screen.keys("q");
    assert_eq!(rig.on(&["eval", "1+1"]).run().ends(0).text(), "2\n", "there, or then here");
    assert!(rig.screen.ended().success());
    assert!(!socket.exists(), "the socket goes with the workbench");
    assert_eq!(rig.on(&["eval", "1+1"]).run().ends(0).text(), "2\n", "and then it is done here");
}

#[test]
fn ctrl_c_and_the_end_of_the_caller_stop_what_was_asked() {
    let rig = Rig::start();
    rig.on(&["exec", "open('/main.py', 'w').write('while True: print(\"round\")')"]).run().ends(0);
    rig.screen.keys("\x04"); // a soft reset
    rig.screen.wait_for("round");
    let ran = rig.on(&["stop", "--json"]).run().ends(0);
    assert!(ran.text().contains("interrupt"), "{}", ran.text());
    rig.screen.wait_for("prompt");
    let looping = "import time\nprint('begun')\nwhile True: time.sleep(0.01)";
    for how in ["-INT", "-KILL"] {
        let mut command = rig.on(&["exec", looping]);
        let log = rig.home.path().join("log");
        command.command.stdout(fs::File::create(&log).expect("a log"));
        let (child, _home) = command.start_with_output();
        let heard = || fs::read_to_string(&log).unwrap_or_default();
        until("the program's word", LONG, heard, || heard().contains("begun").then_some(()));
        signal(&child, how);
        let ran = finish(child, "exec");
        if how == "-INT" {
            ran.ends(130);
        }
        assert_eq!(rig.on(&["eval", "1"]).run().ends(0).text(), "1\n", "{how}");
    }
}
