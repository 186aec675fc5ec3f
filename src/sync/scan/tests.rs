use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use super::*;

/// Stands in for a hash: the content itself.
fn digest(content: &mut dyn Read) -> io::Result<Digest> {
    let mut text = Vec::new();
    content.read_to_end(&mut text)?;
    Ok(Digest::Sum(String::from_utf8_lossy(&text).into_owned()))
}

fn put(folder: &Path, path: &str, text: &str) {
    let full = folder.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

fn scan_all(folder: &Path) -> LocalTree {
    let mut rules = Rules::new(folder, folder, &[]);
    scan(folder, folder, &mut rules, &digest).unwrap()
}

#[test]
fn sees_files_with_any_name_and_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["main.py", "lib/a b.py", "lib/it's \"q\".txt", "ü/é.py", "empty"];
    for name in names {
        put(folder.path(), name, if name == "empty" { "" } else { "import os\n" });
    }
    let tree = scan_all(folder.path());
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(tree.files.keys().collect::<Vec<_>>(), expected);
    assert_eq!(tree.files["empty"].size, 0);
    assert_eq!(tree.files["main.py"].imports, ["os"]);
    assert_eq!(tree.folders.iter().collect::<Vec<_>>(), ["lib", "ü"]);
    assert!(tree.blocked.is_empty());
}

#[test]
fn says_what_cannot_go_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "secret.py", "x");
    let root = folder.path();
    put(root, "real.py", "x");
    put(root, "lib/x.py", "x");
    symlink(outside.path().join("secret.py"), root.join("out.py")).unwrap();
    symlink(outside.path(), root.join("outdir")).unwrap();
    symlink(root.join("real.py"), root.join("in.py")).unwrap();
    symlink(root.join("nowhere"), root.join("broken.py")).unwrap();
    symlink(root, root.join("lib/round")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, root.join("pipe"), 0o600.into()).unwrap();
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"b\xff.py")), "x").unwrap();
    put(root, &"n".repeat(250), "x");

    let tree = scan_all(root);
    assert_eq!(tree.files.keys().collect::<Vec<_>>(), ["in.py", "lib/x.py", "real.py"]);
    let why = |path: &str| match tree.ignored.get(path) {
        Some(rule) => rule.to_string(),
        None => tree.blocked.get(path).cloned().unwrap_or_default(),
    };
    assert!(why("out.py").contains("out of the project"), "{:?}", tree.blocked);
    assert!(why("outdir").contains("out of the project"));
    assert!(why("broken.py").contains("nothing"));
    assert!(why("lib/round").contains("folder that it is in"));
    assert!(why("pipe").contains("neither"));
    assert!(why("b\u{fffd}.py").contains("UTF-8"));
    assert!(why(&"n".repeat(250)).contains("too long"));
}

#[test]
fn a_file_that_cannot_be_read_is_blocked_and_one_that_vanishes_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.py", "a");
    put(folder.path(), "b.py", "b");
    let mut rules = Rules::new(folder.path(), folder.path(), &[]);
    let failing = |kind: io::ErrorKind| {
        move |content: &mut dyn Read| match digest(content)? {
            Digest::Sum(text) if text == "a" => Err(io::Error::from(kind)),
            other => Ok(other),
        }
    };
    let denied = failing(io::ErrorKind::PermissionDenied);
    let tree = scan(folder.path(), folder.path(), &mut rules, &denied).unwrap();
    assert_eq!(tree.blocked["a.py"], "it cannot be read: permission denied");
    assert!(tree.files.contains_key("b.py") && tree.holds("a.py"));

    let gone = failing(io::ErrorKind::NotFound);
    let tree = scan(folder.path(), folder.path(), &mut rules, &gone).unwrap();
    assert!(!tree.holds("a.py") && tree.blocked.is_empty());
}

#[test]
fn looks_again_at_one_path_only() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put(root, ".gitignore", "build/\n");
    put(root, "lib/a.py", "1");
    put(root, "lib/b.py", "1");
    let mut tree = scan_all(root);
    let mut rules = Rules::new(root, root, &[]);
    put(root, "lib/a.py", "22");
    put(root, "build/x.py", "1");
    fs::remove_file(root.join("lib/b.py")).unwrap();
    for path in ["lib/a.py", "lib/b.py", "build/x.py"] {
        let seen = look(root, root, path, &mut rules, &digest).unwrap();
        tree.replace(path, seen);
    }
    assert_eq!(tree, scan_all(root));
    fs::rename(root.join("lib"), root.join("pkg")).unwrap();
    for path in ["lib", "pkg"] {
        let seen = look(root, root, path, &mut rules, &digest).unwrap();
        tree.replace(path, seen);
    }
    assert_eq!(tree, scan_all(root));
}
