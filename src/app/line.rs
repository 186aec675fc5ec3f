//! The word of a command line that is being typed.

/// Commands whose paths are on this machine, on the board, or on both sides.
const HERE: &[&str] = &[
    "run", "execfile", "runfile", "compile", "mpyc", "mput", "lcd", "lls", "putc", "flash",
    "backup",
];
const THERE: &[&str] = &[
    "ls", "cat", "rm", "cd", "mkdir", "md", "mv", "touch", "hash", "tree", "mget", "mrm",
    "filesize", "filetype",
];
const BOTH: &[&str] = &["put", "get", "cp", "rsync", "edit"];

/// What stands before the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word without its quotes.
    pub text: String,
    /// The quote that is open.
    pub quote: Option<char>,
    /// It is the name of the command.
    pub first: bool,
    /// It may be a path of this machine, or of the board.
    pub here: bool,
    pub there: bool,
}

/// The word that a line ends in; empty behind a blank.
pub fn last_word(line: &str) -> Word {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut letters = line.trim_start().chars();
    while let Some(c) = letters.next() {
        let Some(word) = words.last_mut() else { break };
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '\\') => word.extend(letters.next()),
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(String::new());
                }
            }
            (_, c) => word.push(c),
        }
    }
    let text = words.pop().unwrap_or_default();
    let name = words.first().map(String::as_str).unwrap_or_default();
    // the board's by how rshell and mpremote write them
    let board = text.starts_with(':') || text.starts_with("/pyboard");
    let both = BOTH.contains(&name);
    Word {
        first: words.is_empty(),
        here: !board && (both || HERE.contains(&name)),
        there: both || THERE.contains(&name),
        text,
        quote,
    }
}

impl Word {
    /// The folder part with its `/`, and what is behind it.
    pub fn parts(&self) -> (&str, &str) {
        let at = self.text.rfind('/').map_or(0, |at| at + 1);
        let at = if at == 0 && self.text.starts_with(':') { 1 } else { at };
        self.text.split_at(at)
    }

    /// A piece of a name as it has to be typed here.
    pub fn quoted(&self, piece: &str) -> String {
        let mut text = String::new();
        for c in piece.chars() {
            if self.quote.is_none() && (c.is_whitespace() || matches!(c, '"' | '\'' | '\\')) {
                text.push('\\');
            }
            text.push(c);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_word_and_its_side() {
        for (line, text, quote, first, here, there) in [
            ("", "", None, true, false, false),
            ("pu", "pu", None, true, false, false),
            ("put ", "", None, false, true, true),
            ("put \"with wh", "with wh", Some('"'), false, true, true),
            ("put with\\ wh", "with wh", None, false, true, true),
            ("cat lib/", "lib/", None, false, false, true),
            ("run li", "li", None, false, true, false),
            ("cp :lib/x", ":lib/x", None, false, false, true),
            ("exec pri", "pri", None, false, false, false),
        ] {
            let word = last_word(line);
            assert_eq!((word.text.as_str(), word.quote), (text, quote), "{line}");
            assert_eq!((word.first, word.here, word.there), (first, here, there), "{line}");
        }
        assert_eq!(last_word("cp :x").parts(), (":", "x"));
        assert_eq!(last_word("cat lib/x").parts(), ("lib/", "x"));
        assert_eq!(last_word("cat ").quoted("a b"), "a\\ b");
        assert_eq!(last_word("cat \"").quoted("a b"), "a b");
    }
}
