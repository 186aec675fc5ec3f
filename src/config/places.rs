//! Where mpdeck keeps its files on this computer. Nothing is created here: a folder
//! comes to be when something is first written into it.

use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::model::Problem;

/// The folders of this user, by the XDG variables where they are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// `$XDG_CONFIG_HOME/mpdeck`: what the user writes.
    pub config: PathBuf,
    /// `$XDG_STATE_HOME/mpdeck`: logs, what was synced, command history.
    pub state: PathBuf,
    /// `$XDG_CACHE_HOME/mpdeck`: what can be fetched again.
    pub cache: PathBuf,
    /// `$XDG_RUNTIME_DIR/mpdeck`: sockets; gone after a log-out. None where the
    /// system has no such folder.
    pub runtime: Option<PathBuf>,
}

impl Places {
    /// # Errors
    /// Where the user has no home folder.
    pub fn find() -> Result<Places, Problem> {
        let base = choose_base_strategy().map_err(|_| {
            Problem::failed("find your home folder", "neither HOME nor the user's entry names one")
                .next("Set HOME to a folder that you may write to.")
        })?;
        Ok(Places::of(&base))
    }

    fn of(base: &impl BaseStrategy) -> Places {
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Places {
            config: base.config_dir().join("mpdeck"),
            state: state.join("mpdeck"),
            cache: base.cache_dir().join("mpdeck"),
            runtime: base.runtime_dir().map(|folder| folder.join("mpdeck")),
        }
    }

    /// All four below one folder, for tests and portable set-ups.
    pub fn below(folder: impl Into<PathBuf>) -> Places {
        let folder = folder.into();
        Places {
            config: folder.join("config"),
            state: folder.join("state"),
            cache: folder.join("cache"),
            runtime: Some(folder.join("run")),
        }
    }

    /// The user's `config.toml`.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The user's `keymap.toml`.
    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// The user's themes, one TOML file each.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The user's boards for the pinouts, one TOML file each.
    pub fn boards(&self) -> PathBuf {
        self.config.join("boards")
    }

    /// The user's snippets, one Python file each.
    pub fn snippets(&self) -> PathBuf {
        self.config.join("snippets")
    }

    /// The log that a restart leaves alone.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("mpdeck.log")
    }
}
