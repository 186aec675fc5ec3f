//! The pieces of work, and how each tool is told to do one.

mod save;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::arguments::Arguments;
use crate::fixtures::{Files, Fixtures, deflated};
use crate::peers::Peers;
use crate::rig::{Rig, Run, same_file};

/// Tools that are quicker than this are run three times.
const SHORT: Duration = Duration::from_secs(10);

/// A piece of work.
pub struct Piece {
    pub name: &'static str,
    /// In words, for the table.
    pub what: String,
    task: Task,
    /// On the board before.
    before: Files,
    /// On the board after.
    after: Files,
    /// What the line itself needs, and why; the first is the one to compare with.
    pub floors: Vec<(String, Bytes)>,
}

/// Bytes that have to go over the line.
pub struct Bytes(pub u64);

enum Task {
    /// Copy this folder to the board.
    Copy(PathBuf),
    /// Copy this folder, which is there already.
    Again(PathBuf),
    Up(PathBuf),
    Down(&'static str, Vec<u8>),
    Save,
}

/// How one tool did: its runs, or why there is none.
pub struct Outcome {
    pub tool: &'static str,
    pub runs: Result<Vec<Run>, String>,
}

/// How all did.
pub struct Measured {
    pub name: &'static str,
    pub what: String,
    pub floors: Vec<(String, Bytes)>,
    pub outcomes: Vec<Outcome>,
}

pub fn pieces(fixtures: &Fixtures) -> Result<Vec<Piece>> {
    let tree: u64 = fixtures.microdot.iter().map(|(_, content)| content.len() as u64).sum();
    let (random, hundred) = (fixtures.random.clone(), &fixtures.hundred);
    let random_file = vec![("random.bin".to_owned(), random.clone())];
    let random_bytes = || vec![("the bytes".to_owned(), Bytes(random.len() as u64))];
    let module = vec![("module.py".to_owned(), fixtures.changing(1))];
    Ok(vec![
        Piece {
            name: "tree",
            what: format!("microdot 2.0.6, 12 modules, {tree} bytes, to an empty board"),
            task: Task::Copy(fixtures.folder("tree", &fixtures.microdot)?),
            before: Vec::new(),
            after: fixtures.microdot.clone(),
            floors: vec![
                ("deflated, 4 kB window".into(), Bytes(deflated(&fixtures.microdot, 12)?)),
                ("deflated, 32 kB window".into(), Bytes(deflated(&fixtures.microdot, 15)?)),
                ("deflated, 1 kB window".into(), Bytes(deflated(&fixtures.microdot, 10)?)),
                ("raw".into(), Bytes(tree)),
            ],
        },
        Piece {
            name: "up",
            what: format!("{} random bytes to the board", random.len()),
            task: Task::Up(fixtures.folder("up", &random_file)?.join("random.bin")),
            before: Vec::new(),
            after: random_file.clone(),
            floors: random_bytes(),
        },
        Piece {
            name: "down",
            what: format!("{} random bytes from the board", random.len()),
            task: Task::Down("random.bin", random.clone()),
            before: random_file.clone(),
            after: random_file,
            floors: random_bytes(),
        },
        Piece {
            name: "same",
            what: "100 files that are there already".into(),
            task: Task::Again(fixtures.folder("same", hundred)?),
            before: hundred.clone(),
            after: hundred.clone(),
            floors: vec![("100 hashes of 32 bytes".into(), Bytes(3200))],
        },
        Piece {
            name: "save",
            what: format!("one changed line in a module of {} bytes", module[0].1.len()),
            task: Task::Save,
            before: Vec::new(),
            after: Vec::new(),
            floors: vec![("the module deflated".into(), Bytes(deflated(&module, 12)?))],
        },
    ])
}

/// All tools, each on a fresh board.
pub fn measure(
    piece: &Piece,
    fixtures: &Fixtures,
    peers: &Peers,
    arguments: &Arguments,
) -> Measured {
    let mut outcomes = Vec::new();
    for tool in peers.names.iter().copied().chain(["mpdeck"]) {
        if !piece.task.known_to(tool) {
            continue;
        }
        let runs =
            runs(piece, tool, fixtures, peers, arguments).map_err(|error| format!("{error:#}"));
        outcomes.push(Outcome { tool, runs });
    }
    Measured {
        name: piece.name,
        what: piece.what.clone(),
        floors: piece.floors.iter().map(|(why, bytes)| (why.clone(), Bytes(bytes.0))).collect(),
        outcomes,
    }
}

fn runs(
    piece: &Piece,
    tool: &str,
    fixtures: &Fixtures,
    peers: &Peers,
    arguments: &Arguments,
) -> Result<Vec<Run>> {
    if matches!(piece.task, Task::Save) {
        return save::runs(tool, fixtures, peers, arguments);
    }
    let mut runs: Vec<Run> = Vec::new();
    while runs.len() < 3 && runs.iter().all(|run| run.total < SHORT) {
        let rig = Rig::start(&piece.before, arguments)?;
        let mut command = piece.task.command(tool, &rig, peers)?;
        runs.push(rig.run(&mut command)?);
        if let Task::Down(name, content) = &piece.task {
            same_file(&rig.home.path().join(name), content)?;
        }
        rig.check(&piece.after, peers)?;
    }
    Ok(runs)
}

impl Task {
    /// ampy has no way to leave out what is there already, and neither it nor rshell restarts a program.
    fn known_to(&self, tool: &str) -> bool {
        match self {
            Task::Again(_) => tool != "ampy",
            Task::Save => ["mpytool", "mpremote", "mpdeck"].contains(&tool),
            Task::Copy(_) | Task::Up(_) | Task::Down(..) => true,
        }
    }

    fn command(&self, tool: &str, rig: &Rig, peers: &Peers) -> Result<Command> {
        let mut command = match tool {
            "mpdeck" => rig.mpdeck(),
            tool => peers.on_port(tool, &rig.line.port),
        };
        match (self, tool) {
            (Task::Copy(folder) | Task::Again(folder), "mpdeck") => {
                command.arg("sync").arg("--source").arg(folder);
            }
            (Task::Copy(folder), "ampy") => {
                command.arg("put").arg(folder.join("microdot")).arg("/microdot");
            }
            (Task::Again(folder), "rshell") => {
                command.arg("rsync").arg(folder).arg("/pyboard");
            }
            (Task::Copy(folder) | Task::Again(folder), _) => {
                let mut parts: Vec<PathBuf> = Vec::new();
                for entry in std::fs::read_dir(folder)? {
                    parts.push(entry?.path());
                }
                parts.sort();
                command.arg("cp");
                if tool != "mpytool" {
                    command.arg("-r");
                }
                command.args(parts).arg(root(tool));
            }
            (Task::Up(file), "mpdeck") => {
                command.arg("put").arg(file).arg("/");
            }
            (Task::Up(file), "ampy") => {
                command.arg("put").arg(file);
            }
            (Task::Up(file), _) => {
                command.arg("cp").arg(file).arg(root(tool));
            }
            (Task::Down(name, _), "mpdeck" | "ampy") => {
                command.args(["get", name]);
                if tool == "ampy" {
                    command.arg(name);
                }
            }
            (Task::Down(name, _), _) => {
                command.arg("cp").arg(format!("{}{name}", root(tool))).arg(".");
            }
            (Task::Save, _) => bail!("saving has no single command"),
        }
        Ok(command)
    }
}

/// The board's root as a tool writes it.
fn root(tool: &str) -> &'static str {
    match tool {
        "rshell" => "/pyboard/",
        "mpytool" => ":/",
        _ => ":",
    }
}
