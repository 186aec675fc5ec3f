//! A plan to what a board is told, in order. Pure.

use std::collections::BTreeSet;

use crate::model::{Change, Entry, Expect, Plan, PlanItem, RemotePath, Upload};

/// What to do, in this order. Numbers are places in the plan's items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps {
    /// Files that stand where a folder has to be.
    pub clear: Vec<(usize, RemotePath, Expect)>,
    /// Folders to make, with their parents.
    pub folders: Vec<RemotePath>,
    pub uploads: Vec<(usize, Upload)>,
    pub removals: Vec<(usize, RemotePath, Expect)>,
    /// Folders that the removals leave empty, deepest first.
    pub emptied: Vec<RemotePath>,
}

impl Steps {
    pub fn is_empty(&self) -> bool {
        self.clear.is_empty() && self.uploads.is_empty() && self.removals.is_empty()
    }
}

/// The steps of a plan; `board` is all below the target as the plan saw it.
pub fn make(plan: &Plan, board: &[Entry]) -> Steps {
    let there: BTreeSet<&RemotePath> =
        board.iter().filter(|entry| entry.is_folder()).map(|entry| &entry.path).collect();
    let mut steps = Steps::default();
    let mut needed: BTreeSet<RemotePath> = BTreeSet::new();
    for (number, item) in plan.items.iter().enumerate() {
        let guard = match (&item.change, &item.board) {
            (Change::Add, _) => Expect::Nothing,
            (_, Some(digest)) => Expect::Content(digest.clone()),
            (_, None) => Expect::Anything,
        };
        match item.change {
            Change::Add | Change::Update => {
                needed.extend(item.to.parent().filter(|folder| !there.contains(folder)));
                let from = item.from.clone().unwrap_or_else(|| plan.source.join(&item.path));
                steps.uploads.push((number, Upload { from, to: item.to.clone(), expect: guard }));
            }
            Change::Delete if makes_room(item, plan) => {
                steps.clear.push((number, item.to.clone(), guard));
            }
            Change::Delete => steps.removals.push((number, item.to.clone(), guard)),
            _ => {}
        }
    }
    // making the deepest makes the ones above
    steps.folders = needed
        .iter()
        .filter(|folder| !folder.is_root())
        .filter(|folder| {
            !needed.iter().any(|other| other != *folder && other.below(folder).is_some())
        })
        .cloned()
        .collect();
    steps.emptied = emptied(plan, board);
    steps
}

fn makes_room(item: &PlanItem, plan: &Plan) -> bool {
    let below = format!("{}/", item.path);
    plan.items.iter().any(|other| other.path.starts_with(&below))
}

/// Folders that hold nothing but what the plan deletes. The target itself stays.
fn emptied(plan: &Plan, board: &[Entry]) -> Vec<RemotePath> {
    let removed: Vec<&PlanItem> =
        plan.items.iter().filter(|item| item.change == Change::Delete).collect();
    let goes = |path: &RemotePath| removed.iter().any(|item| item.to == *path);
    let added = |folder: &RemotePath| {
        plan.items.iter().any(|item| item.change == Change::Add && item.to.below(folder).is_some())
    };
    let empties = |folder: &RemotePath| {
        removed.iter().any(|item| item.to.below(folder).is_some())
            && !added(folder)
            && board.iter().all(|entry| {
                let inside = entry.path.below(folder).is_some();
                !inside || (entry.is_folder() && !entry.mount) || goes(&entry.path)
            })
    };
    let mut folders: Vec<RemotePath> = board
        .iter()
        .filter(|entry| entry.is_folder() && !entry.mount)
        .filter(|entry| entry.path.below(&plan.target).is_some_and(|below| !below.is_empty()))
        .filter(|entry| empties(&entry.path))
        .map(|entry| entry.path.clone())
        .collect();
    // a folder sorts before what is in it
    folders.sort_by(|a, b| b.cmp(a));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, EntryKind};

    fn to(path: &str) -> RemotePath {
        RemotePath::root().descend("app").descend(path)
    }

    fn plan(items: &[(&str, Change, Option<&str>)]) -> Plan {
        let item = |(path, change, board): &(&str, Change, Option<&str>)| PlanItem {
            path: (*path).to_owned(),
            to: to(path),
            size: 1,
            change: change.clone(),
            board: board.map(|text| Digest::Sum(text.into())),
            local: None,
            source: None,
            from: None,
        };
        Plan {
            pull: false,
            source: "/p".into(),
            target: to(""),
            board: "b".into(),
            items: items.iter().map(item).collect(),
            bytes: 0,
            free: None,
            warnings: Vec::new(),
        }
    }

    fn entry(path: &str, kind: EntryKind) -> Entry {
        Entry { path: to(path), kind, size: Some(1), digest: None, mount: false }
    }

    #[test]
    fn each_step_expects_what_the_plan_saw() {
        let plan = plan(&[
            ("a.py", Change::Add, None),
            ("b.py", Change::Update, Some("old")),
            ("c.py", Change::Update, None),
            ("d.py", Change::Delete, Some("d")),
            ("e.py", Change::Same, Some("e")),
        ]);
        let steps = make(&plan, &[entry("", EntryKind::Folder)]);
        let expects: Vec<_> = steps.uploads.iter().map(|(_, upload)| &upload.expect).collect();
        let old = |text: &str| Expect::Content(Digest::Sum(text.into()));
        assert_eq!(expects, [&Expect::Nothing, &old("old"), &Expect::Anything]);
        assert_eq!(steps.uploads[1].1.from, std::path::Path::new("/p/b.py"));
        assert_eq!(steps.removals, [(3, to("d.py"), old("d"))]);
        assert!(steps.folders.is_empty() && steps.emptied.is_empty());
    }

    #[test]
    fn makes_the_deepest_missing_folders_only() {
        let plan = plan(&[
            ("a/b/c/x.py", Change::Add, None),
            ("a/b/y.py", Change::Add, None),
            ("lib/z.py", Change::Add, None),
        ]);
        let board = [entry("", EntryKind::Folder), entry("lib", EntryKind::Folder)];
        assert_eq!(make(&plan, &board).folders, [to("a/b/c")]);
        assert_eq!(make(&plan, &[]).folders, [to("a/b/c"), to("lib")]);
    }

    #[test]
    fn a_file_that_becomes_a_folder_goes_first_and_empty_folders_go_last() {
        let plan = plan(&[
            ("a", Change::Delete, Some("1")),
            ("a/x.py", Change::Add, None),
            ("old/deep/y.py", Change::Delete, Some("2")),
            ("kept/z.py", Change::Delete, Some("3")),
        ]);
        let board = [
            entry("", EntryKind::Folder),
            entry("a", EntryKind::File),
            entry("old", EntryKind::Folder),
            entry("old/deep", EntryKind::Folder),
            entry("old/deep/y.py", EntryKind::File),
            entry("kept", EntryKind::Folder),
            entry("kept/z.py", EntryKind::File),
            entry("kept/theirs.py", EntryKind::File),
        ];
        let steps = make(&plan, &board);
        assert_eq!(steps.clear.len(), 1);
        assert_eq!(steps.clear[0].1, to("a"));
        assert_eq!(steps.folders, [to("a")]);
        assert_eq!(steps.removals.len(), 2);
        assert_eq!(steps.emptied, [to("old/deep"), to("old")]);
    }
}
