//! Finding a file by a few letters of its path.

use super::editor::Field;
use super::fuzzy;
use super::list::Cursor;
use super::state::Side;

/// Rows that are worth showing: nobody scrolls further, more letters are typed.
const MOST: usize = 200;

#[derive(Debug)]
pub struct Finder {
    pub side: Side,
    pub field: Field,
    /// Among [`found`](Finder::found).
    pub cursor: Cursor,
    /// All paths of the side, none while they are looked for.
    pub(super) paths: Option<Vec<String>>,
    found: Vec<usize>,
    /// There are more than were looked at.
    pub cut: bool,
}

impl Finder {
    pub(super) fn new(side: Side) -> Self {
        let field = Field::new("");
        Finder {
            side,
            field,
            cursor: Cursor::default(),
            paths: None,
            found: Vec::new(),
            cut: false,
        }
    }

    pub(super) fn set_paths(&mut self, mut paths: Vec<String>, cut: bool) {
        paths.sort();
        self.paths = Some(paths);
        self.cut = cut;
        self.find();
    }

    /// What was typed changed.
    pub(super) fn find(&mut self) {
        self.cursor = Cursor::default();
        let paths = self.paths.as_deref().unwrap_or_default();
        let typed = self.field.text();
        let score = |path: &String| {
            // letters of the name count more than those of its folders
            let name = path.rsplit('/').next().and_then(|name| fuzzy::score(typed, name));
            name.map(|score| score + 10_000).or_else(|| fuzzy::score(typed, path))
        };
        let mut found: Vec<(i32, usize)> =
            paths.iter().enumerate().filter_map(|(at, path)| Some((-score(path)?, at))).collect();
        if !typed.is_empty() {
            found.sort_unstable();
        }
        self.found = found.into_iter().take(MOST).map(|(_, at)| at).collect();
    }

    /// Whether the paths are known.
    pub fn is_ready(&self) -> bool {
        self.paths.is_some()
    }

    /// The best first, as they are: not cleaned.
    pub fn found(&self) -> impl ExactSizeIterator<Item = &str> {
        let paths = self.paths.as_deref().unwrap_or_default();
        self.found.iter().map(|at| paths.get(*at).map_or("", String::as_str))
    }

    pub(super) fn current(&self) -> Option<String> {
        self.found().nth(self.cursor.at).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_folders_and_the_best_first() {
        let mut finder = Finder::new(Side::Local);
        assert!(!finder.is_ready());
        let paths = ["lib/sensor/a.py", "main.py", "lib/sensor.py", "sensors/old/x.py"];
        finder.set_paths(paths.map(str::to_owned).to_vec(), false);
        assert_eq!(finder.found().len(), 4);
        finder.field.insert("snsr");
        finder.find();
        let found: Vec<&str> = finder.found().collect();
        assert_eq!(found[0], "lib/sensor.py");
        assert_eq!(found.len(), 3);
        assert_eq!(finder.current().as_deref(), Some("lib/sensor.py"));
    }
}
