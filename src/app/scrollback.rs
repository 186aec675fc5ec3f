//! Lines that left the emulator, kept small: text and runs of style, no cells.

use std::collections::VecDeque;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Colour {
    #[default]
    Default,
    /// 0 to 15 are the terminal's own, then the cube and the greys.
    Indexed(u8),
    Rgb(u8, u8, u8),
}

/// How a cell of the REPL looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CellStyle {
    pub fg: Colour,
    pub bg: Colour,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub reverse: bool,
    pub strike: bool,
    pub hidden: bool,
}

/// Text of one style; free of control characters and direction marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    pub text: String,
    pub style: CellStyle,
}

/// One row of the REPL; trailing blanks are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub spans: Vec<Span>,
    /// The text goes on in the next row.
    pub wrapped: bool,
}

impl Line {
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Adds text, to the last span where the style is the same.
    pub(super) fn push(&mut self, text: char, style: CellStyle) {
        match self.spans.last_mut() {
            Some(span) if span.style == style => span.text.push(text),
            _ => self.spans.push(Span { text: text.into(), style }),
        }
    }

    /// Blanks at the end say nothing unless they are coloured.
    pub(super) fn trim(&mut self) {
        while let Some(span) = self.spans.last_mut() {
            if span.style.bg != Colour::Default || span.style.reverse || span.style.underline {
                return;
            }
            span.text.truncate(span.text.trim_end_matches(' ').len());
            if !span.text.is_empty() {
                return;
            }
            self.spans.pop();
        }
    }
}

#[derive(Debug)]
struct Stored {
    text: Box<str>,
    /// End of each run in bytes of `text`, and its style; empty for plain text.
    runs: Box<[(u32, CellStyle)]>,
    wrapped: bool,
}

impl From<Line> for Stored {
    fn from(line: Line) -> Self {
        let plain = line.spans.iter().all(|span| span.style == CellStyle::default());
        let mut runs = Vec::new();
        let mut text = String::new();
        for span in &line.spans {
            text.push_str(&span.text);
            if !plain {
                runs.push((text.len() as u32, span.style));
            }
        }
        Stored { text: text.into(), runs: runs.into(), wrapped: line.wrapped }
    }
}

impl From<&Stored> for Line {
    fn from(stored: &Stored) -> Self {
        let mut spans = Vec::new();
        let mut start = 0;
        for (end, style) in &stored.runs {
            let end = *end as usize;
            spans.push(Span { text: stored.text[start..end].to_owned(), style: *style });
            start = end;
        }
        if start < stored.text.len() {
            spans.push(Span { text: stored.text[start..].to_owned(), ..Span::default() });
        }
        Line { spans, wrapped: stored.wrapped }
    }
}

#[derive(Debug)]
pub struct Scrollback {
    lines: VecDeque<Stored>,
    most: usize,
}

impl Scrollback {
    pub fn new(most: usize) -> Self {
        Scrollback { lines: VecDeque::new(), most }
    }

    pub fn push(&mut self, line: Line) {
        if self.most == 0 {
            return;
        }
        if self.lines.len() == self.most {
            self.lines.pop_front();
        }
        self.lines.push_back(line.into());
    }

    pub fn line(&self, index: usize) -> Option<Line> {
        self.lines.get(index).map(Line::from)
    }

    pub fn count(&self) -> usize {
        self.lines.len()
    }

    pub fn clear(&mut self) {
        self.lines = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_it_took() {
        let red = CellStyle { fg: Colour::Indexed(1), ..CellStyle::default() };
        let mut line = Line { wrapped: true, ..Line::default() };
        for (c, style) in [('ü', red), ('b', red), ('c', CellStyle::default())] {
            line.push(c, style);
        }
        let mut plain = Line::default();
        plain.push('x', CellStyle::default());
        let mut store = Scrollback::new(3);
        store.push(line.clone());
        store.push(plain.clone());
        assert_eq!((store.line(0), store.line(1), store.line(2)), (Some(line), Some(plain), None));
    }

    #[test]
    fn is_bounded() {
        let mut store = Scrollback::new(2);
        for c in ['a', 'b', 'c'] {
            let mut line = Line::default();
            line.push(c, CellStyle::default());
            store.push(line);
        }
        assert_eq!(store.count(), 2);
        assert_eq!(store.line(0).map(|line| line.text()), Some("b".into()));
    }
}
