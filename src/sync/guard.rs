//! A sync goes only where it was meant to go. Each check answers why to stop, as a
//! phrase, or nothing.

use std::path::Path;

use crate::model::{Change, Entry, Plan, PlanItem};

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
    if needs <= free {
        return None;
    }
    let cramped = cramped(plan, board);
    Some(match cramped.first().and_then(|number| plan.items.get(*number)) {
        Some(item) => format!(
            "{} ({} bytes) does not fit beside its old version, {free} bytes are free: the old \
             one has to go first, and a sync that is cut then leaves none",
            item.path, item.size
        ),
        None => format!("{needs} bytes are needed on the board and {free} are free"),
    })
}

/// Places in the plan of the files that fit on the board, but not beside their old
/// versions. None where even that would not help.
pub fn cramped(plan: &Plan, board: &[Entry]) -> Vec<usize> {
    let Some(free) = plan.free else { return Vec::new() };
    let growth: Vec<i128> = plan.items.iter().map(|item| grows(item, board)).collect();
    if growth.iter().sum::<i128>() > i128::from(free) {
        return Vec::new();
    }
    // what the others take at most, whichever goes first
    let taken: i128 = growth.iter().filter(|grows| **grows > 0).sum();
    let fits = |number: usize| {
        let others = taken - growth[number].max(0);
        i128::from(plan.items[number].size) + others <= i128::from(free)
    };
    let updates = (0..plan.items.len()).filter(|at| plan.items[*at].change == Change::Update);
    updates.filter(|number| !fits(*number)).collect()
}

/// Bytes needed beyond what is used now: what is new, what grows, and room for the
/// largest file beside its old version while it is written.
fn needs(plan: &Plan, board: &[Entry]) -> u64 {
    let grows: i128 = plan.items.iter().map(|item| grows(item, board)).sum();
    let updates = plan.items.iter().filter(|item| item.change == Change::Update);
    let beside = updates.map(|item| old(item, board)).max().unwrap_or(0);
    u64::try_from(grows.max(0)).unwrap_or(u64::MAX).saturating_add(beside).min(plan.bytes)
}

/// By how many bytes the board is fuller afterwards.
fn grows(item: &PlanItem, board: &[Entry]) -> i128 {
    match item.change {
        Change::Add => i128::from(item.size),
        Change::Update => i128::from(item.size) - i128::from(old(item, board)),
        Change::Delete => -i128::from(old(item, board)),
        _ => 0,
    }
}

/// Bytes of the board's file.
fn old(item: &PlanItem, board: &[Entry]) -> u64 {
    let entry = board.iter().find(|entry| entry.path == item.to);
    entry.and_then(|entry| entry.size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryKind, RemotePath};

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
    fn a_file_without_room_beside_its_old_version_is_named() {
        let board = [there("big", 5000), there("small", 10)];
        let items = |big, small| {
            let update = Change::Update;
            of(vec![item("big", big, update.clone()), item("small", small, update)], 1000)
        };
        assert_eq!(cramped(&items(5500, 20), &board), [0]);
        let why = plan(&items(5500, 20), &board).unwrap();
        assert!(why.contains("big (5500 bytes)") && why.contains("beside"), "{why}");
        // it would not fit in its place either: nothing is to go for that
        assert!(cramped(&items(6500, 20), &board).is_empty());
        assert!(plan(&items(6500, 20), &board).unwrap().contains("are needed"));
        assert!(cramped(&items(900, 20), &board).is_empty());
        assert_eq!(plan(&items(900, 20), &board), None);
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
