//! What the project's loop works with.

use std::path::{Path, PathBuf};

use crate::config::Project;
use crate::model::AfterSync;
use crate::sync::Ground;

/// A project, and who sits before it.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The project's folder; links may lead anywhere in it.
    pub root: PathBuf,
    /// The folder that is synced; in or equal to `root`.
    pub source: PathBuf,
    /// The folder on the board as typed; none: the board's boot folder.
    pub target: Option<String>,
    /// The ignore list of the project's configuration.
    pub ignore: Vec<String>,
    /// Remove from boards what we once wrote and what is gone here.
    pub delete: bool,
    pub after: AfterSync,
    /// An `mpdeck.toml`, `--project` or `--source` says that this folder is meant.
    pub meant: bool,
    /// Somebody is there to answer questions. Without it nothing is ever asked.
    pub interactive: bool,
    /// mpdeck's state folder.
    pub state: PathBuf,
    /// The user's home folder.
    pub home: Option<PathBuf>,
}

impl Setup {
    /// For a project as its configuration says; `meant` and `interactive` are to be set
    /// by who knows.
    pub fn of(project: &Project, state: &Path) -> Setup {
        Setup {
            root: project.folder.clone(),
            source: project.source(),
            target: project.target.clone(),
            ignore: project.ignore.clone(),
            delete: project.delete,
            after: project.after_sync.clone().unwrap_or_default(),
            meant: false,
            interactive: false,
            state: state.to_path_buf(),
            home: std::env::var_os("HOME").map(PathBuf::from),
        }
    }

    pub(super) fn ground(&self) -> Ground {
        Ground { root: self.root.clone(), source: self.source.clone(), ignore: self.ignore.clone() }
    }
}
