//! The snippets on real MicroPython: all compile, those that need no wires run.

use mpdeck::catalog::snippets;
use mpdeck::model::AttachPolicy;

use crate::board::Board;
use crate::session::Attached;

use super::rig::workbench;

#[tokio::test]
async fn all_compile_and_those_that_need_no_wires_run() {
    let board = Board::start();
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    attached.session.connected().await.unwrap();
    for snippet in snippets() {
        let compiles = format!("compile({:?}, 'snippet', 'exec') and None", snippet.text);
        attached.session.exec(compiles).await.expect(&snippet.name);
    }
    let named = |name: &str| snippets().into_iter().find(|it| it.name == name).unwrap().text;
    attached.session.exec(named("Free memory")).await.unwrap();
    attached.session.exec(named("Pins")).await.unwrap();
    let said = attached.output(mpdeck::model::Stream::Program);
    assert!(said.contains("heap: ") && said.contains("files: "), "{said}");
    assert!(said.contains("\n2 0") || said.contains("\n2 1"), "pin 2 and its level: {said}");
}

#[test]
fn one_is_chosen_into_the_editor_and_one_runs() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("config/mpdeck/snippets");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("mine.py"), "# Mine: says so\nprint('my', 3 * 14)\n").unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("\x1b[20~"); // F9
    screen.wait_for("says so");
    screen.wait_for("I2C scan");
    screen.keys("r");
    screen.wait_for("my 42");
    screen.wait_for("ended 0.");
    screen.keys("\x1b[20~");
    screen.wait_for("says so");
    screen.keys("\x1b[B\r"); // the second: blink
    screen.wait_for("editing");
    screen.wait_for("led.value(not led.value())");
    screen.keys("\x07"); // Ctrl-G
    screen.wait_for("===     sleep(0.5)");
    screen.keys("\x03");
    screen.wait_for("KeyboardInterrupt");
    screen.wait_for(" prompt ");
    screen.keys("\x1d");
    screen.wait_for("browsing");
    screen.keys("q");
    assert!(screen.ended().success());
}
