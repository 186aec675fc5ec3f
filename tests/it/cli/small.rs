//! The subcommands on a micro:bit: an old, tiny MicroPython without folders, stat and
//! rename.

use std::fs;

use super::{Ran, on};
use crate::microbit::Microbit;

#[test]
fn a_micro_bit_does_what_it_can() {
    let microbit = Microbit::start();
    let port = microbit.port.to_str().expect("a plain name");
    let here = tempfile::tempdir().expect("a folder");
    let run =
        |words: &[&str], code: i32| -> Ran { on(port, words).folder(here.path()).run().ends(code) };
    let all: Vec<u8> = (0..=255).collect();
    fs::write(here.path().join("a.py"), "print('from a')\n").expect("write");
    fs::write(here.path().join("all.bin"), &all).expect("write");
    assert!(run(&["info"], 0).text().contains("1.9"));
    run(&["put", "a.py", "all.bin", "/"], 0);
    assert_eq!(run(&["ls"], 0).text(), "a.py\nall.bin\n");
    assert!(run(&["ls", "-l"], 0).text().contains("256 all.bin"));
    assert_eq!(run(&["cat", "all.bin"], 0).out, all);
    run(&["get", "all.bin", "back.bin"], 0);
    assert_eq!(fs::read(here.path().join("back.bin")).expect("read"), all);
    assert_eq!(run(&["run", "a.py"], 0).text(), "from a\r\n");
    assert_eq!(run(&["eval", "6*7"], 0).text(), "42\n");
    run(&["rm", "a.py"], 0);
    assert_eq!(run(&["tree"], 0).text(), "/\n└── all.bin\n");
    for words in [&["mkdir", "/d"][..], &["mv", "all.bin", "b"], &["df"], &["rtc"]] {
        let ran = run(words, 1);
        assert!(ran.err.contains("cannot"), "{words:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{words:?}: {}", ran.err);
    }
}
