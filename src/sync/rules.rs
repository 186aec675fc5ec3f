//! Which local files stay at home, and by which rule.
//!
//! From the strongest to the weakest: our own temporary names, `.mpdeckignore`, the
//! project's ignore list, `.gitignore` (with or without a `.git`), what is built in.
//! Within one kind the file nearest to the path wins, and in a file the last line
//! that fits, as git has it. What is below an ignored folder cannot come back.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{Error, Match};

use super::builtin;

const GIT: &str = ".gitignore";
const OURS: &str = ".mpdeckignore";

/// The line that keeps a file at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Where it stands: `.gitignore`, `lib/.mpdeckignore`, `mpdeck.toml`, `built in`.
    pub file: String,
    pub pattern: String,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.pattern)
    }
}

/// The two rule files of one folder, as they were when it was first looked at.
struct Folder {
    git: Gitignore,
    ours: Gitignore,
}

/// All rules of a project. Rule files are read when their folder is first looked
/// at; make a new one when they may have changed.
pub struct Rules {
    source: PathBuf,
    /// The highest folder whose rule files hold: of the repository or the project.
    top: PathBuf,
    builtin: Gitignore,
    project: Gitignore,
    folders: HashMap<PathBuf, Folder>,
    warnings: Vec<String>,
}

impl Rules {
    /// Rules for the files below `source`, a folder in or equal to the project's
    /// `root`. `list` is the ignore list of the project's configuration, relative to
    /// `source`. A line that cannot be read becomes a warning.
    pub fn new(root: &Path, source: &Path, list: &[String]) -> Rules {
        let mut warnings = Vec::new();
        let mut ours = GitignoreBuilder::new(source);
        for line in list {
            if let Err(error) = ours.add_line(None, line) {
                warnings.push(format!("ignore list of mpdeck.toml: `{line}`: {error}"));
            }
        }
        let mut built_in = GitignoreBuilder::new(source);
        for line in builtin::PATTERNS {
            // the patterns are ours and a test reads each of them
            let _ = built_in.add_line(None, line);
        }
        Rules {
            source: source.to_path_buf(),
            top: top_of(root, source),
            builtin: built_in.build().unwrap_or_else(|_| Gitignore::empty()),
            project: ours.build().unwrap_or_else(|_| Gitignore::empty()),
            folders: HashMap::new(),
            warnings,
        }
    }

    /// The rule that keeps this one file or folder at home, if its folders are not
    /// ignored themselves. `path` is relative to the source, with `/`.
    pub fn of(&mut self, path: &str, is_folder: bool) -> Option<Rule> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(pattern) = builtin::temporary(name) {
            return Some(Rule { file: "built in".into(), pattern: pattern.into() });
        }
        let full = self.source.join(path);
        let chain = self.chain(&full);
        for rules in chain.iter().filter_map(|folder| self.folders.get(folder)) {
            if let Some(verdict) = self.verdict(&rules.ours, OURS, &full, is_folder) {
                return verdict;
            }
        }
        if let Some(verdict) = self.verdict(&self.project, "mpdeck.toml", &full, is_folder) {
            return verdict;
        }
        for rules in chain.iter().filter_map(|folder| self.folders.get(folder)) {
            if let Some(verdict) = self.verdict(&rules.git, GIT, &full, is_folder) {
                return verdict;
            }
        }
        if is_folder && full.join("pyvenv.cfg").is_file() {
            let pattern = "a virtual environment (pyvenv.cfg)".into();
            return Some(Rule { file: "built in".into(), pattern });
        }
        self.verdict(&self.builtin, "built in", &full, is_folder).flatten()
    }

    /// As [`Rules::of`], but asks for each folder on the way first: for a path that
    /// comes from nowhere, as a watcher's does.
    pub fn covering(&mut self, path: &str, is_folder: bool) -> Option<Rule> {
        for (at, _) in path.match_indices('/') {
            if let Some(rule) = self.of(&path[..at], true) {
                return Some(rule);
            }
        }
        self.of(path, is_folder)
    }

    /// Whether a file of this name changes the rules when it changes.
    pub fn is_rule_file(name: &str) -> bool {
        matches!(name, GIT | OURS | "mpdeck.toml")
    }

    /// Lines of rule files that could not be read, since the last call.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// `None`: nothing said; `Some(None)`: wanted explicitly.
    fn verdict(
        &self,
        rules: &Gitignore,
        name: &str,
        full: &Path,
        is_folder: bool,
    ) -> Option<Option<Rule>> {
        match rules.matched(full, is_folder) {
            Match::None => None,
            Match::Whitelist(_) => Some(None),
            Match::Ignore(glob) => {
                let file = glob.from().map_or_else(|| name.to_owned(), |from| self.shown(from));
                Some(Some(Rule { file, pattern: glob.original().to_owned() }))
            }
        }
    }

    fn shown(&self, file: &Path) -> String {
        let below = file.strip_prefix(&self.source).or_else(|_| file.strip_prefix(&self.top));
        below.unwrap_or(file).to_string_lossy().into_owned()
    }

    /// The folders whose rule files speak about a path, nearest first; read if they
    /// were not yet.
    fn chain(&mut self, full: &Path) -> Vec<PathBuf> {
        let mut chain = Vec::new();
        for folder in full.ancestors().skip(1) {
            if !folder.starts_with(&self.top) {
                break;
            }
            if !self.folders.contains_key(folder) {
                let git = self.read(folder, GIT);
                let ours = self.read(folder, OURS);
                self.folders.insert(folder.to_path_buf(), Folder { git, ours });
            }
            chain.push(folder.to_path_buf());
        }
        chain
    }

    fn read(&mut self, folder: &Path, name: &str) -> Gitignore {
        let file = folder.join(name);
        if !file.is_file() {
            return Gitignore::empty();
        }
        let mut builder = GitignoreBuilder::new(folder);
        if let Some(error) = builder.add(&file)
            && !gone(&error)
        {
            self.warnings.push(format!("{}: {error}", file.display()));
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }
}

fn gone(error: &Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The repository's folder, if the project is in one, else the project's own. A
/// home folder under git (dotfiles, often with `*` as its rule) does not count.
fn top_of(root: &Path, source: &Path) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let repository = source
        .ancestors()
        .take_while(|folder| Some(*folder) != home.as_deref())
        .find(|folder| folder.join(".git").exists());
    match repository {
        Some(folder) if root.starts_with(folder) => folder.to_path_buf(),
        _ if source.starts_with(root) => root.to_path_buf(),
        _ => source.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let full = folder.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, text).unwrap();
        }
        folder
    }

    fn rule(rules: &mut Rules, path: &str) -> Option<String> {
        rules.of(path.trim_end_matches('/'), path.ends_with('/')).map(|rule| rule.to_string())
    }

    #[test]
    fn editor_droppings_and_caches_stay_at_home() {
        let folder = project(&[("env/pyvenv.cfg", "")]);
        let mut rules = Rules::new(folder.path(), folder.path(), &[]);
        for path in [
            "main.py~",
            ".main.py.swp",
            "lib/.x.swo",
            "4913",
            "5036",
            ".#main.py",
            "#main.py#",
            "main.py___jb_tmp___",
            "main.py___jb_old___",
            ".goutputstream-X1",
            ".DS_Store",
            "main.py.mpdeck~",
            ".mpdeck-Xyz123",
            "mpdeck.toml",
            ".gitignore",
            ".mpdeckignore",
            ".git/",
            ".venv/",
            "venv/",
            "env/",
            "a/__pycache__/",
            "x.pyc",
            ".idea/",
        ] {
            assert!(rule(&mut rules, path).is_some(), "{path} is kept");
        }
        for path in ["main.py", "4913.py", "lib/", "a.swpx", "data/7", "é ü'\".py", "envs/"] {
            assert_eq!(rule(&mut rules, path), None, "{path}");
        }
    }

    #[test]
    fn git_rules_hold_without_a_repository_and_ours_come_last() {
        let folder = project(&[
            (".gitignore", "secrets.py\n*.log\n!keep.log\n/build/\n"),
            ("lib/.gitignore", "local.py\n!*.log\n"),
            (".mpdeckignore", "!secrets.py\ntests/\n"),
        ]);
        let mut rules = Rules::new(folder.path(), folder.path(), &["*.md".into()]);
        for (path, expected) in [
            ("secrets.py", None),
            ("a.log", Some(".gitignore: *.log")),
            ("keep.log", None),
            ("lib/a.log", None),
            ("lib/local.py", Some("lib/.gitignore: local.py")),
            ("local.py", None),
            ("build/", Some(".gitignore: /build/")),
            ("lib/build/", None),
            ("tests/", Some(".mpdeckignore: tests/")),
            ("README.md", Some("mpdeck.toml: *.md")),
            ("x~", Some("built in: *~")),
        ] {
            assert_eq!(rule(&mut rules, path).as_deref(), expected, "{path}");
        }
        assert_eq!(
            rules.covering("build/deep/x.py", false).map(|rule| rule.pattern).as_deref(),
            Some("/build/")
        );
        assert_eq!(rules.covering("lib/x.py", false), None);
    }

    #[test]
    fn a_repository_above_the_source_counts_and_unreadable_lines_are_said() {
        let folder = project(&[
            (".git/HEAD", ""),
            (".gitignore", "secrets.py\nsrc/only.py\n"),
            ("src/.mpdeckignore", "a[\n!secrets.py\n"),
        ]);
        let source = folder.path().join("src");
        let mut rules = Rules::new(&source, &source, &["{z".into()]);
        assert_eq!(rule(&mut rules, "secrets.py"), None);
        assert_eq!(rule(&mut rules, "only.py").as_deref(), Some(".gitignore: src/only.py"));
        let warnings = rules.take_warnings();
        assert!(warnings.iter().any(|line| line.contains("{z")), "{warnings:?}");
    }

    #[test]
    fn a_built_in_rule_can_be_undone_but_not_for_temporary_names() {
        let folder = project(&[(".mpdeckignore", "!4913\n!*~\n")]);
        let mut rules = Rules::new(folder.path(), folder.path(), &[]);
        assert_eq!(rule(&mut rules, "4913"), None);
        assert_eq!(rule(&mut rules, "x~"), None);
        assert!(rule(&mut rules, "x.py.mpdeck~").is_some());
    }

    #[test]
    fn every_built_in_pattern_can_be_read() {
        for line in builtin::PATTERNS {
            let mut builder = GitignoreBuilder::new("/");
            assert!(builder.add_line(None, line).is_ok(), "{line}");
        }
    }
}
