//! The JSON documents keep their shape: each command's answer against its example in
//! `tests/json`. Fields are added, never renamed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Deserializer, Value};

use super::{at, mpdeck, on};
use crate::board::Board;

/// A board with a little of everything on it.
const FILLED: &str = "
import os
os.mkdir('/j'); os.mkdir('/j/sub')
with open('/j/a.txt', 'w') as f: f.write('abc')
with open('/j/sub/b.bin', 'wb') as f: f.write(b'\\xff\\x00')
with open('/j/old', 'w') as f: f.write('x')
with open('/j/gone', 'w') as f: f.write('x')
";

#[test]
fn every_command_keeps_the_shape_of_its_example() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["exec", FILLED]).run().ends(0);
    let here = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| fs::write(here.path().join(name), text).expect("write");
    file("p.py", "print('hello')\n");
    file("mpdeck.toml", "source = 'src'\ntarget = '/j/synced'\n");
    fs::create_dir(here.path().join("src")).expect("make src");
    file("src/m.py", "x = 1\n");
    for (example, line, code) in [
        ("info", "info", 0),
        ("ls", "ls /j", 0),
        ("tree", "tree /j", 0),
        ("df", "df", 0),
        ("cat", "cat /j/a.txt", 0),
        ("cat", "cat /j/sub/b.bin", 0),
        ("get", "get -r /j got", 0),
        ("put", "put -r src /j", 0),
        ("rm", "rm /j/gone", 0),
        ("mkdir", "mkdir /j/new", 0),
        ("mv", "mv /j/old /j/older", 0),
        ("touch", "touch /j/t", 0),
        ("hash", "hash /j/a.txt", 0),
        ("run", "run p.py", 0),
        ("exec", "exec print(1)", 0),
        ("eval", "eval 1+1", 0),
        ("rtc", "rtc", 0),
        ("sync", "sync --dry-run", 0),
        ("sync", "sync", 0),
        ("compile", "compile p.py", 0),
        ("stop", "stop", 0),
        ("reset", "reset --soft", 0),
    ] {
        let words = line.split(' ').chain(["--json"]);
        // the compiler need not be fetched again
        let cache = crate::board::options().cache;
        let cache = cache.parent().expect("a folder above").to_string_lossy().into_owned();
        let ran = on(port, words).folder(here.path()).env("XDG_CACHE_HOME", &cache);
        same_shape(example, &ran.run().ends(code).out);
    }
    let failed = on(port, ["cat", "/nothing", "--json"]).run().ends(1);
    same_shape("problem", failed.err.as_bytes());
    let raised = on(port, ["exec", "raise ValueError(1)", "--json"]).run().ends(4);
    same_shape("problem", raised.err.as_bytes());
}

#[test]
fn devices_keep_the_shape_of_their_example() {
    // Whatever is plugged in here: no fields but those of the example.
    let ran = mpdeck(["devices", "--json"]).run().ends(0);
    same_shape("devices", &ran.out);
}

#[test]
fn doctor_keeps_the_shape_of_its_example_and_fails_only_for_what_is_bad() {
    let ran = mpdeck(["doctor", "--json"]).run();
    same_shape("doctor", &ran.out);
    let answer: Value = serde_json::from_slice(&ran.out).expect("one document");
    let checks = answer["checks"].as_array().expect("a list");
    let bad = checks.iter().filter(|check| check["health"] == "bad").count();
    assert_eq!(ran.code, i32::from(bad > 0), "{answer}");
    let names: Vec<&str> = checks.iter().filter_map(|check| check["name"].as_str()).collect();
    for name in ["boards", "inotify", "mpy-cross", "esptool stub", "node", "terminal", "locale"] {
        assert!(names.contains(&name), "{name} is missing: {names:?}");
    }
}

#[test]
fn settings_keep_the_shape_of_their_example() {
    let ran = mpdeck(["config", "--json"]).run().ends(0);
    same_shape("config", &ran.out);
}

#[test]
fn the_guide_keeps_the_shape_of_its_examples() {
    for (example, line) in [("guide", "guide"), ("guide-page", "guide blink d1-mini")] {
        let ran = mpdeck(line.split(' ').chain(["--json"])).run().ends(0);
        same_shape(example, &ran.out);
    }
    let ran = mpdeck(["guide", "blnik"]).run().ends(2);
    assert!(ran.err.contains("blink"), "{}", ran.err);
    let text = mpdeck(["guide", "blink", "d1-mini"]).run().ends(0).text();
    assert!(text.contains("off() lights it"), "{text}");
}

#[test]
fn pinouts_keep_the_shape_of_their_examples() {
    for (example, line) in
        [("pins", "pins"), ("pins-board", "pins d1-mini"), ("pins-search", "pins d1-mini boot")]
    {
        let ran = mpdeck(line.split(' ').chain(["--json"])).run().ends(0);
        same_shape(example, &ran.out);
    }
    mpdeck(["pins", "nodemcoo"]).run().ends(2);
}

/// Every field of an answer is in the example with the same type. Those the example
/// marks with `?` may be missing.
#[track_caller]
pub fn same_shape(name: &str, answer: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/json").join(name);
    let path = path.with_extension("json");
    let example = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let examples = documents(&example);
    let answers = documents(answer);
    assert!(!answers.is_empty(), "{name}: nothing was printed");
    for answer in answers {
        let kind = |value: &Value| value.get("event").and_then(Value::as_str).map(str::to_owned);
        let of_kind: Vec<&Value> =
            examples.iter().filter(|example| kind(example) == kind(&answer)).collect();
        assert!(!of_kind.is_empty(), "{name}: no example of {answer}");
        let mut known = BTreeMap::new();
        for example in &of_kind {
            shape("", example, &mut known);
        }
        let mut found = BTreeMap::new();
        shape("", &answer, &mut found);
        for (field, kind) in &found {
            let expected = known.get(field);
            assert!(expected.is_some(), "{name}: `{field}` is in no example: {answer}");
            let fits = expected
                .is_some_and(|expected| expected == kind || *expected == "null" || *kind == "null");
            assert!(fits, "{name}: `{field}` is {kind}, not {expected:?}: {answer}");
        }
        // What the first example of the kind has is promised, as far as the lists and
        // objects it stands in are there at all.
        let mut promised = BTreeMap::new();
        shape("", of_kind[0], &mut promised);
        for field in promised.keys().filter(|field| !field.contains('[')) {
            assert!(found.contains_key(field), "{name}: `{field}` is missing in {answer}");
        }
    }
}

fn documents(bytes: &[u8]) -> Vec<Value> {
    Deserializer::from_slice(bytes)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(bytes)))
}

/// Type by path; list items are `[]`.
fn shape(at: &str, value: &Value, into: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    // A null says less than any other value seen at the same place.
    if kind != "null" || !into.contains_key(at) {
        into.insert(at.to_owned(), kind);
    }
    match value {
        Value::Array(items) => {
            for item in items {
                shape(&format!("{at}[]"), item, into);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                shape(&format!("{at}.{name}"), field, into);
            }
        }
        _ => {}
    }
}
