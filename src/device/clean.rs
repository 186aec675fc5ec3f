//! Names that a device or a program gives itself, made fit for the screen.

/// USB strings hold at most 126 UTF-16 units; a program's name may be a whole path.
const LONGEST: usize = 126;

/// Without control characters and outer spaces; none if nothing is left.
pub(super) fn clean(name: &str) -> Option<String> {
    let plain: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let plain = plain.trim();
    if plain.is_empty() { None } else { Some(plain.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_carry_an_escape_sequence() {
        assert_eq!(clean("\u{1b}[31mEvil\u{9b}m\n").as_deref(), Some("[31mEvilm"));
        assert_eq!(clean(" \n"), None);
        assert_eq!(clean(&"x".repeat(500)).map(|name| name.len()), Some(LONGEST));
    }
}
