//! The Files pane: what its keys do to the entry under the cursor.

use std::path::PathBuf;

use crate::app::action::Action;
use crate::app::effect::{Effect, LocalOp};
use crate::app::overlay::{FilterOf, Purpose, Viewer};
use crate::app::state::{Side, State};
use crate::app::tree::{Node, parent};
use crate::model::{Command, Level, RemotePath};

use super::jobs::Then;

impl State {
    pub(super) fn in_files(&mut self, action: Action) {
        let side = self.files.side;
        match action {
            Action::SwitchSide => {
                self.files.side = match side {
                    Side::Local => Side::Remote,
                    Side::Remote => Side::Local,
                };
            }
            Action::Open => self.open_row(),
            Action::Left => self.close_row(),
            Action::Right => self.open_folder(),
            Action::Mark => self.mark(),
            Action::MarkAll => {
                if let Some(tree) = self.tree_mut(side) {
                    tree.mark_all();
                }
            }
            Action::ClearMarks => {
                if let Some(tree) = self.tree_mut(side) {
                    tree.clear_marks();
                }
            }
            Action::Find => self.find_file(),
            Action::Filter => self.ask_filter(FilterOf::Files(side)),
            Action::Refresh => {
                self.refresh_local();
                if let Some(board) = self.selected {
                    self.walk(board);
                }
            }
            Action::Upload => self.upload(),
            Action::Download => self.download(),
            Action::MoveAcross => self.move_across(),
            Action::Diff => self.diff(),
            Action::NewFolder => {
                let folder = self.folder_at_cursor();
                let title = format!(
                    "New folder in {} on {}",
                    self.shown(side, &folder),
                    self.side_name(side)
                );
                self.ask_text(title, "", Purpose::NewFolder { side, folder });
            }
            Action::NewFile => {
                let folder = self.folder_at_cursor();
                let title = format!(
                    "New file in {} on {}",
                    self.shown(side, &folder),
                    self.side_name(side)
                );
                self.ask_text(title, "", Purpose::NewFile { side, folder });
            }
            Action::Rename => {
                if let Some(node) = self.current_node() {
                    let title = format!(
                        "Rename {} on {} to",
                        self.shown(side, &node.path),
                        self.side_name(side)
                    );
                    self.ask_text(
                        title,
                        &node.path,
                        Purpose::Rename { side, path: node.path.clone() },
                    );
                }
            }
            Action::Delete => self.delete(),
            Action::View => self.view_current(),
            Action::Edit => self.edit(),
            Action::EditHere => self.edit_here(),
            Action::Copy => {
                if let Some(node) = self.current_node() {
                    let path = self.shown(side, &node.path);
                    self.emit(Effect::Copy(path.clone()));
                    self.notify(Level::Info, format!("Copied {path}"));
                }
            }
            _ => {}
        }
    }

    pub(super) fn local_path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.setup.folder.clone() } else { self.setup.folder.join(path) }
    }

    pub(super) fn remote_path(path: &str) -> RemotePath {
        RemotePath::root().descend(path)
    }

    /// A path as its side writes it.
    pub(super) fn shown(&self, side: Side, path: &str) -> String {
        match side {
            Side::Local => self.local_path(path).display().to_string(),
            Side::Remote => State::remote_path(path).to_string(),
        }
    }

    pub(super) fn current_node(&self) -> Option<Node> {
        let tree = self.tree(self.files.side)?;
        tree.current().map(|row| row.node.clone())
    }

    /// The open folder under the cursor, else the one the cursor is in.
    pub(super) fn folder_at_cursor(&self) -> String {
        self.folder_at(self.files.side)
    }

    pub(super) fn folder_at(&self, side: Side) -> String {
        match self.tree(side).and_then(|tree| tree.current()) {
            Some(row) if row.node.is_folder() && row.open => row.node.path.clone(),
            Some(row) => parent(&row.node.path).to_owned(),
            None => String::new(),
        }
    }

    pub(super) fn view_current(&mut self) {
        let side = self.files.side;
        let Some(node) = self.current_node().filter(|node| !node.is_folder()) else { return };
        let shown = self.shown(side, &node.path);
        let title = format!("{} on {}", crate::app::clean(&shown), self.side_name(side));
        let then = Then::View { name: node.name().to_owned(), title };
        match (side, self.selected) {
            (Side::Local, _) => {
                let op = LocalOp::Read { path: self.local_path(&node.path), limit: Viewer::MOST };
                self.local(op, format!("read {shown}"), then);
            }
            (Side::Remote, Some(board)) => {
                let path = State::remote_path(&node.path);
                self.command(board, Command::Read { path }, format!("read {shown}"), then);
            }
            (Side::Remote, None) => {}
        }
    }
}
