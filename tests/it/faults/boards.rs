//! Boards that are hard to talk to, or that stop in the middle.

use std::time::{Duration, Instant};

use super::cuts::assert_old_or_new;
use super::project::{Project, board, tree, tree_soon};
use super::{Random, fast};
use crate::line::{Line, Wiring};
use crate::peer::mpremote;
use crate::wait::{LONG, until};

/// Resets the board when the named function is called for the third time, once.
fn trap(function: &str, reset: &str) -> String {
    format!(
        "import builtins, machine, os\n\
         calls = 0\n\
         usual = {function}\n\
         def trapped(*args):\n    \
             global calls\n    \
             calls += 1\n    \
             if calls == 3 and 'armed' in os.listdir('/'):\n        \
                 os.remove('/armed')\n        \
                 machine.{reset}()\n    \
             return usual(*args)\n\
         {function} = trapped\n"
    )
}

fn project(random: &mut Random) -> Project {
    let project = Project::new();
    for n in 0..6 {
        project.write(&format!("lib/{n}.py"), format!("NUMBER = {n}\n").repeat(90).as_bytes());
    }
    project.write("noise.bin", &random.bytes(6000));
    project
}

fn resets_in(function: &str, reset: &str) {
    let (board, project) = (board(&[], |_| {}), project(&mut Random::new(1)));
    let boot = trap(function, reset);
    project.write("boot.py", boot.as_bytes());
    project.write("armed", b"");
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "the first sync");
    drop(line);
    mpremote(&board.port, &["soft-reset"]);
    std::fs::remove_file(project.source().join("armed")).unwrap();
    let mut old = project.tree();
    for n in 0..6 {
        project.write(&format!("lib/{n}.py"), format!("NUMBER = {n} + 1\n").repeat(70).as_bytes());
    }

    let line = Line::to(&board.port, fast());
    let said = project.mpdeck(&line.port, &["sync"]);
    drop(line);
    let found = tree_soon(&board.port, &format!("{function}, {reset}: {said:?}"));
    assert!(!found.contains_key("/armed"), "{function}: the board did not reset");
    old.remove("/armed");
    assert!([0, 1, 3].contains(&said.code), "{function}: {said:?}");
    assert_old_or_new(&found, &old, &project.tree(), &format!("{function}, {reset}: {said:?}"));
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, function);
    drop(line);
    project.assert_same(&board.port, function);
}

#[test]
fn one_that_resets_when_a_file_is_opened() {
    resets_in("builtins.open", "reset");
}

#[test]
fn one_that_resets_when_a_file_is_renamed() {
    resets_in("os.rename", "reset");
}

#[test]
fn one_that_soft_resets_when_a_file_is_renamed() {
    resets_in("os.rename", "soft_reset");
}

#[test]
fn one_whose_program_floods_the_line() {
    let main = "while True: print('a flood of output, line after line')\n";
    let (board, project) = (board(&[("main.py", main)], |_| {}), project(&mut Random::new(2)));
    project.write("mpdeck.toml", b"");
    let line = Line::to(&board.port, Wiring::default());
    let began = Instant::now();
    let flood = || format!("{:?} carried", line.carried());
    until("the flood", LONG, flood, || line.heard(began, b"line after line"));
    project.sync(&line.port, "under a flood");
    // It ran when we came, so it runs when we are gone.
    let after = Instant::now();
    until("the flood to be back", LONG, flood, || line.heard(after, b"line after line"));
    let (first, last) = line.since(after).unwrap();
    assert!(last - first < LONG, "the line tells when bytes came");
    drop(line);
    project.write("main.py", main.as_bytes());
    project.assert_same(&board.port, "under a flood");
}

#[test]
fn one_whose_program_catches_every_interrupt() {
    let main = "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n    except KeyboardInterrupt:\n        print('caught')\n";
    let (board, project) = (board(&[("main.py", main)], |_| {}), project(&mut Random::new(3)));
    let line = Line::to(&board.port, Wiring::default());
    let began = Instant::now();
    let said = project.mpdeck(&line.port, &["sync"]);
    let took = began.elapsed();
    drop(line);
    assert!(took < Duration::from_secs(60), "{took:?}: {said:?}");
    if said.code == 0 {
        project.write("main.py", main.as_bytes());
        project.assert_same(&board.port, "after a program that catches interrupts");
    } else {
        // What it says has to help.
        assert!(said.err.contains("reset") || said.err.contains("Ctrl-C"), "{said:?}");
    }
}

#[test]
fn one_that_starts_over_again_and_again() {
    // as a watchdog has it, that nobody feeds
    let main = "import machine, time\nprint('starting')\ntime.sleep(0.3)\nmachine.reset()\n";
    let (board, project) = (board(&[("main.py", main)], |_| {}), project(&mut Random::new(8)));
    let line = Line::to(&board.port, Wiring::default());
    project.sync(&line.port, "between two resets");
    drop(line);
    project.write("main.py", main.as_bytes());
    project.assert_same(&board.port, "between two resets");
}

#[test]
fn one_that_is_full() {
    let (board, project) =
        (board(&[], |options| options.flash = 64 * 1024), project(&mut Random::new(4)));
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "while it fits");
    let old = project.tree();
    for n in 0..6 {
        project.write(&format!("lib/{n}.py"), format!("NUMBER = {n} + 1\n").repeat(900).as_bytes());
    }
    let said = project.mpdeck(&line.port, &["sync"]);
    assert_eq!(said.code, 2, "it is refused: {said:?}");
    let said = project.mpdeck(&line.port, &["sync", "--yes"]);
    assert_eq!(said.code, 1, "{said:?}");
    drop(line);
    let found = tree(&board.port);
    assert_old_or_new(&found, &old, &project.tree(), "on a full flash");
    for n in 0..6 {
        project.write(&format!("lib/{n}.py"), format!("NUMBER = {n} + 2\n").as_bytes());
    }
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "once it fits again");
    drop(line);
    project.assert_same(&board.port, "once it fits again");
}

#[test]
fn one_that_cannot_be_written() {
    let boot =
        "import vfs\nvfs.umount('/')\nvfs.mount(vfs.VfsPosix('/flash'), '/', readonly=True)\n";
    let (board, project) = (board(&[("boot.py", boot)], |_| {}), project(&mut Random::new(5)));
    let before = tree(&board.port);
    let line = Line::to(&board.port, fast());
    let said = project.mpdeck(&line.port, &["sync"]);
    drop(line);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("read-only") || said.out.contains("read-only"), "{said:?}");
    assert_eq!(tree_soon(&board.port, "read-only"), before);
}

#[test]
fn one_whose_clock_says_1970() {
    let boot = "import machine\nmachine.RTC().datetime((1970, 1, 1, 3, 0, 0, 0, 0))\n";
    let (board, project) = (board(&[("boot.py", boot)], |_| {}), project(&mut Random::new(6)));
    let line = Line::to(&board.port, fast());
    project.sync(&line.port, "in 1970");
    project.write("lib/3.py", b"NUMBER = 33\n");
    project.sync(&line.port, "in 1970, again");
    let said = project.mpdeck(&line.port, &["--json", "sync"]);
    assert!(said.code == 0 && said.out.contains("\"updated\":0"), "{said:?}");
    drop(line);
    project.write("boot.py", boot.as_bytes());
    project.assert_same(&board.port, "in 1970");
}
