//! What is on the board.

use super::{at, lossy, on, theirs};
use crate::board::Board;

/// Names that MicroPython takes and shells stumble over.
const ODD: [&str; 4] = ["with space.py", "it's \"q\".py", "ünïcödé ✓.txt", "-dash"];

fn put_odd(port: &str) {
    for name in ODD {
        let path = format!("/{name}");
        on(port, ["touch", "--", &path]).run().ends(0);
    }
}

#[test]
fn ls_agrees_with_mpremote() {
    let board = Board::start();
    let port = at(&board);
    put_odd(port);
    on(port, ["exec", "import os; os.mkdir('/lib'); open('/n', 'w').write('x' * 1234)"])
        .run()
        .ends(0);
    let theirs = theirs(port, &["fs", "ls", ":/"]);
    let mut theirs: Vec<&str> = theirs.lines().skip(1).map(|line| &line[13..]).collect();
    theirs.sort_unstable();
    let ours = on(port, ["ls", "/"]).run().ends(0).text();
    let mut names: Vec<&str> = ours.lines().collect();
    names.sort_unstable();
    assert_eq!(names, theirs);
    let long = on(port, ["ls", "-l", "/"]).run().ends(0).text();
    assert!(long.lines().any(|line| line.trim() == "1234 n"), "{long}");
    assert!(long.lines().any(|line| line.trim() == "lib/"), "{long}");
    // The default is the boot folder, which is the root here.
    assert_eq!(on(port, ["ls"]).run().ends(0).text(), ours);
    assert_eq!(on(port, ["ls", "n"]).run().ends(0).text(), "n\n");
}

#[test]
fn names_with_control_characters_are_quoted() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", "open('/\\x1b[2Jx\\ny', 'w').close()"]).run().ends(0);
    for command in ["ls", "tree"] {
        let text = on(port, [command, "/"]).run().ends(0).text();
        assert!(!text.contains('\x1b'), "{text:?}");
        assert!(text.contains(r#""\x1b[2Jx\ny""#), "{text:?}");
    }
}

#[test]
fn content_comes_as_it_is() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", "open('/all', 'wb').write(bytes(range(256)) * 9)"]).run().ends(0);
    let all: Vec<u8> = (0..=255).collect();
    let ran = on(port, ["cat", "/all"]).run().ends(0);
    assert_eq!(ran.out, all.repeat(9));
    assert_eq!(ran.err, "");
    let hash = on(port, ["hash", "/all"]).run().ends(0).text();
    let theirs = theirs(port, &["fs", "sha256sum", ":/all"]);
    let hex = hash.split("  ").next().expect("a hash");
    assert!(theirs.contains(hex), "{hash} {theirs}");
}

#[test]
fn tree_and_df_show_the_whole_board() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["mkdir", "-p", "/a/b"]).run().ends(0);
    on(port, ["touch", "/a/b/c.py"]).run().ends(0);
    let tree = on(port, ["tree", "/a"]).run().ends(0).text();
    assert_eq!(tree, "/a\n└── b/\n    └── c.py\n");
    let ascii = on(port, ["tree", "/a"]).env("LANG", "C").run().ends(0).text();
    assert_eq!(ascii, "/a\n`-- b/\n    `-- c.py\n");
    let df = on(port, ["df"]).run().ends(0).text();
    let row: Vec<&str> = df.lines().nth(1).expect("a row").split_whitespace().collect();
    let number = |at: usize| row[at].parse::<u64>().expect("a number");
    assert_eq!((row[0], number(1)), ("/", number(2) + number(3)), "{df}");
}

#[test]
fn info_says_what_it_is() {
    let board = Board::start();
    let info = on(at(&board), ["info"]).run().ends(0).text();
    for part in ["micropython 1.27.0", at(&board), "unique id", "boot folder"] {
        assert!(info.contains(part), "{part} is missing in\n{info}");
    }
}

fn shell(port: &str, line: &str) -> std::process::Output {
    std::process::Command::new("sh")
        .args(["-c", line])
        .arg(env!("CARGO_BIN_EXE_mpdeck"))
        .arg(port)
        .output()
        .expect("run sh")
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", "open('/long', 'w').write('line\\n' * 20000)"]).run().ends(0);
    let cat = shell(port, "\"$0\" -p \"$1\" cat /long | head -1");
    assert_eq!((&*lossy(&cat.stdout), &*lossy(&cat.stderr)), ("line\n", ""));
    // A program without end ends with its reader.
    let exec = shell(port, "\"$0\" -p \"$1\" exec 'while True: print(1)' | head -1");
    assert_eq!((&*lossy(&exec.stdout), &*lossy(&exec.stderr)), ("1\r\n", ""));
    assert_eq!(theirs(port, &["resume", "eval", "1+1"]).trim(), "2");
    let full = shell(port, "\"$0\" -p \"$1\" cat /long >/dev/full");
    assert_eq!(full.status.code(), Some(1));
    assert!(lossy(&full.stderr).contains("standard output"), "{}", lossy(&full.stderr));
}
