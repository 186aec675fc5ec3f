use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::sync::mpsc::Receiver;

use super::*;

/// Nothing here takes longer than milliseconds; a loaded machine may.
const PATIENCE: Duration = Duration::from_secs(20);

struct Project {
    folder: tempfile::TempDir,
    batches: Receiver<Batch>,
    watch: Watch,
}

impl Project {
    fn new(files: &[&str]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        for path in files {
            let full = folder.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, "old").unwrap();
        }
        let (send, batches) = mpsc::channel();
        let ground = Ground {
            root: folder.path().to_path_buf(),
            source: folder.path().to_path_buf(),
            ignore: Vec::new(),
        };
        let watch = Watch::start(ground, Box::new(move |batch| send.send(batch).unwrap_or(())));
        assert_eq!(watch.polling, None);
        Project { folder, batches, watch }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    fn next(&self) -> Batch {
        self.batches.recv_timeout(PATIENCE).expect("a batch")
    }

    /// Saves a marker at the end, so that it shows if there were more batches.
    fn expect(&self, paths: &[&str]) {
        assert_eq!(self.next().paths, paths);
        self.write("marker", "x");
        assert_eq!(self.next().paths, ["marker"]);
    }
}

#[test]
fn saved_in_place() {
    let project = Project::new(&["main.py"]);
    let mut file = File::create(project.path("main.py")).unwrap();
    file.write_all(b"one").unwrap();
    file.write_all(b"two").unwrap();
    drop(file);
    project.expect(&["main.py"]);
}

#[test]
fn renamed_over_as_atomic_writers_do() {
    let project = Project::new(&["lib/main.py"]);
    project.write("lib/main.py.tmp.4711", "new");
    project.rename("lib/main.py.tmp.4711", "lib/main.py");
    project.expect(&["lib/main.py"]);
}

#[test]
fn vims_backup_dance() {
    let project = Project::new(&["main.py"]);
    project.write(".main.py.swp", "swap");
    project.write("4913", "");
    fs::remove_file(project.path("4913")).unwrap();
    project.rename("main.py", "main.py~");
    project.write("main.py", "new");
    fs::remove_file(project.path("main.py~")).unwrap();
    project.expect(&["main.py"]);
}

#[test]
fn jetbrains_safe_write() {
    let project = Project::new(&["main.py"]);
    project.write("main.py___jb_tmp___", "new");
    project.rename("main.py", "main.py___jb_old___");
    project.rename("main.py___jb_tmp___", "main.py");
    fs::remove_file(project.path("main.py___jb_old___")).unwrap();
    project.expect(&["main.py"]);
}

#[test]
fn a_checkout_of_200_files_comes_as_one_batch() {
    let project = Project::new(&[]);
    let mut expected: Vec<String> = (0..200).map(|n| format!("f{n:03}.py")).collect();
    for name in &expected {
        project.write(name, "new");
    }
    expected.sort();
    let mut seen = project.next().paths;
    // a machine that stalls between two writes may split it; nothing may be lost
    while seen.len() < expected.len() {
        seen.extend(project.next().paths);
        seen.sort();
        seen.dedup();
    }
    assert_eq!(seen, expected);
}

#[test]
fn a_renamed_folder_is_watched_under_its_new_name_only() {
    let project = Project::new(&["old/deep/a.py"]);
    project.rename("old", "new");
    project.expect(&["new", "old"]);
    project.write("new/deep/a.py", "x");
    project.expect(&["new/deep/a.py"]);
}

#[test]
fn a_new_folder_is_watched() {
    let project = Project::new(&["main.py"]);
    // one after the other: both at once may settle as one batch or as two
    for folder in ["lib", "lib/deep"] {
        fs::create_dir(project.path(folder)).unwrap();
        assert_eq!(project.next().paths, [folder]);
    }
    project.write("lib/deep/x.py", "x");
    let batch = project.next();
    assert_eq!(batch.paths, ["lib/deep/x.py"]);
}

#[test]
fn what_is_ignored_is_silent_and_new_rules_concern_everything() {
    let project = Project::new(&["main.py", ".git/HEAD", "build/x.py", ".venv/a/b.py"]);
    project.write(".gitignore", "build/\n");
    let batch = project.next();
    assert!(batch.rules && batch.paths == [""], "{batch:?}");
    // making the file and filling it may settle as one batch or as two
    project.write("settled", "x");
    while !project.next().paths.iter().any(|path| path == "settled") {}
    project.write("build/x.py", "new");
    project.write(".git/HEAD", "new");
    project.write(".venv/a/b.py", "new");
    project.write("main.py", "new");
    project.expect(&["main.py"]);
}

#[test]
fn a_link_inside_the_project_reports_both_names() {
    let project = Project::new(&["shared/x.py", "app/main.py"]);
    symlink(project.path("shared"), project.path("app/lib")).unwrap();
    assert_eq!(project.next().paths, ["app/lib"]);
    project.write("shared/x.py", "new");
    assert_eq!(project.next().paths, ["app/lib/x.py", "shared/x.py"]);
}

#[test]
fn a_source_that_comes_back_is_watched_again() {
    let project = Project::new(&["main.py"]);
    let away = project.path("").with_extension("away");
    fs::rename(project.path(""), &away).unwrap();
    let gone = project.next();
    assert_eq!(gone.paths, [""]);
    fs::rename(&away, project.path("")).unwrap();
    assert_eq!(project.next().paths, [""]);
    project.write("main.py", "new");
    assert_eq!(project.next().paths, ["main.py"]);
}

#[test]
fn nothing_comes_after_the_end() {
    let project = Project::new(&["main.py"]);
    drop(project.watch);
    // the thread ends, and with it the other end of the channel
    assert!(project.batches.recv_timeout(PATIENCE).is_err());
}

#[test]
fn polling_sees_what_changed_once_it_rests() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.py"), "1").unwrap();
    fs::write(path("b.py"), "1").unwrap();
    let ground = Ground {
        root: folder.path().to_path_buf(),
        source: folder.path().to_path_buf(),
        ignore: Vec::new(),
    };
    let (send, batches) = mpsc::channel();
    let mut turn = 0;
    let (a, b, rules) = (path("a.py"), path("b.py"), path(".gitignore"));
    let stopped = move || {
        turn += 1;
        match turn {
            1 => fs::write(&a, "22").unwrap(),
            2 => fs::remove_file(&b).unwrap(),
            4 => fs::write(&rules, "c\n").unwrap(),
            _ => {}
        }
        turn > 6
    };
    polling::run(&ground, Box::new(move |batch| send.send(batch).unwrap()), stopped);
    let seen: Vec<Batch> = batches.iter().collect();
    assert_eq!(seen[0].paths, ["a.py", "b.py"]);
    assert!(seen[1].rules && seen.len() == 2, "{seen:?}");
}
