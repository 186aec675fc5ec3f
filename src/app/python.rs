//! As much of Python's grammar as an editor needs: is this source complete, and how far is
//! the next line indented?

/// Blanks of one step of indentation.
const STEP: usize = 4;

/// What stands at the end of a piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Ends {
    /// Brackets that are open.
    depth: usize,
    /// In a string of three quotes.
    in_string: bool,
    /// The line goes on in the next one.
    continued: bool,
    /// The last letter of code is a colon.
    colon: bool,
}

/// Whether Enter at the end of this runs it: a statement that is whole, or a block that a
/// blank line ends.
pub fn is_complete(source: &str) -> bool {
    let ends = ends(source);
    if ends.depth > 0 || ends.in_string || ends.continued {
        return false;
    }
    let mut lines = source.lines();
    let first = lines.next().unwrap_or_default();
    let several = lines.next().is_some();
    if !several {
        return !ends.colon && !first.trim_start().starts_with('@');
    }
    source.rsplit('\n').next().is_none_or(|last| last.trim().is_empty())
}

/// The blanks that the line after `before` begins with.
pub fn indent_after(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let now = line.len() - line.trim_start_matches(' ').len();
    let ends = ends(before);
    let ended = ["return", "pass", "break", "continue", "raise"]
        .iter()
        .any(|word| line.split_whitespace().next() == Some(word));
    let next = if ends.in_string {
        0
    } else if ends.depth > 0 {
        // once for the bracket, not again for each line in it
        if line.trim_end().ends_with(['(', '[', '{']) { now + STEP } else { now }
    } else if ends.colon {
        now + STEP
    } else if ended {
        now.saturating_sub(STEP)
    } else {
        now
    };
    " ".repeat(next)
}

/// The string that stands open at the end of a line, without its quote: the name of a file
/// that is being typed.
pub fn open_string(line: &str) -> Option<&str> {
    let mut open: Option<(char, usize)> = None;
    let mut letters = line.char_indices();
    while let Some((at, c)) = letters.next() {
        match (open, c) {
            (Some(_), '\\') => drop(letters.next()),
            (Some((quote, _)), c) if c == quote => open = None,
            (None, '\'' | '"') => open = Some((c, at + 1)),
            (None, '#') => return None,
            _ => {}
        }
    }
    open.map(|(_, start)| &line[start..])
}

/// As a literal of the board's Python; any text comes through.
pub fn literal(text: &str) -> String {
    let mut literal = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => literal.extend(['\\', c]),
            ' '..='~' => literal.push(c),
            c if u32::from(c) < 0x100 => literal.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) < 0x10000 => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    literal.push('\'');
    literal
}

/// Which long string, by its quote, each line begins in. Up to `from` that is known.
pub fn scan_strings(lines: &[String], states: &mut Vec<Option<char>>, from: usize) {
    let mut state = if from == 0 { None } else { states.get(from).copied().flatten() };
    states.resize(lines.len(), None);
    for (line, known) in lines.iter().zip(states).skip(from) {
        *known = state;
        state = string_after(line, state);
    }
}

/// The long string that is open behind a line.
fn string_after(line: &str, open: Option<char>) -> Option<char> {
    if !line.bytes().any(|byte| matches!(byte, b'\'' | b'"')) {
        return open;
    }
    let (mut rest, mut open) = (line, open);
    while !rest.is_empty() {
        if let Some(quote) = open {
            let Some(end) = end_of_long(rest, quote) else { return open };
            (rest, open) = (&rest[end..], None);
            continue;
        }
        let at = rest.find(['\'', '"', '#'])?;
        rest = &rest[at..];
        let quote = rest.chars().next().filter(|c| *c != '#')?;
        let three = [quote; 3].iter().collect::<String>();
        if let Some(inner) = rest.strip_prefix(&three) {
            (rest, open) = (inner, Some(quote));
            continue;
        }
        let mut letters = rest[1..].chars().peekable();
        skip_string(&mut letters, quote, false);
        let left: usize = letters.map(char::len_utf8).sum();
        rest = &rest[rest.len() - left..];
    }
    open
}

/// The bytes up to and with the three quotes that end a long string.
pub fn end_of_long(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut row = 0;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => (escaped, row) = (false, 0),
            '\\' => (escaped, row) = (true, 0),
            c if c == quote && row == 2 => return Some(at + 1),
            c if c == quote => row += 1,
            _ => row = 0,
        }
    }
    None
}

fn ends(source: &str) -> Ends {
    let mut ends = Ends::default();
    let mut letters = source.chars().peekable();
    while let Some(c) = letters.next() {
        ends.continued = false;
        match c {
            '#' => while letters.next_if(|c| *c != '\n').is_some() {},
            '\'' | '"' => {
                ends.colon = false;
                let mut three = false;
                if letters.next_if_eq(&c).is_some() {
                    three = letters.next_if_eq(&c).is_some();
                    if !three {
                        continue;
                    }
                }
                ends.in_string = !skip_string(&mut letters, c, three);
            }
            '(' | '[' | '{' => {
                ends.depth += 1;
                ends.colon = false;
            }
            ')' | ']' | '}' => {
                ends.depth = ends.depth.saturating_sub(1);
                ends.colon = false;
            }
            '\\' => {
                ends.continued = letters.peek().is_none()
                    || letters.next_if_eq(&'\n').is_some() && letters.peek().is_none()
            }
            ':' => ends.colon = true,
            c if c.is_whitespace() => {}
            _ => ends.colon = false,
        }
    }
    ends
}

/// Skips to the end of a string; false where a long one has none. A short one ends with
/// its line, whatever is missing.
fn skip_string(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    quote: char,
    three: bool,
) -> bool {
    let mut row = 0;
    while let Some(c) = letters.next() {
        match c {
            '\\' => {
                letters.next();
                row = 0;
            }
            c if c == quote => {
                row += 1;
                if !three || row == 3 {
                    return true;
                }
            }
            '\n' if !three => return true,
            _ => row = 0,
        }
    }
    !three
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_complete() {
        for (source, complete) in [
            ("", true),
            ("x = 1", true),
            ("while True:", false),
            ("while True:  # for ever", false),
            ("x = {1: 2}", true),
            ("d[1:", false),
            ("print(1,", false),
            ("print(')')", true),
            ("x = '''a", false),
            ("x = '''a'''", true),
            ("x = 'a\\'b:'", true),
            ("x = ''", true),
            ("x = 1 + \\", false),
            ("@native", false),
            ("while True:\n    x()", false),
            ("while True:\n    x()\n", true),
            ("while True:\n    x()\n    ", true),
            ("f(1,\n", false),
        ] {
            assert_eq!(is_complete(source), complete, "{source:?}");
        }
    }

    #[test]
    fn indents_as_an_editor_does() {
        for (before, blanks) in [
            ("x = 1", 0),
            ("if x:", 4),
            ("if x:  # why", 4),
            ("if x:\n    y()", 4),
            ("if x:\n    while y:", 8),
            ("def f():\n    return 1", 0),
            ("x = [", 4),
            ("x = [\n    1,", 4),
            ("x = 'if:'", 0),
            ("x = '''\n    text:", 0),
        ] {
            assert_eq!(indent_after(before).len(), blanks, "{before:?}");
        }
    }

    #[test]
    fn finds_the_string_that_is_open() {
        assert_eq!(open_string("open('/lib/te"), Some("/lib/te"));
        assert_eq!(open_string("open('a'"), None);
        assert_eq!(open_string("open('a', \"r"), Some("r"));
        assert_eq!(open_string("x = 1  # don't"), None);
    }
}
