//! Bytes of a board as lines with a time, for people and for `grep`.

/// Bytes of a line after which it goes on in a new one: what never ends a line must
/// not become one line of a gigabyte.
const LONGEST: usize = 4096;

/// Turns output into readable lines as it comes. Nothing is held back but half a
/// character and a carriage return.
#[derive(Debug, Default)]
pub struct Readable {
    /// Bytes of the line that is open; none between lines.
    open: Option<usize>,
    /// The start of a character whose rest has not come.
    half: Vec<u8>,
    /// A carriage return came last: part of a line's end, or a line that is overwritten.
    returned: bool,
}

impl Readable {
    /// Adds what a board said; `stamp` is for lines that begin with it.
    pub fn output(&mut self, stamp: &str, bytes: &[u8]) -> String {
        let mut out = String::new();
        let mut bytes_now = std::mem::take(&mut self.half);
        bytes_now.extend_from_slice(bytes);
        for chunk in bytes_now.utf8_chunks() {
            for letter in chunk.valid().chars() {
                self.letter(stamp, letter, &mut out);
            }
            let wrong = chunk.invalid();
            // Half a character stands at the very end only.
            let ends = wrong.as_ptr_range().end == bytes_now.as_ptr_range().end;
            if ends && std::str::from_utf8(wrong).is_err_and(|error| error.error_len().is_none()) {
                self.half = wrong.to_vec();
            } else {
                for byte in wrong {
                    self.text(stamp, &format!("\\x{byte:02x}"), &mut out);
                }
            }
        }
        out
    }

    /// A line of our own.
    pub fn line(&mut self, stamp: &str, text: &str) -> String {
        let mut out = String::new();
        self.finish(&mut out);
        out.push_str(&begin(stamp));
        out.push_str(text);
        out.push('\n');
        out
    }

    /// Ends the line that is open.
    pub fn finish(&mut self, out: &mut String) {
        let half = std::mem::take(&mut self.half);
        for byte in half {
            out.push_str(&format!("\\x{byte:02x}"));
        }
        self.returned = false;
        if self.open.take().is_some() {
            out.push('\n');
        }
    }

    fn letter(&mut self, stamp: &str, letter: char, out: &mut String) {
        match letter {
            '\n' => {
                self.returned = false;
                if self.open.take().is_none() {
                    out.push_str(stamp);
                }
                out.push('\n');
                return;
            }
            '\r' => return self.returned = true,
            _ => {}
        }
        // A program that writes over its own line has written two.
        if std::mem::take(&mut self.returned) && self.open.take().is_some() {
            out.push('\n');
        }
        if letter == '\t' || !letter.is_control() {
            self.text(stamp, letter.encode_utf8(&mut [0; 4]), out);
        } else {
            self.text(stamp, &letter.escape_default().to_string(), out);
        }
    }

    fn text(&mut self, stamp: &str, text: &str, out: &mut String) {
        if self.open.is_some_and(|length| length >= LONGEST) {
            self.open = None;
            out.push('\n');
        }
        let length = self.open.unwrap_or_else(|| {
            out.push_str(&begin(stamp));
            0
        });
        out.push_str(text);
        self.open = Some(length + text.len());
    }
}

fn begin(stamp: &str) -> String {
    format!("{stamp}  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> String {
        let mut readable = Readable::default();
        let mut out: String = pieces.iter().map(|piece| readable.output("T", piece)).collect();
        readable.finish(&mut out);
        out
    }

    #[test]
    fn each_line_has_its_time_and_control_characters_are_written_out() {
        for (bytes, text) in [
            (&b"one\r\ntwo\r\n"[..], "T  one\nT  two\n"),
            (b"open", "T  open\n"),
            (b"\r\n\n", "T\nT\n"),
            (b"10%\r20%\r\n", "T  10%\nT  20%\n"),
            (b"\x1b[31mred\x07\ta\n", "T  \\u{1b}[31mred\\u{7}\ta\n"),
            (b"bad \xff\xfe \xe2\x9c\n", "T  bad \\xff\\xfe \\xe2\\x9c\n"),
            ("für ✓\n".as_bytes(), "T  für ✓\n"),
        ] {
            assert_eq!(read(&[bytes]), text);
        }
    }

    #[test]
    fn a_line_without_end_is_broken_and_nothing_of_it_is_lost() {
        let text = read(&[&vec![b'x'; 3 * LONGEST]]);
        assert_eq!(text.lines().count(), 3);
        assert_eq!(text.matches('x').count(), 3 * LONGEST);
    }

    proptest! {
        #[test]
        fn how_it_is_cut_does_not_matter(bytes in proptest::collection::vec(
            prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>(), Just(0xe2), Just(0x9c)], 0..80,
        ), cut in 1usize..5) {
            let pieces: Vec<&[u8]> = bytes.chunks(cut).collect();
            prop_assert_eq!(read(&pieces), read(&[&bytes]));
        }
    }
}
