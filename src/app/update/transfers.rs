//! Upload, download, run.

use crate::app::effect::{Effect, LocalOp};
use crate::app::message::LocalFile;
use crate::app::overlay::Deed;
use crate::app::state::{Side, State};
use crate::app::tree::{Node, join, parent};
use crate::model::{BoardId, Command, Expect, Level, RemotePath, Upload};

use super::changes::count;
use super::jobs::{Step, Steps, Then};

impl State {
    /// To the matching folder of the target in a project, else to the folder the
    /// board's side shows.
    pub(super) fn upload(&mut self) {
        if self.files.side == Side::Remote {
            return self.notify(Level::Info, "Upload copies local files: go to the other side");
        }
        let Some(board) = self.selected else {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        };
        let nodes = self.files.local.chosen();
        let Some(first) = nodes.first() else { return };
        let to = if self.setup.project {
            self.target().descend(parent(&first.path))
        } else {
            State::remote_path(&self.folder_at(Side::Remote))
        };
        let paths = nodes.iter().map(|node| self.local_path(&node.path)).collect();
        let job = self.job_for(Some(board), "look at the files", Then::Upload { to });
        self.emit(Effect::Local { job, op: LocalOp::Files { paths } });
    }

    /// The files are known: asks where some are there already, then sends them.
    pub(super) fn upload_files(&mut self, board: BoardId, to: RemotePath, files: Vec<LocalFile>) {
        let placed = State::placed(&to, &files);
        let Some(name) = self.board_mut(board).map(|board| board.full_name()) else { return };
        if placed.is_empty() {
            return self.notify(Level::Info, "Nothing to upload: the folder holds no file");
        }
        let known = |path: &RemotePath| {
            let board = self.boards.iter().find(|other| other.id == board);
            board.is_some_and(|board| {
                board.tree.node(path.as_str().trim_start_matches('/')).is_some()
            })
        };
        let replaced: Vec<String> = (placed.iter())
            .filter(|(_, path)| known(path))
            .map(|(_, path)| path.to_string())
            .collect();
        let mut folders: Vec<RemotePath> = (placed.iter())
            .filter_map(|(_, path)| path.parent())
            .filter(|folder| !folder.is_root() && !known(folder))
            .collect();
        folders.sort();
        folders.dedup();
        let mut steps: std::collections::VecDeque<Step> = (folders.into_iter())
            .map(|path| Step::Board(Command::MakeFolder { path, parents: true }))
            .collect();
        let bytes: u64 = files.iter().map(|file| file.size).sum();
        let files = (placed.into_iter())
            .map(|(file, to)| Upload { from: file.path, to, expect: Expect::Anything })
            .collect::<Vec<_>>();
        let number = files.len();
        steps.push_back(Step::Board(Command::Upload { files }));
        let steps = Steps {
            board: Some(board),
            what: format!("upload {}", files_of(number)),
            steps,
            done: format!("Uploaded {}, {bytes} bytes, to {to} on {name}", files_of(number)),
            local: false,
            remote: true,
        };
        self.replacing(replaced, &name, steps);
    }

    /// Runs the steps, after asking if files are replaced by them.
    fn replacing(&mut self, replaced: Vec<String>, where_: &str, steps: Steps) {
        if replaced.is_empty() {
            return self.run_steps(steps);
        }
        let mut lines = vec![format!("On {where_} already:")];
        lines.extend(replaced.iter().take(8).cloned());
        if replaced.len() > 8 {
            lines.push(format!("and {} more", replaced.len() - 8));
        }
        let title = format!("Replace {}?", count(replaced.len()));
        self.ask(&title, lines, ("Replace", "Keep"), Deed::Steps(steps));
    }

    /// To the matching folder of the project, else to the folder the local side shows.
    pub(super) fn download(&mut self) {
        if self.files.side == Side::Local {
            return self.notify(Level::Info, "Download copies board files: go to the other side");
        }
        let (Some(board), Some(tree)) = (self.selected, self.tree(Side::Remote)) else { return };
        let nodes = tree.chosen();
        let mut files = Vec::new();
        for node in &nodes {
            let to = self.download_folder(node);
            if node.is_folder() {
                let inside = tree.files().filter(|file| is_below(&file.path, &node.path));
                for file in inside {
                    let rest = file.path[parent(&node.path).len()..].trim_start_matches('/');
                    files.push((file.path.clone(), join(&to, rest)));
                }
            } else {
                files.push((node.path.clone(), join(&to, node.name())));
            }
        }
        if files.is_empty() {
            return self.notify(Level::Info, "Nothing to download: the folder holds no file");
        }
        files.sort();
        let replaced: Vec<String> = (files.iter())
            .filter(|(_, to)| self.files.local.node(to).is_some())
            .map(|(_, to)| self.shown(Side::Local, to))
            .collect();
        let mut folders: Vec<&str> = files.iter().map(|(_, to)| parent(to)).collect();
        folders.sort_unstable();
        folders.dedup();
        folders.retain(|folder| !self.files.local.is_read(folder));
        let folders = folders.into_iter().map(|folder| self.local_path(folder));
        let folders = folders.map(|path| Step::Local(LocalOp::MakeFolder { path }));
        let downloads = files.iter().map(|(from, to)| {
            let (from, to) = (State::remote_path(from), self.local_path(to));
            Step::Board(Command::Download { from, to })
        });
        let number = files.len();
        let what = match files.as_slice() {
            [(one, _)] => format!("download /{one}"),
            _ => format!("download {}", files_of(number)),
        };
        let steps = Steps {
            board: Some(board),
            what,
            steps: folders.chain(downloads).collect(),
            done: format!("Downloaded {}", files_of(number)),
            local: true,
            remote: false,
        };
        self.replacing(replaced, "this machine", steps);
    }

    /// Relative to the local side's root.
    fn download_folder(&self, node: &Node) -> String {
        let folder = State::remote_path(parent(&node.path));
        match folder.below(&self.target()) {
            Some(relative) if self.setup.project => relative.to_owned(),
            _ => self.folder_at(Side::Local),
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn files_of(number: usize) -> String {
    if number == 1 { "1 file".to_owned() } else { format!("{number} files") }
}
