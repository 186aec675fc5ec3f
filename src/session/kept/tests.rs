use std::time::{Duration, SystemTime};

use super::*;
use crate::board::DigestKind;
use crate::model::RemotePath;
use crate::sync::{Item, Was};

fn kept() -> (tempfile::TempDir, Kept) {
    let state = tempfile::tempdir().unwrap();
    let kept = Kept::new(state.path(), &Identity::Usb("10c4:ea60@1-1:1.0".into()));
    (state, kept)
}

fn change(what: &str) -> Change {
    let after = Was::Content(DigestKind::Crc32.hash(what.as_bytes()));
    let item = Item { path: RemotePath::root().join("a"), before: Was::Absent, after };
    Change { what: what.to_owned(), at: now(), items: vec![item], renamed: None }
}

#[test]
fn the_newest_change_is_told_and_those_before_it_stay() {
    let (state, kept) = kept();
    assert_eq!(kept.last().unwrap(), None);
    assert!(!state.path().join("kept").exists(), "nothing is made before there is something");
    kept.note(&change("write /a")).unwrap();
    kept.note(&change("remove /b")).unwrap();
    assert_eq!(kept.last().unwrap().unwrap().what, "remove /b");
    kept.journal().pop().unwrap();
    assert_eq!(kept.journal().last().unwrap(), Some(change("write /a")));
    kept.is_of("e66164084359");
    assert_eq!(kept.last().unwrap(), None, "it is another board");
}

#[test]
fn old_changes_old_contents_and_old_boards_are_forgotten() {
    let (state, kept) = kept();
    for number in 0..60 {
        kept.note(&change(&number.to_string())).unwrap();
    }
    assert_eq!(fs::read_dir(kept.folder().join("changes")).unwrap().count(), 50);
    let contents = kept.contents();
    let mut digests = Vec::new();
    for byte in 0..5 {
        let content = vec![byte; 4 * 1024 * 1024];
        digests.push(DigestKind::Sha256.hash(&content));
        contents.put(&digests[usize::from(byte)], &content).unwrap();
        let age = Duration::from_secs(60 - u64::from(byte));
        let name = format!("sha256-{}", digests[usize::from(byte)].hex());
        let file = fs::File::open(kept.folder().join("contents").join(name)).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    assert!(contents.has(&digests[0]), "used last");
    contents.thin().unwrap();
    let left: Vec<bool> = digests.iter().map(|digest| contents.has(digest)).collect();
    assert_eq!(left, [true, false, true, true, true]);
    for number in 0..BOARDS + 3 {
        kept.is_of(&number.to_string());
        kept.note(&change("x")).unwrap();
    }
    assert_eq!(fs::read_dir(state.path().join("kept")).unwrap().count(), BOARDS);
}

#[test]
fn a_damaged_content_is_not_given_out() {
    let (_state, kept) = kept();
    let digest = DigestKind::Sha256.hash(b"right");
    kept.contents().put(&digest, b"right").unwrap();
    assert_eq!(kept.contents().get(&digest).unwrap(), b"right");
    let file = fs::read_dir(kept.folder().join("contents")).unwrap().next().unwrap();
    fs::write(file.unwrap().path(), b"wrong").unwrap();
    assert_eq!(kept.contents().get(&digest), None);
}

#[test]
fn a_name_of_a_board_is_a_name_of_a_folder() {
    assert_eq!(name(&Identity::Address("/dev/../x".into())), "-dev----x");
    assert_eq!(name(&Identity::Unique("a".repeat(300))).len(), 100);
}
