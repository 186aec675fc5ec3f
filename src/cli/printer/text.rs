//! Bytes that come in pieces, as text.

/// Whether the user's locale has UTF-8, as far as the environment says.
pub(in crate::cli) fn terminal_knows_unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    set.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Makes text of bytes cut anywhere: the start of a character waits for its rest, what
/// can be no character becomes U+FFFD.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    held: Vec<u8>,
}

impl Utf8 {
    pub(super) fn pass(&mut self, piece: &[u8]) -> String {
        self.held.extend_from_slice(piece);
        let whole = match std::str::from_utf8(&self.held) {
            Ok(_) => self.held.len(),
            // Up to three bytes at the very end may be the start of a character.
            Err(_) => {
                let tail = self.held.len().saturating_sub(3);
                (tail..self.held.len())
                    .find(|at| {
                        std::str::from_utf8(&self.held[*at..]).is_err_and(|error| {
                            error.valid_up_to() == 0 && error.error_len().is_none()
                        })
                    })
                    .unwrap_or(self.held.len())
            }
        };
        let rest = self.held.split_off(whole);
        let text = String::from_utf8_lossy(&self.held).into_owned();
        self.held = rest;
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Utf8;

    #[test]
    fn characters_cut_in_two_come_whole() {
        for given in ["für ✓ 𝄞 end".as_bytes(), b"a\xffb\xe2\x9cc"] {
            let whole = String::from_utf8_lossy(given).into_owned();
            for size in 1..5 {
                let mut utf8 = Utf8::default();
                let text: String = given.chunks(size).map(|piece| utf8.pass(piece)).collect();
                assert_eq!(text, whole, "{size}");
            }
        }
    }
}
