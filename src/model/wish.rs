//! What a typed line wants of the workbench itself.

use std::path::PathBuf;

use super::RemotePath;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// To a port.
    Connect(String),
    Disconnect,
    /// A file of this computer in the editor.
    EditHere(PathBuf),
    /// A file of the board.
    Edit(RemotePath),
    /// To the REPL, where these lines are typed.
    Repl(Vec<String>),
    /// Where relative paths of this computer start from now on.
    StandHere(PathBuf),
    /// Those of the board; none: its boot folder.
    Stand(Option<RemotePath>),
}
