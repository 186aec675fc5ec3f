//! The input editor in the workbench, on the simulated board.

use super::rig::{wait_prompt, workbench};

#[test]
fn a_block_is_written_sent_and_remembered() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("\x1b[18~"); // F7
    screen.wait_for("editing");
    screen.keys("for i in range(3):\rprint('line', i * 7)\r");
    screen.wait_for("Enter sends");
    screen.keys("\r");
    screen.wait_for("line 14");
    wait_prompt(&screen);
    // one line is typed, so that the board says what it is worth
    screen.keys("6*7\r");
    screen.wait_for("│42 ");
    wait_prompt(&screen);
    // letters that the board's line editor would lose
    screen.keys("print(len('aü€🙂') * 1111)\r");
    screen.wait_for("│4444 ");
    wait_prompt(&screen);
    // Tab asks the board
    screen.keys("import machi\t");
    screen.wait_for("import machine");
    screen.keys("\x03");
    screen.wait_gone("import machine");
    // again, from the history
    screen.keys("\x1b[A\x1b[A\x1b[A");
    screen.wait_for("print('line', i * 7)");
    screen.keys("\x07"); // Ctrl-G
    screen.wait_until("the loop to run again", |text| text.matches("line 14").count() == 2);
    screen.keys("\x1d");
    screen.wait_for("browsing");
    screen.keys("q");
    assert!(screen.ended().success());
    let folder = std::fs::read_dir(home.path().join("state/mpdeck/history")).unwrap();
    let kept: String =
        folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(kept.contains("for i in range(3):\\n    print('line', i * 7)"), "{kept}");
}
