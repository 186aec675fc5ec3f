//! One file, with what it imports; comments and test modules are not read.

use std::collections::BTreeSet;
use std::fmt;

pub struct Source {
    /// From the root of the repository: `src/board/exec.rs`.
    pub name: String,
    /// Files without `.rs` that `#[cfg(test)] mod …;` lines name.
    pub test_modules: Vec<String>,
    code: String,
}

/// One path that the file names.
pub struct Import {
    file: String,
    line: usize,
    /// The layer or the crate.
    pub name: String,
    /// With the rest of the path, as far as it is written: `tokio::io::AsyncRead`.
    pub path: String,
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Source {
    pub fn read(name: &str, text: &str) -> Source {
        let mut code = String::new();
        let mut test_modules = Vec::new();
        let mut in_test = false;
        for line in text.lines() {
            let line = line.find("//").map_or(line, |at| &line[..at]);
            if line.starts_with("#[cfg(test)]") {
                in_test = true;
            } else if in_test && line.starts_with("mod ") {
                match line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                    Some(module) => test_modules.push(format!("{}/{module}", folder(name))),
                    // An inline one stands at the end.
                    None => break,
                }
                in_test = false;
            } else if in_test && !line.starts_with("#[") {
                in_test = false;
            }
            code.push_str(line);
            code.push('\n');
        }
        Source { name: name.to_owned(), test_modules, code }
    }

    /// The layers it names: through `crate::`, or `super::` up to the root.
    pub fn imports(&self) -> Vec<Import> {
        let mut found = self.after("crate::");
        let depth = self.name.matches('/').count();
        found.extend(self.after(&"super::".repeat(depth)));
        found
    }

    /// The crates it names.
    pub fn crates(&self, names: &BTreeSet<String>) -> Vec<Import> {
        names
            .iter()
            .filter(|name| !self.is_taken(name))
            .flat_map(|name| {
                let mut found = self.after(&format!("{name}::"));
                found.extend(
                    self.places(&format!("use {name};"))
                        .into_iter()
                        .map(|at| self.import(at, name)),
                );
                for import in &mut found {
                    import.path = format!("{name}::{}", import.path);
                    import.name.clone_from(name);
                }
                found
            })
            .collect()
    }

    /// Forbidden words, also behind a brace: `std::fs` in `use std::{fs, io}`.
    pub fn words(&self, words: &[&str]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for word in words {
            found.extend(
                self.places(word).into_iter().map(|at| (self.line(at), (*word).to_owned())),
            );
            if let Some((first, rest)) = word.split_once("::") {
                let inside = self.after(&format!("{first}::"));
                found.extend(
                    inside
                        .into_iter()
                        .filter(|import| import.name == rest && import.grouped(&self.code))
                        .map(|import| (import.line, (*word).to_owned())),
                );
            }
        }
        found
    }

    /// A module of another crate has this name here: `use rustix::fs::inotify`.
    fn is_taken(&self, name: &str) -> bool {
        let uses =
            self.code.split(';').map(str::trim_start).filter(|use_| use_.starts_with("use "));
        uses.filter(|use_| !use_.starts_with(&format!("use {name}"))).any(|use_| {
            let after = |at: usize| use_[at + name.len()..].chars().next();
            use_.match_indices(name)
                .filter(|(at, _)| after(*at).is_none_or(|c| matches!(c, ':' | ',' | '}' | ' ')))
                .any(|(at, _)| use_[..at].trim_end().ends_with([':', '{', ',']))
        })
    }

    /// What follows a prefix: one path, or each of a group in braces.
    fn after(&self, prefix: &str) -> Vec<Import> {
        let mut found = Vec::new();
        for at in self.places(prefix) {
            let rest = &self.code[at + prefix.len()..];
            for (offset, path) in heads(rest) {
                found.push(self.import(at + prefix.len() + offset, &path));
            }
        }
        found
    }

    fn import(&self, at: usize, path: &str) -> Import {
        let name = path.split("::").next().unwrap_or(path).to_owned();
        Import { file: self.name.clone(), line: self.line(at), name, path: path.to_owned() }
    }

    /// Where a path or word begins: not in the middle of a longer one.
    fn places(&self, word: &str) -> Vec<usize> {
        self.whole_words(&self.code, word)
    }

    fn whole_words(&self, text: &str, word: &str) -> Vec<usize> {
        if word.is_empty() {
            return Vec::new();
        }
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        text.match_indices(word)
            .map(|(at, _)| at)
            .filter(|at| {
                let before = text[..*at].chars().next_back();
                let end = word.chars().next_back();
                let after = text[at + word.len()..].chars().next();
                let joint = end.is_some_and(|c| !c.is_alphanumeric() && c != '_');
                // `a::b` must not be found in `x::a::b`, but `super::a` has no `::` before.
                free(before) && before != Some(':') && (joint || free(after))
            })
            .collect()
    }

    fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }
}

impl Import {
    /// Written in a group in braces, where the whole path does not stand in one piece.
    fn grouped(&self, code: &str) -> bool {
        code.lines()
            .nth(self.line - 1)
            .is_none_or(|line| !line.contains(&format!("::{}", self.name)))
    }
}

fn folder(name: &str) -> String {
    match name {
        "src/lib.rs" | "src/main.rs" => "src".to_owned(),
        _ => name.trim_end_matches(".rs").to_owned(),
    }
}

/// The paths at the start of the text with their offsets: `a::b`, or the heads of
/// `{a::b, c::{d, e}}`.
fn heads(text: &str) -> Vec<(usize, String)> {
    if !text.starts_with('{') {
        let path = head(text);
        return if path.is_empty() { Vec::new() } else { vec![(0, path)] };
    }
    let mut found = Vec::new();
    let mut depth = 0;
    let mut fresh = false;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(c, '{' | ',') {
            fresh = true;
        } else if fresh && depth == 1 && !c.is_whitespace() {
            fresh = false;
            found.push((at, head(&text[at..])));
        }
    }
    found
}

fn head(text: &str) -> String {
    let path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !path(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(':').to_owned()
}
