//! From output as it comes to rows of numbers: lines are put together, escape sequences
//! left out, and names from a row of names given to the rows below it.

use super::line::{Number, Reading, read};
use crate::app::strings::Strings;

/// Bytes of a line; a longer one has no numbers for a plot.
const LONGEST: usize = 512;

#[derive(Debug, Default)]
pub struct Collect {
    strings: Strings,
    escape: Escape,
    line: Vec<u8>,
    /// The line is too long, or its beginning is missing.
    skip: bool,
    /// Of the columns, as a row of names gave them.
    names: Vec<String>,
    /// The words between the numbers of lines that are no sentences.
    words: Vec<String>,
    /// The line before, where it decides what the next one is.
    before: Option<Reading>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Escape {
    #[default]
    No,
    Begun,
    Sequence,
}

impl Collect {
    /// Takes output; `row` gets each row of numbers that it completes.
    pub fn take(&mut self, bytes: &[u8], row: &mut impl FnMut(Vec<Number>)) {
        let mut plain = Vec::with_capacity(bytes.len());
        self.strings.strip(bytes, &mut plain);
        for byte in plain {
            self.byte(byte, row);
        }
    }

    /// Some of the output was left out: the line that is begun has no end, and the next
    /// one no beginning.
    pub fn gap(&mut self) {
        self.line.clear();
        self.skip = true;
        self.before = None;
    }

    /// Forgets what the columns are called.
    pub fn forget_names(&mut self) {
        self.names.clear();
        self.words.clear();
        self.before = None;
    }

    fn byte(&mut self, byte: u8, row: &mut impl FnMut(Vec<Number>)) {
        match (self.escape, byte) {
            (Escape::No, 0x1b) => self.escape = Escape::Begun,
            (Escape::Begun, b'[') => self.escape = Escape::Sequence,
            (Escape::Begun, _) => self.escape = Escape::No,
            (Escape::Sequence, 0x40..=0x7e) => self.escape = Escape::No,
            (Escape::Sequence, 0x20..=0x3f) => {}
            (_, b'\n' | b'\r') => {
                // a sequence without an end does not swallow the next line
                self.escape = Escape::No;
                let mut line = std::mem::take(&mut self.line);
                if !std::mem::take(&mut self.skip) {
                    self.line_ends(&String::from_utf8_lossy(&line), row);
                }
                line.clear();
                self.line = line;
            }
            (Escape::No, 0x08) => drop(self.line.pop()),
            (Escape::No, _) if self.skip => {}
            (Escape::No, byte) if self.line.len() < LONGEST => self.line.push(byte),
            (Escape::No, _) => {
                self.line.clear();
                self.skip = true;
            }
            (Escape::Sequence, _) => self.escape = Escape::No,
        }
    }

    fn line_ends(&mut self, line: &str, row: &mut impl FnMut(Vec<Number>)) {
        if line.trim().is_empty() {
            return;
        }
        let before = self.before.take();
        match read(line) {
            Reading::Numbers(mut numbers) => {
                if let Some(Reading::Names(names)) = before
                    && names.len() == numbers.len()
                {
                    self.names = names;
                }
                if self.names.len() == numbers.len() {
                    for (number, name) in numbers.iter_mut().zip(&self.names) {
                        number.name.get_or_insert_with(|| name.clone());
                    }
                }
                row(numbers);
            }
            Reading::Words(numbers) => {
                if let Some(Reading::Words(first)) = before
                    && names_of(&first) == names_of(&numbers)
                    && !self.known(&first)
                {
                    // twice the same words: the first one was no sentence either
                    self.words = names_of(&first);
                    row(first);
                }
                if self.known(&numbers) {
                    row(numbers);
                } else {
                    self.before = Some(Reading::Words(numbers));
                }
            }
            names @ Reading::Names(_) => self.before = Some(names),
            Reading::Text => {}
        }
    }

    /// Whether lines with these words are known to hold numbers.
    fn known(&self, numbers: &[Number]) -> bool {
        self.words == names_of(numbers)
    }
}

fn names_of(numbers: &[Number]) -> Vec<String> {
    numbers.iter().filter_map(|number| number.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(pieces: &[&[u8]]) -> Vec<String> {
        let mut collect = Collect::default();
        let mut rows = Vec::new();
        for piece in pieces {
            collect.take(piece, &mut |numbers| rows.push(shown(&numbers)));
        }
        rows
    }

    fn shown(numbers: &[Number]) -> String {
        let one = |number: &Number| {
            let value = number.value.map_or("-".to_owned(), |value| value.to_string());
            match &number.name {
                Some(name) => format!("{name}={value}"),
                None => value,
            }
        };
        numbers.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_are_put_together_and_the_rest_is_left_out() {
        for (output, expected) in [
            (&b"1\r\n2\r\n"[..], &["1", "2"][..]),
            (b"1\n2", &["1"]),
            (b"\r1\r2\r", &["1", "2"]),
            (b"\x1b[31m21.5\x1b[0m\r\n", &["21.5"]),
            (b"\x1b]0;7\x0721.5\r\n", &["21.5"]),
            (b"12\x083\r\n", &["13"]),
            (b"\x1b[3\n4\n", &["4"]),
            (b"temp,hum\r\n1,2\r\n3,4\r\n", &["temp=1 hum=2", "temp=3 hum=4"]),
            (b"temp hum\r\n\r\n1 2\r\n", &["temp=1 hum=2"]),
            (b"temp,hum\r\n1,2,3\r\n", &["1 2 3"]),
            (b"hello world\r\nbye\r\n1 2\r\n", &["1 2"]),
            (b"Temp 1\r\nTemp 2\r\nTemp 3\r\n", &["Temp=1", "Temp=2", "Temp=3"]),
            (b"Temp 1\r\nok.\r\nTemp 2\r\n", &[]),
            (b">>> 5\r\n5\r\n>>> ", &["5"]),
            (b"\xff\xfe\r\n5\r\n", &["5"]),
        ] {
            assert_eq!(rows(&[output]), expected, "{:?}", String::from_utf8_lossy(output));
            let bytes: Vec<&[u8]> = output.chunks(1).collect();
            assert_eq!(rows(&bytes), expected, "byte by byte");
        }
    }

    #[test]
    fn a_long_line_and_one_with_a_hole_count_for_nothing() {
        let mut long = vec![b'7'; 10_000];
        long.extend(b"\r\n8\r\n");
        assert_eq!(rows(&[&long]), ["8"]);
        let mut collect = Collect::default();
        let mut rows = Vec::new();
        let mut row = |numbers: Vec<Number>| rows.push(shown(&numbers));
        collect.take(b"1\r\n12", &mut row);
        collect.gap();
        collect.take(b"34\r\n5\r\n", &mut row);
        assert_eq!(rows, ["1", "5"]);
    }

    proptest! {
        #[test]
        fn any_bytes_cut_anywhere_give_the_same_rows(
            bytes in prop::collection::vec(prop_oneof![
                Just(b'1'), Just(b','), Just(b'\n'), Just(b'\r'), Just(0x1b), Just(b'['),
                Just(b':'), Just(b'x'), any::<u8>()
            ], 0..200),
            cut in 0..200_usize,
        ) {
            let cut = cut.min(bytes.len());
            prop_assert_eq!(rows(&[&bytes]), rows(&[&bytes[..cut], &bytes[cut..]]));
        }
    }
}
