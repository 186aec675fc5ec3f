//! `kill -9` of mpdeck in the middle of anything: the next tool finds a working board.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mpdeck::demo::{DemoBoard, Options};

use crate::board::{MPDECK, options, special};
use crate::line::{Line, Wiring};
use crate::peer::mpremote;
use crate::wait::{LONG, until};

/// How much longer the next tool may need than on a board at rest.
const BACK: Duration = Duration::from_secs(3);

/// Starts mpdeck on the line, kills it once `moved` bytes of its work went over, and tries the board.
fn killed_after(line: &Line, moved: u64, arguments: &[&str], folder: &Path) {
    let (down, up) = line.carried();
    let mut process = mpdeck(&line.port, arguments, folder);
    until(
        &format!("{moved} bytes of mpdeck {arguments:?}"),
        LONG,
        || {
            let said = std::fs::read_to_string(folder.join("mpdeck.err")).unwrap();
            format!("{:?} carried, mpdeck: {:?}, {said}", line.carried(), process.try_wait())
        },
        || {
            let (now_down, now_up) = line.carried();
            (now_down + now_up - down - up >= moved).then_some(())
        },
    );
    // Still at it: otherwise this is no kill in the middle.
    assert!(
        process.try_wait().unwrap().is_none(),
        "mpdeck {arguments:?} ended before {moved} bytes"
    );
    process.kill().unwrap();
    process.wait().unwrap();
    // What mpremote itself takes depends on what else this machine does: it is measured right after.
    let (back, usual) = (mpremote_time(line), mpremote_time(line));
    assert!(back < usual + BACK, "{arguments:?} killed after {moved}: {back:?}, usual {usual:?}");
}

fn mpremote_time(line: &Line) -> Duration {
    let began = Instant::now();
    let answer = mpremote(&line.port, &["exec", "print('alive')"]);
    assert!(answer.ends_with("alive\n"), "{answer:?}");
    began.elapsed()
}

fn mpdeck(port: &Path, arguments: &[&str], folder: &Path) -> Child {
    let log = std::fs::File::create(folder.join("mpdeck.err")).unwrap();
    Command::new(MPDECK)
        .arg("-p")
        .arg(port)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// A folder with 40,000 bytes that do not compress, also on the flash of a fresh board, and a line to that.
fn setting() -> (DemoBoard, Line, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 1u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(40_000)
    .collect();
    std::fs::write(folder.path().join("noise.bin"), noise).unwrap();
    let board = special(Options { files: Some(folder.path().into()), ..options() });
    let line = Line::to(&board.port, Wiring::default());
    (board, line, folder)
}

#[test]
fn in_a_put() {
    let (_board, line, folder) = setting();
    for moved in [1, 60, 400, 1500, 5000, 20_000] {
        killed_after(&line, moved, &["put", "noise.bin", "/new.bin"], folder.path());
    }
}

#[test]
fn in_a_get() {
    let (_board, line, folder) = setting();
    for moved in [1, 60, 400, 1500, 5000, 20_000] {
        killed_after(&line, moved, &["get", "/noise.bin", "back.bin"], folder.path());
    }
}

#[test]
fn in_a_program() {
    let (_board, line, folder) = setting();
    for (name, text) in [
        ("busy.py", "while True: pass"),
        ("asleep.py", "import time\ntime.sleep(1000)"),
        ("chatty.py", "while True: print('a line of output')"),
        ("waiting.py", "import sys\nsys.stdin.read(1)"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        killed_after(&line, 60, &["run", name], folder.path());
    }
}
#[test]
fn in_a_sync() {
    let (_board, line, folder) = setting();
    std::fs::write(
        folder.path().join("mpdeck.toml"),
        "source = \"src\"\nafter_sync = \"nothing\"\n",
    )
    .unwrap();
    let source = folder.path().join("src");
    std::fs::create_dir(&source).unwrap();
    std::fs::copy(folder.path().join("noise.bin"), source.join("data.bin")).unwrap();
    for n in 0..20 {
        std::fs::write(source.join(format!("m{n}.py")), format!("x = {n}\n").repeat(50)).unwrap();
    }
    for moved in [1, 400, 1500, 5000, 10_000, 20_000] {
        killed_after(&line, moved, &["sync"], folder.path());
    }
    // The next sync finishes the rest and leaves nothing else behind.
    let mut process = mpdeck(&line.port, &["sync"], folder.path());
    let done = process.wait().unwrap();
    assert!(
        done.success(),
        "{}",
        std::fs::read_to_string(folder.path().join("mpdeck.err")).unwrap()
    );
    let names = mpremote(&line.port, &["exec", "import os; print(sorted(os.listdir('/')))"]);
    let mut wanted: Vec<String> = (0..20).map(|n| format!("'m{n}.py'")).collect();
    wanted.extend(["'data.bin'".to_owned(), "'noise.bin'".to_owned()]);
    wanted.sort();
    assert_eq!(names, format!("[{}]\n", wanted.join(", ")));
}
