//! A board behind a UART line, at its prompt; and the workbench on the simulated board.

use std::path::{Path, PathBuf};

use mpdeck::demo::{DemoBoard, Uart};
use mpdeck::model::{AttachPolicy, Mode};

use crate::board::{options, special};
use crate::line::Line;
use crate::screen::Screen;
use crate::session::Attached;

pub fn uart() -> DemoBoard {
    let mut options = options();
    options.uart = Some(Uart { baud: 115_200, buffer: 256, erase: 0 });
    special(options)
}

/// At the prompt, which the board is asked for as a user would.
pub async fn at_prompt(line: &Line) -> Attached {
    let attached = Attached::to(&line.port, AttachPolicy::Ask);
    attached.session.connected().await.unwrap();
    // an answer, and not only the prompt of the start, shows that nothing is under way
    attached.type_text("41+1\r");
    attached.until_said("42\r\n>>> ").await;
    attached.until_mode(Mode::Friendly).await;
    attached
}

/// `mpdeck demo` with all its files in `home`, after its sample ran once.
pub fn workbench(
    home: &Path,
    prepare: impl FnOnce(pty_process::blocking::Command) -> pty_process::blocking::Command,
) -> Screen {
    let screen = Screen::start((100, 30), |command| {
        let command = command
            .args(["demo"])
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("TMPDIR", home);
        prepare(command)
    });
    screen.wait_for("main: done");
    screen.wait_for(">>>");
    screen
}

/// Waits until the status bar says that the board is at its prompt: what it printed is on
/// the screen a moment before.
pub fn wait_prompt(screen: &Screen) {
    screen.wait_for(" prompt   ");
}

/// The sample project's folder of such a workbench.
pub fn project(home: &Path) -> PathBuf {
    let folders = std::fs::read_dir(home).unwrap().flatten();
    let mut projects = folders.map(|entry| entry.path().join("project"));
    projects.find(|path| path.join("mpdeck.toml").exists()).expect("the sample project")
}
