//! What is copied in the REPL reaches the terminal, and tmux where it runs in one.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::rig::workbench;
use crate::wait::{LONG, until};

#[test]
fn lines_that_are_copied_go_to_the_terminal_and_to_tmux() {
    let home = tempfile::tempdir().unwrap();
    let (tools, given) = (home.path().join("tools"), home.path().join("given"));
    fs::create_dir(&tools).unwrap();
    let script = format!(
        "#!/bin/sh\necho \"$@\" > {0}.new\ncat >> {0}.new\nmv {0}.new {0}\n",
        given.display()
    );
    fs::write(tools.join("tmux"), script).unwrap();
    fs::set_permissions(tools.join("tmux"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let screen = workbench(home.path(), |command| command.env("PATH", path).env("TMUX", "x,1,0"));
    screen.keys("3");
    screen.wait_for("typing");
    screen.keys("print('co' + 'pied', 7 * 6)\r");
    screen.wait_for("copied 42");
    screen.keys("\x1d"); // Ctrl-]
    screen.wait_for("browsing");
    // the search finds the line, v selects it
    screen.keys("/copied 4\r");
    screen.keys("vy");
    screen.wait_for("Copied 1 line");
    let read = || fs::read_to_string(&given).unwrap_or_default();
    let said =
        until("tmux to be given it", LONG, read, || Some(read()).filter(|said| !said.is_empty()));
    assert_eq!(said, "load-buffer -w -\ncopied 42");
    let sequence = b"\x1b]52;c;Y29waWVkIDQy\x1b\\";
    assert!(screen.bytes().windows(sequence.len()).any(|bytes| bytes == sequence));
}
