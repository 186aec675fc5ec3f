//! Colours for Python: what each letter of a source is part of. A few lines of a scanner
//! are enough, and need no state between two frames.

use crate::app::end_of_long;
use crate::theme::Role;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// A source in parts of one role each, line by line.
pub(super) fn highlight(source: &str) -> Vec<Vec<(&str, Role)>> {
    let mut lines = vec![Vec::new()];
    let mut rest = source;
    while !rest.is_empty() {
        let (length, role) = part(rest);
        let (text, after) = rest.split_at(length);
        for (at, piece) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut()
                && !piece.is_empty()
            {
                line.push((piece, role));
            }
        }
        rest = after;
    }
    lines
}

/// One line of a source in parts; `open`: the quote of the long string that it begins in.
pub(super) fn highlight_line(line: &str, open: Option<char>) -> Vec<(&str, Role)> {
    let end = match open {
        Some(quote) => end_of_long(line, quote).unwrap_or(line.len()),
        None => 0,
    };
    let (string, rest) = line.split_at(end);
    let mut parts = Vec::new();
    if !string.is_empty() {
        parts.push((string, Role::Good));
    }
    parts.extend(highlight(rest).into_iter().flatten());
    parts
}

/// The bytes of the first part, at least one letter, and what it is.
fn part(text: &str) -> (usize, Role) {
    let Some(first) = text.chars().next() else { return (0, Role::Text) };
    let run = |fits: fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
    match first {
        '#' => (text.find('\n').unwrap_or(text.len()), Role::Dim),
        '\'' | '"' => (string(text, first), Role::Good),
        '0'..='9' => (run(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')), Role::Info),
        c if c.is_alphabetic() || c == '_' => {
            let end = run(|c| c.is_alphanumeric() || c == '_');
            let word = &text[..end];
            let quote = text[end..].chars().next().filter(|c| matches!(c, '\'' | '"'));
            match quote {
                // b'', f'', rb''
                Some(quote) if end <= 2 => (end + string(&text[end..], quote), Role::Good),
                _ if KEYWORDS.contains(&word) => (end, Role::Accent),
                _ => (end, Role::Text),
            }
        }
        c => (c.len_utf8(), Role::Text),
    }
}

/// The bytes of a string with its quotes, or what there is of it.
fn string(text: &str, quote: char) -> usize {
    let three = [quote; 3].iter().collect::<String>();
    let long = text.starts_with(&three);
    let start = if long { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if !long => return at,
            c if c == quote && !long => return at + 1,
            c if c == quote && text[at..].starts_with(&three) => return at + 3,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tells_words_strings_and_comments_apart() {
        let source = "for x in b'a':  # why\n    y = 0x10";
        assert_eq!(
            highlight(source)
                .concat()
                .into_iter()
                .filter(|(text, _)| !text.trim().is_empty())
                .collect::<Vec<_>>(),
            [
                ("for", Role::Accent),
                ("x", Role::Text),
                ("in", Role::Accent),
                ("b'a'", Role::Good),
                (":", Role::Text),
                ("# why", Role::Dim),
                ("y", Role::Text),
                ("=", Role::Text),
                ("0x10", Role::Info),
            ]
        );
        assert_eq!(highlight("'''a\nb''' c")[1][0], ("b'''", Role::Good));
        assert_eq!(highlight("'a\nb")[1][0], ("b", Role::Text));
        assert_eq!(highlight_line("b''' c", Some('\''))[0], ("b'''", Role::Good));
        assert_eq!(highlight_line("if x", Some('"')), [("if x", Role::Good)]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_whatever_is_typed(source in "([a-z'\"#\\\\ \n0-9é]{0,6}|'''){0,8}") {
            let lines: Vec<String> = highlight(&source)
                .into_iter()
                .map(|line| line.into_iter().map(|(text, _)| text).collect())
                .collect();
            prop_assert_eq!(lines.join("\n"), source);
        }
    }
}
