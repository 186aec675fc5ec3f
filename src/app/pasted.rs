//! What the clipboard holds, made fit for a board's prompt.

/// Text as it is to be pasted: line ends as `\n`, no control characters (what a page or a
/// mail hides among the text must not act as a key), prompts of a copied session and
/// common indentation taken away.
pub fn plain(text: &str) -> String {
    let text = self::text(text);
    if text.trim_end_matches('\n').lines().count() < 2 {
        return text;
    }
    dedented(&without_prompts(&text).unwrap_or(text))
}

/// Line ends as `\n`, no control characters: what a page or a mail hides among the text.
pub fn text(text: &str) -> String {
    (text.replace("\r\n", "\n").replace('\r', "\n").chars())
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// A part of what a terminal shows, as a program.
pub fn source(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    dedented(&without_prompts(&text).unwrap_or(text))
}

/// The lines behind the prompts of a copied session; none if it is no such thing. What
/// the board had answered is left out.
fn without_prompts(text: &str) -> Option<String> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    if !first.trim_start().starts_with(">>> ") {
        return None;
    }
    let typed = text.lines().filter_map(|line| {
        let line = line.trim_start();
        ["... ", ">>> "]
            .iter()
            .find_map(|prompt| line.strip_prefix(prompt))
            .or_else(|| matches!(line, "..." | ">>>").then_some(""))
    });
    Some(typed.map(|line| format!("{line}\n")).collect())
}

/// Takes away the blanks that all lines begin with: a part of a function is pasted as
/// well as a file.
fn dedented(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let Some(first) = lines().next() else { return text.to_owned() };
    let common = &first[..lines().map(indent).min().unwrap_or(0)];
    if common.is_empty() || !lines().all(|line| line.starts_with(common)) {
        return text.to_owned();
    }
    let mut plain: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        plain.push(line.strip_prefix(common).unwrap_or_else(|| line.trim_start()));
    }
    plain.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hidden_in_a_text_are_left_out() {
        assert_eq!(plain("print(1)\x1b\x03\x04"), "print(1)");
        assert_eq!(plain("a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn a_copied_session_is_what_was_typed() {
        let session =
            ">>> from machine import Pin\n>>> for i in x:\n...     print(i)\n... \n0\n1\n>>> ";
        assert_eq!(plain(session), "from machine import Pin\nfor i in x:\n    print(i)\n\n\n");
        assert_eq!(plain("x = 1\n>>> y\n"), "x = 1\n>>> y\n", "not one");
    }

    #[test]
    fn a_part_of_a_block_begins_at_the_left() {
        assert_eq!(plain("    a = 1\n\n    if a:\n        b()\n"), "a = 1\n\nif a:\n    b()\n");
        assert_eq!(plain("a:\n    b\n"), "a:\n    b\n");
        assert_eq!(plain("\ta\n    b\n"), "\ta\n    b\n", "tabs and blanks have nothing in common");
        assert_eq!(plain("  one"), "  one", "one line is typed as it is");
    }
}
