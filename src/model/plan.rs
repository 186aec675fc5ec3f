//! What a sync would do, before it does it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Digest, RemotePath};

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// Not there yet.
    Add,
    /// There, with content we know: replaced.
    Update,
    /// There, gone locally, and deleting was asked for.
    Delete,
    /// The same on both sides.
    Same,
    /// Left out; says which rule of which file.
    Ignored { rule: String },
    /// The board's file differs and is not known: left alone unless forced.
    Conflict { board: Option<Digest>, board_size: Option<u64> },
    /// Cannot be sent: unreadable, a link out of the project, a folder in the way.
    Blocked { why: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanItem {
    /// Relative to source and target, with `/`.
    pub path: String,
    pub to: RemotePath,
    /// Bytes of the local file; 0 where there is none.
    pub size: u64,
    #[serde(flatten)]
    pub change: Change,
    /// What the board has now, as far as it is known: the guard of the step.
    #[serde(skip)]
    pub board: Option<Digest>,
    /// The local content.
    #[serde(skip)]
    pub local: Option<Digest>,
    /// The local file that it is made of, where that is another: the `.py` of a `.mpy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where the content stands, where that is not in the project.
    #[serde(skip)]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// From the board to the local folder: what is added, updated and deleted is local.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pull: bool,
    /// The local folder, in full.
    pub source: PathBuf,
    /// The folder on the board.
    pub target: RemotePath,
    /// The board's name and port, for people.
    pub board: String,
    pub items: Vec<PlanItem>,
    /// Bytes to send.
    pub bytes: u64,
    /// Bytes free on the board; None where it cannot say.
    pub free: Option<u64>,
    /// Things to know before saying yes: a sent file that imports an ignored one.
    pub warnings: Vec<String>,
}

impl Plan {
    pub fn count(&self, which: fn(&Change) -> bool) -> usize {
        self.items.iter().filter(|item| which(&item.change)).count()
    }

    pub fn is_empty(&self) -> bool {
        !self
            .items
            .iter()
            .any(|item| matches!(item.change, Change::Add | Change::Update | Change::Delete))
    }

    /// The same plan about these paths alone.
    pub fn only(&self, paths: &BTreeSet<String>) -> Plan {
        let items = self.items.iter().filter(|item| paths.contains(&item.path)).cloned();
        let items: Vec<PlanItem> = items.collect();
        let sends = |item: &&PlanItem| matches!(item.change, Change::Add | Change::Update);
        let bytes = items.iter().filter(sends).map(|item| item.size).sum();
        Plan { items, bytes, warnings: Vec::new(), ..self.clone() }
    }

    pub fn conflicts(&self) -> usize {
        self.count(|change| matches!(change, Change::Conflict { .. }))
    }
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct SyncSummary {
    pub added: usize,
    pub updated: usize,
    pub deleted: usize,
    pub same: usize,
    pub conflicts: Vec<String>,
    pub failed: Vec<(String, String)>,
    pub bytes: u64,
    pub milliseconds: u64,
    /// What was done afterwards: `soft reset`.
    pub after: Option<String>,
    /// Modules that are on the board as bytecode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytecode: Option<Bytecode>,
}

/// Modules as bytecode, and what that saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Bytecode {
    pub files: usize,
    /// Bytes of the sources, and of what is on the board in their place.
    pub sources: u64,
    pub bytecode: u64,
}

impl std::fmt::Display for Bytecode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Bytecode { files, sources, bytecode } = self;
        let modules = if *files == 1 { "module" } else { "modules" };
        write!(f, "{files} {modules} as bytecode: {bytecode} bytes, {sources} as source")
    }
}

/// How one file stands between the project and the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncState {
    Same,
    /// Changed here since it was last the same.
    ChangedHere,
    /// Changed on the board.
    ChangedThere,
    /// Differs, and which side is newer is not known.
    Differs,
    OnlyHere,
    OnlyThere,
    Ignored,
    /// On its way.
    Sending,
}

/// Whether modules are sent as bytecode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compile {
    #[default]
    Off,
    On,
    /// Where a compiler of the board's version is found.
    Auto,
}

/// What follows a sync that wrote something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterSync {
    /// A soft reset if a program was running or `main.py` was the last start, else
    /// nothing.
    #[default]
    Auto,
    Nothing,
    SoftReset,
    HardReset,
    /// Run this file of the board.
    Run(String),
    /// Import the changed modules again.
    Import,
}

impl AfterSync {
    /// For a title: one or two words.
    pub fn word(&self) -> String {
        match self {
            AfterSync::Auto => "auto".to_owned(),
            AfterSync::Nothing => "nothing".to_owned(),
            AfterSync::SoftReset => "soft reset".to_owned(),
            AfterSync::HardReset => "hard reset".to_owned(),
            AfterSync::Run(file) => format!("run {file}"),
            AfterSync::Import => "import again".to_owned(),
        }
    }

    /// Goes round: the next one; `file` is what would be run.
    pub fn next(&self, file: &str) -> AfterSync {
        match self {
            AfterSync::Auto => AfterSync::SoftReset,
            AfterSync::SoftReset => AfterSync::HardReset,
            AfterSync::HardReset => AfterSync::Import,
            AfterSync::Import => AfterSync::Run(file.to_owned()),
            AfterSync::Run(_) => AfterSync::Nothing,
            AfterSync::Nothing => AfterSync::Auto,
        }
    }
}
