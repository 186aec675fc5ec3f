//! What of this computer is to be copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::Problem;

/// One path the user named, read to its last file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tree {
    pub from: PathBuf,
    /// What it is called; none for `.`, `dir/.` and `/`, which stand for what is in them.
    pub name: Option<String>,
    pub is_folder: bool,
    /// Folders below it: local path, and path below `from` with `/`.
    pub folders: Vec<(PathBuf, String)>,
    pub files: Vec<LocalFile>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LocalFile {
    pub from: PathBuf,
    /// Path below the tree's root, with `/`; empty where the root is the file.
    pub below: String,
    /// Bytes.
    pub size: u64,
}

/// Reads what a path names. Links are followed, as `cp -r` of mpremote does.
pub(super) fn read(from: &Path, recursive: bool) -> Result<Tree, Problem> {
    let found = fs::metadata(from).map_err(|error| problem(from, &error))?;
    let mut tree = Tree {
        from: from.to_owned(),
        name: own_name(from)?,
        is_folder: found.is_dir(),
        folders: Vec::new(),
        files: Vec::new(),
    };
    if !found.is_dir() {
        plain(from, &found)?;
        tree.files.push(LocalFile {
            from: from.to_owned(),
            below: String::new(),
            size: found.len(),
        });
    } else if !recursive {
        return Err(Problem::failed(format!("put {}", from.display()), "it is a folder")
            .next("Add -r to put all that is in it."));
    } else {
        let mut above = vec![fs::canonicalize(from).map_err(|error| problem(from, &error))?];
        descend(from, "", &mut above, &mut tree)?;
    }
    Ok(tree)
}

fn descend(
    folder: &Path,
    below: &str,
    above: &mut Vec<PathBuf>,
    tree: &mut Tree,
) -> Result<(), Problem> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = listed.map_err(|error| problem(folder, &error))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = as_text(&path, &entry.file_name())?;
        let below = if below.is_empty() { name } else { format!("{below}/{name}") };
        let found = fs::metadata(&path).map_err(|error| problem(&path, &error))?;
        if !found.is_dir() {
            plain(&path, &found)?;
            tree.files.push(LocalFile { from: path, below, size: found.len() });
            continue;
        }
        let real = fs::canonicalize(&path).map_err(|error| problem(&path, &error))?;
        if above.contains(&real) {
            return Err(Problem::failed(
                format!("put {}", path.display()),
                "it is a link to a folder above itself",
            ));
        }
        tree.folders.push((path.clone(), below.clone()));
        above.push(real);
        descend(&path, &below, above, tree)?;
        above.pop();
    }
    Ok(())
}

fn own_name(from: &Path) -> Result<Option<String>, Problem> {
    let text = from.to_string_lossy();
    // `Path` takes `dir/.` for `dir`; for a copy they differ.
    if text.ends_with("/.") || text.ends_with("/..") {
        return Ok(None);
    }
    from.file_name().map(|name| as_text(from, name)).transpose()
}

fn as_text(path: &Path, name: &std::ffi::OsStr) -> Result<String, Problem> {
    name.to_str().map(str::to_owned).ok_or_else(|| {
        Problem::failed(format!("put {}", path.display()), "its name is not UTF-8")
            .next("Boards have UTF-8 names only: rename it.")
    })
}

/// A pipe or a device has no content that could be copied.
fn plain(path: &Path, found: &fs::Metadata) -> Result<(), Problem> {
    if found.is_file() {
        return Ok(());
    }
    Err(Problem::failed(format!("put {}", path.display()), "it is no plain file"))
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    Problem::failed(format!("read {}", path.display()), reason(error))
}

/// Why something on this computer failed, in the words a person knows.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder has to be".to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_tree_in_order() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::create_dir_all(at("p/lib/empty")).unwrap();
        fs::write(at("p/lib/b ü.py"), "12").unwrap();
        fs::write(at("p/a.py"), "1").unwrap();
        let tree = read(&at("p"), true).unwrap();
        assert_eq!(tree.name.as_deref(), Some("p"));
        let files: Vec<_> = tree.files.iter().map(|file| (&*file.below, file.size)).collect();
        assert_eq!(files, [("a.py", 1), ("lib/b ü.py", 2)]);
        let folders: Vec<_> = tree.folders.iter().map(|(_, below)| &**below).collect();
        assert_eq!(folders, ["lib", "lib/empty"]);
        assert_eq!(read(&at("p/."), true).unwrap().name, None);
        assert_eq!(read(&at("p/"), true).unwrap().name.as_deref(), Some("p"));
        assert_eq!(read(&at("p/a.py"), false).unwrap().files.len(), 1);
        assert!(read(&at("p"), false).unwrap_err().next.contains("-r"));
        assert_eq!(read(&at("none"), true).unwrap_err().why, "no such file or folder");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_circle_ends() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("a")).unwrap();
        std::os::unix::fs::symlink("..", home.path().join("a/up")).unwrap();
        let problem = read(home.path(), true).unwrap_err();
        assert!(problem.why.contains("above itself"), "{problem}");
    }
}
