//! Asking the board: a small program of ours that is checked before it runs, and an
//! answer that is checked before it is believed.

use std::time::Duration;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::answer::{Row, Value, row};
use super::error::{errno, seen};
use super::follow::Whose;
use super::python;
use super::{Board, Error};
use crate::model::{RemotePath, Stream};

/// How long a program of ours may be silent. The ones that may work for longer print
/// a line with `~` now and then.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
/// How often a damaged question or answer is tried again.
const ATTEMPTS: usize = 5;

/// A program shorter than this gains nothing by being deflated.
const WORTH_DEFLATING: usize = 400;
/// Bits of the window that a deflated program takes on the board.
const PROGRAM_WINDOW: u8 = 11;

const ANSWER: &str = include_str!("scripts/answer.py");
const ANSWER_CRC: &str = include_str!("scripts/answer_crc.py");
const ANSWER_SUM: &str = include_str!("scripts/answer_sum.py");

/// What a program answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) rows: Vec<Row>,
    /// It ran at least once before, and that answer was lost: what it should do may be
    /// done already.
    pub(super) again: bool,
}

/// A program with its arguments, as Python literals.
pub(super) struct Question<'a> {
    pub(super) scripts: &'a [&'a str],
    pub(super) arguments: &'a [(&'a str, String)],
    /// What an `OSError` is about.
    pub(super) about: String,
}

impl<'a> Question<'a> {
    pub(super) fn about(
        path: &RemotePath,
        scripts: &'a [&'a str],
        arguments: &'a [(&'a str, String)],
    ) -> Question<'a> {
        Question { scripts, arguments, about: path.to_string() }
    }
}

impl Board {
    /// Asks, again if the line damages the question or the answer.
    pub(super) async fn ask(&mut self, question: &Question<'_>) -> Result<Answer, Error> {
        self.knowing().await?;
        let crc = self.ways.crc32;
        let source = self.source(question);
        let mut attempt = 0;
        loop {
            let asked = self.ask_once(&source, crc).await;
            attempt += 1;
            match asked {
                Ok(rows) => return answer(rows, attempt > 1, &question.about),
                Err(error) if attempt < ATTEMPTS && worth_another(&error) => {
                    tracing::debug!(%error, attempt, about = question.about, "asking again");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// A program as this board can take it: checked, unless its memory does not hold
    /// a program beside its source.
    pub(super) fn source(&self, question: &Question<'_>) -> Vec<u8> {
        let crc = self.ways.crc32;
        if self.ways.tiny {
            small_program(question, crc).into_bytes()
        } else {
            self.checked(&program(question, crc))
        }
    }

    /// A program that runs only as it was sent, made as short as this board allows.
    fn checked(&self, source: &str) -> Vec<u8> {
        checked(source, self.ways.crc32, self.inflates(), run)
    }

    /// The same for one that defines `M`, which is called when the source is no longer
    /// in the board's memory.
    pub(super) fn checked_main(&self, source: &str) -> Vec<u8> {
        checked(source, self.ways.crc32, self.inflates(), run_main)
    }

    fn inflates(&self) -> bool {
        let ways = &self.ways;
        ways.inflate.as_deref() == Some("deflate") && ways.crc32 && self.paste == Some(true)
    }

    /// Runs a program of ours and reads its framed answer.
    pub(super) async fn ask_once(&mut self, source: &[u8], crc: bool) -> Result<Vec<Row>, Error> {
        let text = self.run_ours(source).await?;
        rows(&text, crc).ok_or_else(|| Error::Damaged(seen(&text)))
    }

    /// Runs a program of ours and gives what it printed.
    pub(super) async fn run_ours(&mut self, source: &[u8]) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        let mut hear = |stream: Stream, bytes: &[u8]| {
            if stream == Stream::Program {
                text.extend_from_slice(bytes);
            }
        };
        self.run(source, Whose::Ours(PATIENCE), &mut hear).await?;
        Ok(text)
    }
}

/// A damaged source usually ends in an exception of some kind, and a bit flipped into
/// a control byte in silence.
pub(super) fn worth_another(error: &Error) -> bool {
    match error {
        Error::Damaged(_) | Error::Silent { .. } => true,
        Error::Raised { traceback } => !traceback.contains("MemoryError"),
        _ => false,
    }
}

/// The whole program: the answer's frame, the arguments, and the scripts inside of a
/// `try` that turns an `OSError` into a row.
fn program(question: &Question<'_>, crc: bool) -> String {
    let mut source = String::new();
    source.push_str(&squeezed(if crc { ANSWER_CRC } else { ANSWER_SUM }, ""));
    source.push_str(&squeezed(ANSWER, ""));
    for (name, literal) in question.arguments {
        source.push_str(&format!("{name}={literal}\n"));
    }
    source.push_str("try:\n");
    for script in question.scripts {
        source.push_str(&squeezed(script, " "));
    }
    source.push_str(
        " pass\nexcept OSError as e:\n o('!',e.args[0]if e.args else 0)\nprint('.',c[0])\n",
    );
    source
}

/// The whole program for a tiny board: in a function, so that the user's names at the
/// prompt stay what they are, and nothing stays in memory.
pub(super) fn small_program(question: &Question<'_>, crc: bool) -> String {
    let mut source = "def _mpdeck():\n G=globals()\n".to_owned();
    for line in program(question, crc).lines() {
        source.push(' ');
        source.push_str(line);
        source.push('\n');
    }
    source.push_str("_mpdeck()\ndel _mpdeck\n");
    source
}

/// The whole program for a board of which nothing is known yet, wrapped by [`checked`].
pub(super) fn checked_program(question: &Question<'_>) -> Vec<u8> {
    checked(&program(question, false), false, false, run)
}

/// The same for one that inflates.
pub(super) fn deflated_program(question: &Question<'_>) -> Vec<u8> {
    deflated(&program(question, false), run)
}

/// A script as it goes over the line: no comments, one space for each indentation.
pub(super) fn squeezed(script: &str, indent: &str) -> String {
    let mut out = String::with_capacity(script.len());
    for line in script.lines() {
        let text = line.trim_start_matches(' ');
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        out.push_str(indent);
        out.extend(std::iter::repeat_n(' ', (line.len() - text.len()) / 4));
        tighten(text, &mut out);
        out.push('\n');
    }
    out
}

/// A line without the spaces that Python does not need.
fn tighten(line: &str, out: &mut String) {
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (mut quote, mut last) = (None, ' ');
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let parts_words = in_word(last) && letters.peek().is_some_and(|next| in_word(*next));
        match quote {
            None if letter == ' ' && !parts_words => continue,
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            // what is escaped does not end the text
            Some(_) if letter == '\\' => {
                out.push(letter);
                last = letters.next().unwrap_or(letter);
                out.push(last);
                continue;
            }
            Some(ends) if letter == ends => quote = None,
            _ => {}
        }
        out.push(letter);
        last = letter;
    }
}

/// Python that runs a source, which is given as Python, too.
type Runs = fn(&str) -> String;

fn run(source: &str) -> String {
    format!("exec({source},{{'G':globals()}})")
}

fn run_main(source: &str) -> String {
    format!("[exec({source},g)or g['M']()for g in[{{}}]]")
}

/// Wraps a program so that it runs only as it was sent, and in a namespace of its own:
/// the user's names at the prompt stay what they are.
fn checked(source: &str, crc: bool, inflate: bool, runs: Runs) -> Vec<u8> {
    if inflate && source.len() > WORTH_DEFLATING {
        return deflated(source, runs);
    }
    let literal = python::text(source);
    let (check, sum) = if crc {
        ("__import__('binascii').crc32(s)", crc32fast::hash(source.as_bytes()))
    } else {
        ("sum(bytes(s,'utf8'))", source.bytes().map(u32::from).sum())
    };
    runs(&format!("(lambda s:s if {check}=={sum} else'damaged()')({literal})")).into_bytes()
}

/// The same for a long program and a board that inflates: half the bytes on the line.
fn deflated(source: &str, runs: Runs) -> Vec<u8> {
    let Some(bytes) = deflate(&[source.as_bytes()], PROGRAM_WINDOW) else {
        return checked(source, true, false, runs);
    };
    unpacking(&bytes, PROGRAM_WINDOW, |stream, check| {
        runs(&format!("{stream}.read()if {check} else'damaged()'"))
    })
}

/// A program with bytes that it reads from the stream `z`, which it came in itself:
/// deflated with a window of `bits` and checked as one. None: it does not deflate.
pub(super) fn with_content(
    question: &Question<'_>,
    content: &[&[u8]],
    bits: u8,
) -> Option<Vec<u8>> {
    let source = program(question, true);
    let parts: Vec<&[u8]> =
        std::iter::once(source.as_bytes()).chain(content.iter().copied()).collect();
    let bytes = deflate(&parts, bits)?;
    let length = source.len();
    Some(unpacking(&bytes, bits, |stream, check| {
        format!("[exec(z.read({length})if {check} else'damaged()',{{'z':z}})for z in[{stream}]]")
    }))
}

/// Python that does something with deflated bytes if their check is right.
fn unpacking(bytes: &[u8], bits: u8, body: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let stream = format!("i('deflate').DeflateIO(i('io').BytesIO(s),1,{bits})");
    let check = format!("i('binascii').crc32(s)=={}", crc32fast::hash(bytes));
    let mut out = format!("(lambda i,s:{})(__import__,", body(&stream, &check)).into_bytes();
    out.extend_from_slice(&python::raw_bytes(bytes));
    out.push(b')');
    out
}

fn deflate(parts: &[&[u8]], bits: u8) -> Option<Vec<u8>> {
    let mut deflate = Compress::new_with_window_bits(Compression::best(), false, bits);
    let all = parts.concat();
    // Stored blocks are the worst case, and far below this.
    let mut bytes = Vec::with_capacity(all.len() + all.len() / 100 + 64);
    let packed = deflate.compress_vec(&all, &mut bytes, FlushCompress::Finish);
    matches!(packed, Ok(Status::StreamEnd)).then_some(bytes)
}

/// The rows of an answer whose check is right; None where it is not whole.
pub(super) fn rows(text: &[u8], crc: bool) -> Option<Vec<Row>> {
    let mut check = Check::new(crc);
    let mut rows = Vec::new();
    let mut lines = text.split(|byte| *byte == b'\n');
    loop {
        let line = lines.next()?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line {
            [b'.', b' ', sum @ ..] => {
                let sum: u32 = std::str::from_utf8(sum).ok()?.parse().ok()?;
                return (sum == check.value()).then_some(rows);
            }
            b"" | b"~" => {}
            _ => {
                check.update(line);
                rows.push(row(line)?);
            }
        }
    }
}

/// The check over an answer's lines, as `answer.py` reckons it.
enum Check {
    Crc(u32),
    Sum(u32),
}

impl Check {
    fn new(crc: bool) -> Check {
        if crc { Check::Crc(0) } else { Check::Sum(0) }
    }

    fn update(&mut self, line: &[u8]) {
        match self {
            Check::Crc(value) => {
                let mut hasher = crc32fast::Hasher::new_with_initial(*value);
                hasher.update(line);
                *value = hasher.finalize();
            }
            Check::Sum(value) => {
                for byte in line {
                    *value = (*value * 33 + u32::from(*byte)) & 0xff_ffff;
                }
            }
        }
    }

    fn value(&self) -> u32 {
        match self {
            Check::Crc(value) | Check::Sum(value) => *value,
        }
    }
}

/// An `OSError` row becomes the error it is.
fn answer(mut rows: Vec<Row>, again: bool, about: &str) -> Result<Answer, Error> {
    let is_error = |row: &Row| row.first().and_then(Value::bytes) == Some(b"!");
    if let Some(at) = rows.iter().position(is_error) {
        let reason = rows.swap_remove(at).into_iter().nth(1).unwrap_or(Value::None);
        return Err(Error::Os { errno: errno_of(&reason), path: about.to_owned() });
    }
    Ok(Answer { rows, again })
}

/// Old boards raise `OSError` with a text.
pub(super) fn errno_of(reason: &Value) -> i32 {
    match (reason, reason.text().as_deref()) {
        (Value::Int(number), _) => i32::try_from(*number).unwrap_or(0),
        (_, Some("file not found")) => errno::ENOENT,
        (_, Some("no more storage space")) => errno::ENOSPC,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn believes_only_whole_answers() {
        let good = b"('f', b'a', 1)\r\n~\r\n('d', b'b')\r\n";
        let mut check = Check::new(true);
        check.update(b"('f', b'a', 1)");
        check.update(b"('d', b'b')");
        let end = format!(". {}\r\n", check.value());
        let whole = [&good[..], end.as_bytes()].concat();
        assert_eq!(rows(&whole, true).map(|rows| rows.len()), Some(2));
        assert_eq!(rows(good, true), None, "no end");
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            // A flip in the line ends or the mark of life may pass: it changes nothing.
            let read = rows(&flipped, true);
            assert!(read.is_none() || read == rows(&whole, true), "flip at {at}: {read:?}");
        }
    }

    #[test]
    fn sends_scripts_without_comments_and_wide_indents() {
        assert_eq!(squeezed("# a\nif x:\n    y()\n        # b\n\n", " "), " if x:\n  y()\n");
        for (line, tight) in [
            ("a, b = c if not (d) else -1", "a,b=c if not(d)else-1"),
            ("x = ' = ' + \"it's, \" % 'a\\' , b' in s", "x=' = '+\"it's, \"%'a\\' , b'in s"),
        ] {
            assert_eq!(squeezed(line, ""), format!("{tight}\n"));
        }
    }
}
