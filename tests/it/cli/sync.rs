//! `mpdeck sync`, headless.

use std::fs;
use std::path::Path;

use super::{Mpdeck, Ran, at, finish, lossy, on, signal, theirs};
use crate::board::Board;
use crate::wait::{LONG, until};

/// A project of two files, and the home that remembers its syncs.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Project {
        let folder = tempfile::tempdir().expect("a folder");
        let project = Project { folder };
        fs::create_dir_all(project.path().join("src/lib")).expect("make src");
        project.write("mpdeck.toml", "source = \"src\"\nafter_sync = \"soft-reset\"\n");
        project.write("src/main.py", "print('one')\n");
        project.write("src/lib/m.py", "x = 1\n");
        project
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("write a file");
    }

    fn mpdeck(&self, port: &str, words: &[&str]) -> Mpdeck {
        let home = self.path().join("home").to_string_lossy().into_owned();
        on(port, words).folder(self.path()).env("HOME", &home)
    }

    fn sync(&self, port: &str, words: &[&str]) -> Ran {
        self.mpdeck(port, &[&["sync"], words].concat()).run()
    }
}

#[test]
fn a_sync_is_shown_done_and_then_has_nothing_to_do() {
    let board = Board::start();
    let port = at(&board);
    let project = Project::new();
    let plan = project.sync(port, &["--dry-run"]).ends(0).text();
    assert!(plan.contains("+ main.py") && plan.contains("+ lib/m.py"), "{plan}");
    assert!(plan.contains(&*project.path().join("src").to_string_lossy()), "{plan}");
    assert_eq!(on(port, ["ls", "/"]).run().ends(0).text(), "");
    let done = project.sync(port, &[]).ends(0).text();
    assert!(done.contains("added 2") && done.contains("soft reset"), "{done}");
    assert_eq!(theirs(port, &["fs", "cat", ":/lib/m.py"]), "x = 1\n");
    let again = project.sync(port, &[]).ends(0).text();
    assert!(again.contains("same 2") && again.contains("added 0"), "{again}");
}

#[test]
fn what_somebody_changed_on_the_board_is_left_alone() {
    let board = Board::start();
    let port = at(&board);
    let project = Project::new();
    project.sync(port, &[]).ends(0);
    // What comes at once after the sync's reset may be interrupted with main.py.
    let edit = ["exec", "f = open('/main.py', 'w'); f.write('mine'); f.close()"];
    until(
        "an edit on the board",
        LONG,
        || on(port, ["cat", "/main.py"]).run().text(),
        || {
            on(port, edit).run();
            (on(port, ["cat", "/main.py"]).run().text() == "mine").then_some(())
        },
    );
    project.write("src/main.py", "print('two')\n");
    project.write("src/lib/m.py", "x = 2\n");
    let ran = project.sync(port, &[]).ends(1);
    assert!(ran.text().contains("! main.py"), "{}", ran.text());
    assert_eq!(on(port, ["cat", "/main.py"]).run().ends(0).text(), "mine");
    assert_eq!(on(port, ["cat", "/lib/m.py"]).run().ends(0).text(), "x = 2\n");
    project.sync(port, &["--force"]).ends(0);
    assert_eq!(on(port, ["cat", "/main.py"]).run().ends(0).text(), "print('two')\n");
    // Deletes only when asked for.
    fs::remove_file(project.path().join("src/lib/m.py")).expect("remove a file");
    project.sync(port, &[]).ends(0);
    assert!(on(port, ["tree", "/"]).run().ends(0).text().contains("m.py"));
    project.sync(port, &["--delete"]).ends(0);
    assert!(!on(port, ["tree", "/"]).run().ends(0).text().contains("m.py"));
}

#[test]
fn only_a_folder_that_was_meant_is_synced() {
    let board = Board::start();
    let port = at(&board);
    let project = Project::new();
    fs::remove_file(project.path().join("mpdeck.toml")).expect("remove the file");
    let ran = project.sync(port, &[]).ends(2);
    assert!(ran.err.contains("mpdeck.toml") && ran.err.contains("--source"), "{}", ran.err);
    assert_eq!(ran.err.matches("mpdeck.toml").count(), 1, "{}", ran.err);
    project.sync(port, &["--source", "src", "--target", "/deep/er"]).ends(0);
    assert_eq!(on(port, ["ls", "/deep/er"]).run().ends(0).text(), "lib/\nmain.py\n");
}

#[test]
fn a_watch_brings_every_save() {
    let board = Board::start();
    let port = at(&board);
    let project = Project::new();
    let mut command = project.mpdeck(port, &["sync", "--watch", "--json"]);
    let log = project.path().join("log");
    command.command.stdout(fs::File::create(&log).expect("a log"));
    let (child, _home) = command.start_with_output();
    let heard = || lossy(&fs::read(&log).unwrap_or_default());
    let synced = |count: usize| {
        let seen = || heard().matches(r#""event":"synced""#).count() >= count;
        until(&format!("{count} syncs"), LONG, heard, || seen().then_some(()));
    };
    synced(1);
    project.write("src/main.py", "print('two')\n");
    synced(2);
    signal(&child, "-INT");
    finish(child, "sync --watch").ends(130);
    assert_eq!(on(port, ["cat", "/main.py"]).run().ends(0).text(), "print('two')\n");
    assert_eq!(theirs(port, &["eval", "1+1"]).trim(), "2");
}
