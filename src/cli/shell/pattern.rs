//! Patterns of file names, as rshell (`*.py`) and mpfshell (`.*\.py`) have them.

use regex_automata::meta::Regex;

use crate::model::Problem;

/// Matches whole names.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// `*`, `?` and `[a-z]`, as in a shell.
    pub fn glob(text: &str) -> Result<Pattern, Problem> {
        let mut regex = String::new();
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            match c {
                '*' => regex.push_str(".*"),
                '?' => regex.push('.'),
                '[' => {
                    regex.push('[');
                    for c in letters.by_ref() {
                        regex.push(if c == '!' { '^' } else { c });
                        if c == ']' {
                            break;
                        }
                    }
                }
                c if c.is_alphanumeric() || c == '_' => regex.push(c),
                c if c.is_ascii() => regex.extend(['\\', c]),
                c => regex.push(c),
            }
        }
        Pattern::new(text, &regex)
    }

    /// A regular expression where it can be nothing else, else as in a shell.
    pub fn either(text: &str) -> Result<Pattern, Problem> {
        let regular = text.contains(['\\', '(', '|', '+', '^', '$', '{']) || text.contains(".*");
        if regular { Pattern::new(text, text) } else { Pattern::glob(text) }
    }

    fn new(text: &str, regex: &str) -> Result<Pattern, Problem> {
        let regex = Regex::new(&format!("^(?s:{regex})$")).map_err(|_| {
            Problem::usage(format!("read the pattern `{text}`"), "it is no pattern of names")
                .next("Write `*.py`, or a regular expression like `.*\\.py`.")
        })?;
        Ok(Pattern { text: text.to_owned(), regex })
    }

    pub fn fits(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a word is meant as a pattern.
    pub fn is_one(word: &str) -> bool {
        word.contains(['*', '?', '['])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_are_read() {
        for (pattern, fits, other) in [
            ("*.py", "main.py", "main.pyc"),
            (".*\\.py", "main.py", "mainXpy"),
            ("test.*\\.py", "test_a.py", "my_test.py"),
            ("x[0-9]?.b", "x1a.b", "xaa.b"),
            ("x[!0-9]", "xa", "x1"),
            ("a(b|c)", "ac", "a(b|c)"),
            ("ü*", "übung", "u"),
            ("a+b.py", "aab.py", "a+b.py"),
        ] {
            let pattern = Pattern::either(pattern).unwrap();
            assert!(pattern.fits(fits) && !pattern.fits(other), "{}", pattern.text());
        }
        assert!(Pattern::glob("a+b*").unwrap().fits("a+b.py"));
        assert!(Pattern::either("(").unwrap_err().next.contains("*.py"));
        assert!(Pattern::either("[").is_err());
    }
}
