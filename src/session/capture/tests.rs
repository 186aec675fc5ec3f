//! Taps that write real files.

use std::fs;
use std::sync::{Arc, Mutex};

use super::*;
use crate::model::{Generation, Stream};

fn listener() -> (Listener, Arc<Mutex<Vec<Event>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    (Arc::new(move |event| ears.lock().unwrap().push(event)), heard)
}

fn output(bytes: &[u8]) -> Event {
    Event::Output {
        board: BoardId(1),
        generation: Generation(1),
        stream: Stream::Console,
        bytes: bytes.to_vec(),
    }
}

fn target(folder: &tempfile::TempDir, form: Form, limit: u64, keep: usize) -> Target {
    let path = folder.path().join("logs").join("board.log");
    Target { path, form, bound: Bound { limit, keep } }
}

#[test]
fn raw_files_hold_every_byte_over_all_their_parts_and_no_more_than_they_may() {
    let folder = tempfile::tempdir().unwrap();
    let (ears, _) = listener();
    let (tap, listen) = Tap::new(BoardId(1), ears);
    tap.open(vec![target(&folder, Form::Raw, 1000, 9)]);
    let all: Vec<u8> = (0..8_000u32).map(|n| (n % 251) as u8).collect();
    for piece in all.chunks(300) {
        listen(output(piece));
    }
    tap.close();
    let part = |name: String| fs::read(folder.path().join("logs").join(name)).unwrap_or_default();
    let parts: Vec<Vec<u8>> = (1..=9)
        .rev()
        .map(|number| part(format!("board.log.{number}")))
        .chain([part("board.log".into())])
        .collect();
    assert!(parts.iter().all(|part| part.len() <= 1000));
    assert!(parts.concat() == all, "{} of {}", parts.concat().len(), all.len());
}

#[test]
fn only_so_many_parts_are_kept_and_text_is_cut_between_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (ears, _) = listener();
    let (tap, listen) = Tap::new(BoardId(1), ears);
    tap.open(vec![target(&folder, Form::Text, 500, 2)]);
    for at in 0..200 {
        listen(output(format!("reading {at}").as_bytes()));
        listen(output(b"\r\n"));
    }
    tap.close();
    let logs = folder.path().join("logs");
    let mut names: Vec<_> =
        fs::read_dir(&logs).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["board.log", "board.log.1", "board.log.2"]);
    for name in names {
        let text = fs::read_to_string(logs.join(&name)).unwrap();
        assert!(text.len() <= 520, "{name:?}: {}", text.len());
        assert!(text.starts_with("20") && text.ends_with('\n'), "{text:?}");
    }
}

#[test]
fn marks_and_connections_stand_among_the_lines_and_everything_is_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    let (ears, heard) = listener();
    let (tap, listen) = Tap::new(BoardId(1), ears);
    listen(output(b"before\r\n"));
    tap.open(vec![target(&folder, Form::Text, 1 << 20, 1)]);
    let mode = |mode, generation| Event::Mode {
        board: BoardId(1),
        generation: Generation(generation),
        mode,
    };
    listen(output(b"one"));
    tap.mark("mark 1");
    for event in [mode(Mode::Lost, 1), mode(Mode::Attached, 2), mode(Mode::Attached, 2)] {
        listen(event);
    }
    listen(output(b"two\r\n"));
    tap.close();
    listen(output(b"after\r\n"));
    let text = fs::read_to_string(folder.path().join("logs/board.log")).unwrap();
    let lines: Vec<&str> = text.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    let expected = [
        "one",
        "======== mark 1 ========",
        "-- the connection is lost --",
        "-- connected --",
        "two",
    ];
    assert_eq!(lines, expected);
    let told: Vec<Event> = heard.lock().unwrap().clone();
    assert_eq!(told.iter().filter(|event| matches!(event, Event::Output { .. })).count(), 4);
    let recordings: Vec<bool> = (told.iter())
        .filter_map(|event| match event {
            Event::Recording { to, .. } => Some(to.is_some()),
            _ => None,
        })
        .collect();
    assert_eq!(recordings, [true, false]);
}

#[test]
fn a_file_that_cannot_be_written_is_said_once_and_the_gap_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let (ears, heard) = listener();
    let (tap, listen) = Tap::new(BoardId(1), ears);
    // A file stands where the folder should be.
    fs::write(folder.path().join("logs"), "in the way").unwrap();
    tap.open(vec![target(&folder, Form::Text, 1 << 20, 1)]);
    listen(output(b"lost one\r\n"));
    listen(output(b"lost two\r\n"));
    let said = || {
        let heard = heard.lock().unwrap();
        let texts = heard.iter().filter_map(|event| match event {
            Event::Log(line) => Some(line.text.clone()),
            _ => None,
        });
        texts.collect::<Vec<String>>()
    };
    while said().is_empty() {
        std::thread::yield_now();
    }
    tap.close();
    assert_eq!(said().len(), 1, "{:?}", said());
    fs::remove_file(folder.path().join("logs")).unwrap();
    tap.open(vec![target(&folder, Form::Text, 1 << 20, 1)]);
    listen(output(b"kept\r\n"));
    tap.close();
    let text = fs::read_to_string(folder.path().join("logs/board.log")).unwrap();
    assert!(text.ends_with("  kept\n"), "{text}");
}
