//! A file here beside the board's.

use crate::app::diff::DiffView;
use crate::app::effect::LocalOp;
use crate::app::overlay::{Overlay, Viewer};
use crate::app::state::{Side, State};
use crate::app::tree::{Node, join};
use crate::model::{Command, Level, RemotePath};

use super::jobs::Then;

impl State {
    pub(super) fn diff(&mut self) {
        let Some(node) = self.current_node().filter(|node| !node.is_folder()) else {
            return self.notify(Level::Info, "Put the cursor on a file");
        };
        if self.selected.is_none() {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        }
        let (local, remote) = self.pair(&node);
        // what can be decided is shown with what decides it
        if self.board().is_some_and(|board| board.conflicts.iter().any(|one| one.to == remote)) {
            return self.open_conflicts();
        }
        let here = self.shown(Side::Local, &local);
        let title = format!("+ {here}  - {remote} on {}", self.side_name(Side::Remote));
        let title = crate::app::clean(&title).into_owned();
        let op = LocalOp::Read { path: self.local_path(&local), limit: Viewer::MOST };
        self.local(op, format!("read {here}"), Then::DiffHere { remote, title });
    }

    /// The two files that belong together: those that a sync keeps in step, else those of
    /// the same name in the folders that are shown.
    fn pair(&self, node: &Node) -> (String, RemotePath) {
        let target = self.target();
        match self.files.side {
            Side::Local if self.setup.project => (node.path.clone(), target.descend(&node.path)),
            Side::Local => {
                let folder = State::remote_path(&self.folder_at(Side::Remote));
                (node.path.clone(), folder.join(node.name()))
            }
            Side::Remote => {
                let remote = State::remote_path(&node.path);
                let below = remote.below(&target).filter(|_| self.setup.project);
                let beside = || join(&self.folder_at(Side::Local), node.name());
                (below.map_or_else(beside, str::to_owned), remote)
            }
        }
    }

    /// The local one is read: now the board's.
    pub(super) fn diff_there(&mut self, remote: RemotePath, title: String, here: Vec<u8>) {
        let Some(board) = self.selected else { return };
        let what = format!("read {remote}");
        self.command(board, Command::Read { path: remote }, what, Then::DiffThere { here, title });
    }

    pub(super) fn show_diff(&mut self, title: String, there: &[u8], here: &[u8]) {
        self.overlays.push(Overlay::Diff(DiffView::new(title, there, here)));
    }
}
