//! From a file's bytes to lines and back, so that what was not touched stays as it is.

use std::fmt;

/// How the lines of a file end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// All lines end in CR and LF. Where only some do, the CR is part of the line.
    crlf: bool,
}

/// Why a file cannot be edited here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    TooLarge,
    TooManyLines,
    TooLong,
    Binary,
    NotUtf8,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::TooLarge => write!(f, "it is larger than {} kB", Content::BYTES / 1024),
            Unfit::TooManyLines => write!(f, "it has more than {} lines", Content::LINES),
            Unfit::TooLong => write!(f, "a line is longer than {} bytes", Content::COLUMNS),
            Unfit::Binary => f.write_str("it is no text"),
            Unfit::NotUtf8 => f.write_str("it is not UTF-8"),
        }
    }
}

impl Content {
    /// Bytes, lines and bytes of a line that are edited without a key being late.
    pub const BYTES: usize = 512 * 1024;
    pub const LINES: usize = 20_000;
    pub const COLUMNS: usize = 10_000;

    pub fn read(bytes: &[u8]) -> Result<(Content, Vec<String>), Unfit> {
        if bytes.len() > Content::BYTES {
            return Err(Unfit::TooLarge);
        }
        if bytes.contains(&0) {
            return Err(Unfit::Binary);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Unfit::NotUtf8)?;
        let ends = text.matches('\n').count();
        let crlf = ends > 0 && text.matches("\r\n").count() == ends;
        let line = |line: &str| match crlf {
            true => line.strip_suffix('\r').unwrap_or(line).to_owned(),
            false => line.to_owned(),
        };
        let mut lines: Vec<String> = text.split('\n').map(line).collect();
        if crlf && let (Some(last), true) = (lines.last_mut(), text.ends_with('\r')) {
            // no line end follows this one
            last.push('\r');
        }
        if lines.len() > Content::LINES {
            return Err(Unfit::TooManyLines);
        }
        if lines.iter().any(|line| line.len() > Content::COLUMNS) {
            return Err(Unfit::TooLong);
        }
        Ok((Content { crlf }, lines))
    }

    pub fn write(self, lines: &[String]) -> Vec<u8> {
        lines.join(if self.crlf { "\r\n" } else { "\n" }).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_what_it_does_not_take() {
        for (bytes, why) in [
            (vec![b'x'; Content::BYTES + 1], Unfit::TooLarge),
            (vec![b'\n'; Content::LINES], Unfit::TooManyLines),
            (vec![b'x'; Content::COLUMNS + 1], Unfit::TooLong),
            (b"M\0".to_vec(), Unfit::Binary),
            (b"caf\xe9".to_vec(), Unfit::NotUtf8),
        ] {
            assert_eq!(Content::read(&bytes).unwrap_err(), why);
        }
        assert_eq!(Unfit::TooLarge.to_string(), "it is larger than 512 kB");
        assert_eq!(Content::read(b"a\r\nb\r\n").unwrap().1, ["a", "b", ""]);
        assert_eq!(Content::read(b"a\r\nb\n").unwrap().1, ["a\r", "b", ""]);
    }

    proptest! {
        #[test]
        fn what_is_not_touched_is_written_as_it_was(text in "[a\r\n\u{feff}é]{0,20}") {
            let (content, lines) = Content::read(text.as_bytes()).unwrap();
            prop_assert_eq!(content.write(&lines), text.into_bytes());
        }
    }
}
