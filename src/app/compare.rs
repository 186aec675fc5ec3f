//! How the files of the two sides stand to each other.

use crate::model::{RemotePath, SyncState};

use super::board::{Board, TreeRead};
use super::state::{Side, State};
use super::tree::{self, Node};

impl State {
    /// Where the project goes on the selected board.
    pub fn target(&self) -> RemotePath {
        let base = self.board().map_or_else(RemotePath::root, Board::boot_folder);
        let typed = self.setup.target.as_deref().unwrap_or_default();
        RemotePath::parse(typed, &base).unwrap_or(base)
    }

    /// How a file stands between the two sides; none where it is not known, or there
    /// is nothing to compare with. What a sync found out holds as long as what both
    /// sides list does not speak against it.
    pub fn status(&self, side: Side, node: &Node) -> Option<SyncState> {
        let board = self.board()?;
        if node.is_folder() {
            return None;
        }
        let target = self.target();
        let remote = match side {
            Side::Local => target.descend(&node.path),
            Side::Remote => RemotePath::root().descend(&node.path),
        };
        let planned = board.states.get(&remote).copied();
        if matches!(planned, Some(SyncState::Sending | SyncState::Ignored)) {
            return planned;
        }
        let relative = remote.below(&target)?;
        let here = self.files.local.node(relative);
        let there = board.tree.node(remote.as_str().trim_start_matches('/'));
        let board_read = matches!(board.tree_read, TreeRead::Done | TreeRead::Stale);
        match (here, there) {
            (Some(_), None) if board_read => Some(SyncState::OnlyHere),
            (None, Some(_)) if self.files.local.is_read(tree::parent(relative)) => {
                Some(SyncState::OnlyThere)
            }
            (Some(here), Some(there)) if here.kind != there.kind => Some(SyncState::Differs),
            (Some(here), Some(there)) => {
                let sizes_differ = there.size.is_some() && here.size != there.size;
                match planned {
                    Some(SyncState::Same) if sizes_differ => Some(SyncState::ChangedHere),
                    Some(SyncState::OnlyHere | SyncState::OnlyThere) | None => {
                        sizes_differ.then_some(SyncState::Differs)
                    }
                    planned => planned,
                }
            }
            _ => planned,
        }
    }
}
