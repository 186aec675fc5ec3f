//! Wrong usage and bad luck.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::{Ran, at, finish, mpdeck, on};
use crate::board::Board;
use crate::wait::{LONG, until};

#[test]
fn wrong_usage_ends_with_2() {
    for (words, says) in [
        (&["sycn"][..], "sync"),
        (&["ls", "--nope"], "--nope"),
        (&["cat"], "PATH"),
        (&["--baud", "0", "ls"], "--baud"),
        (&["repl", "-p", "/dev/a", "-p", "/dev/b"], "Give one --port"),
        (&["cat", "../../x", "-p", "/dev/null"], ""),
    ] {
        let ran = mpdeck(words).run();
        assert_eq!(ran.text(), "", "{words:?}");
        assert!(ran.err.contains(says), "{words:?}: {}", ran.err);
        if !says.is_empty() {
            ran.ends(2);
        }
    }
    let help = mpdeck(["--help"]).run().ends(0);
    assert!(help.text().contains("Exit codes"), "{}", help.text());
}

#[test]
fn a_mistake_in_the_settings_names_file_line_and_fix() {
    let home = tempfile::tempdir().expect("a folder");
    let config = home.path().join("c.toml");
    fs::write(&config, "theme = 'light'\nbuad = 9600\n").expect("write");
    let named = config.to_string_lossy();
    let ran = mpdeck(["ls", "-p", "/dev/null", "--config", &named]).run().ends(2);
    for part in ["c.toml", "2", "baud"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn no_such_port() {
    let ran = on("/dev/ttyNONE7", ["ls"]).run().ends(3);
    assert!(ran.err.contains("/dev/ttyNONE7"), "{}", ran.err);
    assert!(ran.err.contains("mpdeck devices"), "{}", ran.err);
    assert_eq!(ran.text(), "");
}

/// Somebody who is not root, with a copy of the binary where they may run it.
struct Nobody {
    home: tempfile::TempDir,
}

impl Nobody {
    fn new() -> Nobody {
        let home = tempfile::tempdir().expect("a home");
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(home.path(), open).expect("open the home");
        fs::copy(env!("CARGO_BIN_EXE_mpdeck"), home.path().join("mpdeck")).expect("copy mpdeck");
        Nobody { home }
    }

    /// `mpdeck -p PORT ARGUMENTS` as user and group 65534.
    fn command(&self, port: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(self.home.path().join("mpdeck"))
            .args(["-p", port])
            .args(arguments)
            .current_dir(self.home.path())
            .env("HOME", self.home.path())
            .env_remove("XDG_CONFIG_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, port: &str, arguments: &[&str]) -> Ran {
        let child = self.command(port, arguments).spawn().expect("run setpriv");
        finish(child, "mpdeck as nobody")
    }
}

/// Group `dialout` on Debian and everything made of it.
const DIALOUT: u32 = 20;

fn allow(port: &str, mode: u32) {
    let device = fs::canonicalize(port).expect("the device");
    std::os::unix::fs::chown(&device, None, Some(DIALOUT)).expect("give the port to dialout");
    fs::set_permissions(&device, fs::Permissions::from_mode(mode)).expect("set the mode");
}

#[test]
fn a_busy_port_says_who_has_it() {
    // Root may open a port that is taken, so this is tried as somebody else.
    let board = Board::start();
    let port = at(&board);
    allow(port, 0o666);
    let nobody = Nobody::new();
    nobody.run(port, &["eval", "1"]).ends(0);
    let mut holder = nobody.command(port, &["monitor"]).spawn().expect("run setpriv");
    let device = fs::canonicalize(port).expect("the device");
    let files = format!("/proc/{}/fd", holder.id());
    until(
        "monitor to have the port",
        LONG,
        || "it has not".to_owned(),
        || {
            let mut files = fs::read_dir(&files).ok()?.flatten();
            files.any(|file| fs::read_link(file.path()).is_ok_and(|to| to == device)).then_some(())
        },
    );
    let ran = nobody.run(port, &["eval", "1"]).ends(3);
    let pid = holder.id().to_string();
    assert!(ran.err.contains("busy: mpdeck") && ran.err.contains(&pid), "{}", ran.err);
    holder.kill().expect("end monitor");
    holder.wait().expect("wait for monitor");
    nobody.run(port, &["eval", "1"]).ends(0);
}

#[test]
fn no_permission_says_which_group() {
    let board = Board::start();
    allow(at(&board), 0o660);
    let ran = Nobody::new().run(at(&board), &["ls"]).ends(3);
    assert!(ran.err.contains("permission denied"), "{}", ran.err);
    assert!(ran.err.contains("usermod -aG dialout"), "{}", ran.err);
}

#[test]
fn something_else_than_micropython_is_quoted() {
    // It answers every line, but not as MicroPython does.
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("open a pty");
    grantpt(&master).and_then(|()| unlockpt(&master)).expect("unlock the pty");
    let port = ptsname(&master, Vec::new()).expect("its name").into_string().expect("UTF-8");
    // Held open, so that the pty outlives the time until mpdeck opens it.
    let line = fs::File::options().read(true).write(true).open(&port).expect("open the port");
    let mut raw = tcgetattr(&line).expect("the port's settings");
    raw.make_raw();
    tcsetattr(&line, OptionalActions::Now, &raw).expect("make the port raw");
    let mut machine = fs::File::from(master);
    std::thread::spawn(move || {
        let mut piece = [0; 256];
        while matches!(machine.read(&mut piece), Ok(1..)) {
            if machine.write_all(b"echo:Unknown command\r\n").is_err() {
                break;
            }
        }
    });
    let ran = on(&port, ["ls"]).run();
    assert!(ran.err.contains("Unknown command"), "{}", ran.err);
    assert!(ran.err.contains("MicroPython"), "{}", ran.err);
    ran.ends(1);
    drop(line);
}

#[test]
fn missing_files_and_folders() {
    let board = Board::start();
    let port = at(&board);
    on(port, ["touch", "/f"]).run().ends(0);
    for words in [
        &["cat", "/none"][..],
        &["ls", "/none"],
        &["tree", "/none"],
        &["hash", "/none"],
        &["rm", "/none"],
        &["rm", "-r", "/none"],
        &["mkdir", "/no/sub"],
        &["mkdir", "/f"],
        &["mkdir", "-p", "/f/sub"],
        &["cat", "/"],
        &["touch", "/no/f"],
    ] {
        let ran = on(port, words).run().ends(1);
        assert!(ran.err.starts_with("mpdeck: "), "{words:?}: {}", ran.err);
        assert!(!ran.err.contains("Traceback"), "{words:?}: {}", ran.err);
        assert_eq!(ran.text(), "", "{words:?}");
    }
}
