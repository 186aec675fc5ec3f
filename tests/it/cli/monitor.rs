//! `monitor`: all that boards say, and nothing sent to them.

use std::fs::{self, File};
use std::path::Path;
use std::process::Child;

use super::json::same_shape;
use super::{at, finish, on, signal};
use crate::board::{Board, options, special};
use crate::wait::{LONG, until};

/// Prints its name and a number again and again; tells if anything comes in.
fn ticking(port: &str, name: &str) {
    let main = format!(
        "import sys, time, select\nheard = select.poll(); heard.register(sys.stdin, 1)\nn = 0\nwhile True:\n  n += 1; print('{name}', n); time.sleep_ms(10)\n  if heard.poll(0): print('disturbed', sys.stdin.read(1))\n"
    );
    on(port, ["exec", &format!("open('/main.py', 'w').write({main:?})")]).run().ends(0);
    on(port, ["reset", "--soft"]).run().ends(0);
}

/// `monitor` under way, its output in a file.
struct Monitor {
    child: Child,
    home: tempfile::TempDir,
}

impl Monitor {
    fn start(ports: &[&str], words: &[&str]) -> Monitor {
        let mut arguments: Vec<&str> = Vec::new();
        for port in &ports[1..] {
            arguments.extend(["-p", port]);
        }
        arguments.push("monitor");
        arguments.extend(words);
        let mut mpdeck = on(ports[0], arguments);
        let out = File::create(mpdeck.home.path().join("out")).expect("a file");
        mpdeck.command.stdout(out);
        let (child, home) = mpdeck.start_with_output();
        Monitor { child, home }
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.home.path().join(name)).unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.read("out")).into_owned()
    }

    fn until(&self, what: &str, heard: impl Fn(&str) -> bool) {
        until(what, LONG, || self.text(), || heard(&self.text()).then_some(()));
    }

    /// Ends it by Ctrl-C; where its files are.
    fn end_in_folder(self) -> tempfile::TempDir {
        signal(&self.child, "-INT");
        let Monitor { child, home } = self;
        finish(child, "monitor").ends(130);
        home
    }

    /// The same; what it wrote to stdout and to a file.
    fn end(self, file: &str) -> (String, Vec<u8>) {
        let home = self.end_in_folder();
        let out = fs::read(home.path().join("out")).expect("its output");
        let file = fs::read(home.path().join(file)).unwrap_or_default();
        (String::from_utf8_lossy(&out).into_owned(), file)
    }
}

#[test]
fn several_boards_are_told_apart_and_have_a_log_file_each() {
    let boards = [Board::start(), Board::start()];
    let ports = [at(&boards[0]), at(&boards[1])];
    ticking(ports[0], "one");
    ticking(ports[1], "two");
    let monitor = Monitor::start(&ports, &["-t", "--log", "both.log"]);
    monitor.until("both", |out| ["one", "two"].iter().all(|name| out.matches(name).count() > 20));
    let home = monitor.end_in_folder();
    let read = |name: &str| fs::read_to_string(home.path().join(name)).expect(name);
    let out = read("out");
    let name = |port: &str| port.trim_start_matches("/dev/").to_owned();
    for (port, word) in [(ports[0], "one"), (ports[1], "two")] {
        for line in out.lines().filter(|line| line.contains(word)) {
            assert!(line.starts_with(&format!("{}: 20", name(port))), "{line}");
        }
        let folder = port.rsplit('/').next().expect("a name");
        let log = read(&format!("{folder}-both.log"));
        let own = log.lines().filter(|line| line.contains(word)).count();
        assert!(own > 20 && log.contains("-- connected --"), "{log}");
        assert_eq!(
            log.lines().filter(|line| line.contains("one") || line.contains("two")).count(),
            own
        );
    }
    assert!(!out.contains("disturbed") && !out.contains('\x1b'), "{out}");
}

#[test]
fn raw_is_the_bytes_to_the_screen_and_to_the_file() {
    let board = Board::start();
    ticking(at(&board), "tick");
    let monitor = Monitor::start(&[at(&board)], &["--raw", "--log", "bytes"]);
    monitor.until("some ticks", |out| out.matches("tick").count() > 50);
    let (out, bytes) = monitor.end("bytes");
    assert!(out.as_bytes() == bytes, "{} and {}", out.len(), bytes.len());
    let numbers: Vec<u32> = (out.lines().skip(1))
        .filter_map(|line| line.strip_prefix("tick ")?.trim().parse().ok())
        .collect();
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1), "a gap: {out}");
    on(at(&board), ["-p", "/dev/null", "monitor", "--raw"]).run().ends(2);
}

#[test]
fn a_board_that_is_unplugged_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = folder.path().join("files");
    fs::create_dir(&files).expect("a folder");
    fs::write(files.join("main.py"), "print('started')\n").expect("main.py");
    let start = || {
        let mut options = options();
        options.files = Some(files.clone());
        options.link = Some(folder.path().join("port"));
        special(options)
    };
    let board = start();
    let port = board.port.to_str().expect("a plain name").to_owned();
    let monitor = Monitor::start(&[&port], &["--json"]);
    monitor.until("its start", |out| out.contains("started"));
    drop(board);
    monitor.until("its going", |out| out.contains("\"gone\""));
    let again = start();
    assert_eq!(again.port, Path::new(&port));
    monitor
        .until("its return", |out| out.contains("\"back\"") && out.matches("started").count() >= 2);
    let (out, _) = monitor.end("-");
    same_shape("monitor", out.as_bytes());
}
