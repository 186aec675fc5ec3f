//! The project's `mpdeck.toml`, and the search for it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::check::check;
use super::document::Document;
use super::keys::Scope;
use super::settings::Clock;
use crate::model::{AfterSync, AttachPolicy, Compile, Problem};

/// What makes a folder a project.
pub const PROJECT_FILE: &str = "mpdeck.toml";

/// Only what the file says; [`Settings`](super::Settings) fills in the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Project {
    /// The folder that holds the file; absolute.
    #[serde(skip)]
    pub folder: PathBuf,
    /// As written: seen from `folder`.
    #[serde(rename = "source")]
    pub source_as_written: Option<PathBuf>,
    /// The folder on the board, as typed.
    pub target: Option<String>,
    /// Patterns in the words of `.gitignore`.
    pub ignore: Vec<String>,
    pub delete: bool,
    /// Identities or ports.
    pub boards: Vec<String>,
    pub compile: Option<Compile>,
    pub after_sync: Option<AfterSync>,
    /// For `sys.argv` of what is run.
    pub arguments: Vec<String>,
    /// Bits per second.
    pub baud: Option<u32>,
    pub attach: Option<AttachPolicy>,
    pub clock: Option<Clock>,
    pub theme: Option<String>,
}

impl Project {
    /// The project that `start` lies in: the nearest folder at or above it with an
    /// `mpdeck.toml`; none if there is none up to the root.
    ///
    /// # Errors
    /// A file that cannot be read or holds a mistake: file, line and fix.
    pub fn find(start: &Path) -> Result<Option<Project>, Problem> {
        let start = absolute(start)?;
        for folder in start.ancestors() {
            let path = folder.join(PROJECT_FILE);
            if path.is_file() {
                return Project::load(&path).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads one `mpdeck.toml`.
    ///
    /// # Errors
    /// No such file, or a mistake in it: file, line and fix.
    pub fn load(path: &Path) -> Result<Project, Problem> {
        let path = absolute(path)?;
        let Some(document) = Document::read(&path)? else {
            return Err(Problem::usage(
                format!("read {}", path.display()),
                "there is no such file",
            ));
        };
        check(&document, Scope::Project)?;
        let mut project: Project = document.typed()?;
        project.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(project)
    }

    /// A folder that was named by hand (`--project`, `--source`, "use this folder?")
    /// and needs no file of its own.
    ///
    /// # Errors
    /// A mistake in the folder's `mpdeck.toml`, if it has one.
    pub fn at(folder: &Path) -> Result<Project, Problem> {
        let folder = absolute(folder)?;
        let path = folder.join(PROJECT_FILE);
        if path.is_file() {
            return Project::load(&path);
        }
        Ok(Project { folder, ..Project::default() })
    }

    /// The folder that is synced.
    pub fn source(&self) -> PathBuf {
        match &self.source_as_written {
            Some(source) if source != Path::new(".") => self.folder.join(source),
            _ => self.folder.clone(),
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Problem> {
    std::path::absolute(path)
        .map_err(|error| Problem::usage(format!("look at {}", path.display()), error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_above_is_the_project() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(root.path().join(PROJECT_FILE), "source = \"src\"\ndelete = true\n")
            .unwrap();
        let project = Project::find(&deep).unwrap().unwrap();
        assert_eq!(project.folder, root.path());
        assert_eq!(project.source(), root.path().join("src"));
        assert!(project.delete);

        std::fs::write(root.path().join("a/b").join(PROJECT_FILE), "").unwrap();
        let project = Project::find(&deep).unwrap().unwrap();
        assert_eq!(project.source(), root.path().join("a/b"));
    }

    #[test]
    fn a_mistake_names_the_file_it_is_in() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(PROJECT_FILE);
        std::fs::write(&path, "mpy_cross = \"./evil\"\n").unwrap();
        let problem = Project::find(root.path()).unwrap_err();
        assert_eq!(problem.tried, format!("read {}", path.display()));
        assert!(problem.why.contains("which program runs"), "{problem}");
    }

    #[test]
    fn a_folder_named_by_hand_needs_no_file() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(Project::at(root.path()).unwrap().source(), root.path());
    }
}
