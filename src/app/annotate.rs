//! What the user may have added to a board's output before the emulator sees it: the time
//! at the start of each line, and bytes that are no text as hex.

/// Dim, and back.
const DIM: &[u8] = b"\x1b[2m";
const PLAIN: &[u8] = b"\x1b[22m";

#[derive(Debug, Default)]
pub struct Annotate {
    pub stamps: bool,
    pub hex: bool,
    /// What comes next is not the first of its line.
    begun: bool,
    /// The first bytes of a character that is not whole yet.
    part: Vec<u8>,
}

impl Annotate {
    /// Output with what is asked for; `time` is that of its arrival.
    pub fn output(&mut self, bytes: &[u8], time: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 16);
        let whole;
        let bytes = if self.hex || !self.part.is_empty() {
            whole = self.as_hex(bytes);
            &whole
        } else {
            bytes
        };
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            // a prompt's own line end, and what ends a line that is stamped already
            let empty = line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
            if self.stamps && !self.begun && !empty {
                out.extend(DIM);
                out.extend(time.as_bytes());
                out.push(b' ');
                out.extend(PLAIN);
            }
            self.begun = !line.ends_with(b"\n") && (self.begun || !empty);
            out.extend(line);
        }
        out
    }

    /// Text as it is; each other byte as `\x07`. Escape sequences are the emulator's.
    fn as_hex(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut rest = std::mem::take(&mut self.part);
        rest.extend(bytes);
        let mut out = Vec::with_capacity(rest.len());
        let mut looked = 0;
        for chunk in rest.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\r' | '\n' | '\t' | '\x08' | '\x1b' => out.push(c as u8),
                    c => {
                        let mut utf8 = [0; 4];
                        let utf8 = c.encode_utf8(&mut utf8).as_bytes();
                        match c.is_control() {
                            true => utf8.iter().for_each(|byte| hex(&mut out, *byte)),
                            false => out.extend(utf8),
                        }
                    }
                }
            }
            let invalid = chunk.invalid();
            looked += chunk.valid().len() + invalid.len();
            let half = || std::str::from_utf8(invalid).is_err_and(|it| it.error_len().is_none());
            if looked == rest.len() && !invalid.is_empty() && half() {
                // half a character at the end waits for its other half
                self.part = invalid.to_vec();
            } else {
                invalid.iter().for_each(|byte| hex(&mut out, *byte));
            }
        }
        out
    }
}

fn hex(out: &mut Vec<u8>, byte: u8) {
    out.extend(DIM);
    out.extend(format!("\\x{byte:02x}").as_bytes());
    out.extend(PLAIN);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(out: &[u8]) -> String {
        String::from_utf8_lossy(out).replace("\x1b[2m", "").replace("\x1b[22m", "")
    }

    #[test]
    fn each_line_has_its_time_once() {
        let mut annotate = Annotate { stamps: true, ..Annotate::default() };
        let mut out = annotate.output(b"one\r\n\r\ntw", "10:00");
        out.extend(annotate.output(b"o\r\n", "10:01"));
        out.extend(annotate.output(b">>> ", "10:02"));
        out.extend(annotate.output(b"x", "10:03"));
        assert_eq!(plain(&out), "10:00 one\r\n\r\n10:00 two\r\n10:02 >>> x");
    }

    #[test]
    fn what_is_no_text_is_seen() {
        let mut annotate = Annotate { hex: true, ..Annotate::default() };
        let out = annotate.output("ü\x1b[1m\x07\u{85}".as_bytes(), "");
        assert_eq!(plain(&out), "ü\x1b[1m\\x07\\xc2\\x85");
        assert_eq!(plain(&annotate.output(b"a\xff\xe2\x82", "")), "a\\xff");
        // the other half of a character, and one that never comes
        assert_eq!(plain(&annotate.output(b"\xac!", "")), "€!");
        assert_eq!(plain(&annotate.output(b"\xe2", "")), "");
        assert_eq!(plain(&annotate.output(b"\r\n", "")), "\\xe2\r\n");
    }

    #[test]
    fn without_either_nothing_is_changed() {
        let mut annotate = Annotate::default();
        assert_eq!(annotate.output(b"\xff\x07\n>>> ", "10:00"), b"\xff\x07\n>>> ");
    }
}
