//! Boards that lack what others have.

use super::project::{Project, Said, Tree, board, collect};
use super::{Random, fast};
use crate::line::Line;

/// Modules as if they had not been built in.
fn without_modules(names: &str) -> String {
    format!(
        "import builtins\n\
         usual = builtins.__import__\n\
         def lacking(name, *rest):\n    \
             if name in '{names}'.split():\n        \
                 raise ImportError(name)\n    \
             return usual(name, *rest)\n\
         builtins.__import__ = lacking\n"
    )
}

/// First sync, changes, second sync, and all of it back, on a board with this `boot.py`.
/// Gives what the first one said.
fn syncs_with(boot: &str) -> Said {
    let (board, project) = (board(&[("boot.py", boot)], |_| {}), Project::new());
    let mut random = Random::new(9);
    project.write("boot.py", boot.as_bytes());
    project.write("lib/deep/a b.py", b"NUMBER = 1\n".repeat(200).as_slice());
    project.write("noise.bin", &random.bytes(5000));
    project.write("empty.py", b"");
    let line = Line::to(&board.port, fast());
    let first = project.sync(&line.port, boot);
    project.write("lib/deep/a b.py", b"NUMBER = 2\n".repeat(190).as_slice());
    project.write("noise.bin", &random.bytes(5000));
    project.write("new.py", b"NEW = True\n");
    project.sync(&line.port, boot);
    let said = project.mpdeck(&line.port, &["--json", "sync"]);
    assert!(said.code == 0 && said.out.contains("\"updated\":0"), "{boot}: {said:?}");
    let back = tempfile::tempdir().unwrap();
    let said = project.mpdeck(&line.port, &["get", "-r", "/", back.path().to_str().unwrap()]);
    assert_eq!(said.code, 0, "{boot}: {said:?}");
    drop(line);
    let mut got = Tree::new();
    collect(back.path(), "", &mut got);
    assert_eq!(got, project.tree(), "{boot}: what came back");
    first
}

#[test]
fn ones_without_some_modules() {
    for names in ["deflate", "hashlib", "binascii", "hashlib binascii", "io deflate"] {
        syncs_with(&without_modules(names));
    }
}

#[test]
fn one_without_all_that_can_be_missed() {
    syncs_with(&without_modules("hashlib binascii deflate io select machine"));
}

#[test]
fn ones_that_cannot_say_or_do_everything() {
    for boot in [
        "import os\ndel os.statvfs\n",
        "import os\ndel os.ilistdir\n",
        "import sys\nclass Text:\n    read = sys.stdin.read\nsys.stdin = Text()\n",
    ] {
        syncs_with(boot);
    }
}

#[test]
fn one_that_cannot_rename_is_written_in_place_and_that_is_said() {
    let said = syncs_with("import os\ndel os.rename\n");
    assert!(said.err.contains("half a file"), "{said:?}");
}

#[test]
fn one_that_runs_out_of_memory_gets_all_files_all_the_same() {
    let boot = "import builtins\n\
         usual = builtins.open\n\
         calls = 0\n\
         def short(*args):\n    \
             global calls\n    \
             calls += 'wb' in args\n    \
             if calls == 2:\n        \
                 calls += 1\n        \
                 raise MemoryError\n    \
             return usual(*args)\n\
         builtins.open = short\n";
    let (board, project) = (board(&[("boot.py", boot)], |_| {}), Project::new());
    project.write("boot.py", boot.as_bytes());
    // Many are on their way at once.
    for n in 0..30 {
        project.write(&format!("lib/{n}.py"), format!("NUMBER = {n}\n").repeat(40).as_bytes());
    }
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "in little memory");
    drop(line);
    project.assert_same(&board.port, "in little memory");
}
