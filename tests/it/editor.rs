//! The workbench's editor on real MicroPython: a file of the board, and one of this
//! machine.

use std::fs;
use std::path::Path;

use crate::board::{Board, MPDECK};
use crate::peer::mpremote;
use crate::repl::rig::{project, workbench};
use crate::screen::Screen;

fn on_board(board: &Board, home: &Path) -> Screen {
    let screen = Screen::start((80, 24), |command| {
        command
            .arg("-p")
            .arg(&board.port)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_RUNTIME_DIR", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .current_dir(home)
    });
    screen.wait_for(">>>");
    // Alt-2, and to the board's side
    screen.keys("\x1b2");
    screen.keys("o");
    screen.wait_for("blink.py");
    screen
}

/// Presses the mouse where a text stands; a key might come too early for a question that
/// comes up while one types.
fn click(screen: &Screen, text: &str) {
    let shown = screen.wait_for(text);
    let lines = shown.lines().enumerate();
    let place = lines.filter_map(|(row, line)| Some((row, line.split_once(text)?.0))).next();
    let (row, before) = place.expect("it stands in one line");
    let column = before.chars().count();
    screen.keys(&format!("\x1b[<0;{};{}M", column + 1, row + 1));
    screen.keys(&format!("\x1b[<0;{};{}m", column + 1, row + 1));
}

fn put(board: &Board, path: &str, content: &str) {
    let write = format!("f = open({path:?}, 'w'); f.write({content:?}); f.close()");
    mpremote(&board.port, &["exec", &write]);
}

#[test]
fn a_board_file_is_edited_saved_and_run() {
    let board = Board::start();
    put(&board, "/blink.py", "led = 'off'\r\nprint('led', led)");
    let home = tempfile::tempdir().unwrap();
    let mut screen = on_board(&board, home.path());
    screen.keys("/blink\re");
    screen.wait_for("/blink.py on");
    screen.wait_for("1 led = 'off'");
    // the first line's end, and its string anew; a paste of the terminal's
    screen.keys("\x1b[F\x7f\x7f\x7f\x7f\x1b[200~on'  # wieder\x1b[201~");
    screen.wait_for("1 led = 'on'  # wieder");
    screen.keys("\x13"); // Ctrl-S
    screen.wait_for("Saved /blink.py");
    screen.keys("\x1b[15~"); // F5
    screen.wait_for("led on");
    // what is not saved is asked about
    screen.keys("x\x11"); // Ctrl-Q
    screen.wait_for("Save it?");
    screen.keys("n");
    screen.wait_for("2 Files");
    screen.keys("q");
    assert!(screen.ended().success());
    let read = "import sys; sys.stdout.write(repr(open('/blink.py').read()))";
    let content = mpremote(&board.port, &["exec", read]);
    assert_eq!(content.trim(), r#""led = 'on'  # wieder\r\nprint('led', led)""#);
}

#[test]
fn what_changed_on_the_board_meanwhile_is_not_overwritten_unasked() {
    let board = Board::start();
    put(&board, "/blink.py", "print('first')\n");
    let home = tempfile::tempdir().unwrap();
    let mut screen = on_board(&board, home.path());
    screen.keys("/blink\re");
    screen.wait_for("1 print('first')");
    let code = "f = open('/blink.py', 'w'); f.write('print(2)\\n'); f.close()";
    // through the workbench, which holds the port
    let other = std::process::Command::new(MPDECK)
        .arg("-p")
        .arg(&board.port)
        .args(["exec", code])
        .env("XDG_STATE_HOME", home.path().join("state"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .status();
    assert!(other.unwrap().success());
    screen.keys("#\x13");
    screen.wait_for("Overwrite it?");
    click(&screen, "Not now");
    screen.wait_gone("Overwrite it?");
    screen.keys("\x13");
    screen.wait_for("Overwrite it?");
    click(&screen, "  Overwrite ");
    screen.wait_for("Saved /blink.py");
    screen.keys("\x11q");
    assert!(screen.ended().success());
    let content = mpremote(&board.port, &["cat", ":/blink.py"]);
    assert_eq!(content, "#print('first')\n");
}

#[test]
fn a_local_file_that_another_program_writes_is_read_again_or_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    let file = project(home.path()).join("main.py");
    screen.keys("\x1b2");
    screen.keys("/main\re");
    screen.wait_for("┌ main.py ─");
    fs::write(&file, "print('from elsewhere')\n").unwrap();
    screen.wait_for("1 print('from elsewhere')");
    screen.keys("# mine ");
    screen.wait_for("# mine print");
    fs::write(&file, "print('once more')\n").unwrap();
    click(&screen, "Keep mine");
    screen.wait_gone("Read it again?");
    screen.keys("\x13");
    // whose word takes the place of the save's
    screen.wait_for("synced: 1 updated, 31 bytes");
    assert_eq!(fs::read_to_string(&file).unwrap(), "# mine print('from elsewhere')\n");
    click(&screen, "print('from");
    screen.keys("1;");
    screen.wait_for("# mine 1;print");
    screen.keys("\x1a"); // Ctrl-Z
    screen.wait_gone("1;print");
    screen.keys("\x11q");
    assert!(screen.ended().success());
}
