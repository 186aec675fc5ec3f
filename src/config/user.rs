//! The user's `config.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::check::check;
use super::document::Document;
use super::keys::Scope;
use super::settings::{BoardSettings, Clock, LogForm, Motion, Symbols, When};
use crate::model::{AfterSync, AttachPolicy, Compile, Preset, Problem};

/// Only what the file says; [`Settings`](super::Settings) fills in the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct User {
    pub theme: Option<String>,
    pub keymap: Option<String>,
    pub color: Option<When>,
    pub symbols: Option<Symbols>,
    pub layout: Option<Preset>,
    pub motion: Option<Motion>,
    pub mouse: Option<bool>,
    /// Lines kept per board.
    pub scrollback: Option<usize>,
    /// Bits per second.
    pub baud: Option<u32>,
    pub attach: Option<AttachPolicy>,
    pub clock: Option<Clock>,
    pub compile: Option<Compile>,
    pub after_sync: Option<AfterSync>,
    pub log: Option<LogForm>,
    pub log_folder: Option<PathBuf>,
    /// In megabytes.
    pub log_size: Option<u64>,
    /// Full files kept besides the one that is written.
    pub log_keep: Option<usize>,
    pub editor: Option<String>,
    pub mpy_cross: Option<PathBuf>,
    pub node: Option<PathBuf>,
    pub curl: Option<PathBuf>,
    pub firmware_url: Option<String>,
    /// By identity as `mpdeck devices` prints it.
    pub board: BTreeMap<String, BoardSettings>,
}

impl User {
    /// The user's file; the defaults if there is none. Nothing is written.
    ///
    /// # Errors
    /// A file that cannot be read or holds a mistake: file, line and fix.
    pub fn load(path: &Path) -> Result<User, Problem> {
        Document::read(path)?.map_or_else(|| Ok(User::default()), |document| User::from(&document))
    }

    /// A file that the user named (`--config`), which therefore has to be there.
    ///
    /// # Errors
    /// As [`User::load`], and where there is no such file.
    pub fn load_named(path: &Path) -> Result<User, Problem> {
        match Document::read(path)? {
            Some(document) => User::from(&document),
            None => {
                Err(Problem::usage(format!("read {}", path.display()), "there is no such file")
                    .next("Check the path after --config."))
            }
        }
    }

    fn from(document: &Document) -> Result<User, Problem> {
        check(document, Scope::User)?;
        document.typed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::SETTINGS;

    /// The sample with the `# ` before each `key = value` and `[table]` taken away.
    fn uncommented(sample: &str) -> String {
        sample
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.split(' ').nth(1) == Some("=") || rest.starts_with('[') => rest,
                _ => line,
            })
            .fold(String::new(), |text, line| text + line + "\n")
    }

    #[test]
    fn no_file_means_the_defaults_and_a_named_one_has_to_be_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert_eq!(User::load(&path), Ok(User::default()));
        assert!(!path.exists());
        assert!(User::load_named(&path).unwrap_err().why.contains("no such file"));
    }

    #[test]
    fn the_sample_loads_as_it_is_and_with_every_line_in_force() {
        let user = User::from(&Document::new("sample", crate::config::SAMPLE)).unwrap();
        assert_eq!(user, User::default(), "the sample changes nothing until it is edited");
        let text = uncommented(crate::config::SAMPLE);
        let user = User::from(&Document::new("sample", text.clone())).unwrap();
        assert_eq!(user.baud, Some(115_200));
        assert_eq!(user.board.len(), 1);
        for setting in SETTINGS.iter().filter(|setting| setting.allowed_in(Scope::User)) {
            let key = setting.name.rsplit('.').next().unwrap();
            let line = if setting.default.is_empty() {
                format!("\n{key} = ")
            } else {
                format!("\n{key} = {}\n", setting.default)
            };
            assert!(text.contains(&line), "the sample lacks `{}`", line.trim());
        }
    }

    #[test]
    fn the_project_sample_loads_and_holds_every_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mpdeck.toml");
        let text = uncommented(crate::config::SAMPLE_PROJECT);
        std::fs::write(&path, &text).unwrap();
        let project = crate::config::Project::load(&path).unwrap();
        assert_eq!(project.target.as_deref(), Some("/"));
        for setting in SETTINGS.iter().filter(|setting| setting.allowed_in(Scope::Project)) {
            assert!(
                text.contains(&format!("\n{} = ", setting.name)),
                "the sample lacks `{}`",
                setting.name
            );
        }
    }
}
