//! `repl` and `monitor`, in a terminal.

use std::path::Path;

use super::{at, finish, on, theirs};
use crate::board::Board;
use crate::screen::Screen;
use crate::wait::{LONG, until};

fn repl(port: &str, home: &Path) -> Screen {
    in_terminal(port, home, &["repl"])
}

fn in_terminal(port: &str, home: &Path, words: &[&str]) -> Screen {
    let words = [&["-p", port], words].concat();
    Screen::start((80, 24), |command| {
        command
            .args(&words)
            .env("HOME", home)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("MPDECK_PORT")
            .current_dir(home)
    })
}

#[test]
fn the_repl_is_a_terminal() {
    let board = Board::start();
    let home = tempfile::tempdir().expect("a home");
    for way_out in ["\x1d", "\x18"] {
        let mut screen = repl(at(&board), home.path());
        screen.wait_for("Ctrl-] or Ctrl-X leaves");
        screen.keys("\r1+1\r");
        screen.wait_for(">>> 1+1\n2\n>>>");
        // Tab, control keys and escape sequences reach the board as they are.
        screen.keys("abacus = 'b' + 'eads'\raba\t\r");
        screen.wait_for("\n'beads'\n>>>");
        screen.keys("import time\rwhile 1: print('#', end=''); time.sleep_ms(5)\r\r");
        screen.wait_for("###");
        screen.keys("\x03");
        screen.wait_for("KeyboardInterrupt");
        // Pressed twice it is the board's.
        screen.keys("import sys; print('now'); print(ord(sys.stdin.read(1)))\r");
        screen.wait_for("\nnow");
        screen.keys(&way_out.repeat(2));
        screen.wait_for(&format!("\n{}\n>>>", way_out.as_bytes()[0]));
        screen.keys(way_out);
        assert_eq!(screen.ended().code(), Some(0));
    }
    assert_eq!(theirs(at(&board), &["eval", "1+1"]).trim(), "2");
}

#[test]
fn the_repl_needs_a_terminal() {
    let board = Board::start();
    let ran = on(at(&board), ["repl"]).run().ends(2);
    assert!(ran.err.contains("not a terminal"), "{}", ran.err);
}

#[test]
fn monitor_hears_and_disturbs_nothing() {
    let board = Board::start();
    let port = at(&board);
    let main = "\
import time
n = 0
try:
    while True:
        n += 1; print('tick', n); time.sleep_ms(20)
except KeyboardInterrupt:
    print('disturbed')
";
    let source = format!("open('/main.py', 'w').write({main:?})");
    on(port, ["exec", &source]).run().ends(0);
    on(port, ["reset", "--soft"]).run().ends(0);
    for _ in 0..2 {
        let mut command = on(port, ["monitor"]);
        let log = command.home.path().join("log");
        command.command.stdout(std::fs::File::create(&log).expect("a log"));
        let (child, _home) = command.start_with_output();
        let heard = || std::fs::read_to_string(&log).unwrap_or_default();
        until("three ticks", LONG, heard, || (heard().matches("tick").count() >= 3).then_some(()));
        super::signal(&child, "-INT");
        finish(child, "monitor").ends(130);
        assert!(!heard().contains("disturbed"), "{}", heard());
    }
}

#[test]
fn a_program_colours_the_terminal_and_does_nothing_else_to_it() {
    let board = Board::start();
    let home = tempfile::tempdir().expect("a home");
    let code = r"print('\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J end')";
    let mut screen = in_terminal(at(&board), home.path(), &["exec", code]);
    screen.wait_for("end");
    assert_eq!(screen.ended().code(), Some(0));
    let bytes = String::from_utf8_lossy(&screen.bytes()).into_owned();
    assert!(bytes.contains("\x1b[31mred\x1b[0m"), "{bytes:?}");
    assert_eq!(bytes.matches('\x1b').count(), 2, "{bytes:?}");
    // Into a file it goes as it came.
    let ran = on(at(&board), ["exec", code]).run().ends(0);
    assert_eq!(ran.text().matches('\x1b').count(), 4, "{:?}", ran.text());
}
