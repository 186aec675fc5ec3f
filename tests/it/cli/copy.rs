//! To the board and back, compared with what mpremote does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use super::{at, finish, on, signal, theirs};
use crate::board::{Board, options, special};
use crate::wait::{LONG, until};

/// Files and folders below a folder; None for a folder.
fn contents(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    fn collect(at: &Path, below: &str, into: &mut BTreeMap<String, Option<Vec<u8>>>) {
        for entry in fs::read_dir(at).expect("read a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                into.insert(name.clone(), None);
                collect(&entry.path(), &format!("{name}/"), into);
            } else {
                into.insert(name, Some(fs::read(entry.path()).expect("read a file")));
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

/// A small project with the names and contents that break tools.
fn project(at: &Path) {
    let write = |name: &str, bytes: &[u8]| {
        let path = at.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("make a folder");
        fs::write(path, bytes).expect("write a file");
    };
    let all: Vec<u8> = (0..=255).collect();
    write("main.py", b"print('hi')\n");
    write("empty", b"");
    write("lib/all bytes.bin", &all.repeat(20));
    write("lib/deep/er/it's \"q\" \u{fc}.txt", "für ✓\r\n".as_bytes());
}

#[test]
fn folders_go_there_and_back_as_mpremote_has_them() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    let path = |name: &str| here.path().join(name);
    let text = |name: &str| path(name).to_string_lossy().into_owned();
    project(&path("p"));

    // Ours up, theirs down; into an existing folder, and as a new one.
    on(port, ["mkdir", "/there"]).run().ends(0);
    for to in ["/there", "/new"] {
        on(port, ["put", "-r", &text("p"), to]).run().ends(0);
    }
    theirs(port, &["fs", "cp", "-r", ":/there", &text("theirs")]);
    assert_eq!(contents(&path("theirs/p")), contents(&path("p")));
    theirs(port, &["fs", "cp", "-r", ":/new", &text("theirs2")]);
    assert_eq!(contents(&path("theirs2")), contents(&path("p")));

    // Theirs up, ours down.
    theirs(port, &["fs", "cp", "-r", &text("p"), ":/remote"]);
    on(port, ["get", "-r", "/remote", &text("ours")]).run().ends(0);
    assert_eq!(contents(&path("ours")), contents(&path("p")));
    fs::create_dir(path("into")).expect("make a folder");
    on(port, ["get", "-r", "/remote", &text("into")]).run().ends(0);
    assert_eq!(contents(&path("into/remote")), contents(&path("p")));

    // What is in a folder, into the root; a second time over what is there.
    for _ in 0..2 {
        on(port, ["put", "-r", &format!("{}/.", text("p")), "/"]).run().ends(0);
    }
    on(port, ["get", "-r", "/lib", &text("lib")]).run().ends(0);
    assert_eq!(contents(&path("lib")), contents(&path("p/lib")));
    on(port, ["get", "-r", "/", &text("all")]).run().ends(0);
    assert_eq!(contents(&path("all/there/p")), contents(&path("p")));
    let left = on(port, ["tree", "/"]).run().ends(0).text();
    assert!(!left.contains("mpdeck~"), "{left}");
}

#[test]
fn single_files_land_where_cp_would_put_them() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("a.py"), "1").expect("write");
    fs::write(here.path().join("b.py"), "22").expect("write");
    let run = |words: &[&str], code: i32| on(port, words).folder(here.path()).run().ends(code);
    run(&["mkdir", "/lib"], 0);
    run(&["put", "a.py", "/"], 0);
    run(&["put", "a.py", "b.py", "/lib"], 0);
    run(&["put", "b.py", "/renamed.py"], 0);
    run(&["put", "b.py", ":/a.py"], 0);
    assert_eq!(run(&["tree", "/lib"], 0).text(), "/lib\n├── a.py\n└── b.py\n");
    assert_eq!(run(&["cat", "/a.py"], 0).text(), "22");
    run(&["get", "/renamed.py"], 0);
    run(&["get", "/renamed.py", "as.py"], 0);
    assert_eq!(fs::read(here.path().join("as.py")).expect("read"), b"22");
    assert_eq!(fs::read(here.path().join("renamed.py")).expect("read"), b"22");

    for (words, says) in [
        (&["put", "a.py", "b.py", "/nowhere"][..], "no such folder"),
        (&["put", "a.py", "/nowhere/"], "no such folder"),
        (&["put", "a.py", "b.py", "/a.py"], "a file stands there"),
        (&["put", "none.py", "/"], "no such file"),
        (&["put", ".", "/"], "-r"),
        (&["get", "/none.py"], "no such file"),
        (&["get", "/lib"], "-r"),
        (&["get", "/a.py", "no/"], "no such folder"),
    ] {
        let ran = run(words, 1);
        assert!(ran.err.contains(says), "{words:?}: {}", ran.err);
        assert_eq!(ran.text(), "", "{words:?}");
    }
}

#[test]
fn what_stands_in_the_way_is_found_before_anything_is_sent() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    project(&here.path().join("p"));
    let run = |words: &[&str], code: i32| on(port, words).folder(here.path()).run().ends(code);
    // A file where a folder has to be.
    run(&["touch", "/lib"], 0);
    let ran = run(&["put", "-r", "p/.", "/"], 1);
    assert!(ran.err.contains("/lib"), "{}", ran.err);
    assert!(!run(&["ls", "/"], 0).text().contains("empty"));
    // A folder where a file has to be.
    run(&["rm", "/lib"], 0);
    run(&["mkdir", "-p", "/empty"], 0);
    let ran = run(&["put", "-r", "p/.", "/"], 1);
    assert!(ran.err.contains("/empty"), "{}", ran.err);
    assert!(!run(&["ls", "/"], 0).text().contains("lib"));
}

#[test]
fn files_are_moved_and_removed() {
    let board = Board::start();
    let port = at(&board);
    let run = |words: &[&str], code: i32| on(port, words).run().ends(code);
    run(&["mkdir", "-p", "/a/b/c"], 0);
    run(&["mkdir", "-p", "/a/b/c"], 0);
    run(&["mkdir", "/a"], 1);
    run(&["touch", "/x y"], 0);
    run(&["mv", "/x y", "/a/b"], 0);
    run(&["mv", "/a/b/x y", "/a/z"], 0);
    assert_eq!(run(&["tree", "/a"], 0).text(), "/a\n├── b/\n│   └── c/\n└── z\n");
    assert!(run(&["rm", "/a"], 1).err.contains("/a"));
    // One that is missing does not keep the others.
    let ran = run(&["rm", "/none", "/a/z"], 1);
    assert!(ran.err.contains("/none"), "{}", ran.err);
    run(&["rm", "-r", "/a"], 0);
    assert!(!run(&["ls", "/"], 0).text().contains("a/"));
    assert!(run(&["rm", "-r", "/"], 2).err.contains("--yes"));
    run(&["touch", "/q"], 0);
    run(&["rm", "-r", "/", "--yes"], 0);
    assert_eq!(run(&["ls", "/"], 0).text(), "");
    run(&["mv", "/none", "/other"], 1);
}

#[test]
fn a_full_flash_keeps_the_old_file() {
    let board = Board::start();
    let port = at(&board);
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("f"), "old").expect("write");
    on(port, ["put", "f", "/"]).folder(here.path()).run().ends(0);
    fs::write(here.path().join("f"), vec![b'x'; 16 << 20]).expect("write");
    let ran = on(port, ["put", "f", "/"]).folder(here.path()).run().ends(1);
    assert!(ran.err.contains("space") || ran.err.contains("full"), "{}", ran.err);
    assert_eq!(on(port, ["cat", "/f"]).run().ends(0).text(), "old");
    assert_eq!(on(port, ["ls", "/"]).run().ends(0).text().matches("mpdeck~").count(), 0);

    // 256 kB: one of 150 kB has no room beside the old one, and both know what to do.
    let small = tempfile::tempdir().expect("a folder");
    fs::write(small.path().join("f"), vec![b'o'; 150_000]).expect("write");
    let mut options = options();
    (options.flash, options.files) = (256 * 1024, Some(small.path().to_path_buf()));
    let board = special(options);
    let port = board.port.to_str().expect("a plain path");
    fs::write(here.path().join("f"), vec![b'n'; 160_000]).expect("write");
    let ran = on(port, ["put", "f", "/"]).folder(here.path()).run().ends(1);
    assert!(ran.err.contains("does not fit beside its old version"), "{}", ran.err);
    assert!(ran.err.contains("mpdeck rm /f"), "{}", ran.err);
    assert!(on(port, ["cat", "/f"]).run().ends(0).text().starts_with("oooo"));
    on(port, ["rm", "/f"]).run().ends(0);
    on(port, ["put", "f", "/"]).folder(here.path()).run().ends(0);
    assert!(on(port, ["cat", "/f"]).run().ends(0).text().starts_with("nnnn"));
}

/// Starts a download of a large file and waits until some of it is here.
fn half_way(port: &str) -> (Child, tempfile::TempDir) {
    on(port, ["exec", "open('/big', 'wb').write(bytes(range(256)) * 3000)"]).run().ends(0);
    let (child, home) = on(port, ["get", "/big"]).start();
    let files = || fs::read_dir(home.path()).expect("read the folder").flatten();
    let sizes = || files().map(|file| file.metadata().map_or(0, |found| found.len())).sum::<u64>();
    until(
        "some of the file",
        LONG,
        || format!("{:?}", files().map(|file| file.file_name()).collect::<Vec<_>>()),
        || (sizes() > 0).then_some(()),
    );
    (child, home)
}

#[test]
fn an_interrupted_copy_leaves_nothing_behind() {
    let board = Board::start();
    let port = at(&board);
    for which in ["-INT", "-TERM"] {
        let (child, home) = half_way(port);
        signal(&child, which);
        finish(child, "get").ends(130);
        let left = contents(home.path());
        assert!(left.is_empty(), "{which}: {:?}", left.keys());
        assert_eq!(theirs(port, &["resume", "eval", "1+1"]).trim(), "2", "{which}");
    }
}

#[test]
fn a_board_outlives_the_death_of_mpdeck() {
    let board = Board::start();
    let port = at(&board);
    let (mut child, _home) = half_way(port);
    child.kill().expect("kill mpdeck");
    child.wait().expect("wait for mpdeck");
    let since = Instant::now();
    assert_eq!(theirs(port, &["exec", "print(1+1)"]).trim(), "2");
    assert!(since.elapsed() < Duration::from_secs(3), "{:?}", since.elapsed());
    on(port, ["eval", "1+1"]).run().ends(0);
}
