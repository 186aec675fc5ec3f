//! Programs on the board.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::time::{Duration, Instant};

use super::{at, finish, mpdeck, on, signal, theirs};
use crate::board::Board;
use crate::wait::{LONG, until};

#[test]
fn output_comes_and_exceptions_are_told() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    std::fs::write(here.path().join("p.py"), "\u{feff}for i in range(3):\n    print('n', i)\n")
        .expect("write");
    let ran = on(port, ["run", "p.py"]).folder(here.path()).run().ends(0);
    assert_eq!((&*ran.text(), &*ran.err), ("n 0\r\nn 1\r\nn 2\r\n", ""));
    let ran = on(port, ["run", "-"]).input(b"print('piped')").run().ends(0);
    assert_eq!(ran.text(), "piped\r\n");
    let ran = on(port, ["eval", "2**100"]).run().ends(0);
    assert_eq!(ran.text(), "1267650600228229401496703205376\n");
    let ran = on(port, ["exec", "print('before'); raise ValueError(1)"]).run().ends(4);
    assert_eq!(ran.text(), "before\r\n");
    assert!(ran.err.starts_with("Traceback"), "{}", ran.err);
    assert!(ran.err.trim_end().ends_with("ValueError: 1"), "{}", ran.err);
    let ran = on(port, ["eval", "1 +"]).run().ends(4);
    assert!(ran.err.contains("SyntaxError"), "{}", ran.err);
    let ran = on(port, ["run", "none.py"]).run().ends(1);
    assert!(ran.err.contains("none.py: no such file"), "{}", ran.err);
    let ran = on(port, ["exec", "import sys; sys.exit()"]).run().ends(0);
    assert_eq!(ran.err, "");
}

#[test]
fn a_program_finds_its_name_and_its_arguments() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    std::fs::write(here.path().join("p.py"), "import sys\nprint(sys.argv)\n").expect("write");
    let said = |words: &[&str]| on(port, words).folder(here.path()).run().ends(0).text();
    let given = ["run", "p.py", "3", "it's", "--", "--fast", "-p"];
    assert_eq!(said(&given), "['p.py', '3', \"it's\", '--fast', '-p']\r\n");
    assert_eq!(said(&["run", "p.py"]), "['p.py']\r\n", "none of the run before");
    let toml = "arguments = [\"--slow\", \"ü\"]\n";
    std::fs::write(here.path().join("mpdeck.toml"), toml).expect("write");
    assert_eq!(said(&["run", "p.py"]), "['p.py', '--slow', '\\xfc']\r\n");
    assert_eq!(said(&["run", "p.py", "own"]), "['p.py', 'own']\r\n");
    let piped = on(port, ["run", "-", "x"]).input(b"import sys; print(sys.argv)").run().ends(0);
    assert_eq!(piped.text(), "['-', 'x']\r\n");
    // lines keep their numbers
    std::fs::write(here.path().join("p.py"), "\nraise ValueError\n").expect("write");
    let ran = on(port, ["run", "p.py", "x"]).folder(here.path()).run().ends(4);
    assert!(ran.err.contains("line 2"), "{}", ran.err);
}

/// Starts a command and waits for a line of its output.
#[track_caller]
fn until_line(port: &str, words: &[&str], wanted: &str) -> (Child, tempfile::TempDir) {
    let (mut child, home) = on(port, words).start();
    let out = child.stdout.as_mut().expect("stdout");
    // Byte by byte, so that nothing after the line is lost to a buffer.
    let mut reader = BufReader::with_capacity(1, out);
    let mut line = String::new();
    while !line.contains(wanted) {
        line.clear();
        let read = reader.read_line(&mut line).expect("read a line");
        assert!(read > 0, "{words:?} ended before it said {wanted:?}");
    }
    (child, home)
}

const BUSY: &str = "\
import time
print('ready')
try:
    while True: time.sleep_ms(10)
except KeyboardInterrupt:
    print('caught')
";

#[test]
fn ctrl_c_reaches_the_program() {
    let board = Board::start();
    let port = at(&board);
    let (child, _home) = until_line(port, &["exec", BUSY], "ready");
    signal(&child, "-INT");
    let ran = finish(child, "exec").ends(130);
    assert_eq!(ran.text(), "caught\r\n");
    assert_eq!(theirs(port, &["eval", "1+1"]).trim(), "2");
}

#[test]
fn every_signal_leaves_the_board_at_its_prompt() {
    let board = Board::start();
    let port = at(&board);
    // It takes three of them; one that takes them all no tool can stop.
    let stubborn = "\
print('ready')
for _ in range(3):
    try:
        while True: pass
    except KeyboardInterrupt: print('no')
";
    for which in ["-TERM", "-HUP"] {
        let (child, _home) = until_line(port, &["exec", stubborn], "ready");
        signal(&child, which);
        finish(child, "exec").ends(130);
        assert_eq!(theirs(port, &["resume", "eval", "1+1"]).trim(), "2", "{which}");
    }
    // Ctrl-C again and again reaches the program, until it ends mpdeck.
    let (child, _home) = until_line(port, &["exec", stubborn], "ready");
    let mut child = child;
    let end = Instant::now() + LONG;
    while child.try_wait().expect("look at mpdeck").is_none() {
        assert!(Instant::now() < end, "Ctrl-C does not end it");
        signal(&child, "-INT");
        std::thread::park_timeout(Duration::from_millis(200));
    }
    finish(child, "exec").ends(130);
    assert_eq!(theirs(port, &["resume", "eval", "1+1"]).trim(), "2");
}

#[test]
fn resets_and_the_clock() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", "x = 1; open('/main.py', 'w').write('y = 7')"]).run().ends(0);
    // What comes at once after a reset may interrupt main.py before its first line.
    until(
        "main.py to have run",
        LONG,
        || on(port, ["eval", "dir()"]).run().text(),
        || {
            on(port, ["reset", "--soft"]).run().ends(0);
            (on(port, ["eval", "y"]).run().text() == "7\n").then_some(())
        },
    );
    on(port, ["eval", "x"]).run().ends(4);
    on(port, ["exec", "import machine; machine.RTC().datetime((2001,1,1,0,0,0,0,0))"])
        .run()
        .ends(0);
    let off = on(port, ["rtc"]).run().ends(0).text();
    assert!(off.starts_with("2001-01-01T00:00:0") && off.contains("behind"), "{off}");
    on(port, ["rtc", "--set"]).run().ends(0);
    let set = on(port, ["rtc"]).run().ends(0).text();
    assert!(!set.contains("behind") && !set.contains("ahead"), "{set}");
    on(port, ["rtc", "--set", "--utc"]).run().ends(0);
    let set = on(port, ["rtc", "--utc"]).env("TZ", "Asia/Tokyo").run().ends(0).text();
    assert!(set.contains("UTC") && !set.contains("behind"), "{set}");
}

#[test]
fn the_environment_names_the_port() {
    let board = Board::start();
    let ran = mpdeck(["eval", "6*7"]).env("MPDECK_PORT", at(&board)).run().ends(0);
    assert_eq!(ran.text(), "42\n");
}
