use proptest::prelude::*;

use crate::model::EntryKind;
use crate::sync::Rule;

use super::*;
use crate::model::Digest;

fn sum(text: &str) -> Digest {
    Digest::Sum(text.into())
}

fn to(path: &str) -> RemotePath {
    RemotePath::root().descend("app").descend(path)
}

fn entry(path: &str, content: Option<&str>) -> Entry {
    Entry {
        path: to(path),
        kind: if content.is_some() { EntryKind::File } else { EntryKind::Folder },
        size: content.map(|text| text.len() as u64),
        digest: content.map(sum),
        mount: false,
    }
}

fn local(files: &[(&str, &str)]) -> LocalTree {
    let mut tree = LocalTree::default();
    for (path, text) in files {
        let size = text.len() as u64;
        let file = LocalFile { size, digest: sum(text), imports: Vec::new(), made: None };
        tree.files.insert((*path).to_owned(), file);
    }
    tree
}

struct Case {
    local: LocalTree,
    board: Vec<Entry>,
    known: Known,
    delete: bool,
    force: bool,
    mine: BTreeSet<String>,
}

impl Case {
    fn new(files: &[(&str, &str)], board: Vec<Entry>) -> Case {
        Case {
            local: local(files),
            board,
            known: Known::default(),
            delete: false,
            force: false,
            mine: BTreeSet::new(),
        }
    }

    fn plan(&self) -> Plan {
        make(&Given {
            source: "/home/u/p".into(),
            target: &to(""),
            board_name: "pico",
            local: &self.local,
            board: &self.board,
            known: &self.known,
            delete: self.delete,
            force: self.force,
            mine: &self.mine,
            free: Some(1000),
        })
    }

    fn changes(&self) -> Vec<(String, &'static str)> {
        self.plan().items.iter().map(|item| (item.path.clone(), word(&item.change))).collect()
    }

    fn expect(&self, expected: &[(&str, &'static str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(path, word)| ((*path).to_owned(), *word)).collect();
        assert_eq!(self.changes(), expected);
    }
}

fn word(change: &Change) -> &'static str {
    match change {
        Change::Add => "add",
        Change::Update => "update",
        Change::Delete => "delete",
        Change::Same => "same",
        Change::Ignored { .. } => "ignored",
        Change::Conflict { .. } => "conflict",
        Change::Blocked { .. } => "blocked",
    }
}

#[test]
fn content_decides() {
    let board =
        vec![entry("known.py", Some("old")), entry("same.py", Some("s")), entry("x.py", Some("?"))];
    let files = [("known.py", "new"), ("new.py", "n"), ("same.py", "s"), ("x.py", "mine")];
    let mut case = Case::new(&files, board);
    case.known.writing(&to("known.py"), &sum("old"));
    case.expect(&[
        ("known.py", "update"),
        ("new.py", "add"),
        ("same.py", "same"),
        ("x.py", "conflict"),
    ]);
    let plan = case.plan();
    assert_eq!(plan.bytes, 4);
    assert_eq!(plan.items[0].board, Some(sum("old")));
    assert_eq!(plan.conflicts(), 1);
    case.force = true;
    assert_eq!(case.changes()[3].1, "update");
}

#[test]
fn a_file_without_a_digest_is_a_conflict() {
    let mut board = vec![entry("a.py", Some("a"))];
    board[0].digest = None;
    Case::new(&[("a.py", "a")], board).expect(&[("a.py", "conflict")]);
}

#[test]
fn a_digest_of_another_kind_says_nothing() {
    let mut board = vec![entry("a.py", Some("a"))];
    board[0].digest = Some(Digest::Crc32("a".into()));
    Case::new(&[("a.py", "a")], board).expect(&[("a.py", "conflict")]);
}

#[test]
fn deletes_only_what_we_wrote_and_only_when_asked() {
    let board = vec![
        entry("lib", None),
        entry("lib/ours.py", Some("1")),
        entry("edited.py", Some("theirs")),
        entry("foreign.py", Some("1")),
        entry("locked/x.py", Some("1")),
        entry("ign.py", Some("1")),
    ];
    let mut case = Case::new(&[("main.py", "m")], board);
    for path in ["lib/ours.py", "locked/x.py", "ign.py", "edited.py"] {
        case.known.writing(&to(path), &sum("1"));
    }
    case.local.blocked.insert("locked".into(), "cannot be read".into());
    let rule = Rule { file: ".gitignore".into(), pattern: "ign.py".into() };
    case.local.ignored.insert("ign.py".into(), rule);
    let kept = [("ign.py", "ignored"), ("locked", "blocked"), ("main.py", "add")];
    case.expect(&kept);
    case.delete = true;
    case.expect(&[
        ("edited.py", "conflict"),
        ("ign.py", "ignored"),
        ("lib/ours.py", "delete"),
        ("locked", "blocked"),
        ("main.py", "add"),
    ]);
    case.force = true;
    assert_eq!(case.changes()[0].1, "delete");
}

#[test]
fn a_file_never_takes_the_place_of_a_folder_nor_the_reverse() {
    let board = vec![entry("a", None), entry("b", Some("1"))];
    let mut case = Case::new(&[("a", "1"), ("b/c.py", "1")], board);
    case.expect(&[("a", "blocked"), ("b/c.py", "blocked")]);
    let plan = case.plan();
    let Change::Blocked { why } = &plan.items[1].change else { panic!("{plan:?}") };
    assert!(why.contains("/app/b"), "{why}");
    // once ours and gone, it may make room
    case.known.writing(&to("b"), &sum("1"));
    case.delete = true;
    case.expect(&[("a", "blocked"), ("b", "delete"), ("b/c.py", "add")]);
}

#[test]
fn the_target_itself_may_be_a_file() {
    let case = Case::new(&[("a.py", "1")], vec![entry("", Some("1"))]);
    case.expect(&[("a.py", "blocked")]);
}

#[test]
fn warns_of_an_import_that_stays_at_home() {
    let mut case = Case::new(&[("main.py", "m"), ("net.py", "n")], Vec::new());
    let file = case.local.files.get_mut("main.py").unwrap();
    file.imports = vec!["net".into(), "os".into(), "secrets".into()];
    let rule = Rule { file: ".gitignore".into(), pattern: "secrets.py".into() };
    case.local.ignored.insert("secrets.py".into(), rule);
    assert_eq!(
        case.plan().warnings,
        ["main.py imports `secrets`, but secrets.py stays here (.gitignore: secrets.py)"]
    );
    case.board = vec![entry("main.py", Some("m"))];
    assert!(case.plan().warnings.is_empty(), "what is not sent does not warn");
}

fn trees() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop::sample::select(vec!["a", "b", "a/x", "a/y", "b/x/z", "c"]);
    let text = prop::sample::select(vec!["0", "1", "2"]);
    prop::collection::vec((name.prop_map(str::to_owned), text.prop_map(str::to_owned)), 0..6)
}

/// A tree that a file system can hold: no file is also a folder.
fn possible(files: Vec<(String, String)>) -> BTreeMap<String, String> {
    let mut tree = BTreeMap::new();
    for (path, text) in files {
        let clash = tree.keys().any(|other: &String| {
            path.starts_with(&format!("{other}/")) || other.starts_with(&format!("{path}/"))
        });
        if !clash {
            tree.insert(path, text);
        }
    }
    tree
}

fn entries(files: &BTreeMap<String, String>) -> Vec<Entry> {
    let folders: BTreeSet<&str> =
        files.keys().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    let folders = folders.into_iter().map(|path| entry(path, None));
    folders.chain(files.iter().map(|(path, text)| entry(path, Some(text)))).collect()
}

proptest! {
    /// Whatever the two sides are: nothing unknown is touched, and doing the plan
    /// twice has nothing left to do the second time.
    #[test]
    fn nobodys_edit_is_lost_and_a_plan_converges(
        mine in trees(), theirs in trees(), ours in trees(), delete: bool,
    ) {
        let mine = possible(mine);
        let theirs = possible(theirs);
        let mut case = Case::new(&[], entries(&theirs));
        case.local = local(&mine.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect::<Vec<_>>());
        case.delete = delete;
        for (path, text) in &ours {
            case.known.writing(&to(path), &sum(text));
        }
        let plan = case.plan();
        let mut after = theirs.clone();
        for item in plan.items.iter().filter(|item| item.change == Change::Delete) {
            let old = after.remove(&item.path).unwrap();
            prop_assert!(delete && !mine.contains_key(&item.path));
            prop_assert!(case.known.knows(&item.to, &sum(&old)));
        }
        for item in plan.items.iter().filter(|item| sends(&item.change)) {
            let old = after.insert(item.path.clone(), mine[&item.path].clone());
            if let Some(old) = old {
                prop_assert!(case.known.knows(&item.to, &sum(&old)));
            }
            prop_assert_eq!(item.board.clone(), theirs.get(&item.path).map(|text| sum(text)));
            case.known.writing(&item.to, &sum(&mine[&item.path]));
        }
        prop_assert_eq!(&possible(after.clone().into_iter().collect()), &after);
        let folders = case.board.into_iter().filter(Entry::is_folder);
        case.board = folders.chain(entries(&after)).collect();
        prop_assert!(case.plan().is_empty(), "{:?}", case.plan());
    }
}

#[test]
fn the_old_form_of_a_module_makes_room() {
    let board = vec![entry("a.py", Some("old")), entry("b.py", Some("theirs"))];
    let mut case = Case::new(&[("a.mpy", "new"), ("b.mpy", "new")], board);
    case.known.writing(&to("a.py"), &sum("old"));
    case.expect(&[("a.mpy", "add"), ("a.py", "delete"), ("b.mpy", "add"), ("b.py", "conflict")]);
    case.delete = true;
    assert_eq!(case.changes().len(), 4, "each is named once");

    let board = vec![entry("a.mpy", Some("old")), entry("b.mpy", Some("theirs"))];
    let mut case = Case::new(&[("a.py", "new"), ("b.py", "new")], board);
    case.known.writing(&to("a.mpy"), &sum("old"));
    case.expect(&[("a.mpy", "delete"), ("a.py", "add"), ("b.py", "add")]);
}
