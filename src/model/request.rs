//! What a user asks for, however it was typed: a subcommand, the `:` line, a key.

use std::path::{Path, PathBuf};

use super::{BoardId, Chip, FlashOptions, LoaderOptions, ResetKind};

/// Paths on the board are as typed; they resolve once the boot folder is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    Devices,
    Doctor,
    Info,
    List {
        path: String,
        long: bool,
    },
    Tree {
        path: String,
    },
    Space,
    Cat {
        path: String,
    },
    Get {
        from: String,
        to: Option<PathBuf>,
        recursive: bool,
    },
    Put {
        from: Vec<PathBuf>,
        to: String,
        recursive: bool,
    },
    /// `yes`: also all that is below the root.
    Remove {
        paths: Vec<String>,
        recursive: bool,
        yes: bool,
    },
    MakeFolder {
        path: String,
        parents: bool,
    },
    Move {
        from: String,
        to: String,
    },
    Touch {
        path: String,
    },
    Hash {
        paths: Vec<String>,
    },
    /// Without arguments it gets those that the project has for it.
    Run {
        file: PathBuf,
        arguments: Vec<String>,
    },
    /// `argv` is as in [`Command::Exec`](super::Command::Exec).
    Exec {
        code: String,
        argv: Vec<String>,
    },
    Eval {
        expression: String,
    },
    Repl,
    Monitor(MonitorOptions),
    /// Gets the board to its prompt, whatever it does.
    Stop(StopOptions),
    Clock(ClockOptions),
    Reset {
        kind: ResetKind,
    },
    Sync(SyncOptions),
    Compile(CompileOptions),
    /// Which firmware there is to download.
    Firmware(FirmwareOptions),
    /// Firmware onto a chip.
    Flash(FlashOptions),
    /// All of a chip's flash.
    Erase {
        yes: bool,
        loader: LoaderOptions,
    },
    /// All of a chip's flash into a file.
    Backup {
        file: PathBuf,
        loader: LoaderOptions,
    },
    /// What a chip's loader tells.
    Chip(LoaderOptions),
    About(About),
}

/// Shells that a completion script is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// What needs no board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A board's name, words to search for, or both; nothing: which boards there are.
    Pins { words: Vec<String> },
    /// A page of the guide, told for a board; none: which pages there are.
    Guide { page: Option<String>, board: Option<String> },
    /// The settings in force, or one of the samples.
    Config { explain: bool, sample: bool, project_sample: bool },
    /// A script for a shell.
    Completions { shell: Shell },
    /// A manual page; none: of mpdeck as a whole.
    Manual { command: Option<String> },
}

impl Request {
    /// With the paths on this computer seen from a folder, as a command line that was typed
    /// there means them.
    pub fn seen_from(self, folder: &Path) -> Request {
        match self {
            Request::Get { from, to, recursive } => {
                let to = Some(folder.join(to.unwrap_or_default()));
                Request::Get { from, to, recursive }
            }
            Request::Put { from, to, recursive } => {
                // `dir/.` has a meaning of its own, which joining keeps
                let from = from.iter().map(|path| folder.join(path)).collect();
                Request::Put { from, to, recursive }
            }
            Request::Run { file, arguments } => Request::Run { file: folder.join(file), arguments },
            Request::Monitor(MonitorOptions { log: Some(file), timestamps, raw }) => {
                let log = Some(folder.join(file));
                Request::Monitor(MonitorOptions { log, timestamps, raw })
            }
            Request::Flash(options) => {
                let backup = options.backup.as_ref().map(|file| folder.join(file));
                Request::Flash(FlashOptions {
                    image: folder.join(&options.image),
                    drive: options.drive.as_ref().map(|drive| folder.join(drive)),
                    backup,
                    ..options
                })
            }
            Request::Backup { file, loader } => Request::Backup { file: folder.join(file), loader },
            other => other,
        }
    }

    /// With the arguments that the project has for a program, unless some were typed.
    pub fn with_arguments(self, project: &[String]) -> Request {
        match self {
            Request::Run { file, arguments } if arguments.is_empty() => {
                Request::Run { file, arguments: project.to_vec() }
            }
            other => other,
        }
    }

    /// Whether files on a board may be other ones afterwards.
    pub fn may_change_files(&self) -> bool {
        !matches!(
            self,
            Request::Devices
                | Request::Doctor
                | Request::Info
                | Request::List { .. }
                | Request::Tree { .. }
                | Request::Space
                | Request::Cat { .. }
                | Request::Get { .. }
                | Request::Hash { .. }
                | Request::Clock(_)
                | Request::Compile(_)
                | Request::Firmware(_)
                | Request::Monitor(_)
                | Request::Backup { .. }
                | Request::Chip(_)
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonitorOptions {
    /// The time before each line.
    pub timestamps: bool,
    /// The bytes as they come, to the screen and to the file.
    pub raw: bool,
    /// A file that everything goes to as well.
    pub log: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockOptions {
    pub set: bool,
    pub utc: bool,
    /// Fails rather than stop a program.
    pub gently: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StopOptions {
    /// Go on to a reset by the port's line where nothing gentler helps.
    pub hard: bool,
    /// Wait for the board to be reset or plugged in, and stop it at its first byte.
    pub catch: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompileOptions {
    pub files: Vec<PathBuf>,
    /// The one file's name, or the folder for several.
    pub output: Option<PathBuf>,
    /// A version of MicroPython; none: the board's.
    pub version: Option<String>,
    /// Of native code; none: the board's, or no native code.
    pub arch: Option<String>,
    /// 0 to 3, as `micropython.opt_level` has it.
    pub optimize: Option<u8>,
    /// The source's name in tracebacks; none: as it was typed.
    pub name: Option<String>,
}

/// Neither board nor chip: what was downloaded before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FirmwareOptions {
    /// `ESP32_GENERIC`, or with a variant `ESP32_GENERIC-SPIRAM`.
    pub board: Option<String>,
    /// List the boards with this chip.
    pub chip: Option<Chip>,
    /// Download it.
    pub get: bool,
    /// None: the newest release.
    pub version: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncOptions {
    pub watch: bool,
    pub dry_run: bool,
    pub rehash: bool,
    pub delete: bool,
    /// Send modules as bytecode, whatever the project says.
    pub compile: bool,
    /// From the board to the local folder.
    pub pull: bool,
    /// Only these boards; all where there is none.
    pub only: Vec<BoardId>,
    /// Overwrite board files that differ and are not known.
    pub force: bool,
    /// Answer yes to the guards.
    pub yes: bool,
    pub source: Option<PathBuf>,
    pub target: Option<String>,
}
