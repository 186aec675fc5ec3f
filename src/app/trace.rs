//! Lines of a traceback, as links to a file and a line.

use std::ops::Range;

use super::scrollback::Line;
use super::terminal::Terminal;

/// Rows looked through for the newest traceback.
const FAR: usize = 2000;
/// Rows that one line may take; a longer one is no line of a traceback.
const ROWS: usize = 8;

/// A place in a source, as MicroPython names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub file: String,
    /// Counted from 1.
    pub line: u32,
}

/// What a line like `  File "main.py", line 3, in blink` names, and the bytes of the text
/// that are the link.
fn frame(text: &str) -> Option<(Frame, Range<usize>)> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    let rest = text[indent..].strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let line = rest[..digits].parse().ok()?;
    let end = text.len() - rest.len() + digits;
    (!file.is_empty()).then(|| (Frame { file: file.to_owned(), line }, indent..end))
}

/// The line that a row of the scrollback belongs to: rows that the screen's width made of
/// it are put together again.
fn line_at(terminal: &Terminal, row: usize) -> String {
    let mut first = row;
    while first > 0 && row - first < ROWS && terminal.line(first - 1).wrapped {
        first -= 1;
    }
    let mut text = String::new();
    for row in first..first + ROWS {
        let line = terminal.line(row);
        text.push_str(&line.text());
        if !line.wrapped {
            break;
        }
    }
    text
}

/// The place that a row names.
pub fn frame_at(terminal: &Terminal, row: usize) -> Option<Frame> {
    frame(&line_at(terminal, row)).map(|(frame, _)| frame)
}

/// The links in rows that follow each other: the row, and the bytes of its text. One that
/// the screen's width broke has a part in each of its rows.
pub fn links(rows: &[Line]) -> Vec<(usize, Range<usize>)> {
    let mut links = Vec::new();
    let mut first = 0;
    for (last, row) in rows.iter().enumerate() {
        if row.wrapped && last + 1 < rows.len() {
            continue;
        }
        let texts: Vec<String> = rows[first..=last].iter().map(Line::text).collect();
        if let Some((_, link)) = frame(&texts.concat()) {
            let mut start = 0;
            for (at, text) in texts.iter().enumerate() {
                let (from, to) = (link.start.max(start), link.end.min(start + text.len()));
                if from < to {
                    links.push((first + at, from - start..to - start));
                }
                start += text.len();
            }
        }
        first = last + 1;
    }
    links
}

/// The places of the newest traceback, the innermost first.
pub fn newest(terminal: &Terminal) -> Vec<Frame> {
    let mut frames = Vec::new();
    let end = terminal.lines();
    for row in (end.saturating_sub(FAR)..end).rev() {
        if row > 0 && terminal.line(row - 1).wrapped {
            continue;
        }
        match frame_at(terminal, row) {
            Some(frame) => frames.push(frame),
            None if !frames.is_empty() => break,
            None => {}
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Size;

    #[test]
    fn knows_a_line_of_a_traceback() {
        let (found, link) = frame("  File \"lib/x.py\", line 12, in f").unwrap();
        assert_eq!(found, Frame { file: "lib/x.py".into(), line: 12 });
        assert_eq!(&"  File \"lib/x.py\", line 12, in f"[link], "File \"lib/x.py\", line 12");
        assert_eq!(frame("File \"<stdin>\", line 3").unwrap().0.file, "<stdin>");
        for no in ["", "File \"\", line 1", "  File \"x\", line ", "print('File \"x\", line 1')"] {
            assert_eq!(frame(no), None, "{no}");
        }
    }

    #[test]
    fn a_link_that_the_width_broke_is_one_on_each_of_its_rows() {
        for columns in 8..60 {
            let mut terminal = Terminal::new(Size { columns, rows: 20 }, 100);
            terminal.feed(b"1\r\n2\r\n  File \"lib/blink.py\", line 345, in <module>\r\nX: \r\n");
            let rows: Vec<Line> = terminal.view().collect();
            let parts =
                links(&rows).into_iter().map(|(row, part)| rows[row].text()[part].to_owned());
            let link: String = parts.collect();
            assert_eq!(link, "File \"lib/blink.py\", line 345", "{columns} columns");
        }
    }

    #[test]
    fn finds_the_newest_and_puts_broken_lines_together() {
        let mut terminal = Terminal::new(Size { columns: 20, rows: 10 }, 100);
        terminal.feed(
            b"Traceback (most recent call last):\r\n  File \"old.py\", line 1, in f\r\nX: \r\n",
        );
        terminal.feed(b"Traceback (most recent call last):\r\n  File \"main.py\", line 345, in <module>\r\n  File \"b.py\", line 7, in f\r\nX: \r\n>>> ");
        let frames = newest(&terminal);
        let names: Vec<(&str, u32)> =
            frames.iter().map(|frame| (frame.file.as_str(), frame.line)).collect();
        assert_eq!(names, [("b.py", 7), ("main.py", 345)]);
    }
}
