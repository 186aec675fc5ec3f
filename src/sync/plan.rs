//! Local tree, board tree and what is known, to a plan. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::model::{Change, Digest, Entry, Plan, PlanItem, RemotePath};

use super::imports;
use super::known::Known;
use super::mpy;
use super::scan::{LocalFile, LocalTree, SKIPPED};

/// Both sides, and what may be done to the board.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The local folder, in full.
    pub source: PathBuf,
    /// The folder on the board that it goes to.
    pub target: &'a RemotePath,
    /// The board's name and port, for people.
    pub board_name: &'a str,
    pub local: &'a LocalTree,
    /// All below the target, with digests.
    pub board: &'a [Entry],
    pub known: &'a Known,
    /// Remove what we once wrote and what is gone locally.
    pub delete: bool,
    /// Replace board files whose content is not known.
    pub force: bool,
    /// Files that the user decided to have as they are here, gone ones too.
    pub mine: &'a BTreeSet<String>,
    /// Bytes free on the board.
    pub free: Option<u64>,
}

/// What a sync would do, file by file, sorted by path.
pub fn make(given: &Given<'_>) -> Plan {
    let board = given
        .board
        .iter()
        .filter_map(|entry| Some((entry.path.below(given.target)?, entry)))
        .collect();
    let planner = Planner { given, board };
    let deletes = planner.deletes();
    let freed: BTreeSet<&str> = deletes
        .iter()
        .filter(|item| item.change == Change::Delete)
        .map(|item| item.path.as_str())
        .collect();
    let mut items: Vec<PlanItem> =
        given.local.files.iter().map(|(path, file)| planner.file(path, file, &freed)).collect();
    for (path, rule) in &given.local.ignored {
        items.push(planner.item(path, Change::Ignored { rule: rule.to_string() }));
    }
    for (path, why) in &given.local.blocked {
        items.push(planner.item(path, Change::Blocked { why: why.clone() }));
    }
    items.extend(deletes);
    items.sort_by(|a, b| a.path.cmp(&b.path));
    let bytes = items.iter().filter(|item| sends(&item.change)).map(|item| item.size).sum();
    Plan {
        pull: false,
        source: given.source.clone(),
        target: given.target.clone(),
        board: given.board_name.to_owned(),
        warnings: warnings(given.local, &items),
        items,
        bytes,
        free: given.free,
    }
}

fn sends(change: &Change) -> bool {
    matches!(change, Change::Add | Change::Update)
}

struct Planner<'a> {
    given: &'a Given<'a>,
    /// The board's entries by their path below the target; empty: the target itself.
    board: BTreeMap<&'a str, &'a Entry>,
}

impl Planner<'_> {
    fn item(&self, path: &str, change: Change) -> PlanItem {
        let to = self.given.target.descend(path);
        let board = self.board.get(path).and_then(|entry| entry.digest.clone());
        PlanItem {
            path: path.to_owned(),
            to,
            size: 0,
            change,
            board,
            local: None,
            source: None,
            from: None,
        }
    }

    fn file(&self, path: &str, file: &LocalFile, freed: &BTreeSet<&str>) -> PlanItem {
        let mut item = self.item(path, Change::Add);
        item.size = file.size;
        item.local = Some(file.digest.clone());
        item.source = file.made.as_ref().map(|made| made.of.clone());
        item.from = file.made.as_ref().map(|made| made.at.clone());
        item.change = match self.board.get(path) {
            Some(entry) if entry.is_folder() => {
                Change::Blocked { why: "a folder of this name is on the board".into() }
            }
            Some(entry) => self.against(entry, file),
            None => match self.in_the_way(path, freed) {
                Some(other) => Change::Blocked { why: format!("`{other}` is a file on the board") },
                None => Change::Add,
            },
        };
        item
    }

    /// What to do about a file that is on both sides.
    fn against(&self, entry: &Entry, file: &LocalFile) -> Change {
        match &entry.digest {
            Some(digest) if *digest == file.digest => Change::Same,
            _ if self.may_go(entry) => Change::Update,
            digest => Change::Conflict { board: digest.clone(), board_size: entry.size },
        }
    }

    /// Whether the content on the board is nobody's edit, or was given up.
    fn may_go(&self, entry: &Entry) -> bool {
        let known = |digest: &Digest| self.given.known.knows(&entry.path, digest);
        let decided = || {
            // what has no hash cannot be remembered: the decision has to do
            entry.path.below(self.given.target).is_some_and(|path| self.given.mine.contains(path))
        };
        self.given.force || entry.digest.as_ref().map_or_else(decided, known)
    }

    /// A file on the board where the way to `path` needs a folder.
    fn in_the_way(&self, path: &str, freed: &BTreeSet<&str>) -> Option<RemotePath> {
        let parents = path.match_indices('/').map(|(at, _)| &path[..at]);
        std::iter::once("")
            .chain(parents)
            .filter(|parent| !freed.contains(parent))
            .find_map(|parent| self.board.get(parent).filter(|entry| !entry.is_folder()))
            .map(|entry| entry.path.clone())
    }

    /// What we once wrote and what is gone here; never what only looks gone because
    /// it is ignored, or because it or its folder cannot be read.
    fn deletes(&self) -> Vec<PlanItem> {
        let mut deletes = self.twins();
        let gone = self.gone().into_iter().filter(|item| !self.is_twin(&item.path));
        let wanted = |item: &PlanItem| self.given.delete || self.given.mine.contains(&item.path);
        deletes.extend(gone.filter(wanted));
        deletes
    }

    /// Whether a file is the other form of one that goes to the board: `x.mpy` of
    /// `x.py`, `x.py` of `x.mpy`. Where both stand, an import takes the `.py`.
    fn is_twin(&self, path: &str) -> bool {
        let files = &self.given.local.files;
        let goes = |path: &str| files.contains_key(path);
        let other = mpy::twin(path);
        !goes(path) && other.is_some_and(|other| goes(&other))
    }

    /// Old forms that make room for the new. An unknown `.mpy` beside our `.py` is
    /// harmless and stays; an unknown `.py` would win over our `.mpy`.
    fn twins(&self) -> Vec<PlanItem> {
        let twin = |(path, entry): (&&str, &&Entry)| {
            if entry.is_folder() || !self.is_twin(path) {
                return None;
            }
            let change = match self.may_go(entry) {
                true => Change::Delete,
                false if path.ends_with(".mpy") => return None,
                false => Change::Conflict { board: entry.digest.clone(), board_size: entry.size },
            };
            Some(self.item(path, change))
        };
        self.board.iter().filter_map(twin).collect()
    }

    fn gone(&self) -> Vec<PlanItem> {
        let gone = |(path, entry): (&&str, &&Entry)| {
            let ours = !entry.is_folder() && self.given.known.is_ours(&entry.path);
            if !ours || path.is_empty() || self.given.local.holds(path) {
                return None;
            }
            let change = match self.may_go(entry) {
                true => Change::Delete,
                false => Change::Conflict { board: entry.digest.clone(), board_size: entry.size },
            };
            Some(self.item(path, change))
        };
        self.board.iter().filter_map(gone).collect()
    }
}

/// Links that are not followed, and sent files that import what stays at home.
fn warnings(local: &LocalTree, items: &[PlanItem]) -> Vec<String> {
    let skipped = local.ignored.iter().filter(|(_, rule)| rule.file == SKIPPED);
    let mut warnings: Vec<String> =
        skipped.map(|(path, rule)| format!("{path} is not sent: it is {}", rule.pattern)).collect();
    if local.ignored.is_empty() {
        return warnings;
    }
    for item in items.iter().filter(|item| sends(&item.change)) {
        let Some(file) = local.files.get(&item.path) else { continue };
        for module in &file.imports {
            let places = imports::places(module);
            if places.iter().any(|place| local.files.contains_key(place)) {
                continue;
            }
            let ignored = places.iter().find_map(|place| local.ignored.get_key_value(place));
            if let Some((place, rule)) = ignored {
                warnings.push(format!(
                    "{} imports `{module}`, but {place} stays here ({rule})",
                    item.path
                ));
            }
        }
    }
    warnings
}

#[cfg(test)]
mod tests;
