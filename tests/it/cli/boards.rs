//! One project, several boards.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Mpdeck, Ran, finish, lossy, mpdeck, on, signal};
use crate::board::Board;
use crate::wait::{LONG, until};

/// A project whose `mpdeck.toml` names the two ports of a rig.
struct Rig {
    folder: tempfile::TempDir,
}

impl Rig {
    fn new() -> Rig {
        let rig = Rig { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(rig.path().join("src")).expect("make src");
        let ports = [rig.port("left"), rig.port("right")];
        let settings = format!("source = \"src\"\nafter_sync = \"nothing\"\nboards = {ports:?}\n");
        fs::write(rig.path().join("mpdeck.toml"), settings).expect("write the settings");
        rig.write("main.py", "print('one')\n");
        rig.write("lib.py", "x = 1\n");
        rig
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn port(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn plug(&self, name: &str) -> Board {
        Board::linked(&self.port(name))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join("src").join(name), text).expect("write a file");
    }

    fn mpdeck(&self, words: &[&str]) -> Mpdeck {
        let home = self.path().join("home").to_string_lossy().into_owned();
        mpdeck(words).folder(self.path()).env("HOME", &home)
    }

    fn sync(&self, words: &[&str]) -> Ran {
        self.mpdeck(&[&["sync"], words].concat()).run()
    }

    fn on(&self, name: &str, words: &[&str]) -> Ran {
        on(&self.port(name).to_string_lossy(), words).run()
    }
}

#[test]
fn a_sync_goes_to_all_of_them_each_with_its_own_conflicts_and_failures() {
    let rig = Rig::new();
    let nothing = rig.sync(&[]).ends(3);
    assert!(nothing.err.contains("none of"), "{}", nothing.err);
    let (_left, right) = (rig.plug("left"), rig.plug("right"));
    let plan = rig.sync(&["--dry-run"]).ends(0).text();
    for line in ["left: + main.py", "right: + main.py", "right: + lib.py"] {
        assert!(plan.contains(line), "{plan}");
    }
    rig.sync(&[]).ends(0);
    for name in ["left", "right"] {
        assert_eq!(rig.on(name, &["cat", "/main.py"]).ends(0).text(), "print('one')\n");
    }

    rig.on("right", &["exec", "f = open('/lib.py', 'w'); f.write('mine'); f.close()"]).ends(0);
    rig.write("lib.py", "x = 2\n");
    rig.write("main.py", "print('two')\n");
    let ran = rig.sync(&["--json"]).ends(1);
    let lines: Vec<serde_json::Value> =
        ran.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |event: &str, name: &str| {
        let board = rig.port(name);
        let found = lines
            .iter()
            .find(|line| line["event"] == event && line["board"].as_str() == board.to_str());
        found.cloned().unwrap_or_default()
    };
    assert_eq!(of("synced", "left")["updated"], 2, "{}", ran.text());
    assert_eq!(of("synced", "right")["updated"], 1, "{}", ran.text());
    assert_eq!(of("conflict", "right")["path"], "lib.py", "{}", ran.text());
    assert!(of("conflict", "left").is_null(), "{}", ran.text());
    assert_eq!(rig.on("right", &["cat", "/lib.py"]).ends(0).text(), "mine");
    assert_eq!(rig.on("left", &["cat", "/lib.py"]).ends(0).text(), "x = 2\n");

    // one that cannot be opened keeps nobody from being synced
    drop(right);
    let (left, right) = (rig.port("left"), rig.port("right"));
    let ports = ["-p", left.to_str().unwrap(), "-p", right.to_str().unwrap()];
    rig.write("main.py", "print('three')\n");
    let ran = rig.sync(&ports).ends(3);
    assert!(ran.err.contains("right: open"), "{}", ran.err);
    assert_eq!(rig.on("left", &["cat", "/main.py"]).ends(0).text(), "print('three')\n");
    // and the project's that is away is said and not missed
    rig.write("main.py", "print('four')\n");
    let ran = rig.sync(&["--all"]).ends(0);
    assert!(ran.err.contains("right is not plugged in"), "{}", ran.err);
    assert_eq!(rig.on("left", &["cat", "/main.py"]).ends(0).text(), "print('four')\n");
}

#[test]
fn a_save_goes_to_all_that_are_there_and_one_that_was_away_catches_up() {
    let rig = Rig::new();
    let _left = rig.plug("left");
    let mut command = rig.mpdeck(&["sync", "--watch", "--json"]);
    let log = rig.path().join("log");
    command.command.stdout(fs::File::create(&log).expect("a log"));
    let (child, _home) = command.start_with_output();
    let heard = || lossy(&fs::read(&log).unwrap_or_default());
    let synced = |name: &str, count: usize| {
        let board = format!("\"board\":\"{}\"", rig.port(name).display());
        let seen = || {
            let of = |line: &&str| line.contains(&board) && line.contains("\"event\":\"synced\"");
            heard().lines().filter(of).count() >= count
        };
        until(&format!("{count} syncs of {name}"), LONG, heard, || seen().then_some(()));
    };
    synced("left", 1);
    rig.write("main.py", "print('two')\n");
    synced("left", 2);
    let right = rig.plug("right");
    synced("right", 1);
    rig.write("main.py", "print('three')\n");
    synced("left", 3);
    synced("right", 2);
    // unplugged, and back with an empty flash
    drop(right);
    until("the loss of it", LONG, heard, || {
        rig.write("lib.py", "x = 3\n");
        heard().contains("\"event\":\"waiting\"").then_some(())
    });
    let _right = rig.plug("right");
    synced("right", 3);
    signal(&child, "-INT");
    finish(child, "sync --watch").ends(130);
    for name in ["left", "right"] {
        assert_eq!(rig.on(name, &["cat", "/main.py"]).ends(0).text(), "print('three')\n");
        assert_eq!(rig.on(name, &["cat", "/lib.py"]).ends(0).text(), "x = 3\n");
    }
}
