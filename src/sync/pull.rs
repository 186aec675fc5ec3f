//! The other direction: board tree and local tree to a plan that changes local files.
//! Pure. What a plan does to the board this does to the project, with the same care:
//! a local file that is not known is nobody's to replace.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::{Change, Entry, Plan, PlanItem, RemotePath};

use super::known::Known;
use super::rules::Rule;
use super::scan::{LocalFile, LocalTree};

/// Both sides, and what may be done to the local one.
pub struct Given<'a> {
    /// The local folder, in full.
    pub source: PathBuf,
    /// The folder on the board that comes from there.
    pub target: &'a RemotePath,
    /// The board's name and port, for people.
    pub board_name: &'a str,
    pub local: &'a LocalTree,
    /// All below the target, with digests.
    pub board: &'a [Entry],
    pub known: &'a Known,
    /// The rule that keeps a file at home keeps it on the board as well; also for
    /// paths that are not here yet.
    pub rule: &'a mut dyn FnMut(&str) -> Option<Rule>,
    /// Remove local files that were on the board once and are not any more.
    pub delete: bool,
    /// Replace local files whose content is not known.
    pub force: bool,
}

/// What a pull would do, file by file, sorted by path.
pub fn make(given: &mut Given<'_>) -> Plan {
    let board: BTreeMap<String, &Entry> = given
        .board
        .iter()
        .filter(|entry| !entry.is_folder())
        .filter_map(|entry| Some((entry.path.below(given.target)?.to_owned(), entry)))
        .filter(|(path, _)| !path.is_empty())
        .collect();
    let mut items: Vec<PlanItem> =
        board.iter().map(|(path, entry)| item(given, path, entry)).collect();
    if given.delete {
        let files = given.local.files.iter();
        let gone = files.filter(|(path, _)| !board.contains_key(*path));
        items.extend(gone.filter_map(|(path, file)| gone_there(given, path, file)));
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    let comes = |item: &&PlanItem| matches!(item.change, Change::Add | Change::Update);
    Plan {
        pull: true,
        source: given.source.clone(),
        target: given.target.clone(),
        board: given.board_name.to_owned(),
        bytes: items.iter().filter(comes).map(|item| item.size).sum(),
        items,
        free: None,
        warnings: Vec::new(),
    }
}

fn item(given: &mut Given<'_>, path: &str, entry: &Entry) -> PlanItem {
    let local = given.local.files.get(path);
    let change = match (local, (given.rule)(path)) {
        (_, Some(rule)) => Change::Ignored { rule: rule.to_string() },
        (Some(file), None) => against(given, entry, file),
        (None, None) => match in_the_way(given.local, path) {
            Some(why) => Change::Blocked { why },
            None => Change::Add,
        },
    };
    PlanItem {
        path: path.to_owned(),
        to: entry.path.clone(),
        size: entry.size.unwrap_or(0),
        change,
        board: entry.digest.clone(),
        local: local.map(|file| file.digest.clone()),
        source: None,
        from: None,
    }
}

/// What to do about a file that is on both sides.
fn against(given: &Given<'_>, entry: &Entry, file: &LocalFile) -> Change {
    match &entry.digest {
        Some(digest) if *digest == file.digest => Change::Same,
        Some(_) if given.force || given.known.knows(&entry.path, &file.digest) => Change::Update,
        digest => Change::Conflict { board: digest.clone(), board_size: entry.size },
    }
}

/// Something local that keeps a file from being made at `path`.
fn in_the_way(local: &LocalTree, path: &str) -> Option<String> {
    if local.folders.contains(path) {
        return Some("a folder of this name is here".into());
    }
    if let Some(why) = local.blocked.get(path) {
        return Some(why.clone());
    }
    path.match_indices('/').map(|(at, _)| &path[..at]).find_map(|parent| {
        let file = local.files.contains_key(parent) || local.blocked.contains_key(parent);
        // a link that leaves the project would carry the file out of it
        let link = local.ignored.contains_key(parent);
        (file || link).then(|| format!("`{parent}` here is no folder of the project"))
    })
}

/// A local file that the board does not have: removed only if it once came from there
/// or went there, and is what it was then.
fn gone_there(given: &Given<'_>, path: &str, file: &LocalFile) -> Option<PlanItem> {
    let to = given.target.descend(path);
    if !given.known.is_ours(&to) && given.known.last(&to).is_none() {
        return None;
    }
    let known = given.force || given.known.knows(&to, &file.digest);
    let change = match known {
        true => Change::Delete,
        false => Change::Conflict { board: None, board_size: None },
    };
    let local = Some(file.digest.clone());
    Some(PlanItem {
        path: path.to_owned(),
        to,
        size: file.size,
        change,
        board: None,
        local,
        source: None,
        from: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, EntryKind};

    fn sum(text: &str) -> Digest {
        Digest::Sum(text.into())
    }

    fn entry(path: &str, text: &str) -> Entry {
        Entry {
            path: RemotePath::root().descend(path),
            kind: EntryKind::File,
            size: Some(text.len() as u64),
            digest: Some(sum(text)),
            mount: false,
        }
    }

    fn plan(
        local: &[(&str, &str)],
        board: &[(&str, &str)],
        known: &[(&str, &str)],
        change: impl FnOnce(&mut Given<'_>, &mut LocalTree),
    ) -> Vec<(String, Change)> {
        let mut tree = LocalTree::default();
        for (path, text) in local {
            let size = text.len() as u64;
            let file = LocalFile { size, digest: sum(text), imports: Vec::new(), made: None };
            tree.files.insert((*path).to_owned(), file);
        }
        let board: Vec<Entry> = board.iter().map(|(path, text)| entry(path, text)).collect();
        let mut remembered = Known::default();
        for (path, text) in known {
            remembered.found(&RemotePath::root().descend(path), &sum(text));
        }
        let mut rule = |path: &str| {
            path.ends_with(".log")
                .then(|| Rule { file: ".gitignore".into(), pattern: "*.log".into() })
        };
        let empty = LocalTree::default();
        let mut given = Given {
            source: "/p".into(),
            target: &RemotePath::root(),
            board_name: "b",
            local: &empty,
            board: &board,
            known: &remembered,
            rule: &mut rule,
            delete: false,
            force: false,
        };
        change(&mut given, &mut tree);
        given.local = &tree;
        make(&mut given).items.into_iter().map(|item| (item.path, item.change)).collect()
    }

    #[test]
    fn content_decides_here_as_well() {
        let items = plan(
            &[("same", "1"), ("known", "old"), ("mine", "edited")],
            &[("same", "1"), ("known", "new"), ("mine", "2"), ("only/there", "3"), ("x.log", "4")],
            &[("known", "old")],
            |_, _| {},
        );
        let expected = [
            ("known", Change::Update),
            ("mine", Change::Conflict { board: Some(sum("2")), board_size: Some(1) }),
            ("only/there", Change::Add),
            ("same", Change::Same),
            ("x.log", Change::Ignored { rule: ".gitignore: *.log".into() }),
        ];
        let expected = expected.map(|(path, change)| (path.to_owned(), change));
        assert_eq!(items, expected);
    }

    #[test]
    fn removes_only_what_was_on_the_board_and_is_unchanged() {
        let local = [("was", "1"), ("edited", "2"), ("never", "3")];
        let known = [("was", "1"), ("edited", "1")];
        assert_eq!(plan(&local, &[], &known, |_, _| {}), []);
        let items = plan(&local, &[], &known, |given, _| given.delete = true);
        let conflict = Change::Conflict { board: None, board_size: None };
        assert_eq!(items, [("edited".into(), conflict), ("was".into(), Change::Delete)]);
    }

    #[test]
    fn nothing_leaves_the_project_or_takes_a_folders_place() {
        let board = [("folder", "1"), ("file/x", "1"), ("link/x", "1")];
        let items = plan(&[("file", "1")], &board, &[], |_, tree| {
            tree.folders.insert("folder".into());
            let rule = Rule { file: "not followed".into(), pattern: "a link out".into() };
            tree.ignored.insert("link".into(), rule);
        });
        assert!(items.iter().all(|(_, change)| matches!(change, Change::Blocked { .. })));
        assert_eq!(items.len(), 3);
    }
}
