//! Reading what our programs answer: one Python tuple per line, as `repr` prints it,
//! and at the end a check over all lines. `repr` keeps names with line ends or control
//! characters in one printable line.

/// A value in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    None,
    Int(i64),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
}

impl Value {
    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn size(&self) -> Option<u64> {
        self.int().and_then(|number| u64::try_from(number).ok())
    }

    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Text of the board, which may be no UTF-8.
    pub(super) fn text(&self) -> Option<String> {
        self.bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

/// One line of an answer.
pub(super) type Row = Vec<Value>;

/// Reads one line that holds a tuple; None where it is none.
pub(super) fn row(line: &[u8]) -> Option<Row> {
    let mut reader = Reader { rest: line };
    match reader.value()? {
        Value::Tuple(values) if reader.rest.is_empty() => Some(values),
        _ => None,
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Value> {
        let rest = self.rest;
        match rest.first()? {
            b'(' => self.tuple(),
            b'\'' | b'"' => self.string(),
            b'b' => {
                self.rest = &rest[1..];
                self.string()
            }
            b'N' => self.word(b"None", Value::None),
            b'T' => self.word(b"True", Value::Int(1)),
            b'F' => self.word(b"False", Value::Int(0)),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn number(&mut self) -> Option<Value> {
        let end = self
            .rest
            .iter()
            .position(|byte| !byte.is_ascii_digit() && *byte != b'-')
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        std::str::from_utf8(digits).ok()?.parse().ok().map(Value::Int)
    }

    fn tuple(&mut self) -> Option<Value> {
        self.rest = self.rest.strip_prefix(b"(")?;
        let mut values = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix(b")") {
                self.rest = rest;
                return Some(Value::Tuple(values));
            }
            values.push(self.value()?);
            if let Some(rest) = self.rest.strip_prefix(b",") {
                self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
            } else if self.rest.first() != Some(&b')') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<Value> {
        let (&quote, rest) = self.rest.split_first()?;
        self.rest = rest;
        let mut bytes = Vec::new();
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match byte {
                _ if byte == quote => return Some(Value::Bytes(bytes)),
                b'\\' => bytes.push(self.escape()?),
                _ => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Option<u8> {
        let (&letter, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(match letter {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let digits = self.rest.get(..2)?;
                self.rest = &self.rest[2..];
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            b'0'..=b'7' => {
                let mut value = letter - b'0';
                while let Some(digit @ b'0'..=b'7') = self.rest.first().copied()
                    && value < 32
                {
                    value = value * 8 + (digit - b'0');
                    self.rest = &self.rest[1..];
                }
                value
            }
            other => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_repr_prints() {
        let line = br#"('f', b'a\'\\\n\xff b', 12, None, -1, (True, "it's"), ())"#;
        assert_eq!(
            row(line),
            Some(vec![
                Value::Bytes(b"f".to_vec()),
                Value::Bytes(b"a'\\\n\xff b".to_vec()),
                Value::Int(12),
                Value::None,
                Value::Int(-1),
                Value::Tuple(vec![Value::Int(1), Value::Bytes(b"it's".to_vec())]),
                Value::Tuple(vec![]),
            ])
        );
        assert_eq!(row(b"('one',)"), Some(vec![Value::Bytes(b"one".to_vec())]));
    }

    #[test]
    fn refuses_damaged_lines() {
        for line in ["", "(", "('a'", "('a' 1)", "(1,)x", "12", "('\\x0')", "(1.5,)"] {
            assert_eq!(row(line.as_bytes()), None, "{line}");
        }
    }
}
