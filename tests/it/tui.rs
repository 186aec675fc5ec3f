//! The workbench itself: the real binary on a pty, on the simulated board.

use std::{fs, path::PathBuf};

use crate::screen::{PATIENCE, Screen};
use crate::wait::until;

/// `mpdeck demo` at a size, with a home of its own; waits until the sample ran once.
struct Demo {
    screen: Screen,
    home: tempfile::TempDir,
}

impl Demo {
    fn start(size: (u16, u16)) -> Demo {
        let home = tempfile::tempdir().unwrap();
        let screen = Screen::start(size, |command| {
            command
                .args(["demo"])
                .env("XDG_STATE_HOME", home.path().join("state"))
                .env("XDG_CONFIG_HOME", home.path().join("config"))
                .env("TMPDIR", home.path())
        });
        screen.wait_for("main: done");
        screen.wait_for(">>>");
        Demo { screen, home }
    }

    /// The sample project's folder.
    fn project(&self) -> PathBuf {
        let folders = fs::read_dir(self.home.path()).unwrap().flatten();
        let mut projects = folders.map(|entry| entry.path().join("project"));
        projects
            .find(|path| path.join("mpdeck.toml").exists())
            .expect("the sample project's folder")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("state/mpdeck/mpdeck.log")).unwrap()
    }
}

#[test]
fn edit_save_see() {
    let mut demo = Demo::start((80, 24));
    for title in ["1 Devices", "2 Files", "3 REPL", "4 Log"] {
        demo.screen.wait_for(title);
    }
    demo.screen.wait_for("main.py");

    demo.screen.keys("3");
    demo.screen.wait_for("typing");
    demo.screen.keys("20+22\r");
    demo.screen.wait_for("│42 ");

    let main = demo.project().join("main.py");
    let text = fs::read_to_string(&main).unwrap();
    fs::write(&main, text.replace("main: done", "main: edited")).unwrap();
    demo.screen.wait_for("main: edited");

    demo.screen.keys("\x1d"); // Ctrl-]
    demo.screen.wait_gone("typing");
    demo.screen.keys("q");
    assert!(demo.screen.ended().success());
    assert!(demo.screen.bytes().ends_with(b"\x1b[?25h"), "the cursor is shown again");
}

#[test]
fn a_signal_gives_the_terminal_back_and_names_the_log() {
    for (signal, name) in [("TERM", "SIGTERM"), ("INT", "SIGINT")] {
        let mut demo = Demo::start((120, 40));
        let kill = std::process::Command::new("kill")
            .args([format!("-{signal}"), demo.screen.pid().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let ended = demo.screen.ended();
        let said = String::from_utf8_lossy(&demo.screen.bytes()).into_owned();
        let (_, after) = said.rsplit_once("\x1b[?1049l").expect("the screen is given back");
        assert!(after.contains(name) && after.contains("mpdeck.log"), "{after:?}");
        assert!(ended.code().is_some_and(|code| code > 128), "{ended}");
        assert!(demo.log().contains(name));
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_names_the_log() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = Screen::start((80, 24), |command| {
        command
            .env("MPDECK_TEST_PANIC", "1")
            .env("XDG_STATE_HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .current_dir(home.path())
    });
    assert_eq!(screen.ended().code(), Some(101));
    let said = String::from_utf8_lossy(&screen.bytes()).into_owned();
    let (_, after) = said.rsplit_once("\x1b[?1049l").expect("the screen is given back");
    assert!(after.contains("bug in mpdeck") && after.contains("mpdeck.log"), "{after:?}");
    let log = fs::read_to_string(home.path().join("mpdeck/mpdeck.log")).unwrap();
    assert!(log.contains("panic") && log.contains("on purpose"), "{log}");
}

#[test]
fn a_terminal_too_small_says_the_size_it_needs_and_recovers() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = Screen::start((20, 5), |command| {
        command
            .env("XDG_STATE_HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .current_dir(home.path())
    });
    screen.wait_for("60");
    screen.resize(80, 24);
    screen.wait_for("Devices");
    screen.keys("q");
    assert!(screen.ended().success());
}

#[test]
fn a_flood_that_the_screen_drops_is_whole_in_the_log_file() {
    let board = crate::board::Board::start();
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("config/mpdeck")).unwrap();
    fs::write(home.path().join("config/mpdeck/config.toml"), "log = \"both\"\n").unwrap();
    // no two screens of it are alike
    let main = "for n in range(40000): print('line %05d %0110x' % (n, n ** 25))";
    let write = format!("f = open('/main.py', 'w'); f.write({main:?}); f.close()");
    crate::peer::mpremote(&board.port, &["exec", &write]);
    let mut screen = Screen::start((200, 60), |command| {
        command
            .arg("-p")
            .arg(&board.port)
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .current_dir(home.path())
    });
    screen.wait_for("to file");
    let logs = home.path().join("state/mpdeck/logs");
    let name = board.port.strip_prefix("/dev").unwrap().to_string_lossy().replace('/', "_");
    let log = |ending: &str| {
        fs::read_to_string(logs.join(format!("{name}.{ending}"))).unwrap_or_default()
    };
    // as over a line that hangs: what the board prints finds no way to the screen
    screen.stall(true);
    screen.keys("\x04"); // a soft reset
    let flood = 40_000 * "line 00000 \r\n".len() as u64 + 40_000 * 110;
    let raw = logs.join(format!("{name}.raw"));
    let logged = || fs::metadata(&raw).map_or(0, |file| file.len());
    until(
        "the end of the flood",
        2 * PATIENCE,
        || format!("{} of {flood} bytes", logged()),
        || (logged() >= flood).then_some(()),
    );
    screen.stall(false);
    let text = screen.wait_until("the newest line and what was dropped", |text| {
        text.contains("line 39999") && text.contains("M not shown")
    });
    // but for what may wait and what went out before the line was full
    let (before, _) = text.split_once("M not shown").unwrap();
    let megabytes: f32 = before.rsplit([' ', '─', '└']).next().unwrap().parse().unwrap();
    let flooded = flood as f32 / (1 << 20) as f32;
    assert!(megabytes > flooded / 3.0 && megabytes <= flooded + 0.1, "{megabytes} of {flooded}");
    screen.keys("M");
    screen.wait_for("mark 1");
    // The board may be busy, and q would ask.
    let kill = std::process::Command::new("kill").arg(screen.pid().to_string()).status();
    assert!(kill.unwrap().success());
    screen.ended();
    for ending in ["log", "raw"] {
        let text = log(ending);
        let numbers: Vec<u32> = (text.lines())
            .filter_map(|line| line.split_once("line ")?.1.split(' ').next()?.parse().ok())
            .collect();
        assert!(numbers == (0..40_000).collect::<Vec<u32>>(), "{ending}: {}", numbers.len());
        assert_eq!(text.contains("mark 1 ="), ending == "log");
    }
}
