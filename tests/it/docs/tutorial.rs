//! docs/tutorial.md, and the other pages, followed to the letter: its commands in a shell, its keys in the
//! workbench, its files in the folder.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::block::{Block, blocks, page};
use super::follow;
use crate::board::MPDECK;
use crate::screen::{PATIENCE, Screen};
use crate::tape;

/// Who follows the page: a folder, a home, and what was started.
struct Reader {
    home: tempfile::TempDir,
    folder: tempfile::TempDir,
    background: Vec<Child>,
    screen: Option<Screen>,
    /// What the last command block printed.
    said: String,
}

impl Reader {
    fn new() -> Reader {
        let home = tempfile::tempdir().expect("a home");
        follow::prepare(home.path());
        Reader {
            home,
            folder: tempfile::tempdir().expect("a folder"),
            background: Vec::new(),
            screen: None,
            said: String::new(),
        }
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        let bin = Path::new(MPDECK).parent().expect("a folder");
        let path = std::env::var("PATH").expect("a PATH");
        vec![
            ("PATH", format!("{}:{path}", bin.display())),
            ("HOME", shown(self.home.path())),
            ("XDG_STATE_HOME", shown(&self.home.path().join("state"))),
            ("XDG_CONFIG_HOME", shown(&self.home.path().join("config"))),
            ("XDG_CACHE_HOME", shown(&self.home.path().join("cache"))),
            ("MPDECK_PORT", shown(&self.folder.path().join("board"))),
        ]
    }

    fn shell(&self, text: &str) -> Command {
        let mut command = Command::new("bash");
        command
            .args(["-euc", text])
            .current_dir(self.folder.path())
            .envs(self.variables())
            .stdin(Stdio::null());
        command
    }

    fn follow(&mut self, block: &Block) {
        match (block.language.as_str(), block.note.as_str()) {
            ("sh", "background") => self.start(&block.text),
            ("sh", "") => self.run(&block.text),
            // for a computer of the reader's: groups, SSH; a shell reads it, in `pages`
            ("sh", "host") => {}
            ("text", "") => {
                for line in block.text.lines() {
                    assert!(self.said.contains(line), "{line:?} is not in:\n{}", self.said);
                }
            }
            ("python", note) => {
                let name = note.strip_prefix("file=").expect("python has a file's name");
                fs::write(self.folder.path().join(name), &block.text).expect("write the file");
            }
            ("tape", "") => self.play(&block.text),
            other => panic!("what is to be done with {other:?}?"),
        }
    }

    /// `exec`, so that it is the program itself that ends with the test.
    fn start(&mut self, text: &str) {
        self.background.push(self.shell(&format!("exec {text}")).spawn().expect("start it"));
        let link = text.trim().rsplit(' ').next().expect("it names the link");
        let link = self.folder.path().join(link);
        let start = Instant::now();
        while !link.exists() {
            assert!(start.elapsed() < PATIENCE, "no board after `{text}`");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    fn run(&mut self, text: &str) {
        let ran = self.shell(text).output().expect("run bash");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{text}\nended with {}:\n{said}\n{errors}", ran.status);
        self.said = said + &errors;
    }

    fn play(&mut self, text: &str) {
        let (folder, variables) = (self.folder.path().to_owned(), self.variables());
        let screen = self.screen.get_or_insert_with(|| {
            let screen = Screen::run("bash", (80, 24), |command| {
                let command =
                    command.args(["--norc", "--noprofile"]).current_dir(folder).env("PS1", "$ ");
                variables
                    .into_iter()
                    .fold(command, |command, (name, value)| command.env(name, value))
            });
            screen.wait_for("$ ");
            screen
        });
        tape::play(screen, &tape::read(text));
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        for process in &mut self.background {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[test]
fn the_commands_of_other_tools_have_ours_beside_them() {
    let mut reader = Reader::new();
    reader.start("mpdeck demo --headless --link board");
    for block in &blocks(&page("coming-from.md")) {
        reader.follow(block);
    }
    assert!(reader.said.contains("\nhello"), "{}", reader.said);
}

#[test]
fn the_page_for_the_raspberry_pi_does_what_it_says() {
    let mut reader = Reader::new();
    for block in &blocks(&page("raspberry-pi.md")) {
        reader.follow(block);
    }
    assert!(reader.said.contains("theme = \"mono\""), "{}", reader.said);
}

#[test]
fn the_page_for_the_repl_does_what_it_says() {
    let mut reader = Reader::new();
    let blocks = blocks(&page("repl.md"));
    assert!(blocks.len() > 10, "{}", blocks.len());
    for block in &blocks {
        reader.follow(block);
    }
}

#[test]
fn the_tutorial_does_what_it_says() {
    let mut reader = Reader::new();
    let blocks = blocks(&page("tutorial.md"));
    assert!(blocks.len() > 20, "{}", blocks.len());
    for block in &blocks {
        reader.follow(block);
    }
}
