//! Text of boards, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// Shows what must not reach a terminal as text: control characters, and marks that
/// are invisible or turn the direction of what follows. Escapes as Python would:
/// `\n`, `\x1b`, `\u202e`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(unsafe_to_show) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => cleaned.push_str("\\n"),
            '\r' => cleaned.push_str("\\r"),
            '\t' => cleaned.push_str("\\t"),
            c if !unsafe_to_show(c) => cleaned.push(c),
            // writing to a String cannot fail
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(cleaned, "\\x{code:02x}"),
                    0x100..=0xffff => write!(cleaned, "\\u{code:04x}"),
                    _ => write!(cleaned, "\\U{code:08x}"),
                };
            }
        }
    }
    Cow::Owned(cleaned)
}

/// Lines of a text, each cleaned, tabs as spaces: for previews and tracebacks.
pub fn clean_lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains('\t') {
            clean(&line.replace('\t', "    ")).into_owned()
        } else {
            clean(line).into_owned()
        }
    })
}

/// Control characters, bidirectional marks, zero-width marks, invisible tags.
pub fn unsafe_to_show(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{ffa0}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_plain_text_alone() {
        for text in ["", "main.py", "it's ü 漢字 🙂", "e\u{301}"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn escapes_what_could_act_or_hide() {
        for (text, shown) in [
            ("a\x1b[31m", "a\\x1b[31m"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{9b}31m", "\\x9b31m"),
            ("\x7f\0", "\\x7f\\x00"),
            ("gpj.\u{202e}exe", "gpj.\\u202eexe"),
            ("a\u{200b}b\u{feff}", "a\\u200bb\\ufeff"),
            ("\u{2066}x\u{e0041}", "\\u2066x\\U000e0041"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }

    #[test]
    fn takes_lines_apart() {
        let lines: Vec<String> = clean_lines("a\tb\r\nc\x07\n").collect();
        assert_eq!(lines, ["a    b", "c\\x07"]);
    }
}
