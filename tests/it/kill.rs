//! `kill -9` of mpdeck in the middle of anything: the next tool finds a working board.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mpdeck::demo::{DemoBoard, Options};

use crate::board::{MPDECK, options, special};
use crate::faults::{Random, number, seed};
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

/// How a board takes files: by the engine, or one that cannot.
#[derive(Debug, Clone, Copy)]
enum Way {
    Engine,
    Plain,
}

/// A folder with 40,000 bytes that do not compress, also on the flash of a fresh board, and a line to that.
fn setting(way: Way) -> (DemoBoard, Line, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("noise.bin"), Random::new(1).bytes(40_000)).unwrap();
    let flash = tempfile::tempdir().unwrap();
    std::fs::copy(folder.path().join("noise.bin"), flash.path().join("noise.bin")).unwrap();
    if let Way::Plain = way {
        std::fs::write(flash.path().join("boot.py"), "import sys\ndel sys.stdin\n").unwrap();
    }
    let board = special(Options { files: Some(flash.path().into()), ..options() });
    let line = Line::to(&board.port, Wiring::default());
    (board, line, folder)
}

/// Bytes after which to kill: each stage of the work once, and some by chance.
fn moments(random: &mut Random) -> Vec<u64> {
    let mut moments = vec![1, 60, 400, 1500];
    moments.extend((0..number("MPDECK_TEST_KILLS", 6)).map(|_| 1 + random.below(22_000)));
    moments
}

fn put(way: Way) {
    let (_board, line, folder) = setting(way);
    for moved in moments(&mut Random::new(seed())) {
        killed_after(&line, moved, &["put", "noise.bin", "/new.bin"], folder.path());
    }
}

fn get(way: Way) {
    let (_board, line, folder) = setting(way);
    for moved in moments(&mut Random::new(seed())) {
        killed_after(&line, moved, &["get", "/noise.bin", "back.bin"], folder.path());
    }
}

#[test]
fn in_a_put() {
    put(Way::Engine);
}

#[test]
fn in_a_plain_put() {
    put(Way::Plain);
}

#[test]
fn in_a_get() {
    get(Way::Engine);
}

#[test]
fn in_a_plain_get() {
    get(Way::Plain);
}

#[test]
fn in_a_program() {
    let (_board, line, folder) = setting(Way::Engine);
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
    sync(Way::Engine);
}

#[test]
fn in_a_plain_sync() {
    sync(Way::Plain);
}

fn sync(way: Way) {
    let (_board, line, folder) = setting(way);
    std::fs::write(
        folder.path().join("mpdeck.toml"),
        "source = \"src\"\nafter_sync = \"nothing\"\n",
    )
    .unwrap();
    let source = folder.path().join("src");
    std::fs::create_dir(&source).unwrap();
    let mut random = Random::new(seed());
    for moved in moments(&mut random) {
        // New content each time, or what an earlier run has sent would leave too little to send.
        std::fs::write(source.join("data.bin"), random.bytes(40_000)).unwrap();
        for n in 0..20 {
            let text = format!("x = {n}, {moved}\n").repeat(50);
            std::fs::write(source.join(format!("m{n}.py")), text).unwrap();
        }
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
    if let Way::Plain = way {
        wanted.push("'boot.py'".to_owned());
    }
    wanted.sort();
    assert_eq!(names, format!("[{}]\n", wanted.join(", ")));
}
