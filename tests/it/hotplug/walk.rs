//! A day with two boards in one workbench: browsed, edited, synced, watched, reset, logged,
//! each unplugged and back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::{CP2102, Desk, MadeUp, SECOND, board, row};

struct Day {
    desk: Desk,
    project: PathBuf,
}

impl Day {
    fn begin(size: (u16, u16), boards: &[&std::path::Path]) -> Day {
        let home = tempfile::tempdir().unwrap();
        let project = home.path().join("project");
        fs::create_dir_all(project.join("lib")).unwrap();
        fs::write(project.join("mpdeck.toml"), "").unwrap();
        fs::write(project.join("main.py"), "print('this is', 'v1')\n").unwrap();
        fs::write(project.join("lib/x.py"), "x = 1\n").unwrap();
        let editor = home.path().join("editor");
        fs::write(&editor, "#!/bin/sh\nsed -i s/v1/v2/ \"$1\"\n").unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        let made_up = MadeUp::new();
        let ports = [
            made_up.plug_to("ttyUSB0", &CP2102, boards[0]),
            made_up.plug_to("ttyUSB1", &SECOND, boards[1]),
        ];
        let desk = Desk::start(size, home, made_up, |command| {
            command
                .args(["-p", &ports[0], "-p", &ports[1]])
                .env("EDITOR", &editor)
                .env_remove("VISUAL")
                .current_dir(&project)
        });
        Day { desk, project }
    }

    fn keys(&self, keys: &str) {
        self.desk.screen.keys(keys);
    }

    fn sees(&self, text: &str) {
        self.desk.screen.wait_for(text);
    }

    /// Shows the other board, and waits until its REPL has said something so often.
    fn other_says(&self, name: &str, text: &str, times: usize) {
        self.keys("b");
        self.says(name, text, times);
    }

    fn says(&self, name: &str, text: &str, times: usize) {
        let what = format!("{name} to say {text:?} {times} times");
        self.desk.screen.wait_until(&what, |screen| {
            screen.contains(&format!("REPL {name}")) && screen.matches(text).count() >= times
        });
    }

    fn logged(&self, name: &str) -> String {
        let log = self.desk.home.path().join(format!("state/mpdeck/logs/{name}.log"));
        fs::read_to_string(log).unwrap_or_default()
    }
}

fn day(size: (u16, u16)) {
    let (first, second) = (board(1, None), board(2, None));
    let mut day = Day::begin(size, &[&first.port, &second.port]);
    // each board is asked about once
    day.sees("First sync to this board");
    day.keys("y");
    day.desk.screen.wait_until("the other question", |screen| {
        screen.contains("synced:") && screen.contains("First sync")
    });
    day.keys("y");
    day.desk.screen.wait_gone("First sync");

    // browsed
    day.keys("2o");
    day.sees("[Board]");
    day.keys("/main\r");
    day.sees("= same");
    day.keys("v");
    day.sees("print('this is', 'v1')");
    day.keys("q");
    day.desk.screen.wait_gone("print('this is', 'v1')");
    day.keys("\x1b");
    day.desk.screen.wait_gone("Files /main");

    // edited, sent to both as it is saved, and restarted
    day.keys("o");
    day.sees("[Local]");
    day.keys("/main\r");
    day.sees("= same");
    day.keys("E");
    day.says("ttyUSB0", "this is v2", 1);
    day.other_says("ttyUSB1", "this is v2", 1);
    day.keys("\x1b");
    day.desk.screen.wait_gone("Files /main");

    // both reset by one key
    day.keys("1");
    day.keys("gg  ");
    day.sees("to 2 marked boards");
    day.keys("\x04");
    day.says("ttyUSB1", "this is v2", 2);
    day.other_says("ttyUSB0", "this is v2", 2);

    // logged
    day.keys("L");
    day.sees("to file");
    day.keys("M");
    day.sees("mark 1 written");
    day.keys("A");
    day.desk.screen.wait_gone("marked board");

    // each unplugged and back under another name; what was saved meanwhile catches up
    let mut boards = [Some(first), Some(second)];
    for (at, (name, usb)) in [("ttyUSB0", CP2102), ("ttyUSB1", SECOND)].into_iter().enumerate() {
        day.desk.made_up.unplug(name);
        boards[at] = None;
        let gone = |screen: &str| row(screen, name).is_some_and(|row| row.contains("gone"));
        day.keys(if at == 0 { "1gg" } else { "1G" });
        day.desk.screen.wait_until("it to be gone", gone);
        let word = ["v3", "v4"][at];
        fs::write(day.project.join("main.py"), format!("print('this is', '{word}')\n")).unwrap();
        let (here, back) = [("ttyUSB1", "ttyUSB5"), ("ttyUSB5", "ttyUSB6")][at];
        let says = format!("this is {word}");
        match at {
            0 => day.other_says(here, &says, 1),
            _ => day.says(here, &says, 1),
        }
        let again = board(at as u8 + 1, None);
        day.desk.made_up.plug_to(back, &usb, &again.port);
        boards[at] = Some(again);
        day.other_says(back, &says, 1);
    }
    day.keys("2q");
    assert!(day.desk.screen.ended().success());
    for name in ["ttyUSB0", "ttyUSB1"] {
        let log = day.logged(name);
        assert!(log.contains("mark 1") && log.contains("this is v4"), "{name}: {log}");
    }
}

#[test]
fn at_80_by_24() {
    day((80, 24));
}

#[test]
fn at_160_by_50() {
    day((160, 50));
}
