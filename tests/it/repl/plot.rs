//! The plot in the workbench: a program on the real board prints numbers, the curves
//! follow, stand still, and go to a file.

use std::fs;
use std::path::Path;

use super::rig::workbench;

/// The file that the values were written to.
fn table(home: &Path) -> String {
    let files = fs::read_dir(home.join("state/mpdeck/plots")).unwrap().flatten();
    let paths: Vec<_> = files.map(|entry| entry.path()).collect();
    let [path] = paths.as_slice() else { panic!("one file: {paths:?}") };
    assert!(path.extension().is_some_and(|end| end == "csv"), "{path:?}");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_program_is_plotted_while_it_runs_and_its_values_are_written() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("3"); // what is typed goes to the board
    screen.wait_for("typing");
    screen.keys("import time\r");
    // 200 lines a second, of which the last one is known
    screen
        .keys("for n in range(601): print('up:%d,down:%.1f' % (n, -n / 2)); time.sleep_ms(5)\r\r");
    screen.wait_for("up:");
    screen.keys("\x1b[23~"); // F11
    screen.wait_for("■ up ");
    let curves = |text: &str| text.contains(['⣀', '⠤', '⠒', '⠉']);
    screen.wait_until("curves", curves);
    screen.wait_until("the last values", |text| {
        text.contains("■ up 600") && text.contains("■ down -300")
    });
    screen.wait_for("200 rows");

    screen.keys("\x1d"); // Ctrl-]
    screen.wait_for("browsing");
    screen.keys(" ");
    screen.wait_for("paused");
    // the cursor begins at the newest row; each step is one of the 200
    screen.keys("hh");
    screen.wait_until("values of the row that is pointed at", |text| {
        text.contains("■ up 59") && text.contains("■ down -29")
    });
    screen.keys("--");
    screen.wait_for("601 rows,");
    screen.keys("E");
    screen.wait_for("601 rows written to");
    let table = table(home.path());
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!((rows[0], rows.len()), ("seconds,up,down", 602));
    assert!(rows[1].ends_with(",0,0") && rows[601].ends_with(",600,-300"), "{table}");

    screen.keys("p");
    screen.wait_gone("■ up");
    screen.keys("q");
    assert!(screen.ended().success());
}
