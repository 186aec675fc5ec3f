//! What the project's loop works with.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::config::{PROJECT_FILE, Places, Project};
use crate::model::{AfterSync, Compile};
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
    /// For a file that is run after a sync.
    pub arguments: Vec<String>,
    /// Whether modules go as bytecode.
    pub compile: Compile,
    /// The user's own compiler.
    pub mpy_cross: Option<PathBuf>,
    /// An `mpdeck.toml`, `--project` or `--source` says that this folder is meant.
    pub meant: bool,
    /// Somebody is there to answer questions. Without it nothing is ever asked.
    pub interactive: bool,
    /// mpdeck's state folder.
    pub state: PathBuf,
    /// mpdeck's cache folder: compilers and what they made.
    pub cache: PathBuf,
    /// The user's home folder.
    pub home: Option<PathBuf>,
}

impl Setup {
    /// For a project as its configuration says; `meant` and `interactive` are to be set
    /// by who knows.
    pub fn of(project: &Project, places: &Places) -> Setup {
        Setup {
            root: project.folder.clone(),
            source: project.source(),
            target: project.target.clone(),
            ignore: project.ignore.clone(),
            delete: project.delete,
            after: project.after_sync.clone().unwrap_or_default(),
            arguments: project.arguments.clone(),
            compile: project.compile.unwrap_or_default(),
            mpy_cross: None,
            meant: false,
            interactive: false,
            state: places.state.clone(),
            cache: places.cache.clone(),
            home: std::env::var_os("HOME").map(PathBuf::from),
        }
    }

    /// When the project's settings were last written, if it has any.
    pub(super) fn settings_written(&self) -> Option<SystemTime> {
        fs::metadata(self.root.join(PROJECT_FILE)).and_then(|data| data.modified()).ok()
    }

    pub(super) fn ground(&self) -> Ground {
        Ground { root: self.root.clone(), source: self.source.clone(), ignore: self.ignore.clone() }
    }
}
