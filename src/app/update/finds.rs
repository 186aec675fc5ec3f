//! Finding a file of either side, wherever it is.

use crate::app::effect::LocalOp;
use crate::app::finder::Finder;
use crate::app::overlay::Overlay;
use crate::app::state::{Side, State};
use crate::app::tree::parent;
use crate::model::Level;

use super::jobs::Then;

impl State {
    pub(super) fn find_file(&mut self) {
        let side = self.files.side;
        let mut finder = Finder::new(side);
        match (side, self.board()) {
            (Side::Local, _) => {
                let op = LocalOp::Paths { folder: self.setup.folder.clone() };
                self.local(op, "look for files", Then::Paths);
            }
            (Side::Remote, Some(board)) => {
                finder.set_paths(board.tree.files().map(|node| node.path.clone()).collect(), false);
            }
            (Side::Remote, None) => {
                let text = "No board is connected: choose one in Devices";
                return self.notify(Level::Warn, text);
            }
        }
        self.overlays.push(Overlay::Finder(finder));
    }

    pub(super) fn paths_found(&mut self, paths: Vec<String>, cut: bool) {
        let finder = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Finder(finder) if finder.side == Side::Local => Some(finder),
            _ => None,
        });
        if let Some(finder) = finder {
            finder.set_paths(paths, cut);
        }
    }

    pub(super) fn click_found(&mut self, row: usize) {
        let page = usize::from(self.layout.overlay);
        let Some(Overlay::Finder(finder)) = self.overlays.last_mut() else { return };
        let (at, lines) = (finder.cursor.offset + row, finder.found().len());
        if at < lines {
            finder.cursor.put(at, lines, page);
            self.take_found();
        }
    }

    /// Takes the one under the cursor: the tree opens down to it.
    pub(super) fn take_found(&mut self) {
        let Some(Overlay::Finder(finder)) = self.overlays.pop() else { return };
        let Some(path) = finder.current() else { return };
        let (side, page) = (finder.side, self.page(finder.side));
        self.files.side = side;
        let Some(tree) = self.tree_mut(side) else { return };
        tree.set_filter("", page);
        let mut unread = Vec::new();
        let mut folder = parent(&path);
        while !folder.is_empty() {
            tree.open(folder, page);
            if !tree.is_read(folder) {
                unread.push(folder.to_owned());
            }
            folder = parent(folder);
        }
        if tree.go_to(&path, page) {
            return;
        }
        self.files.goal = Some(path);
        // the outermost first: what is not there is not gone into
        for folder in unread.iter().rev().filter(|_| side == Side::Local) {
            self.read_local(folder);
        }
    }

    /// Another folder of the local side was read: the file that was looked for may be
    /// in it.
    pub(super) fn go_to_goal(&mut self) {
        let page = self.page(Side::Local);
        let Some(goal) = self.files.goal.take() else { return };
        let mut folder = parent(&goal);
        while !folder.is_empty() {
            self.files.local.open(folder, page);
            folder = parent(folder);
        }
        if !self.files.local.go_to(&goal, page) && !self.files.local.is_read(parent(&goal)) {
            self.files.goal = Some(goal);
        }
    }
}
