//! Which themes there are: the user's files first, then the built-in ones.

use std::path::Path;

use super::Theme;
use super::file::{self, Sheet};
use crate::config::document::{Document, did_you_mean};
use crate::model::Problem;

/// The files in `themes/`: name and text.
pub const BUILT_IN: [(&str, &str); 9] = [
    ("default", include_str!("../../themes/default.toml")),
    ("dusk", include_str!("../../themes/dusk.toml")),
    ("moss", include_str!("../../themes/moss.toml")),
    ("ember", include_str!("../../themes/ember.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("sixteen", include_str!("../../themes/sixteen.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// A theme that inherits from one that inherits from … is followed this far; a circle
/// ends here.
const GENERATIONS: usize = 8;

/// The names that `--theme` takes, sorted; the user's own among them.
pub fn names(folder: Option<&Path>) -> Vec<String> {
    let mut names: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    for path in files.into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|end| end == "toml")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

impl Theme {
    /// A theme by its name; `folder` holds the user's own.
    ///
    /// # Errors
    /// No theme of this name (names the nearest one), or a mistake in its file: file,
    /// line and fix.
    pub fn load(name: &str, folder: Option<&Path>) -> Result<Theme, Problem> {
        let mut sheets = vec![sheet(name, folder, None)?];
        while let Some(parent) = sheets.last().and_then(|sheet| sheet.inherits.clone()) {
            if sheets.len() == GENERATIONS {
                return Err(Problem::usage(
                    format!("read the theme {name}"),
                    format!("its parents go on for ever, or for more than {GENERATIONS}"),
                )
                .next("Let one of them stand without `inherits`."));
            }
            // A file may build on the built-in theme whose name it takes.
            let child = sheets.last().map(|sheet| sheet.name.clone()).unwrap_or_default();
            let from = if parent == child { None } else { folder };
            sheets.push(sheet(&parent, from, Some(&child))?);
        }
        file::build(name, &sheets)
    }
}

fn sheet(name: &str, folder: Option<&Path>, child: Option<&str>) -> Result<Sheet, Problem> {
    let plain = !name.contains(['/', '\\']) && !name.starts_with('.');
    if let Some(folder) = folder.filter(|_| plain)
        && let Some(document) = Document::read(&folder.join(format!("{name}.toml")))?
    {
        return file::read(name, document);
    }
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return file::read(name, Document::new(format!("themes/{name}.toml"), *text));
    }
    let names = names(folder);
    let tried = match child {
        Some(child) => format!("read the theme {name}, which {child} inherits from"),
        None => format!("read the theme {name}"),
    };
    Err(Problem::usage(tried, "there is no theme of this name").next(did_you_mean(
        name,
        names.iter().map(String::as_str),
        &format!("There are: {}.", names.join(", ")),
    )))
}
