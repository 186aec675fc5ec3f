//! A beginner's day: keys in a shell and in the workbench at 80x24, each waiting for the
//! screen that it names. The walks are files in the words of demo.tape.

use std::path::Path;

use crate::board::{Board, MPDECK};
use crate::docs::follow;
use crate::screen::Screen;
use crate::tape::{play, read};

/// One walk in an empty folder, with a board at its prompt that `MPDECK_PORT` names.
fn walk(tape: &str) {
    let home = tempfile::tempdir().expect("a home");
    follow::prepare(home.path());
    let folder = home.path().join("blink");
    std::fs::create_dir(&folder).expect("a folder");
    let link = home.path().join("board");
    let _board = Board::linked(&link);
    let bin = Path::new(MPDECK).parent().expect("a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").expect("a PATH"));
    let screen = Screen::run("bash", (80, 24), |command| {
        command
            .args(["--norc", "--noprofile"])
            .current_dir(&folder)
            .env("PATH", path)
            .env("PS1", "> ")
            .env("SHLVL", "0")
            .env("EDITOR", "nano")
            .env("MPDECK_PORT", &link)
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
    });
    screen.wait_for("> ");
    play(&screen, &read(tape));
}

#[test]
fn a_loop_is_stopped() {
    walk(include_str!("walks/a-loop-is-stopped.tape"));
}

#[test]
fn blink_by_on_and_off() {
    walk(include_str!("walks/blink-by-on-and-off.tape"));
}

#[test]
fn blink_by_turning() {
    walk(include_str!("walks/blink-by-turning.tape"));
}

#[test]
fn clock() {
    walk(include_str!("walks/clock.tape"));
}

#[test]
fn command_line() {
    walk(include_str!("walks/command-line.tape"));
}

#[test]
fn delete() {
    walk(include_str!("walks/delete.tape"));
}

#[test]
fn demo() {
    walk(include_str!("walks/demo.tape"));
}

#[test]
fn edit_a_file() {
    walk(include_str!("walks/edit-a-file.tape"));
}

#[test]
fn find() {
    walk(include_str!("walks/find.tape"));
}

#[test]
fn hello() {
    walk(include_str!("walks/hello.tape"));
}

#[test]
fn help_and_guide() {
    walk(include_str!("walks/help-and-guide.tape"));
}

#[test]
fn layouts() {
    walk(include_str!("walks/layouts.tape"));
}

#[test]
fn new_file() {
    walk(include_str!("walks/new-file.tape"));
}

#[test]
fn palette() {
    walk(include_str!("walks/palette.tape"));
}

#[test]
fn paste_mode() {
    walk(include_str!("walks/paste-mode.tape"));
}

#[test]
fn pins() {
    walk(include_str!("walks/pins.tape"));
}

#[test]
fn precompile() {
    walk(include_str!("walks/precompile.tape"));
}

#[test]
fn reboot() {
    walk(include_str!("walks/reboot.tape"));
}

#[test]
fn run_a_file() {
    walk(include_str!("walks/run-a-file.tape"));
}

#[test]
fn save_and_see() {
    walk(include_str!("walks/save-and-see.tape"));
}

#[test]
fn start() {
    walk(include_str!("walks/start.tape"));
}

#[test]
fn sync_with_excludes() {
    walk(include_str!("walks/sync-with-excludes.tape"));
}

#[test]
fn themes() {
    walk(include_str!("walks/themes.tape"));
}

#[test]
fn welcome() {
    walk(include_str!("walks/welcome.tape"));
}
