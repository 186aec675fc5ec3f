//! Running from the workbench, and following a traceback into the editor.

use std::fs;

use super::rig::{project, workbench};

#[test]
fn a_file_runs_and_its_traceback_opens_in_the_editor() {
    let home = tempfile::tempdir().unwrap();
    let screen = workbench(home.path(), |command| command);
    let file = project(home.path()).join("aa.py");
    fs::write(&file, "print('be' + 'gins')\n\ndef f():\n    return [][7]\n\nf()\n").unwrap();
    // it is sent, and the board restarts; then it is run from here
    screen.keys("\x1b2"); // Alt-2
    screen.wait_for("aa.py");
    screen.wait_until("two starts", |text| text.matches("main: done").count() == 2);
    screen.keys("gg");
    screen.keys("jr");
    screen.wait_for("begins");
    screen.wait_for("raised 0.");
    let text = screen.wait_for("IndexError");
    assert!(text.contains("in f"), "{text}");
    screen.keys("\x1b3\x1d"); // Alt-3, Ctrl-]
    screen.wait_for("browsing");
    screen.keys("o");
    screen.wait_for("innermost first");
    screen.keys("\r");
    screen.wait_for("┌ aa.py ─");
    screen.wait_for(" 4:5 ┐");
    screen.keys("\x11"); // Ctrl-Q
    screen.wait_for("browsing");
    // again, by one key
    screen.keys(".");
    screen.wait_until("it ran twice", |text| text.matches("begins").count() == 2);
}
