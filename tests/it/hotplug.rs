//! Boards that come, go and come back elsewhere: the workbench on a made-up `/dev` and
//! `/sys` whose ports lead to simulated boards.

use std::fs;
use std::path::Path;

use mpdeck::demo::{DemoBoard, Options};
use mpdeck::device::System;
use pty_process::blocking::Command;

use crate::board::{options, special};
use crate::screen::Screen;

#[allow(dead_code, reason = "shared with the library's own tests, which use all of it")]
#[path = "../../src/device/made_up.rs"]
mod made_up;
mod walk;

use made_up::{CP2102, MadeUp, Usb};

/// The course's second adapter: the same serial number as the first.
const SECOND: Usb<'static> = Usb { socket: "1-1.3", ..CP2102 };

struct Desk {
    screen: Screen,
    made_up: MadeUp,
    home: tempfile::TempDir,
}

impl Desk {
    fn new(size: (u16, u16), prepare: impl FnOnce(&MadeUp)) -> Desk {
        let home = tempfile::tempdir().unwrap();
        let made_up = MadeUp::new();
        prepare(&made_up);
        let folder = home.path().to_owned();
        Desk::start(size, home, made_up, |command| command.current_dir(folder))
    }

    fn start(
        size: (u16, u16),
        home: tempfile::TempDir,
        made_up: MadeUp,
        more: impl FnOnce(Command) -> Command,
    ) -> Desk {
        let screen = Screen::start(size, |command| {
            let command = command
                .env("MPDECK_TEST_SYSTEM", made_up.root())
                .env("HOME", home.path())
                .env("XDG_STATE_HOME", home.path().join("state"))
                .env("XDG_CONFIG_HOME", home.path().join("config"))
                .env("XDG_RUNTIME_DIR", home.path())
                .env_remove("MPDECK_PORT");
            more(command)
        });
        screen.wait_for("1 Devices");
        Desk { screen, made_up, home }
    }
}

/// A board of its own; the same number is the same board.
fn board(number: u8, files: Option<&Path>) -> DemoBoard {
    special(Options { uid: [number; 8], files: files.map(Path::to_path_buf), ..options() })
}

/// The row of Devices of a port.
fn row<'a>(screen: &'a str, port: &str) -> Option<&'a str> {
    let begins = |line: &&str| {
        ["●", "○", "×"].iter().any(|mark| line.starts_with(&format!("│{mark} {port}")))
    };
    screen.lines().find(begins)
}

#[test]
fn a_board_is_seen_when_it_is_plugged_in_and_known_again_at_another_port() {
    let desk = Desk::new((100, 30), |_| {});
    desk.screen.wait_for("No board found");
    let first = board(1, None);
    desk.made_up.plug_to("ttyUSB0", &CP2102, &first.port);
    // the only candidate is opened
    desk.screen.wait_for("prompt    ttyUSB0");
    desk.screen.keys("3\r");
    desk.screen.wait_for("typing");
    desk.screen.keys("'said ' + 'before'\r");
    desk.screen.wait_for("'said before'");
    desk.screen.keys("\x1d");

    desk.made_up.unplug("ttyUSB0");
    drop(first);
    desk.screen.wait_until("the board to be gone", |screen| {
        row(screen, "ttyUSB0").is_some_and(|row| row.contains("gone"))
    });
    // the kernel gives it another number, and udev is late
    let again = board(1, None);
    desk.made_up.plug_to("ttyUSB3", &CP2102, &again.port);
    let screen = desk.screen.wait_for("prompt    ttyUSB3");
    assert!(row(&screen, "ttyUSB0").is_none(), "it is one board:\n{screen}");
    assert!(screen.contains("'said before'"), "its REPL is the same:\n{screen}");
}

#[test]
fn two_boards_with_one_serial_number_stay_apart() {
    let (first, second) = (board(1, None), board(2, None));
    let desk = Desk::new((100, 30), |made_up| {
        made_up.plug_to("ttyUSB0", &CP2102, &first.port);
        made_up.plug_to("ttyUSB1", &SECOND, &second.port);
    });
    // several: the user chooses
    desk.screen.wait_for("2 devices");
    desk.screen.keys("1\r");
    desk.screen.wait_for("prompt    ttyUSB0");
    desk.screen.keys("j\r");
    desk.screen.wait_for("prompt    ttyUSB1");
    // they come back with their names exchanged
    desk.made_up.unplug("ttyUSB0");
    desk.made_up.unplug("ttyUSB1");
    drop((first, second));
    desk.screen.wait_until("both to be gone", |screen| screen.matches(" gone").count() == 2);
    let (first, second) = (board(1, None), board(2, None));
    desk.made_up.plug_to("ttyUSB1", &CP2102, &first.port);
    desk.made_up.plug_to("ttyUSB0", &SECOND, &second.port);
    desk.screen.wait_for("2 of 2 connected");
    // the one that was shown is the one in its socket, now at the other name
    desk.screen.wait_for("prompt    ttyUSB0");
    desk.screen.keys("3\r");
    desk.screen.wait_for("typing");
    desk.screen.keys("import machine; machine.unique_id()\r");
    desk.screen.wait_for(r"\x02\x02\x02\x02");
}

#[test]
fn a_flood_of_plugs_disturbs_neither_keys_nor_the_board() {
    let first = board(1, None);
    let desk = Desk::new((100, 30), |made_up| {
        made_up.plug_to("ttyUSB0", &CP2102, &first.port);
    });
    desk.screen.wait_for("prompt    ttyUSB0");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..600 {
                let other = Usb { socket: "1-2", ..CP2102 };
                desk.made_up.plug("ttyUSB7", &other);
                desk.made_up.unplug("ttyUSB7");
            }
        });
        desk.screen.keys("3\r");
        desk.screen.wait_for("typing");
        for word in ["one", "two", "three"] {
            desk.screen.keys(&format!("'{word}' + '!'\r"));
            desk.screen.wait_for(&format!("'{word}!'"));
        }
    });
    desk.screen.keys("\x1d");
    desk.screen.wait_gone("typing");
    desk.screen.wait_until("the end of the flood", |screen| !screen.contains("ttyUSB7"));
    desk.screen.wait_for("prompt    ttyUSB0");
}

#[test]
fn a_port_that_vanishes_before_it_is_opened_is_said_and_waited_for() {
    let first = board(1, None);
    let desk = Desk::new((100, 30), |made_up| {
        // its node leads nowhere by now, as between a look and an open
        let port = made_up.plug("ttyUSB0", &CP2102);
        fs::remove_file(port).unwrap();
        made_up.plug_to("ttyUSB1", &SECOND, Path::new("/dev/null"));
    });
    // /dev/null is no serial port: said in words, and the workbench goes on
    desk.screen.wait_until("why it cannot be opened", |screen| {
        screen.contains("serial port") && screen.contains("ttyUSB1")
    });
    desk.made_up.unplug("ttyUSB1");
    desk.made_up.plug_to("ttyUSB1", &SECOND, &first.port);
    desk.screen.wait_for("prompt    ttyUSB1");
    assert!(desk.home.path().join("state/mpdeck/mpdeck.log").exists());
}

#[test]
fn a_device_that_opens_and_never_answers_holds_nothing_up() {
    let silent = pty_process::blocking::open().unwrap();
    let port = silent_port(&silent.0);
    let mut desk = Desk::new((100, 30), |made_up| {
        made_up.plug_to("ttyUSB0", &CP2102, &port);
    });
    desk.screen.wait_for("Stop the program?");
    desk.screen.keys("y");
    desk.screen.wait_until("what it is not", |screen| screen.contains("does not answer"));
    // keys go on meanwhile, and nothing is asked for ever
    desk.screen.keys("?");
    desk.screen.wait_for("In every pane");
    desk.screen.keys("\x1b");
    desk.screen.wait_gone("In every pane");
    desk.screen.keys("q");
    assert!(desk.screen.ended().success());
    drop(silent);
}

/// The other end of a pty that nobody serves.
fn silent_port(pty: &pty_process::blocking::Pty) -> std::path::PathBuf {
    use std::os::fd::AsFd as _;
    rustix::pty::ptsname(pty.as_fd(), Vec::new())
        .map(|name| std::path::PathBuf::from(name.into_string().unwrap()))
        .unwrap()
}
