//! How keys are written: `ctrl-c`, `alt-1`, `f5`, `g g`, `shift-tab`, `space`.

use crate::model::{Chord, Key, KeyCode};

/// Names in a file, what they mean, and how the screen shows them.
const NAMED: &[(&str, KeyCode, &str)] = &[
    ("enter", KeyCode::Enter, "Enter"),
    ("tab", KeyCode::Tab, "Tab"),
    ("back-tab", KeyCode::BackTab, "Shift-Tab"),
    ("backspace", KeyCode::Backspace, "Backspace"),
    ("delete", KeyCode::Delete, "Del"),
    ("insert", KeyCode::Insert, "Ins"),
    ("esc", KeyCode::Esc, "Esc"),
    ("up", KeyCode::Up, "Up"),
    ("down", KeyCode::Down, "Down"),
    ("left", KeyCode::Left, "Left"),
    ("right", KeyCode::Right, "Right"),
    ("home", KeyCode::Home, "Home"),
    ("end", KeyCode::End, "End"),
    ("page-up", KeyCode::PageUp, "PgUp"),
    ("page-down", KeyCode::PageDown, "PgDn"),
    ("space", KeyCode::Char(' '), "Space"),
];

/// Reads keys as a file has them. The error says what is wrong, as a phrase.
pub fn parse(text: &str) -> Result<Chord, String> {
    let chord: Chord = text.split_whitespace().map(one).collect::<Result<_, _>>()?;
    if chord.is_empty() { Err("a key is missing".to_owned()) } else { Ok(chord) }
}

fn one(text: &str) -> Result<Key, String> {
    let (mut ctrl, mut alt, mut shift) = (false, false, false);
    let mut rest = text;
    loop {
        let flag = match rest.split_once('-') {
            Some(("ctrl", name)) if !name.is_empty() => (&mut ctrl, name),
            Some(("alt", name)) if !name.is_empty() => (&mut alt, name),
            Some(("shift", name)) if !name.is_empty() => (&mut shift, name),
            _ => break,
        };
        *flag.0 = true;
        rest = flag.1;
    }
    let mut code = code(rest).ok_or_else(|| unknown(text, rest))?;
    // Terminals send one byte for these, whichever was pressed.
    if ctrl && let KeyCode::Char(c) = code {
        let twin = match c.to_ascii_lowercase() {
            'i' => Some("tab"),
            'm' => Some("enter"),
            '[' => Some("esc"),
            _ => None,
        };
        if let Some(twin) = twin {
            return Err(format!("a terminal cannot tell `{text}` from `{twin}`"));
        }
        // Nor does it tell upper from lower case with Ctrl.
        (code, shift) = (KeyCode::Char(c.to_ascii_lowercase()), false);
    }
    match code {
        KeyCode::Tab if shift => (code, shift) = (KeyCode::BackTab, false),
        KeyCode::BackTab => shift = false,
        KeyCode::Char(c) if shift && c.is_lowercase() => {
            (code, shift) = (KeyCode::Char(c.to_ascii_uppercase()), false);
        }
        KeyCode::Char(c) if shift && c.is_uppercase() => shift = false,
        KeyCode::Char(_) if shift => {
            return Err(format!("write the character that `{text}` types"));
        }
        _ => {}
    }
    Ok(Key { code, ctrl, alt, shift })
}

fn code(name: &str) -> Option<KeyCode> {
    if let Some((_, code, _)) = NAMED.iter().find(|(known, _, _)| *known == name) {
        return Some(*code);
    }
    let mut characters = name.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return Some(KeyCode::Char(c));
    }
    let number = name.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

fn unknown(text: &str, name: &str) -> String {
    let names = NAMED.iter().map(|(name, _, _)| *name).chain(["ctrl", "alt", "shift"]);
    match crate::config::document::nearest(name, names) {
        Some(near) => format!("unknown key `{text}` (did you mean `{near}`?)"),
        None => format!("unknown key `{text}`"),
    }
}

/// Keys as the screen shows them: `Ctrl-C`, `g g`, `PgUp`.
pub fn label(chord: &[Key]) -> String {
    chord.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn shown(key: &Key) -> String {
    let mut text = String::new();
    for (on, name) in [(key.ctrl, "Ctrl-"), (key.alt, "Alt-"), (key.shift, "Shift-")] {
        if on {
            text.push_str(name);
        }
    }
    if let Some((_, _, name)) = NAMED.iter().find(|(_, code, _)| *code == key.code) {
        return text + name;
    }
    match key.code {
        KeyCode::Char(c) if key.ctrl => text.extend(c.to_uppercase()),
        KeyCode::Char(c) => text.push(c),
        KeyCode::F(number) => text.push_str(&format!("F{number}")),
        _ => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_shows_every_way_to_write_a_key() {
        for (text, shows) in [
            ("ctrl-c", "Ctrl-C"),
            ("ctrl-C", "Ctrl-C"),
            ("ctrl-]", "Ctrl-]"),
            ("ctrl--", "Ctrl--"),
            ("-", "-"),
            ("alt-1", "Alt-1"),
            ("f5", "F5"),
            ("f", "f"),
            ("g g", "g g"),
            ("G", "G"),
            ("shift-g", "G"),
            ("shift-tab", "Shift-Tab"),
            ("back-tab", "Shift-Tab"),
            ("shift-page-up", "Shift-PgUp"),
            ("ctrl-alt-delete", "Ctrl-Alt-Del"),
            ("space", "Space"),
            ("?", "?"),
            ("ü", "ü"),
        ] {
            assert_eq!(parse(text).map(|chord| label(&chord)).as_deref(), Ok(shows), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_key() {
        for (text, why) in [
            ("", "a key is missing"),
            ("entr", "unknown key `entr` (did you mean `enter`?)"),
            ("f13", "unknown key `f13`"),
            ("ctrl-", "unknown key `ctrl-` (did you mean `ctrl`?)"),
            ("ctrl-i", "a terminal cannot tell `ctrl-i` from `tab`"),
            ("shift-1", "write the character that `shift-1` types"),
        ] {
            assert_eq!(parse(text), Err(why.to_owned()));
        }
    }
}
