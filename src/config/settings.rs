//! What holds in the end: the project's word, else the user's, else the default.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Project, User};
use crate::model::{AfterSync, AttachPolicy, Compile, ControlLines, LoaderReset, Preset, ResetWay};

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// What frames and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symbols {
    #[default]
    Auto,
    Unicode,
    Ascii,
}

/// How much of the screen moves by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    #[default]
    Full,
    Reduced,
}

/// What a board's clock is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    #[default]
    Local,
    Utc,
    Off,
}

/// What of a board's output goes to files by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogForm {
    #[default]
    Off,
    /// Lines with their time.
    Text,
    /// The bytes as they come.
    Raw,
    Both,
}

/// What the user's file says about one board.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct BoardSettings {
    pub alias: Option<String>,
    /// Bits per second.
    pub baud: Option<u32>,
    pub attach: Option<AttachPolicy>,
    pub clock: Option<Clock>,
    pub lines: Option<ControlLines>,
    pub reset: Option<ResetWay>,
    /// How its chip is brought into its boot loader.
    pub loader: Option<LoaderReset>,
    pub never_probe: Option<bool>,
    pub log: Option<LogForm>,
}

impl BoardSettings {
    /// Nothing is sent unless the user types.
    pub fn hands_off(&self) -> bool {
        self.never_probe == Some(true) || self.attach == Some(AttachPolicy::Passive)
    }
}

/// Every setting, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder that is synced; none without a project.
    pub source: Option<PathBuf>,
    /// As typed; none for the board's boot folder.
    pub target: Option<String>,
    /// Patterns in the words of `.gitignore`.
    pub ignore: Vec<String>,
    pub delete: bool,
    /// The project's boards: identities or ports.
    pub boards: Vec<String>,
    pub compile: Compile,
    pub after_sync: AfterSync,
    /// What a program finds in `sys.argv` behind its name.
    pub arguments: Vec<String>,
    /// Bits per second.
    pub baud: u32,
    pub attach: AttachPolicy,
    pub clock: Clock,
    pub theme: String,
    /// The preset that the user's keymap is laid over.
    pub keymap: String,
    pub color: When,
    pub symbols: Symbols,
    pub layout: Preset,
    pub motion: Motion,
    pub mouse: bool,
    /// Lines kept per board.
    pub scrollback: usize,
    pub log: LogForm,
    /// None for the state folder.
    pub log_folder: Option<PathBuf>,
    /// In megabytes.
    pub log_size: u64,
    /// Full files kept besides the one that is written.
    pub log_keep: usize,
    pub editor: Option<String>,
    pub mpy_cross: Option<PathBuf>,
    pub node: Option<PathBuf>,
    pub curl: Option<PathBuf>,
    /// Without what follows the host's name.
    pub firmware_url: String,
    /// By identity as `mpdeck devices` prints it.
    pub board: BTreeMap<String, BoardSettings>,
}

impl Settings {
    pub fn resolve(user: &User, project: Option<&Project>) -> Settings {
        let user = user.clone();
        let source = project.map(Project::source);
        let project = project.cloned().unwrap_or_default();
        Settings {
            source,
            target: project.target,
            ignore: project.ignore,
            delete: project.delete,
            boards: project.boards,
            compile: project.compile.or(user.compile).unwrap_or_default(),
            after_sync: project.after_sync.or(user.after_sync).unwrap_or_default(),
            arguments: project.arguments,
            baud: project.baud.or(user.baud).unwrap_or(115_200),
            attach: project.attach.or(user.attach).unwrap_or_default(),
            clock: project.clock.or(user.clock).unwrap_or_default(),
            theme: project.theme.or(user.theme).unwrap_or_else(|| "default".to_owned()),
            keymap: user.keymap.unwrap_or_else(|| "default".to_owned()),
            color: user.color.unwrap_or_default(),
            symbols: user.symbols.unwrap_or_default(),
            layout: user.layout.unwrap_or_default(),
            motion: user.motion.unwrap_or_default(),
            mouse: user.mouse.unwrap_or(true),
            scrollback: user.scrollback.unwrap_or(10_000),
            log: user.log.unwrap_or_default(),
            log_folder: user.log_folder,
            log_size: user.log_size.unwrap_or(10),
            log_keep: user.log_keep.unwrap_or(5),
            editor: user.editor,
            mpy_cross: user.mpy_cross,
            node: user.node,
            curl: user.curl,
            firmware_url: user.firmware_url.unwrap_or_else(|| "https://micropython.org".to_owned()),
            board: user.board,
        }
    }

    /// What holds for one board: its own entry, by the identity it stands under, else
    /// the general settings.
    pub fn for_board(&self, entry: Option<&str>) -> BoardSettings {
        let own = entry.and_then(|entry| self.board.get(entry)).cloned().unwrap_or_default();
        let passive = own.never_probe == Some(true);
        let attach = own.attach.unwrap_or(self.attach);
        BoardSettings {
            baud: Some(own.baud.unwrap_or(self.baud)),
            attach: Some(if passive { AttachPolicy::Passive } else { attach }),
            clock: Some(own.clock.unwrap_or(self.clock)),
            log: Some(own.log.unwrap_or(self.log)),
            ..own
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings::resolve(&User::default(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_wins_over_the_user_and_the_user_over_the_default() {
        let user = User { baud: Some(9600), theme: Some("light".into()), ..User::default() };
        let project = Project { baud: Some(57600), ..Project::default() };
        let settings = Settings::resolve(&user, Some(&project));
        assert_eq!((settings.baud, settings.theme.as_str()), (57600, "light"));
        assert_eq!(settings.attach, AttachPolicy::Ask);
        assert_eq!(Settings::default().baud, 115_200);
    }

    #[test]
    fn a_board_has_its_own_word() {
        let mut user = User { attach: Some(AttachPolicy::Passive), ..User::default() };
        let lamp =
            BoardSettings { alias: Some("lamp".into()), baud: Some(9600), ..Default::default() };
        user.board.insert("usb:10c4:ea60@1-1:1.0".into(), lamp);
        let settings = Settings::resolve(&user, None);
        let found = settings.for_board(Some("usb:10c4:ea60@1-1:1.0"));
        assert_eq!((found.alias.as_deref(), found.baud), (Some("lamp"), Some(9600)));
        assert_eq!(found.attach, Some(AttachPolicy::Passive));
        let other = settings.for_board(None);
        assert_eq!((other.alias, other.baud), (None, Some(115_200)));
    }
}
