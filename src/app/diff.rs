//! Two texts beside each other: the lines that differ, with some around.

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{DiffOp, DiffTag};

use super::list::Scroll;

/// Lines shown around each difference.
const AROUND: usize = 3;
/// A longer text nobody reads in a terminal.
const MOST: usize = 64 * 1024;
/// As many lines, of which none are the same, are compared in a fraction of a second.
const MOST_LINES: usize = 4000;

/// A file here and on the board, over the panes.
#[derive(Debug)]
pub struct DiffView {
    /// Both paths, cleaned.
    pub title: String,
    pub body: Body,
    pub scroll: Scroll,
    /// Columns scrolled to the right.
    pub right: usize,
}

/// What is known of the two contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// They are fetched.
    Reading,
    Lines(Vec<DiffLine>),
    /// No text, or too much of it, and they differ.
    Binary,
    /// Why they cannot be shown.
    Trouble(String),
}

/// A line of the diff, made safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub of: LineOf,
    /// Its number in the file here, or else on the board; 0 for a gap.
    pub number: usize,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOf {
    Both,
    Here,
    Board,
    /// Lines that are the same on both sides were left out.
    Gap,
}

impl DiffView {
    pub fn new(title: String, board: &[u8], here: &[u8]) -> Self {
        let body = match (as_text(board), as_text(here)) {
            _ if board == here => Body::Lines(Vec::new()),
            (Some(board), Some(here)) => Body::Lines(diff(board, here)),
            _ => Body::Binary,
        };
        DiffView { title, body, scroll: Scroll::default(), right: 0 }
    }
}

fn as_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let short = bytes.len() <= MOST && text.lines().take(MOST_LINES + 1).count() <= MOST_LINES;
    (short && !bytes.contains(&0)).then_some(text)
}

/// What makes the board's text ours, with some lines around.
pub(super) fn diff(board: &str, here: &str) -> Vec<DiffLine> {
    let board: Vec<&str> = board.split_inclusive('\n').collect();
    let here: Vec<&str> = here.split_inclusive('\n').collect();
    // one algorithm by its name: all that the library has are half a megabyte
    let mut found = Compact::new(Replace::new(Capture::new()), &board, &here);
    let Ok(()) = myers::diff(&mut found, &board, 0..board.len(), &here, 0..here.len());
    let mut lines = Vec::new();
    let mut seen = 0;
    for group in found.into_inner().into_inner().into_grouped_ops(AROUND) {
        let first = group.first().map_or(0, |op| op.new_range().start);
        if first > seen {
            lines.push(DiffLine { of: LineOf::Gap, number: 0, text: String::new() });
        }
        for op in &group {
            add(op, &board, &here, &mut lines);
            seen = op.new_range().end;
        }
    }
    lines
}

fn add(op: &DiffOp, board: &[&str], here: &[&str], lines: &mut Vec<DiffLine>) {
    let mut all = |of: LineOf, texts: &[&str], range: std::ops::Range<usize>| {
        let line = |index: usize| DiffLine { of, number: index + 1, text: shown(texts[index]) };
        lines.extend(range.map(line));
    };
    if op.tag() == DiffTag::Equal {
        return all(LineOf::Both, here, op.new_range());
    }
    all(LineOf::Board, board, op.old_range());
    all(LineOf::Here, here, op.new_range());
}

/// Ends of lines that differ are the only difference sometimes, so they are seen.
fn shown(line: &str) -> String {
    let Some(text) = line.strip_suffix('\n') else {
        return format!("{} (no end of line)", super::clean(&line.replace('\t', "    ")));
    };
    super::clean(&text.replace('\t', "    ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[DiffLine]) -> Vec<String> {
        let line = |line: &DiffLine| {
            let mark = match line.of {
                LineOf::Both => ' ',
                LineOf::Here => '+',
                LineOf::Board => '-',
                LineOf::Gap => return "...".to_owned(),
            };
            format!("{}{mark}{}", line.number, line.text)
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn shows_what_differs_and_where() {
        let board: String = (1..=20).map(|n| format!("line {n}\n")).collect();
        let here = board.replace("line 2\n", "line two\n").replace("line 15\n", "");
        let expected = [
            "1 line 1",
            "2-line 2",
            "2+line two",
            "3 line 3",
            "4 line 4",
            "5 line 5",
            "...",
            "12 line 12",
            "13 line 13",
            "14 line 14",
            "15-line 15",
            "15 line 16",
            "16 line 17",
            "17 line 18",
        ];
        assert_eq!(text(&diff(&board, &here)), expected);
        assert_eq!(text(&diff("", "a\n")), ["1+a"]);
        assert_eq!(diff("a\n", "a\n"), []);
    }

    #[test]
    fn what_is_not_seen_otherwise_is_seen() {
        assert_eq!(text(&diff("a\r\n", "a\n")), ["1-a\\r", "1+a"]);
        assert_eq!(text(&diff("a", "a\n")), ["1-a (no end of line)", "1+a"]);
        assert_eq!(text(&diff("\x1b[31m\tx\n", "")), ["1-\\x1b[31m    x"]);
    }
}
