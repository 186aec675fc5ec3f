//! A project folder, mpdeck run on it, and what mpremote finds on the board.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mpdeck::demo::{DemoBoard, Options};
use sha2::{Digest, Sha256};

use crate::board::{MPDECK, options, special};
use crate::peer::mpremote;

/// Path from the root, and SHA-256 in hex.
pub type Tree = BTreeMap<String, String>;

/// How much longer the next tool may need than on a board at rest.
const BACK: Duration = Duration::from_secs(3);

const WALK: &str = "\
import os, hashlib
def walk(folder):
    for entry in os.ilistdir(folder or '/'):
        path = folder + '/' + entry[0]
        if entry[1] & 0x4000:
            walk(path)
        else:
            hash = hashlib.sha256()
            with open(path, 'rb') as f:
                while True:
                    data = f.read(4096)
                    if not data: break
                    hash.update(data)
            print(hash.digest().hex(), path.encode().hex())
walk('')
";

pub struct Project {
    folder: tempfile::TempDir,
}

/// How a run of mpdeck ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Project {
    pub fn new() -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        project.write("mpdeck.toml", b"after_sync = \"nothing\"\n");
        project
    }

    pub fn source(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    pub fn write(&self, path: &str, content: &[u8]) {
        let full = self.source().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, content).unwrap();
    }

    /// What the board should hold: everything here but what is never sent.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        collect(&self.source(), "", &mut tree);
        tree.remove("/mpdeck.toml");
        tree
    }

    /// Runs mpdeck on this port in the project's folder.
    pub fn mpdeck(&self, port: &Path, arguments: &[&str]) -> Said {
        let file = |name| self.folder.path().join(name);
        let status = Command::new("timeout")
            .args(["120", MPDECK, "-p"])
            .arg(port)
            .args(arguments)
            .current_dir(self.source())
            .env("XDG_STATE_HOME", file("state"))
            .env("XDG_CONFIG_HOME", file("config"))
            .stdin(Stdio::null())
            .stdout(File::create(file("out")).unwrap())
            .stderr(File::create(file("err")).unwrap())
            .status()
            .unwrap();
        let text = |name| String::from_utf8_lossy(&fs::read(file(name)).unwrap()).into_owned();
        let code = status.code().unwrap_or_else(|| panic!("{status}: {}", text("err")));
        assert_ne!(code, 124, "mpdeck {arguments:?} did not end: {}{}", text("out"), text("err"));
        Said { code, out: text("out"), err: text("err") }
    }

    /// A sync that has to succeed.
    ///
    /// # Panics
    /// With `when` and what mpdeck said.
    pub fn sync(&self, port: &Path, when: &str) -> Said {
        let said = self.mpdeck(port, &["sync", "--yes"]);
        assert_eq!(said.code, 0, "{when}: {said:?}");
        said
    }

    /// The board holds what the project holds and nothing else.
    pub fn assert_same(&self, board: &Path, when: &str) {
        let (there, here) = (tree(board), self.tree());
        assert!(there == here, "{when}: on the board\n{there:#?}\nshould be\n{here:#?}");
    }
}

pub fn collect(folder: &Path, prefix: &str, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}/{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &path, tree);
        } else if kind.is_file() {
            tree.insert(path, hash(&fs::read(entry.path()).unwrap()));
        }
    }
}

pub fn hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> String {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    String::from_utf8((0..text.len()).step_by(2).map(byte).collect()).unwrap()
}

/// All files of a board, as mpremote sees them on a line without limits.
pub fn tree(board: &Path) -> Tree {
    let mut tree = Tree::new();
    for line in mpremote(board, &["exec", WALK]).lines() {
        let (hash, path) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        tree.insert(unhex(path), hash.to_owned());
    }
    tree
}

/// The same after something went wrong: mpremote has to get through almost as fast as at rest.
pub fn tree_soon(board: &Path, when: &str) -> Tree {
    let began = Instant::now();
    let first = tree(board);
    let took = began.elapsed();
    if took > BACK {
        // What mpremote itself takes depends on what else this machine does.
        let again = Instant::now();
        tree(board);
        let usual = again.elapsed();
        assert!(took < usual + BACK, "{when}: mpremote took {took:?}, usually {usual:?}");
    }
    first
}

/// A board whose flash holds these files at power-on.
pub fn board(files: &[(&str, &str)], change: impl FnOnce(&mut Options)) -> DemoBoard {
    let flash = tempfile::tempdir().unwrap();
    for (path, text) in files {
        fs::write(flash.path().join(path), text).unwrap();
    }
    let mut options = options();
    options.files = Some(flash.path().to_path_buf());
    change(&mut options);
    special(options)
}
