//! `mpdeck compile`, and what it makes on a board.

use std::fs;
use std::path::Path;

use super::{Mpdeck, at, mpdeck, on};
use crate::board::Board;

/// With the real cache, so that not every test fetches a compiler.
fn cached(mpdeck: Mpdeck, folder: &Path) -> Mpdeck {
    let cache = crate::board::options().cache;
    let cache = cache.parent().expect("a folder above").to_string_lossy().into_owned();
    mpdeck.env("XDG_CACHE_HOME", &cache).folder(folder)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("write a file");
    }
    folder
}

const MODULE: &str = "def f(n):\n    return n + 41\n\n\ndef g():\n    raise ValueError('here')\n";

#[test]
fn bytecode_for_the_board_runs_there_and_its_tracebacks_name_the_line() {
    let board = Board::start();
    let port = at(&board);
    let here = folder(&[("mod.py", MODULE), ("other.py", "x = 1\n")]);
    let ran = cached(on(port, ["compile", "mod.py"]), here.path()).run().ends(0).text();
    assert!(ran.starts_with("mod.py -> mod.mpy  "), "{ran}");
    assert!(ran.ends_with(" bytes, 68 as source\n"), "{ran}");
    on(port, ["put", "mod.mpy", "/"]).folder(here.path()).run().ends(0);
    assert_eq!(on(port, ["exec", "import mod; print(mod.f(1))"]).run().ends(0).text(), "42\r\n");
    let raised = on(port, ["exec", "import mod; mod.g()"]).run().ends(4).err;
    assert!(raised.contains("File \"mod.py\", line 6, in g"), "{raised}");

    let words = ["compile", "-o", "out", "mod.py", "other.py"];
    cached(on(port, words), here.path()).run().ends(0);
    let made = fs::read(here.path().join("out/mod.mpy")).expect("the bytecode");
    assert_eq!(made, fs::read(here.path().join("mod.mpy")).expect("the bytecode"));
    assert!(here.path().join("out/other.mpy").exists());
}

#[test]
fn without_a_board_a_version_is_named() {
    let here = folder(&[("mod.py", MODULE)]);
    let ran = cached(mpdeck(["compile", "mod.py", "--for", "1.27", "--json"]), here.path());
    let ran = ran.run().ends(0).text();
    let answer: serde_json::Value = serde_json::from_str(&ran).expect("one document");
    assert_eq!(answer["mpy"]["version"], 6);
    let made = fs::read(here.path().join("mod.mpy")).expect("the bytecode");
    assert_eq!(answer["compiled"][0]["bytes"], made.len());
    assert_eq!(made[..2], *b"M\x06");
    let named = ["compile", "mod.py", "--for", "1.27", "-s", "called.py", "-o", "b.mpy"];
    cached(mpdeck(named), here.path()).run().ends(0);
    let made = fs::read(here.path().join("b.mpy")).expect("the bytecode");
    assert!(made.windows(9).any(|bytes| bytes == b"called.py"));
    let none = cached(mpdeck(["compile", "mod.py", "--for", "7"]), here.path()).run().ends(2);
    assert!(none.err.contains("1.27"), "{}", none.err);
}

#[test]
fn a_mistake_is_shown_with_file_line_and_text_and_nothing_is_written() {
    let here = folder(&[("good.py", "x = 1\n"), ("bad.py", "x = 1\nif x\n    pass\n")]);
    let words = ["compile", "good.py", "bad.py", "--for", "1.27"];
    let ran = cached(mpdeck(words), here.path()).run().ends(1);
    for part in ["bad.py", "line 2", "SyntaxError", "`if x`", "Nothing was written"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(!here.path().join("good.mpy").exists());
    cached(mpdeck(["compile", "none.py", "--for", "1.27"]), here.path()).run().ends(1);
    cached(mpdeck(["compile", ".", "--for", "1.27"]), here.path()).run().ends(2);
}
