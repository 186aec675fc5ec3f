//! The REPL pane: the board's terminal, and the input editor below it.

mod input;
mod plot;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::arrange::Place;
use super::frame::{Caption, frame, teach};
use super::pen::{Pen, right_of, row};
use super::text;
use crate::app::{Action, Board, Context, Line, Pane, Size, Spot, State, clean, frame as frame_of};
use crate::model::Mode;
use crate::theme::Role;

pub(super) fn draw(pen: &mut Pen<'_>, place: &Place, state: &State) {
    let focused = state.focus == Pane::Repl;
    let board = state.board();
    let area = frame(pen, place, focused, caption(pen, place, state));
    if area.is_empty() {
        return;
    }
    let area = match board {
        Some(board) if state.repl.plotting => {
            let rows = plot::rows(area.height, state.repl.typing && focused);
            plot::draw(pen, Rect { height: rows, ..area }, board);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        }
        _ => area,
    };
    if area.is_empty() {
        return;
    }
    pen.layout.repl = Some(Size { columns: area.width, rows: area.height });
    let editing = state.repl.input.open && board.is_some();
    let whole = area;
    let below = if editing { input::rows(&state.repl.input, area.height) } else { 0 };
    let area = Rect { height: area.height - below, ..area };
    pen.fill(area, pen.style(Role::Repl));
    let Some(board) = board else {
        let texts = no_board(state);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        teach(pen, area, &texts);
        return;
    };
    pen.spot(area, Spot::Repl);
    let note = note(pen, state, board);
    let height = usize::from(area.height).saturating_sub(note.len());
    let lines: Vec<Line> = board.terminal.view().collect();
    let last = lines.iter().rposition(|line| !line.spans.is_empty()).map_or(0, |last| last + 1);
    if last == 0 && !note.is_empty() {
        let texts: Vec<&str> = note.iter().map(String::as_str).collect();
        teach(pen, area, &texts);
    } else {
        let cursor = board.terminal.cursor();
        // In the one frame after a resize the terminal still has its old size: its end
        // is what counts, and the line of the cursor.
        let end = last.max(cursor.map_or(0, |(_, row)| usize::from(row) + 1));
        let skip = end.saturating_sub(height);
        for (at, line) in lines.iter().skip(skip).take(height).enumerate() {
            let index = board.terminal.top() + skip + at;
            paint(pen, row(area, at), line);
            link(pen, row(area, at), line);
            overlay(pen, row(area, at), state, index, line);
        }
        for (at, line) in note.iter().enumerate() {
            let shown = text::clip_end(line, usize::from(area.width), pen.glyphs.ellipsis);
            pen.text(row(area, height + at), &shown, pen.style(Role::ReplNote));
        }
        if let Some((x, y)) = cursor
            && focused
            && state.repl.typing
            && !editing
            && usize::from(y) >= skip
            && usize::from(y) - skip < height
            && x < area.width
        {
            pen.cursor = Some((area.x + x, area.y + y - u16::try_from(skip).unwrap_or(0)));
        }
    }
    let lines = board.terminal.lines();
    if board.terminal.scrolled() > 0 {
        pen.thumb(area, board.terminal.top(), lines, focused);
    }
    if editing {
        let place = Rect { y: area.bottom(), height: below, ..whole };
        pen.spot(place, Spot::Pane(Pane::Repl));
        input::draw(pen, place, state, focused && state.repl.typing);
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
fn link(pen: &mut Pen<'_>, place: Rect, line: &Line) {
    let text = line.text();
    if let Some((_, link)) = frame_of(&text) {
        let cells = |text: &str| u16::try_from(text::width(text)).unwrap_or(u16::MAX);
        let part = right_of(place, cells(&text[..link.start]));
        let part = Rect { width: cells(&text[link]).min(part.width), ..part };
        pen.tint(part, Style::new().add_modifier(Modifier::UNDERLINED));
    }
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

fn caption(pen: &Pen<'_>, place: &Place, state: &State) -> Caption {
    let mut caption = Caption::default();
    let Some(board) = state.board() else { return caption };
    let dim = pen.style(Role::Dim);
    caption.title.push(Span::styled(clean(board.name()).into_owned(), dim));
    let focused = state.focus == Pane::Repl;
    if focused {
        let (word, role) = match (state.repl.typing, state.repl.input.open) {
            (true, true) => ("editing", Role::Good),
            (true, false) => ("typing", Role::Good),
            (false, _) => ("browsing", Role::Dim),
        };
        caption.state.push(Span::styled(word, pen.style(role)));
    }
    if place.folded {
        let lines: Vec<Line> = board.terminal.view().collect();
        if let Some(last) = lines.iter().rev().find(|line| !line.spans.is_empty()) {
            caption.title.push(Span::styled(format!(": {}", last.text()), dim));
        }
    }
    if board.dropped > 0 {
        let text = format!("{} not shown", text::size(board.dropped));
        caption.left.push(Span::styled(text, pen.style(Role::Warn)));
    }
    let others: Vec<String> = (state.boards.iter())
        .filter(|other| other.unread && other.id != board.id)
        .map(|other| clean(other.name()).into_owned())
        .collect();
    if !others.is_empty() {
        let room = usize::from(place.area.width) / 2;
        let text = format!("new: {}", others.join(", "));
        let text = text::clip_end(&text, room, pen.glyphs.ellipsis);
        caption.left.push(Span::styled(text, pen.style(Role::Info)));
    }
    let scrolled = board.terminal.scrolled();
    if scrolled > 0 {
        let text = format!("{} below", text::count(scrolled, "line"));
        caption.right.push(Span::styled(text, pen.style(Role::Info)));
    }
    caption
}

/// Our own words below the board's.
fn note(pen: &Pen<'_>, state: &State, board: &Board) -> Vec<String> {
    let key = pen.dress.key(Context::Repl, Action::Type);
    match (board.mode, &board.trouble) {
        (Mode::Opening, None) => vec![format!("Opening {}.", clean(&board.port))],
        (Mode::Lost | Mode::Opening, Some(trouble)) => {
            let mut lines =
                vec![format!("Cannot {}: {}.", clean(&trouble.tried), clean(&trouble.why))];
            if !trouble.next.is_empty() {
                lines.push(clean(&trouble.next).into_owned());
            }
            lines
        }
        (Mode::Lost, None) => vec!["The connection is lost; it is tried again.".to_owned()],
        (Mode::Flashing, _) => vec!["The firmware is being written.".to_owned()],
        (Mode::Attached, _) if is_silent(board) => {
            if state.repl.typing {
                vec!["Connected; the board says nothing. Enter may bring its prompt.".to_owned()]
            } else {
                vec![format!("Connected; the board says nothing. {key} types into it.")]
            }
        }
        _ => Vec::new(),
    }
}

fn is_silent(board: &Board) -> bool {
    board.terminal.view().all(|line| line.spans.is_empty())
}

fn no_board(state: &State) -> Vec<String> {
    let next = if state.device_rows().is_empty() {
        "The REPL opens when one is plugged in. Nothing is sent to a board that you do not ask for."
    } else {
        "Enter opens the one selected in Devices. Its program is not disturbed by that."
    };
    vec!["No board connected.".to_owned(), next.to_owned()]
}
