//! `stop` and `reset --safe` on real MicroPython.

use std::path::Path;

use mpdeck::demo::{DemoBoard, Options};

use super::{at, finish, on, theirs};
use crate::board::{Board, options, special};
use crate::wait::{LONG, until};
use crate::wire::Wire;

/// A board whose `main.py` has done `before` and is at `after`.
fn running(before: &str, after: &str) -> DemoBoard {
    let files = tempfile::tempdir().expect("a folder");
    let main = format!("import time\n{before}\nprint('up')\n{after}\n");
    std::fs::write(files.path().join("main.py"), main).expect("write main.py");
    let board = special(Options { files: Some(files.path().to_owned()), ..options() });
    Wire::open(&board.port).read_to("up\r\n");
    board
}

#[test]
fn a_program_that_floods_sleeps_or_catches_ctrl_c_is_stopped() {
    for (program, steps) in [
        // what the line still holds of a flood may outlast the patience of the first step
        ("while True: print('flood' * 20)", ["interrupt", "repeat"].as_slice()),
        ("time.sleep(1000)", &["interrupt"]),
        (
            "n = 0\nwhile n < 5:\n  try:\n    while True: time.sleep_ms(5)\n  except KeyboardInterrupt: n += 1; print('no')",
            &["repeat"],
        ),
    ] {
        let board = running("", program);
        let port = board.port.to_str().expect("a plain name");
        let ran = on(port, ["--json", "stop"]).run().ends(0);
        let stopped = |step: &&str| ran.text().contains(&format!("\"stopped\":\"{step}\""));
        assert!(steps.iter().any(stopped), "{program}: {ran:?}");
        assert_eq!(theirs(port, &["eval", "1+1"]).trim(), "2");
    }
}

#[test]
fn a_program_that_takes_no_ctrl_c_is_told_of_with_the_next_step() {
    let deaf = "import micropython\nmicropython.kbd_intr(-1)";
    let board = running(deaf, "while True: time.sleep_ms(10)");
    let ran = on(board.port.to_str().expect("a plain name"), ["stop"]).run().ends(1);
    assert!(ran.err.contains("step 2 of 5") && ran.err.contains("stop --catch"), "{}", ran.err);
}

#[test]
fn safe_mode_runs_boot_and_leaves_main_out() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", "open('/boot.py', 'w').write('booted = 7')"]).run().ends(0);
    on(port, ["exec", "open('/main.py', 'w').write('started = 1')"]).run().ends(0);
    on(port, ["reset", "--safe"]).run().ends(0);
    let ran = on(port, ["eval", "(booted, 'started' in globals())"]).run().ends(0);
    assert_eq!(ran.text().trim(), "(7, False)");
}

/// A board whose program takes no Ctrl-C, as one behind a watchdog or asleep.
fn armoured() -> (tempfile::TempDir, impl Fn() -> Options) {
    let files = tempfile::tempdir().expect("a folder");
    let main = "import time, micropython\ntime.sleep_ms(300)\nmicropython.kbd_intr(-1)\nprint('armoured')\nwhile True: time.sleep_ms(10)\n";
    std::fs::write(files.path().join("main.py"), main).expect("write main.py");
    let link = files.path().join("port");
    let flash = files.path().to_owned();
    (files, move || Options { files: Some(flash.clone()), link: Some(link.clone()), ..options() })
}

#[test]
fn a_board_is_caught_when_it_is_plugged_in_again() {
    let (files, options) = armoured();
    let board = special(options());
    let port = board.port.to_str().expect("a plain name").to_owned();
    let mut listening = on(&port, ["monitor"]);
    let log = listening.home.path().join("log");
    listening.command.stdout(std::fs::File::create(&log).expect("a log"));
    let (listener, _home) = listening.start_with_output();
    let heard = || std::fs::read_to_string(&log).unwrap_or_default();
    until("its program", LONG, heard, || heard().contains("armoured").then_some(()));
    super::signal(&listener, "-INT");
    finish(listener, "monitor").ends(130);

    let mut catching = on(&port, ["stop", "--catch"]);
    let said = catching.home.path().join("said");
    catching.command.stdout(std::process::Stdio::null());
    catching.command.stderr(std::fs::File::create(&said).expect("a file"));
    let mut child = catching.command.stdin(std::process::Stdio::null()).spawn().expect("mpdeck");
    let notes = || std::fs::read_to_string(&said).unwrap_or_default();
    until("its request", LONG, notes, || notes().contains("reset the board now").then_some(()));
    drop(board);
    let again = special(options());
    assert_eq!(again.port, Path::new(&port));
    let status = until("the end", LONG, notes, || child.try_wait().expect("wait"));
    assert_eq!(status.code(), Some(0), "{}", notes());
    assert_eq!(theirs(&port, &["eval", "1+1"]).trim(), "2");
    drop(files);
}
