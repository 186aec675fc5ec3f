//! A sync goes only where it was meant to go. Each check answers why to stop, as a
//! phrase, or nothing.

use std::path::Path;

use crate::model::{Change, Entry, Plan, RemotePath};

/// More files than a board's project has; somebody chose the wrong folder.
pub const MANY: usize = 500;

/// Above this a folder is not even read without a yes: hashing it takes minutes.
pub const TOO_MANY: usize = 5_000;

/// The folder itself, before it is read. `home` is the user's home folder.
pub fn folder(source: &Path, home: Option<&Path>) -> Option<String> {
    if source.parent().is_none() {
        return Some(format!("{} is the whole file system of this computer", source.display()));
    }
    let home = home?;
    let same = source == home || home.starts_with(source);
    same.then(|| format!("{} holds your home folder", source.display()))
}

/// What the plan would do; `board` is all below the target.
pub fn plan(plan: &Plan, board: &[Entry]) -> Option<String> {
    let files = plan.count(|change| {
        !matches!(change, Change::Ignored { .. } | Change::Delete | Change::Blocked { .. })
    });
    if files > MANY {
        return Some(format!("{} holds {files} files, more than {MANY}", plan.source.display()));
    }
    if files == 0 && plan.count(|change| *change == Change::Delete) > 0 {
        return Some(format!(
            "{} holds no file, so all that was synced would be removed from the board",
            plan.source.display()
        ));
    }
    room(plan, board)
}

/// Whether what the plan sends fits on the board.
pub fn room(plan: &Plan, board: &[Entry]) -> Option<String> {
    let free = plan.free?;
    let needs = needs(plan, board);
    (needs > free).then(|| format!("{needs} bytes are needed on the board and {free} are free"))
}

/// Bytes needed beyond what is used now: what is new, what grows, and room for the
/// largest file beside its old version while it is written.
fn needs(plan: &Plan, board: &[Entry]) -> u64 {
    let old = |to: &RemotePath| {
        let entry = board.iter().find(|entry| entry.path == *to);
        entry.and_then(|entry| entry.size).unwrap_or(0)
    };
    let mut grows = 0i128;
    let mut beside = 0;
    for item in &plan.items {
        match item.change {
            Change::Add => grows += i128::from(item.size),
            Change::Update => {
                grows += i128::from(item.size) - i128::from(old(&item.to));
                beside = beside.max(old(&item.to));
            }
            Change::Delete => grows -= i128::from(old(&item.to)),
            _ => {}
        }
    }
    u64::try_from(grows.max(0)).unwrap_or(u64::MAX).saturating_add(beside).min(plan.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryKind, PlanItem};

    #[test]
    fn whole_disks_and_homes_are_stopped() {
        let home = Some(Path::new("/home/u"));
        for stopped in ["/", "/home/u", "/home"] {
            assert!(folder(Path::new(stopped), home).is_some(), "{stopped}");
        }
        assert_eq!(folder(Path::new("/home/u/project"), home), None);
        assert_eq!(folder(Path::new("/srv"), None), None);
    }

    fn item(path: &str, size: u64, change: Change) -> PlanItem {
        let to = RemotePath::root().descend(path);
        PlanItem {
            path: path.into(),
            to,
            size,
            change,
            board: None,
            local: None,
            source: None,
            from: None,
        }
    }

    fn of(items: Vec<PlanItem>, free: u64) -> Plan {
        let bytes = items
            .iter()
            .filter(|item| matches!(item.change, Change::Add | Change::Update))
            .map(|item| item.size)
            .sum();
        Plan {
            pull: false,
            source: "/p".into(),
            target: RemotePath::root(),
            board: "b".into(),
            items,
            bytes,
            free: Some(free),
            warnings: Vec::new(),
        }
    }

    fn there(path: &str, size: u64) -> Entry {
        Entry {
            path: RemotePath::root().descend(path),
            kind: EntryKind::File,
            size: Some(size),
            digest: None,
            mount: false,
        }
    }

    #[test]
    fn a_full_flash_is_seen_before_the_first_byte() {
        let add = |size| of(vec![item("a", size, Change::Add)], 1000);
        assert_eq!(plan(&add(1000), &[]), None);
        let why = plan(&add(1001), &[]).unwrap();
        assert!(why.contains("1001") && why.contains("1000"), "{why}");
        // an update needs room beside the old version
        let update = of(vec![item("a", 1010, Change::Update)], 1000);
        assert!(plan(&update, &[there("a", 1000)]).is_some());
        let update = of(vec![item("a", 900, Change::Update)], 1000);
        assert_eq!(plan(&update, &[there("a", 1000)]), None);
    }

    #[test]
    fn too_many_files_and_an_empty_folder_are_stopped() {
        let many = |n| of((0..n).map(|i| item(&i.to_string(), 0, Change::Same)).collect(), 1000);
        assert_eq!(plan(&many(500), &[]), None);
        assert!(plan(&many(501), &[]).is_some_and(|why| why.contains("501 files")));
        let gone = of(vec![item("a", 0, Change::Delete)], 1000);
        assert!(plan(&gone, &[]).is_some_and(|why| why.contains("removed")));
    }
}
