//! The rows of the board's terminal, with links, selection and cursor, and our own words
//! below them.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::frame::teach;
use super::super::pen::{Pen, right_of, row};
use super::super::text;
use crate::app::{Board, Line, Pane, State, links};
use crate::theme::Role;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, state: &State, board: &Board, note: &[String]) {
    let height = usize::from(area.height).saturating_sub(note.len());
    let lines: Vec<Line> = board.terminal.view().collect();
    let last = lines.iter().rposition(|line| !line.spans.is_empty()).map_or(0, |last| last + 1);
    if last == 0 && !note.is_empty() {
        let texts: Vec<&str> = note.iter().map(String::as_str).collect();
        return teach(pen, area, &texts);
    }
    let cursor = board.terminal.cursor();
    // In the one frame after a resize the terminal still has its old size: its end
    // is what counts, and the line of the cursor.
    let end = last.max(cursor.map_or(0, |(_, row)| usize::from(row) + 1));
    let skip = end.saturating_sub(height).min(lines.len());
    let shown = &lines[skip..(skip + height).min(lines.len())];
    let links = links(shown);
    for (at, line) in shown.iter().enumerate() {
        let place = row(area, at);
        paint(pen, place, line);
        for (_, part) in links.iter().filter(|(row, _)| *row == at) {
            link(pen, place, &line.text(), part);
        }
        overlay(pen, place, state, board.terminal.top() + skip + at, line);
    }
    for (at, line) in note.iter().enumerate() {
        let shown = text::clip_end(line, usize::from(area.width), pen.glyphs.ellipsis);
        pen.text(row(area, height + at), &shown, pen.style(Role::ReplNote));
    }
    let keys = state.focus == Pane::Repl && state.repl.typing && !state.repl.input.open;
    if let Some((x, y)) = cursor.filter(|_| keys)
        && (skip..skip + height).contains(&usize::from(y))
        && x < area.width
    {
        pen.cursor = Some((area.x + x, area.y + y - u16::try_from(skip).unwrap_or(0)));
    }
}

fn paint(pen: &mut Pen<'_>, place: Rect, line: &Line) {
    let mut rest = place;
    for span in &line.spans {
        let taken = pen.text(rest, &span.text, pen.dress.board(span.style));
        rest = right_of(rest, taken);
        if rest.is_empty() {
            return;
        }
    }
}

/// A line of a traceback can be clicked.
fn link(pen: &mut Pen<'_>, place: Rect, text: &str, link: &Range<usize>) {
    let cells = |text: &str| u16::try_from(text::width(text)).unwrap_or(u16::MAX);
    let part = right_of(place, cells(&text[..link.start]));
    let part = Rect { width: cells(&text[link.clone()]).min(part.width), ..part };
    pen.tint(part, Style::new().add_modifier(Modifier::UNDERLINED));
}

/// The selection, and what the search found.
fn overlay(pen: &mut Pen<'_>, place: Rect, state: &State, index: usize, line: &Line) {
    if let Some(selection) = &state.repl.selection {
        let ((first, from), (last, to)) = selection.range();
        if (first..=last).contains(&index) {
            let start = if index == first { from } else { 0 };
            let end = if index == last { to.saturating_add(1) } else { place.width };
            let width = end.saturating_sub(start);
            let part = right_of(place, start);
            let part = Rect { width: width.min(part.width), ..part };
            pen.tint(part, pen.style(Role::Selection));
        }
    }
    if state.repl.found == Some(index) && !state.repl.search.is_empty() {
        let text = line.text();
        let (text, search) = (text.to_lowercase(), state.repl.search.to_lowercase());
        for (at, found) in text.match_indices(&search) {
            let cells = |text: &str| u16::try_from(text::width(text)).unwrap_or(u16::MAX);
            let part = right_of(place, cells(&text[..at]));
            let part = Rect { width: cells(found).min(part.width), ..part };
            pen.tint(part, pen.style(Role::Selection));
        }
    }
}
