//! What another user of this machine may not do, tried as that user.

use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use mpdeck::config::Places;

use crate::board::{Board, MPDECK};
use crate::wait::{LONG, until};
use crate::wire::Wire;

/// The user `nobody` with a home of its own and a copy of mpdeck that it may run.
struct Nobody {
    home: tempfile::TempDir,
}

impl Nobody {
    fn new() -> Nobody {
        let home = tempfile::tempdir().unwrap();
        fs::copy(MPDECK, home.path().join("mpdeck")).unwrap();
        let nobody = Nobody { home };
        nobody.own(nobody.home.path());
        nobody
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn own(&self, path: &Path) {
        let status = privileged("chown").args(["-R", "65534:65534"]).arg(path).status().unwrap();
        assert!(status.success(), "chown {}", path.display());
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = privileged("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "env"])
            .arg(format!("PATH={}", std::env::var("PATH").unwrap()))
            .arg(format!("HOME={}", self.home.path().display()))
            .arg(format!("XDG_CACHE_HOME={}", self.path("cache").display()))
            .arg(self.path("mpdeck"))
            .args(arguments)
            .current_dir(self.home.path())
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stderr, stdout } = self.command(arguments).output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        (status.code().expect("an exit code"), said)
    }
}

/// A command run as root, with sudo's help if need be.
fn privileged(program: &str) -> Command {
    if rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

#[test]
fn a_port_of_somebody_else_names_the_group_and_the_command() {
    let board = Board::start();
    // As udev sets up serial ports on Debian.
    let owned = privileged("chgrp").arg("dialout").arg(&board.port).status().unwrap();
    assert!(owned.success(), "chgrp dialout");
    fs::set_permissions(&board.port, Permissions::from_mode(0o660)).unwrap();
    let (code, said) = Nobody::new().run(&["-p", board.port.to_str().unwrap(), "ls"]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("permission denied") && said.contains("sudo usermod -aG dialout $USER"),
        "{said}"
    );
}

#[test]
fn files_of_somebody_else_are_neither_read_nor_written() {
    let board = Board::start();
    fs::set_permissions(&board.port, Permissions::from_mode(0o666)).unwrap();
    let port = board.port.to_str().unwrap();
    let nobody = Nobody::new();
    let closed = tempfile::tempdir().unwrap();
    let secret = closed.path().join("secret.py");
    fs::write(&secret, "secret").unwrap();
    fs::set_permissions(&secret, Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(closed.path(), Permissions::from_mode(0o755)).unwrap();

    let (code, said) = nobody.run(&["-p", port, "put", secret.to_str().unwrap(), "/"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("secret.py") && said.to_lowercase().contains("permission denied"),
        "{said}"
    );

    let (code, said) = nobody.run(&["-p", port, "exec", "open('/a.py', 'w').close()"]);
    assert_eq!(code, 0, "{said}");
    let into = closed.path().join("a.py");
    let (code, said) = nobody.run(&["-p", port, "get", "/a.py", into.to_str().unwrap()]);
    assert_eq!(code, 1, "{said}");
    assert!(said.to_lowercase().contains("permission denied"), "{said}");
    assert!(!into.exists());
}

/// A program started by `Nobody::command`; ends with this. Killing sudo or setpriv is not enough elsewhere,
/// but setpriv becomes the program.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = privileged("kill").args(["-9", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

#[test]
fn a_lock_left_by_a_killed_program_does_not_shut_its_owner_out() {
    let nobody = Nobody::new();
    // Installed once already: a copy spares the download.
    let cache = Places::find().unwrap().cache;
    drop(Board::start());
    fs::create_dir_all(nobody.path("cache")).unwrap();
    let copied =
        Command::new("cp").arg("-r").arg(&cache).arg(nobody.path("cache")).status().unwrap();
    assert!(copied.success());
    nobody.own(nobody.home.path());
    let link = nobody.path("board");
    let port = link.to_str().unwrap();
    let _board = Running(
        nobody
            .command(&["demo", "--headless", "--link", port])
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    until("the board", LONG, || port.to_owned(), || link.exists().then_some(()));

    fs::write(nobody.path("busy.py"), "print('busy')\nwhile True: pass").unwrap();
    let mut busy = Running(
        nobody.command(&["-p", port, "run", "busy.py"]).stdout(Stdio::piped()).spawn().unwrap(),
    );
    let mut said = [0; 4];
    busy.0.stdout.take().unwrap().read_exact(&mut said).unwrap();
    assert_eq!(&said, b"busy");
    // Locked: a second program is refused.
    let (code, said) = nobody.run(&["-p", port, "exec", "1"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("the port is busy"), "{said}");
    drop(busy);
    until(
        "the port to be free",
        LONG,
        || nobody.run(&["-p", port, "exec", "1"]).1,
        || (nobody.run(&["-p", port, "eval", "6*7"]) == (0, "42\n".to_owned())).then_some(()),
    );
    let mut wire = Wire::open(&link);
    wire.prompt();
}
