//! Upload and download, to copy or to move.

use std::collections::VecDeque;

use crate::app::effect::{Effect, LocalOp};
use crate::app::message::LocalFile;
use crate::app::overlay::Deed;
use crate::app::state::{Side, State};
use crate::app::tree::{Node, join, parent};
use crate::model::{BoardId, Command, Expect, Level, RemotePath, Upload};

use super::changes::count;
use super::jobs::{Moved, Step, Steps, Then};

impl State {
    pub(super) fn upload(&mut self) {
        match self.files.side {
            Side::Local => self.send_chosen(None),
            Side::Remote => {
                self.notify(Level::Info, "Upload copies local files: go to the other side");
            }
        }
    }

    pub(super) fn download(&mut self) {
        match self.files.side {
            Side::Remote => self.fetch_chosen(false),
            Side::Local => {
                self.notify(Level::Info, "Download copies board files: go to the other side");
            }
        }
    }

    pub(super) fn move_across(&mut self) {
        match self.files.side {
            Side::Local => self.send_chosen(Some(Moved::default())),
            Side::Remote => self.fetch_chosen(true),
        }
    }

    /// To the matching folder of the target in a project, else to the folder the
    /// board's side shows.
    fn send_chosen(&mut self, mut moved: Option<Moved>) {
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
        let folders = nodes.iter().filter(|node| node.is_folder());
        let folders = folders.map(|node| self.local_path(&node.path)).collect();
        if let Some(moved) = &mut moved {
            moved.folders = folders;
        }
        let paths = nodes.iter().map(|node| self.local_path(&node.path)).collect();
        let job = self.job_for(Some(board), "look at the files", Then::Upload { to, moved });
        self.emit(Effect::Local { job, op: LocalOp::Files { paths } });
    }

    /// The files are known: asks where some are there already, then sends them.
    pub(super) fn upload_files(
        &mut self,
        board: BoardId,
        to: RemotePath,
        files: Vec<LocalFile>,
        moved: Option<Moved>,
    ) {
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
        let mut steps = VecDeque::new();
        if !folders.is_empty() {
            steps.push_back(Step::Board(Command::MakeFolders { paths: folders }));
        }
        let bytes: u64 = files.iter().map(|file| file.size).sum();
        let moved = moved.map(|moved| Moved {
            files: files.iter().map(|file| file.path.clone()).collect(),
            ..moved
        });
        let files = (placed.into_iter())
            .map(|(file, to)| Upload { from: file.path, to, expect: Expect::Anything })
            .collect::<Vec<_>>();
        let number = files.len();
        steps.push_back(Step::Board(Command::Upload { files }));
        let (verb, did) = match &moved {
            Some(_) => ("move", "Moved"),
            None => ("upload", "Uploaded"),
        };
        let moves = moved.iter().flat_map(|moved| &moved.files);
        let moves = moves.map(|path| path.display().to_string()).collect();
        let steps = Steps {
            board: Some(board),
            what: format!("{verb} {}", files_of(number)),
            steps,
            done: format!("{did} {}, {bytes} bytes, to {to} on {name}", files_of(number)),
            local: moved.is_some(),
            remote: true,
            moved,
        };
        self.agree(moves, replaced, &name, steps);
    }

    /// Runs the steps, after asking if files are moved or replaced by them.
    fn agree(&mut self, moved: Vec<String>, replaced: Vec<String>, to: &str, steps: Steps) {
        let mut lines = Vec::new();
        if !moved.is_empty() {
            lines.push(format!("To {to}:"));
            lines.extend(some(&moved));
        }
        if !replaced.is_empty() {
            lines.push(format!("On {to} already:"));
            lines.extend(some(&replaced));
        }
        let deed = Deed::Steps(steps);
        match (moved.len(), replaced.len(), deed) {
            (0, 0, Deed::Steps(steps)) => self.run_steps(steps),
            (0, number, deed) => {
                let title = format!("Replace {}?", count(number));
                self.ask(&title, lines, ("Replace", "Keep"), deed);
            }
            (number, _, deed) => {
                let title = format!("Move {}?", files_of(number));
                self.ask(&title, lines, ("Move", "Keep"), deed);
            }
        }
    }

    /// To the matching folder of the project, else to the folder the local side shows.
    fn fetch_chosen(&mut self, moves: bool) {
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
        let (verb, did) = if moves { ("move", "Moved") } else { ("download", "Downloaded") };
        let what = match files.as_slice() {
            [(one, _)] => format!("{verb} /{one}"),
            _ => format!("{verb} {}", files_of(number)),
        };
        let mut all: VecDeque<Step> = folders.chain(downloads).collect();
        let mut moved = Vec::new();
        if moves {
            moved = files.iter().map(|(from, _)| State::remote_path(from).to_string()).collect();
            let gone = files.iter().map(|(from, _)| State::remote_path(from));
            let gone = gone.map(|path| (path, Expect::Anything)).collect();
            all.push_back(Step::Board(Command::RemoveFiles { files: gone }));
            all.extend(
                self.emptied(&nodes)
                    .into_iter()
                    .map(|path| Step::Board(Command::Remove { path, recursive: false })),
            );
        }
        let steps = Steps {
            board: Some(board),
            what,
            steps: all,
            done: format!("{did} {}", files_of(number)),
            local: true,
            remote: moves,
            moved: None,
        };
        self.agree(moved, replaced, "this machine", steps);
    }

    /// The folders of the board at and below these nodes, the innermost first.
    fn emptied(&self, nodes: &[Node]) -> Vec<RemotePath> {
        let Some(tree) = self.tree(Side::Remote) else { return Vec::new() };
        let tops = nodes.iter().filter(|node| node.is_folder() && !node.mount);
        let mut folders: Vec<String> = tops.flat_map(|top| tree.folders_at(&top.path)).collect();
        folders.sort();
        folders.iter().rev().map(|folder| State::remote_path(folder)).collect()
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

/// The first few of some names.
pub(super) fn some(names: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = names.iter().take(8).cloned().collect();
    if names.len() > 8 {
        lines.push(format!("and {} more", names.len() - 8));
    }
    lines
}

fn files_of(number: usize) -> String {
    if number == 1 { "1 file".to_owned() } else { format!("{number} files") }
}
