//! Files of every shape, and files that do not keep still.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::project::{Project, Tree, board, hash, tree};
use super::{Random, fast, number, seed};
use crate::line::{Line, Wiring};

#[test]
fn names_and_contents_of_every_kind() {
    let (board, project) = (board(&[], |_| {}), Project::new());
    let names = [
        "a name with blanks.txt",
        "it's.txt",
        "say \"hi\".txt",
        "back\\slash.txt",
        "gr\u{fc}\u{df}e \u{4f60}\u{597d} \u{1f40d}.txt",
        "-dash.txt",
        "%s {0} $HOME.txt",
        "#hash;semicolon&and.txt",
        "no_extension",
        "l/o/n/g/e/r/t/h/a/n/u/s/u/a/l/deep.txt",
    ];
    for (n, name) in names.iter().enumerate() {
        project.write(name, format!("{name}, number {n}\r\n").as_bytes());
    }
    project.write("empty.txt", b"");
    project.write("folder/empty.py", b"");
    project.write("all.bin", &(0..=255).cycle().take(1500).collect::<Vec<u8>>());
    project.write("controls.bin", &[1, 2, 3, 4, 5, 0x11, 0x13, 0x0d, 0x0a].repeat(200));
    project.write("interrupts.bin", &[3; 3000]);
    project.write("ends.bin", &[4; 3000]);
    project.write(&format!("{}.txt", "x".repeat(100)), b"a long name");
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "the first sync");
    let said = project.mpdeck(&line.port, &["--json", "sync"]);
    assert!(said.code == 0 && said.out.contains("\"added\":0"), "{said:?}");
    let back = tempfile::tempdir().unwrap();
    let said = project.mpdeck(&line.port, &["get", "-r", "/", back.path().to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    drop(line);
    project.assert_same(&board.port, "after the sync");
    let mut got = Tree::new();
    super::project::collect(back.path(), "", &mut got);
    assert_eq!(got, project.tree(), "what came back");
}

#[test]
fn many_files() {
    let count = number("MPDECK_TEST_FILES", 120);
    let (board, project) = (board(&[], |options| options.flash = 16 << 20), Project::new());
    for n in 0..count {
        let path = format!("pkg{}/part{}/module_{n}.py", n % 7, n % 5);
        project.write(&path, format!("NUMBER = {n}\n").repeat(1 + n as usize % 20).as_bytes());
    }
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "the first sync");
    for n in (0..count).step_by(17) {
        project.write(&format!("pkg{}/part{}/module_{n}.py", n % 7, n % 5), b"CHANGED = True\n");
    }
    project.sync(&line.port, "with every 17th changed");
    drop(line);
    project.assert_same(&board.port, "many files");
}

#[test]
fn a_large_file() {
    let (seed, size) = (seed(), number("MPDECK_TEST_BYTES", 100_000) as usize);
    let mut random = Random::new(seed);
    let (board, project) = (board(&[], |options| options.flash = 16 << 20), Project::new());
    // Half of it shrinks well, half not at all.
    let mut content = b"a line of text, over and over\n".repeat(size / 60);
    content.extend(random.bytes(size - content.len()));
    project.write("large.bin", &content);
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "a large file");
    let back = tempfile::tempdir().unwrap();
    let target = back.path().join("large.bin");
    let said = project.mpdeck(&line.port, &["get", "/large.bin", target.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    drop(line);
    assert!(fs::read(target).unwrap() == content, "seed {seed}: it came back changed");
    project.assert_same(&board.port, "a large file");
}

#[test]
fn a_file_that_changes_while_it_is_read() {
    let (board, project) = (board(&[], |_| {}), Project::new());
    let version = |n: u64| format!("# version {n}\n").repeat(400 + n as usize % 100);
    let path = project.source().join("changing.py");
    project.write("changing.py", version(0).as_bytes());
    project.write("other.bin", &Random::new(7).bytes(3000));
    let ending = Arc::new(AtomicBool::new(false));
    let writer = {
        let (ending, path) = (Arc::clone(&ending), path.clone());
        std::thread::spawn(move || {
            let mut written = vec![hash(version(0).as_bytes())];
            // As editors save: a file beside it, renamed over it.
            let beside = path.with_extension("swp");
            while !ending.load(Ordering::SeqCst) {
                let text = version(written.len() as u64);
                written.push(hash(text.as_bytes()));
                fs::write(&beside, text).unwrap();
                fs::rename(&beside, &path).unwrap();
                std::thread::yield_now();
            }
            written
        })
    };
    let mut codes = Vec::new();
    for _ in 0..5 {
        let line = Line::to(&board.port, Wiring { baud: 921_600, ..fast() });
        let said = project.mpdeck(&line.port, &["sync"]);
        assert!([0, 1].contains(&said.code), "{said:?}");
        codes.push(said.code);
    }
    ending.store(true, Ordering::SeqCst);
    let written = writer.join().unwrap();
    let found = tree(&board.port);
    if let Some(hash) = found.get("/changing.py") {
        let n = written.len();
        assert!(written.contains(hash), "{codes:?}: it is none of the {n} versions");
    }
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "once it keeps still");
    drop(line);
    project.assert_same(&board.port, "once it keeps still");
}

#[test]
fn links_that_leave_the_project() {
    let (board, project) = (board(&[], |_| {}), Project::new());
    project.write("lib/inside.py", b"INSIDE = True\n");
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.py"), "SECRET = True\n").unwrap();
    symlink(outside.path(), project.source().join("folder")).unwrap();
    symlink(outside.path().join("secret.py"), project.source().join("file.py")).unwrap();
    symlink("missing.py", project.source().join("dangling.py")).unwrap();
    symlink("..", project.source().join("lib/loop")).unwrap();
    let line = Line::to(&board.port, fast());
    let said = project.mpdeck(&line.port, &["sync"]);
    drop(line);
    assert!([0, 1].contains(&said.code), "{said:?}");
    for name in ["folder", "file.py"] {
        assert!(format!("{said:?}").contains(name), "{name} is not told: {said:?}");
    }
    let found = tree(&board.port);
    assert!(found.contains_key("/lib/inside.py"), "{found:#?}");
    let secret = hash(b"SECRET = True\n");
    assert!(!found.values().any(|hash| *hash == secret), "{found:#?}");
    assert_eq!(found.len(), 1, "{found:#?}");
}
