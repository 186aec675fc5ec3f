//! The one place where the doctor's facts come from; tests show a made-up computer.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config::Settings;
use crate::device::System;
use crate::model::Problem;

/// Who runs this process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    pub uid: u32,
    /// Those in force for this process, its own first.
    pub groups: Vec<u32>,
}

/// Answers what a program prints first; none if it is not there or fails.
pub type Ask = Box<dyn Fn(&str, &[&str]) -> Option<String> + Send>;

/// A computer to look at.
pub struct Host {
    /// Below it lie `etc`, `usr` and the like.
    pub root: PathBuf,
    pub system: System,
    pub login: Login,
    pub variables: BTreeMap<String, String>,
    /// Columns and rows of the terminal; none where stdout is none.
    pub terminal: Option<(u16, u16)>,
    pub ask: Ask,
    /// Where mpdeck keeps what it fetched.
    pub cache: PathBuf,
    /// The user's own compiler and node, from the config.
    pub mpy_cross: Option<PathBuf>,
    pub node: Option<PathBuf>,
    /// What is wrong with the settings.
    pub settings: Option<Problem>,
}

/// One line of `/etc/group`.
pub(super) struct Group {
    pub name: String,
    pub members: Vec<String>,
}

/// This computer. `cache` is where mpdeck keeps what it fetched.
pub fn here(settings: &Settings, cache: PathBuf) -> Host {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let mut groups = vec![rustix::process::getegid().as_raw()];
    let others = rustix::process::getgroups().unwrap_or_default();
    groups.extend(others.into_iter().map(rustix::process::Gid::as_raw));
    Host {
        root: PathBuf::from("/"),
        system: System::default(),
        login: Login { uid: rustix::process::geteuid().as_raw(), groups },
        variables,
        terminal: rustix::termios::tcgetwinsize(std::io::stdout())
            .ok()
            .map(|size| (size.ws_col, size.ws_row)),
        ask: Box::new(first_line),
        cache,
        mpy_cross: settings.mpy_cross.clone(),
        node: settings.node.clone(),
        settings: None,
    }
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    // Python would take a module of that name from where we stand: the project
    let output = Command::new(program)
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}

impl Host {
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn read(&self, path: impl AsRef<Path>) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    /// The names in a folder; none where there is no such folder.
    pub(super) fn list(&self, folder: impl AsRef<Path>) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }

    /// Whether a process of this name runs.
    pub(super) fn runs(&self, name: &str) -> bool {
        let processes = fs::read_dir(&self.system.proc).into_iter().flatten().flatten();
        processes.into_iter().any(|process| {
            let comm = fs::read_to_string(process.path().join("comm"));
            comm.is_ok_and(|comm| comm.trim() == name)
        })
    }

    pub(super) fn group(&self, gid: u32) -> Option<Group> {
        self.groups().find(|(id, _)| *id == gid).map(|(_, group)| group)
    }

    pub(super) fn group_named(&self, name: &str) -> Option<u32> {
        self.groups().find(|(_, group)| group.name == name).map(|(id, _)| id)
    }

    /// `dialout:x:20:alice,bob`
    fn groups(&self) -> impl Iterator<Item = (u32, Group)> {
        let text = self.read("etc/group").unwrap_or_default();
        let lines: Vec<(u32, Group)> = (text.lines())
            .filter_map(|line| {
                let mut parts = line.split(':');
                let name = parts.next()?.to_owned();
                let gid = parts.nth(1)?.parse().ok()?;
                let members = parts.next().unwrap_or_default().split(',');
                Some((gid, Group { name, members: members.map(str::to_owned).collect() }))
            })
            .collect();
        lines.into_iter()
    }

    /// The user's name, from `/etc/passwd` or the environment.
    pub(super) fn user(&self) -> Option<String> {
        let text = self.read("etc/passwd").unwrap_or_default();
        let own = self.login.uid.to_string();
        let name = text.lines().find_map(|line| {
            let mut parts = line.split(':');
            let name = parts.next()?;
            (parts.nth(1)? == own).then(|| name.to_owned())
        });
        name.or_else(|| self.variable("USER").map(str::to_owned))
    }

    /// Whether the user may read and write a node; none where it is not there.
    pub(super) fn may_open(&self, node: &Path) -> Option<Access> {
        let node = fs::metadata(node).ok()?;
        let mode = node.mode();
        let (gid, login) = (node.gid(), &self.login);
        let allowed = |bits: u32| mode & bits == bits;
        let may = login.uid == 0
            || if node.uid() == login.uid {
                allowed(0o600)
            } else if login.groups.contains(&gid) {
                allowed(0o060)
            } else {
                allowed(0o006)
            };
        Some(Access { may, gid, group_may: allowed(0o060) })
    }
}

/// What the permissions of a node say.
pub(super) struct Access {
    pub may: bool,
    pub gid: u32,
    /// Members of its group may open it.
    pub group_may: bool,
}
