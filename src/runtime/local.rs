//! What the app asks of this machine's files. Blocking; runs on a blocking thread.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    app::{LocalEntry, LocalFile, LocalOp, Outcome},
    model::{Digest, EntryKind, Problem},
    session::DigestKind,
    sync::builtin::TEMPORARY,
};

/// Files that are looked at to find one.
const FOUND: usize = 20_000;

pub(super) fn carry_out(op: LocalOp) -> Result<Outcome, Problem> {
    match op {
        LocalOp::List { folder } => {
            list(&folder).map(Outcome::Listing).map_err(|e| problem("list", &folder, &e))
        }
        LocalOp::Paths { folder } => Ok(paths(&folder)),
        LocalOp::Read { path, limit } => read(&path, limit).map_err(|e| problem("read", &path, &e)),
        LocalOp::Files { paths } => files(&paths).map(Outcome::Files),
        LocalOp::MakeFolder { path } => done("make the folder", &path, fs::create_dir_all(&path)),
        LocalOp::Write { path, content, expect } => {
            write(&path, &content, expect.as_deref()).map_err(|e| problem("write", &path, &e))
        }
        LocalOp::MakeFile { path } => {
            let made = OpenOptions::new().write(true).create_new(true).open(&path);
            done("make the file", &path, made.map(drop))
        }
        LocalOp::Rename { from, to } => {
            // symlink_metadata: a dangling link is something too
            if fs::symlink_metadata(&to).is_ok() {
                return Err(Problem::failed(
                    format!("rename {}", from.display()),
                    format!("{} is there already", to.display()),
                )
                .next("Choose another name, or delete that one first."));
            }
            done("rename", &from, fs::rename(&from, &to))
        }
        LocalOp::RemoveSent { files, folders } => remove_sent(&files, &folders),
        LocalOp::Remove { paths } => {
            for path in paths {
                let folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
                let removed =
                    if folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                done("delete", &path, removed)?;
            }
            Ok(Outcome::Done)
        }
    }
}

/// What was moved to the board goes here, unless it was saved again meanwhile.
fn remove_sent(files: &[(PathBuf, Digest)], folders: &[PathBuf]) -> Result<Outcome, Problem> {
    for (path, sent) in files {
        let content = fs::read(path).map_err(|error| problem("move", path, &error))?;
        if DigestKind::like(sent).hash(&content) != *sent {
            return Err(Problem::failed(
                format!("move {}", path.display()),
                "it was saved again meanwhile",
            )
            .next("It is on the board as it was before, and here as it is now."));
        }
        done("move", path, fs::remove_file(path))?;
    }
    folders.iter().for_each(|folder| remove_empty(folder));
    Ok(Outcome::Done)
}

/// The folders at and below one that hold nothing; others stay.
fn remove_empty(folder: &Path) {
    let inner = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in inner.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        remove_empty(&entry.path());
    }
    // not empty: what was not sent stays
    let _ = fs::remove_dir(folder);
}

fn list(folder: &Path) -> io::Result<Vec<LocalEntry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // names that are not UTF-8 cannot stand on a board
        let Ok(name) = entry.file_name().into_string() else { continue };
        // a link shows as what it leads to; one that leads nowhere is left out
        let Ok(found) = fs::metadata(entry.path()) else { continue };
        entries.push(if found.is_dir() {
            LocalEntry { name, kind: EntryKind::Folder, size: None }
        } else {
            LocalEntry { name, kind: EntryKind::File, size: Some(found.len()) }
        });
    }
    Ok(entries)
}

/// All files in and below `paths`. Links to folders are not followed: they may lead
/// round in a circle.
fn files(paths: &[PathBuf]) -> Result<Vec<LocalFile>, Problem> {
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            Problem::failed(format!("send {}", path.display()), "its name is not UTF-8")
                .next("Rename it: boards take UTF-8 names only.")
        })?;
        below(path, name.to_owned(), &mut found).map_err(|error| problem("read", path, &error))?;
    }
    Ok(found)
}

fn below(path: &Path, relative: String, found: &mut Vec<LocalFile>) -> io::Result<()> {
    let kind = fs::metadata(path)?;
    if !kind.is_dir() {
        found.push(LocalFile { path: path.to_owned(), relative, size: kind.len() });
        return Ok(());
    }
    for entry in list(path)? {
        let inner = path.join(&entry.name);
        if entry.kind == EntryKind::Folder && fs::symlink_metadata(&inner)?.is_symlink() {
            continue;
        }
        below(&inner, format!("{relative}/{}", entry.name), found)?;
    }
    Ok(())
}

/// The files below a folder, without those in hidden folders. What cannot be read is
/// left out, and so are links to folders.
fn paths(folder: &Path) -> Outcome {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, before)) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            let Ok(name) = entry.file_name().into_string() else { continue };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && (name.starts_with('.') || name == "__pycache__") => {}
                Ok(kind) if kind.is_dir() => open.push((entry.path(), format!("{before}{name}/"))),
                _ => found.push(format!("{before}{name}")),
            }
        }
        if found.len() > FOUND {
            found.truncate(FOUND);
            return Outcome::Paths { paths: found, cut: true };
        }
    }
    Outcome::Paths { paths: found, cut: false }
}

fn read(path: &Path, limit: u64) -> io::Result<Outcome> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(Outcome::Content { bytes, size })
}

/// Whoever reads it finds the old content or the new. A link stays a link, and the file
/// keeps its mode.
fn write(path: &Path, content: &[u8], expect: Option<&[u8]>) -> io::Result<Outcome> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let Some(expect) = expect {
        match fs::read(&path) {
            Ok(there) if there != expect => return Ok(Outcome::Differs(there)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".mpdeck-")
        .suffix(TEMPORARY)
        .permissions(new_file())
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    if let Ok(found) = fs::metadata(&path) {
        file.as_file().set_permissions(found.permissions())?;
    }
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(Outcome::Done)
}

/// As of every file that is made; the umask takes its part.
fn new_file() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    fs::Permissions::from_mode(0o666)
}

fn done(verb: &str, path: &Path, result: io::Result<()>) -> Result<Outcome, Problem> {
    result.map(|()| Outcome::Done).map_err(|error| problem(verb, path, &error))
}

fn problem(verb: &str, path: &Path, error: &io::Error) -> Problem {
    let next = match error.kind() {
        io::ErrorKind::PermissionDenied => "Check who owns it with `ls -l`.",
        io::ErrorKind::NotFound => "It may have been moved: refresh the pane.",
        io::ErrorKind::AlreadyExists => "Choose another name.",
        _ => "",
    };
    Problem::failed(format!("{verb} {}", path.display()), error.to_string()).next(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_whole_files_through_links_and_only_over_what_is_known() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.py"), "old").unwrap();
        fs::set_permissions(at("a.py"), fs::Permissions::from_mode(0o764)).unwrap();
        symlink("a.py", at("link.py")).unwrap();
        let write = |name: &str, expect: Option<&str>| {
            let expect = expect.map(|text| text.as_bytes().to_vec());
            carry_out(LocalOp::Write { path: at(name), content: b"new".to_vec(), expect }).unwrap()
        };
        assert_eq!(write("link.py", Some("other")), Outcome::Differs(b"old".to_vec()));
        assert_eq!(fs::read_to_string(at("a.py")).unwrap(), "old");
        assert_eq!(write("link.py", Some("old")), Outcome::Done);
        assert_eq!(fs::read_to_string(at("a.py")).unwrap(), "new");
        assert!(fs::symlink_metadata(at("link.py")).unwrap().is_symlink());
        assert_eq!(fs::metadata(at("a.py")).unwrap().permissions().mode() & 0o777, 0o764);
        assert_eq!(write("gone.py", Some("was there")), Outcome::Done);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left over");
    }

    #[test]
    fn nothing_is_replaced_and_folders_go_whole() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        carry_out(LocalOp::MakeFolder { path: at("lib") }).unwrap();
        carry_out(LocalOp::MakeFile { path: at("lib/a.py") }).unwrap();
        fs::write(at("b.py"), "kept").unwrap();
        let made = carry_out(LocalOp::MakeFile { path: at("b.py") });
        assert!(made.unwrap_err().next.contains("another name"));
        let renamed = carry_out(LocalOp::Rename { from: at("lib/a.py"), to: at("b.py") });
        assert!(renamed.unwrap_err().why.contains("is there already"));
        assert_eq!(fs::read_to_string(at("b.py")).unwrap(), "kept");
        carry_out(LocalOp::Remove { paths: vec![at("lib")] }).unwrap();
        assert_eq!(
            carry_out(LocalOp::List { folder: folder.path().to_owned() }),
            Ok(Outcome::Listing(vec![LocalEntry {
                name: "b.py".into(),
                kind: EntryKind::File,
                size: Some(4)
            }]))
        );
        assert_eq!(
            carry_out(LocalOp::Read { path: at("b.py"), limit: 2 }),
            Ok(Outcome::Content { bytes: b"ke".to_vec(), size: 4 })
        );
    }

    #[test]
    fn what_was_moved_goes_unless_it_was_saved_again() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("lib/inner")).unwrap();
        fs::write(at("lib/a.py"), "sent").unwrap();
        fs::write(at("lib/.hidden"), "not sent").unwrap();
        let digest = DigestKind::Sha256.hash(b"sent");
        let files = vec![(at("lib/a.py"), digest.clone())];
        let op = LocalOp::RemoveSent { files, folders: vec![at("lib")] };
        carry_out(op.clone()).unwrap();
        assert!(!at("lib/a.py").exists() && !at("lib/inner").exists());
        assert!(at("lib/.hidden").exists(), "what was not sent stays");
        fs::write(at("lib/a.py"), "saved again").unwrap();
        assert!(carry_out(op).unwrap_err().why.contains("saved again"));
        assert!(at("lib/a.py").exists());
    }
}
