//! The folders a project is made of, and by which names its files are reached:
//! a link inside the project makes one file appear under two.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Ground;
use crate::sync::rules::Rules;

/// Enough of a file's metadata to notice that it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

impl Stamp {
    fn of(data: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt;
        Stamp { size: data.len(), modified: data.modified().ok(), inode: data.ino() }
    }
}

#[derive(Debug, Default)]
pub struct Outline {
    /// Real path to path relative to the source: of the source, and of each link.
    aliases: Vec<(PathBuf, String)>,
    /// Real paths of the folders that are not ignored.
    folders: Vec<PathBuf>,
    /// Each file that is not ignored.
    pub files: BTreeMap<String, Stamp>,
    /// Files of rules, which are no files of the project.
    pub rule_files: BTreeMap<String, Stamp>,
}

impl Outline {
    /// Reads names and metadata, no content. What cannot be read is left out.
    pub fn of(ground: &Ground, rules: &mut Rules) -> Outline {
        let mut outline = Outline::default();
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let (root, source) = (real(&ground.root), real(&ground.source));
        outline.aliases.push((source.clone(), String::new()));
        outline.visit(&root, &source, "", rules);
        outline
    }

    /// Folders to watch: of the files, and of what links lead to.
    pub fn folders(&self) -> Vec<PathBuf> {
        let linked = self.aliases.iter().filter(|(real, _)| !real.is_dir());
        let linked = linked.filter_map(|(real, _)| real.parent().map(Path::to_path_buf));
        self.folders.iter().cloned().chain(linked).collect()
    }

    /// By which names, relative to the source, a real path is part of the project.
    pub fn names_of(&self, path: &Path) -> Vec<String> {
        let name = |(real, relative): &(PathBuf, String)| {
            let below = path.strip_prefix(real).ok()?.to_str()?;
            Some(match (relative.is_empty(), below.is_empty()) {
                (true, _) => below.to_owned(),
                (false, true) => relative.clone(),
                (false, false) => format!("{relative}/{below}"),
            })
        };
        self.aliases.iter().filter_map(name).collect()
    }

    fn visit(&mut self, root: &Path, real: &Path, relative: &str, rules: &mut Rules) {
        if self.folders.iter().any(|seen| seen == real) {
            return;
        }
        self.folders.push(real.to_path_buf());
        let Ok(entries) = fs::read_dir(real) else { return };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let below = match relative {
                "" => name.to_owned(),
                relative => format!("{relative}/{name}"),
            };
            let Ok(data) = fs::metadata(entry.path()) else { continue };
            if Rules::is_rule_file(name) {
                self.rule_files.insert(below, Stamp::of(&data));
                continue;
            }
            if rules.of(&below, data.is_dir()).is_some() {
                continue;
            }
            let mut target = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
                match target.canonicalize() {
                    Ok(linked) if linked.starts_with(root) => target = linked,
                    _ => continue,
                }
                self.aliases.push((target.clone(), below.clone()));
            }
            if data.is_dir() {
                self.visit(root, &target, &below, rules);
            } else {
                self.files.insert(below, Stamp::of(&data));
            }
        }
    }
}
