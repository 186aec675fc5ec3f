//! Every setting, its value, and where it is from.

use std::path::{Path, PathBuf};

use super::document::Document;
use super::keys::{SETTINGS, Setting};
use crate::model::Problem;

/// Where a value is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File(PathBuf),
    /// The command line.
    Line,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Dotted; a board's with its identity.
    pub name: String,
    /// As it would be written; empty where nothing is set.
    pub value: String,
    pub origin: Origin,
    pub meaning: &'static str,
}

/// In the order of the sample files. The project's word goes before the user's.
///
/// # Errors
/// A file that cannot be read, or is no TOML.
pub fn explain(user: &Path, project: Option<&Path>) -> Result<Vec<Explained>, Problem> {
    let mut files = Vec::new();
    for path in project.into_iter().chain([user]) {
        if let Some(document) = Document::read(path)? {
            files.push((path, document.typed::<toml::Table>()?));
        }
    }
    let mut all = Vec::new();
    for setting in SETTINGS {
        match setting.name.strip_prefix("board.*.") {
            Some(key) => all.extend(of_boards(setting, key, &files)),
            None => all.push(one(setting, &files)),
        }
    }
    Ok(all)
}

fn one(setting: &Setting, files: &[(&Path, toml::Table)]) -> Explained {
    let set = files.iter().find_map(|(path, table)| Some((*path, table.get(setting.name)?)));
    let (value, origin) = match set {
        Some((path, value)) => (value.to_string(), Origin::File(path.to_owned())),
        None => (setting.default.to_owned(), Origin::Default),
    };
    Explained { name: setting.name.to_owned(), value, origin, meaning: setting.meaning }
}

/// Only what is set: there are as many boards as the user names.
fn of_boards(setting: &Setting, key: &str, files: &[(&Path, toml::Table)]) -> Vec<Explained> {
    let tables =
        files.iter().filter_map(|(path, table)| Some((*path, table.get("board")?.as_table()?)));
    tables
        .flat_map(|(path, boards)| boards.iter().map(move |(board, table)| (path, board, table)))
        .filter_map(|(path, board, table)| {
            Some(Explained {
                name: format!("board.{board:?}.{key}"),
                value: table.get(key)?.to_string(),
                origin: Origin::File(path.to_owned()),
                meaning: setting.meaning,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_names_the_file_it_is_from() {
        let folder = tempfile::tempdir().unwrap();
        let (user, project) =
            (folder.path().join("config.toml"), folder.path().join("mpdeck.toml"));
        std::fs::write(
            &user,
            "baud = 9600\ntheme = \"light\"\n[board.\"usb:1\"]\nalias = \"lamp\"\n",
        )
        .unwrap();
        std::fs::write(&project, "baud = 57600\nafter_sync = { run = \"x.py\" }\n").unwrap();
        let all = explain(&user, Some(&project)).unwrap();
        let find = |name: &str| all.iter().find(|one| one.name == name).unwrap().clone();
        assert_eq!(
            (find("baud").value, find("baud").origin),
            ("57600".into(), Origin::File(project))
        );
        assert_eq!(find("theme").value, "\"light\"");
        assert_eq!(find("mouse").origin, Origin::Default);
        assert_eq!(find("after_sync").value, "{ run = \"x.py\" }");
        assert_eq!(find("board.\"usb:1\".alias").value, "\"lamp\"");
        let plain = SETTINGS.iter().filter(|setting| !setting.name.starts_with("board."));
        assert_eq!(all.len(), plain.count() + 1);
        assert!(explain(&folder.path().join("none"), None).is_ok());
    }
}
