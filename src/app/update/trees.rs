//! Reading both sides of Files, and going through their trees.

use crate::app::board::TreeRead;
use crate::app::effect::{Effect, LocalOp};
use crate::app::list::Motion;
use crate::app::message::LocalEntry;
use crate::app::state::{Side, State};
use crate::app::tree::{Node, join, parent};
use crate::model::{BoardId, Command, Entry, Mode, RemotePath};

use super::jobs::Then;

/// Files that an interrupted transfer left; sync clears them.
const LEFTOVER: &str = ".mpdeck~";

impl State {
    pub(super) fn read_local(&mut self, folder: &str) {
        let op = LocalOp::List { folder: self.local_path(folder) };
        self.local(op, "read the local folder", Then::LocalFolder(folder.to_owned()));
    }

    pub(super) fn refresh_local(&mut self) {
        for folder in self.files.local.open_folders() {
            self.read_local(&folder);
        }
    }

    pub(super) fn local_folder(&mut self, folder: &str, entries: Vec<LocalEntry>) {
        let page = self.page(Side::Local);
        let nodes = (entries.into_iter())
            .filter(|entry| !entry.name.ends_with(LEFTOVER) && entry.name != ".git")
            .map(|entry| Node {
                path: join(folder, &entry.name),
                kind: entry.kind,
                size: entry.size,
                mount: false,
            })
            .collect();
        self.files.local.set_folder(folder, nodes, page);
    }

    /// Reads all files of a board anew, and of the mounts that are open.
    pub(super) fn walk(&mut self, id: BoardId) {
        self.read_board(id, false);
    }

    /// The same, where the user did not ask for it.
    pub(super) fn glance(&mut self, id: BoardId) {
        self.read_board(id, true);
    }

    fn read_board(&mut self, id: BoardId, gently: bool) {
        let Some(board) = self.board_mut(id) else { return };
        if board.tree_read == TreeRead::Reading {
            return;
        }
        board.tree_read = TreeRead::Reading;
        let what = format!("read the files of {}", board.name());
        let mounts = board.tree.open_folders();
        let mounts: Vec<RemotePath> = mounts
            .iter()
            .filter(|path| board.tree.node(path).is_some_and(|node| node.mount))
            .map(|path| State::remote_path(path))
            .collect();
        for path in std::iter::once(RemotePath::root()).chain(mounts) {
            let command = Command::Walk { path: path.clone(), hash: false };
            match gently {
                true => {
                    let job = self.job_for(Some(id), what.clone(), Then::Glance(path));
                    self.emit(Effect::Glance { board: id, job, command });
                }
                false => self.command(id, command, what.clone(), Then::Walk(path)),
            }
        }
        let path = self.board().map_or_else(RemotePath::root, |board| board.boot_folder());
        let job = self.job_for(Some(id), what, Then::Spaces);
        self.emit(Effect::Glance { board: id, job, command: Command::Space { path } });
    }

    pub(super) fn walked(&mut self, id: BoardId, folder: &RemotePath, entries: Vec<Entry>) {
        let page = self.page(Side::Remote);
        let nodes = (entries.into_iter())
            .filter(|entry| entry.path != *folder && !entry.path.name().ends_with(LEFTOVER))
            .map(|entry| Node {
                path: entry.path.as_str().trim_start_matches('/').to_owned(),
                kind: entry.kind,
                size: entry.size,
                mount: entry.mount,
            })
            .collect();
        let Some(board) = self.board_mut(id) else { return };
        board.tree_read = TreeRead::Done;
        board.tree.set_below(folder.as_str().trim_start_matches('/'), nodes, page);
    }

    pub(super) fn walk_failed(&mut self, board: Option<BoardId>) {
        if let Some(board) = board.and_then(|id| self.board_mut(id)) {
            let known = !board.tree.rows().is_empty();
            board.tree_read = if known { TreeRead::Stale } else { TreeRead::Failed };
        }
    }

    /// A file was not as the pane shows it: it may be gone.
    pub(super) fn look_again(&mut self, board: Option<BoardId>) {
        match board.and_then(|id| self.board_mut(id)) {
            Some(board) => {
                board.stale();
                self.refresh_stale();
            }
            None => self.refresh_local(),
        }
    }

    /// A program or the user was there first: then the files are read when the prompt is
    /// back.
    pub(super) fn was_disturbed(&mut self, board: Option<BoardId>) -> bool {
        let typing = self.repl.typing;
        let Some(board) = board.and_then(|id| self.board_mut(id)) else { return false };
        let disturbed = typing || board.mode != Mode::Friendly;
        if disturbed {
            let greeted = board.info.is_some();
            board.tree_read = if greeted { TreeRead::Stale } else { TreeRead::Failed };
        }
        disturbed
    }

    /// Reads a stale tree again, where that disturbs nobody: the prompt is there, and
    /// no line is being typed at it.
    pub(super) fn refresh_stale(&mut self) {
        let typing = self.repl.typing;
        let Some(board) = self.board() else { return };
        let id = board.id;
        if board.tree_read == TreeRead::Stale && board.mode == Mode::Friendly && !typing {
            self.glance(id);
        }
    }

    pub(super) fn open_row(&mut self) {
        match self.tree(self.files.side).and_then(|tree| tree.current()) {
            Some(row) if row.node.is_folder() && row.open => self.close_row(),
            Some(row) if row.node.is_folder() => self.open_folder(),
            Some(_) => self.view_current(),
            None => {}
        }
    }

    pub(super) fn open_folder(&mut self) {
        let side = self.files.side;
        let page = self.page(side);
        let Some(node) = self.current_node().filter(Node::is_folder) else { return };
        let Some(tree) = self.tree_mut(side) else { return };
        tree.open(&node.path, page);
        if tree.is_read(&node.path) {
            return;
        }
        match (side, self.selected) {
            (Side::Local, _) => self.read_local(&node.path),
            (Side::Remote, Some(board)) => {
                let path = State::remote_path(&node.path);
                let command = Command::Walk { path: path.clone(), hash: false };
                self.command(board, command, format!("read {path}"), Then::Walk(path));
            }
            (Side::Remote, None) => {}
        }
    }

    pub(super) fn close_row(&mut self) {
        let side = self.files.side;
        let page = self.page(side);
        let Some(tree) = self.tree_mut(side) else { return };
        let Some(row) = tree.current() else { return };
        let path = row.node.path.clone();
        if row.open {
            tree.close(&path, page);
        } else {
            tree.go_to(parent(&path), page);
        }
    }

    pub(super) fn mark(&mut self) {
        let side = self.files.side;
        let page = self.page(side);
        let Some(node) = self.current_node() else { return };
        if let Some(tree) = self.tree_mut(side) {
            tree.toggle_mark(&node.path);
            tree.go(Motion::Down, page);
        }
    }
}
