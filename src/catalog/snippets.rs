//! Short programs to insert or to run: ours, and the user's.

/// One program. Its first line may be a comment, `# NAME: what it does`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    pub name: String,
    pub says: String,
    pub text: String,
}

const BUILT_IN: [(&str, &str); 6] = [
    ("blink", include_str!("snippets/blink.py")),
    ("i2c-scan", include_str!("snippets/i2c-scan.py")),
    ("wifi-connect", include_str!("snippets/wifi-connect.py")),
    ("ntp-time", include_str!("snippets/ntp-time.py")),
    ("free-memory", include_str!("snippets/free-memory.py")),
    ("pins", include_str!("snippets/pins.py")),
];

/// Those that come with mpdeck.
pub fn snippets() -> Vec<Snippet> {
    BUILT_IN.iter().map(|(file, text)| Snippet::new(file, text)).collect()
}

impl Snippet {
    /// `file` is the file's name without `.py`, which names it if the text does not.
    pub fn new(file: &str, text: &str) -> Snippet {
        let text = text.replace("\r\n", "\n");
        let comment = text.lines().next().and_then(|line| line.strip_prefix('#')).map(str::trim);
        let (name, says) = match comment.and_then(|line| line.split_once(": ")) {
            Some((name, says)) if !name.is_empty() => (name, says),
            _ => (file, comment.unwrap_or_default()),
        };
        Snippet { name: name.to_owned(), says: says.to_owned(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_in_its_first_line_what_it_is() {
        for snippet in snippets() {
            assert!(!snippet.says.is_empty() && snippet.says.len() < 66, "{snippet:?}");
            assert!(snippet.text.ends_with('\n') && !snippet.text.contains('\t'));
        }
        let own = Snippet::new("mine", "import x\r\n");
        assert_eq!((own.name.as_str(), own.says.as_str()), ("mine", ""));
        assert_eq!(own.text, "import x\n");
        let own = Snippet::new("mine", "# reads the sensor\n");
        assert_eq!((own.name.as_str(), own.says.as_str()), ("mine", "reads the sensor"));
    }
}
