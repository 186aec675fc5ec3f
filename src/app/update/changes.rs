//! New, rename, delete, on either side.

use crate::app::effect::LocalOp;
use crate::app::overlay::Deed;
use crate::app::state::{Side, State};
use crate::app::tree::join;
use crate::model::{Command, Expect};

use super::jobs::{Step, Steps};

impl State {
    /// A change of one side by one step that makes `path`, then that side is read again.
    fn change(&mut self, side: Side, path: &str, step: Step, (what, done): (&str, String)) {
        if let Some(tree) = self.tree_mut(side) {
            tree.look_forward_to(path);
        }
        let what = what.to_owned();
        let local = side == Side::Local;
        let board = self.selected.filter(|_| !local);
        let steps = [step].into();
        let steps = Steps { board, what, steps, done, local, remote: !local, moved: None };
        self.run_steps(steps);
    }

    pub(super) fn make_folder(
        &mut self,
        side: Side,
        folder: &str,
        name: &str,
    ) -> Result<(), String> {
        let path = self.new_path(side, folder, name)?;
        let step = match side {
            Side::Local => Step::Local(LocalOp::MakeFolder { path: self.local_path(&path) }),
            Side::Remote => {
                let path = State::remote_path(&path);
                Step::Board(Command::MakeFolder { path, parents: true })
            }
        };
        let done = format!("Made {}", self.shown(side, &path));
        self.change(side, &path, step, ("make a folder", done));
        Ok(())
    }

    pub(super) fn make_file(&mut self, side: Side, folder: &str, name: &str) -> Result<(), String> {
        let path = self.new_path(side, folder, name)?;
        let step = match side {
            Side::Local => Step::Local(LocalOp::MakeFile { path: self.local_path(&path) }),
            Side::Remote => {
                let (path, content) = (State::remote_path(&path), Vec::new());
                Step::Board(Command::Write { path, content, expect: Expect::Nothing })
            }
        };
        let done = format!("Made {}", self.shown(side, &path));
        self.change(side, &path, step, ("make a file", done));
        Ok(())
    }

    /// `to` is a path from the side's root.
    pub(super) fn rename(&mut self, side: Side, from: &str, to: &str) -> Result<(), String> {
        let to = to.trim().trim_start_matches('/');
        if to == from {
            return Ok(());
        }
        let to = self.new_path(side, "", to)?;
        let step = match side {
            Side::Local => {
                let (from, to) = (self.local_path(from), self.local_path(&to));
                Step::Local(LocalOp::Rename { from, to })
            }
            Side::Remote => {
                let (from, to) = (State::remote_path(from), State::remote_path(&to));
                Step::Board(Command::Rename { from, to })
            }
        };
        let done = format!("Renamed {} to {}", self.shown(side, from), self.shown(side, &to));
        self.change(side, &to, step, ("rename", done));
        Ok(())
    }

    /// A name for something new, as a path from the side's root.
    fn new_path(&self, side: Side, folder: &str, name: &str) -> Result<String, String> {
        let name = name.trim().trim_end_matches('/');
        if name.is_empty() {
            return Err("Type a name".to_owned());
        }
        if name.split('/').any(|part| matches!(part, "" | "." | "..")) || name.contains('\0') {
            return Err("A name cannot be `.` or `..`, nor hold two / in a row".to_owned());
        }
        if side == Side::Remote && self.selected.is_none() {
            return Err("No board is connected".to_owned());
        }
        let path = join(folder, name);
        match self.tree(side).and_then(|tree| tree.node(&path)) {
            Some(_) => Err(format!("{} is there already", self.shown(side, &path))),
            None => Ok(path),
        }
    }

    pub(super) fn delete(&mut self) {
        let side = self.files.side;
        let nodes = self.tree(side).map(|tree| tree.chosen()).unwrap_or_default();
        if nodes.is_empty() {
            return;
        }
        let mut lines = vec![format!("On {}:", self.side_name(side))];
        for node in nodes.iter().take(8) {
            let mut line = self.shown(side, &node.path);
            if node.is_folder() {
                line.push_str("/ and all that is in it");
            }
            lines.push(line);
        }
        if nodes.len() > 8 {
            lines.push(format!("and {} more", nodes.len() - 8));
        }
        let steps = match side {
            Side::Local => {
                let paths = nodes.iter().map(|node| self.local_path(&node.path)).collect();
                [Step::Local(LocalOp::Remove { paths })].into()
            }
            Side::Remote => (nodes.iter())
                .map(|node| {
                    let path = State::remote_path(&node.path);
                    Step::Board(Command::Remove { path, recursive: node.is_folder() })
                })
                .collect(),
        };
        let what = match nodes.as_slice() {
            [one] => self.shown(side, &one.path),
            several => count(several.len()),
        };
        let steps = Steps {
            board: self.selected.filter(|_| side == Side::Remote),
            what: format!("delete {what}"),
            steps,
            done: format!("Deleted {what} on {}", self.side_name(side)),
            local: side == Side::Local,
            remote: side == Side::Remote,
            moved: None,
        };
        let title = format!("Delete {}?", count(nodes.len()));
        self.ask(&title, lines, ("Delete", "Keep"), Deed::Steps(steps));
    }
}

pub(super) fn count(entries: usize) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}
