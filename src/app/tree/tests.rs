use super::*;

fn folder(path: &str) -> Node {
    Node { path: path.into(), kind: EntryKind::Folder, size: None, mount: false }
}

fn file(path: &str, size: u64) -> Node {
    Node { path: path.into(), kind: EntryKind::File, size: Some(size), mount: false }
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.rows().iter().map(|row| row.node.path.as_str()).collect()
}

fn walked() -> Tree {
    let mut tree = Tree::default();
    tree.set_below(
        "",
        vec![
            file("main.py", 10),
            folder("lib"),
            file("lib/b.py", 2),
            file("lib/A.py", 3),
            folder("lib/net"),
            file("lib/net/x.py", 4),
            file("boot.py", 1),
        ],
        9,
    );
    tree
}

#[test]
fn shows_folders_first_and_opens_them() {
    let mut tree = walked();
    assert_eq!(paths(&tree), ["lib", "boot.py", "main.py"]);
    tree.open("lib", 9);
    assert_eq!(paths(&tree), ["lib", "lib/net", "lib/A.py", "lib/b.py", "boot.py", "main.py"]);
    assert!(tree.rows()[0].open && tree.rows()[1].depth == 1);
    tree.close("lib", 9);
    assert_eq!(tree.rows().len(), 3);
}

#[test]
fn the_cursor_goes_to_what_was_made_unless_it_was_moved() {
    let mut tree = walked();
    let here = |tree: &Tree| tree.current().map(|row| row.node.path.clone());
    tree.look_forward_to("new.py");
    tree.set_folder("", vec![file("main.py", 1)], 9);
    assert_eq!(here(&tree).as_deref(), Some("main.py"));
    tree.set_folder("", vec![file("main.py", 1), file("new.py", 0)], 9);
    assert_eq!(here(&tree).as_deref(), Some("new.py"));
    tree.look_forward_to("other.py");
    tree.go(Motion::Top, 9);
    tree.set_folder("", vec![file("main.py", 1), file("other.py", 0)], 9);
    assert_eq!(here(&tree).as_deref(), Some("main.py"));
}

#[test]
fn the_cursor_stays_on_its_path() {
    let mut tree = walked();
    assert!(tree.go_to("main.py", 9));
    tree.open("lib", 9);
    assert_eq!(tree.current().map(|row| row.node.path.as_str()), Some("main.py"));
    tree.set_folder("", vec![file("other.py", 1)], 9);
    assert_eq!(paths(&tree), ["other.py"]);
    assert_eq!(tree.cursor.at, 0);
    assert!(!tree.is_read("lib") && !tree.is_open("lib"));
}

#[test]
fn counts_what_is_below() {
    let tree = walked();
    assert_eq!(tree.totals("lib"), Totals { files: 3, bytes: 9, partial: false });
    assert_eq!(tree.totals("").files, 5);
    let mut tree = Tree::default();
    tree.set_folder("", vec![folder("big"), file("x", 1)], 9);
    assert_eq!(tree.totals(""), Totals { files: 1, bytes: 1, partial: true });
}

#[test]
fn a_walk_leaves_other_mounts_alone() {
    let mut tree = Tree::default();
    let mut sd = folder("sd");
    sd.mount = true;
    tree.set_below("", vec![sd.clone(), file("main.py", 1)], 9);
    assert!(!tree.is_read("sd"));
    tree.set_below("sd", vec![file("sd/log.txt", 5)], 9);
    tree.set_below("", vec![sd], 9);
    assert_eq!(tree.totals("sd").bytes, 5);
}

#[test]
fn marks_are_what_an_action_is_about() {
    let mut tree = walked();
    let chosen =
        |tree: &Tree| -> Vec<String> { tree.chosen().into_iter().map(|node| node.path).collect() };
    assert_eq!(chosen(&tree), ["lib"]);
    tree.toggle_mark("main.py");
    tree.toggle_mark("lib/b.py");
    assert_eq!(chosen(&tree), ["lib/b.py", "main.py"]);
    tree.toggle_mark("lib");
    assert_eq!(chosen(&tree), ["lib", "main.py"]);
    tree.remove("main.py");
    assert_eq!(chosen(&tree), ["lib"]);
}

#[test]
fn filters_by_name_with_the_folders_above() {
    let mut tree = walked();
    tree.set_filter("X.p", 9);
    assert_eq!(paths(&tree), ["lib", "lib/net", "lib/net/x.py"]);
    tree.set_filter("", 9);
    assert_eq!(tree.rows().len(), 3);
}

#[test]
fn a_file_that_arrives_brings_its_folders() {
    let mut tree = walked();
    tree.put_file("lib/net/y.py", 7);
    tree.put_file("new/deep/z.py", 8);
    tree.put_file("main.py", 99);
    tree.rebuild(9);
    assert_eq!(paths(&tree), ["lib", "new", "boot.py", "main.py"]);
    assert_eq!(tree.totals("lib/net").bytes, 11);
    assert_eq!(tree.totals("new").bytes, 8);
    assert_eq!(tree.node("main.py").and_then(|node| node.size), Some(99));
}

#[test]
fn five_thousand_entries_are_no_burden() {
    let nodes = (0..5000).map(|n| file(&format!("file{n}.py"), n)).collect();
    let mut tree = Tree::default();
    tree.set_below("", nodes, 20);
    tree.set_filter("99", 20);
    assert!(tree.rows().iter().all(|row| row.node.path.contains("99")));
    tree.go(Motion::Bottom, 20);
    assert_eq!(tree.cursor.at, tree.rows().len() - 1);
}
