//! A TOML file with line numbers: parsed once, and what is wrong with it collected so
//! that one run names every mistake.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::model::Problem;

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// From 1.
    pub line: usize,
    /// From 1; only syntax errors have one.
    pub column: Option<usize>,
    /// `unknown key `thme``
    pub what: String,
    /// `Did you mean `theme`?`; may be empty.
    pub next: String,
}

/// The text of one file, and where it came from.
#[derive(Debug, Clone)]
pub struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Document {
        Document { path: path.into(), text: text.into() }
    }

    /// Reads a file; none if there is no such file.
    ///
    /// # Errors
    /// A file that is there but cannot be read, or is not UTF-8.
    pub fn read(path: &Path) -> Result<Option<Document>, Problem> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(Document::new(path, text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(Problem::usage(format!("read {}", path.display()), "it is not UTF-8 text")
                    .next("Save the file as UTF-8."))
            }
            Err(error) => {
                Err(Problem::usage(format!("read {}", path.display()), error.to_string()))
            }
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The tree of the file with the place of every key and value.
    ///
    /// # Errors
    /// A syntax error, with line and column.
    pub fn parse(&self) -> Result<DeTable<'_>, Problem> {
        DeTable::parse(&self.text)
            .map(toml::Spanned::into_inner)
            .map_err(|error| self.problem(vec![self.syntax(&error)]))
    }

    /// The typed content, after the checks. What serde still refuses is named with its
    /// line.
    ///
    /// # Errors
    /// What the checks let through and the type does not hold.
    pub fn typed<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        toml::from_str(&self.text).map_err(|error| self.problem(vec![self.syntax(&error)]))
    }

    /// The finding for a place in the file.
    pub fn finding(
        &self,
        span: &Range<usize>,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Finding {
        let (line, _) = self.line_and_column(span.start);
        Finding { line, column: None, what: what.into(), next: next.into() }
    }

    fn syntax(&self, error: &toml::de::Error) -> Finding {
        let start = error.span().map_or(0, |span| span.start);
        let (line, column) = self.line_and_column(start);
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        Finding { line, column: Some(column), what, next: String::new() }
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// What a person reads: every mistake with its line, the first one's fix.
    pub fn problem(&self, mut findings: Vec<Finding>) -> Problem {
        findings.sort_by_key(|finding| finding.line);
        let mut why = String::new();
        for (at, finding) in findings.iter().enumerate() {
            if at > 0 {
                why.push_str("; ");
            }
            why.push_str(&match finding.column {
                Some(column) => format!("line {}, column {column}: ", finding.line),
                None => format!("line {}: ", finding.line),
            });
            why.push_str(&finding.what);
            // The first one's hint goes to `next`, the sentence at the end.
            if at > 0 && !finding.next.is_empty() {
                why.push_str(&format!(" ({})", finding.next.trim_end_matches('.')));
            }
        }
        let next = findings.first().map(|finding| finding.next.clone()).unwrap_or_default();
        Problem::usage(format!("read {}", self.path.display()), why).next(next)
    }
}

/// The candidate that looks most like what was typed, if any looks like it at all.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(typed, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The sentence for an unknown name: the nearest one, or where the names are listed.
pub fn did_you_mean<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(typed, candidates) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_names_file_line_and_column() {
        let document = Document::new("/x/config.toml", "a = 1\nü = \n");
        let problem = document.parse().unwrap_err();
        assert_eq!(problem.tried, "read /x/config.toml");
        assert!(problem.why.starts_with("line 2, column "), "{problem}");
    }

    #[test]
    fn every_mistake_is_named_and_sorted_by_line() {
        let document = Document::new("k.toml", "a\nb\nc\n");
        let findings = vec![
            document.finding(&(4..5), "c is wrong", "Fix c."),
            document.finding(&(0..1), "a is wrong", "Fix a."),
        ];
        let problem = document.problem(findings);
        assert_eq!(problem.why, "line 1: a is wrong; line 3: c is wrong (Fix c)");
        assert_eq!(problem.next, "Fix a.");
    }

    #[test]
    fn the_nearest_name_is_found_and_nonsense_has_none() {
        assert_eq!(nearest("thme", ["target", "theme", "delete"]), Some("theme"));
        assert_eq!(nearest("zzz", ["target", "theme"]), None);
    }

    #[test]
    fn a_missing_file_is_none_and_a_folder_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Document::read(&folder.path().join("none")).unwrap().is_none());
        assert!(Document::read(folder.path()).is_err());
    }
}
