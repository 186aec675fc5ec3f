//! A page of docs/ as its blocks.

/// A fenced block: the words behind the fence, and the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    pub language: String,
    /// What stands behind the language: `file=main.py`, `background`.
    pub note: String,
    pub text: String,
}

/// The page's text; its name is seen from docs/.
pub fn page(name: &str) -> String {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(words)) => {
                let (language, note) = words.split_once(' ').unwrap_or((words, ""));
                open = Some(Block {
                    language: language.to_owned(),
                    note: note.to_owned(),
                    text: String::new(),
                });
            }
            (None, None) => {}
        }
    }
    assert_eq!(open, None, "a block without an end");
    blocks
}

#[test]
fn blocks_are_told_apart() {
    let read = blocks("a\n```sh background\nb\n```\nc\n```python file=x.py\nd\n\n```\n");
    assert_eq!((read[0].language.as_str(), read[0].note.as_str()), ("sh", "background"));
    assert_eq!((read[0].text.as_str(), read[1].text.as_str()), ("b\n", "d\n\n"));
    assert_eq!(read[1].note, "file=x.py");
}
