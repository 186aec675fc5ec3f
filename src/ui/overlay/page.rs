//! The editor: a file's text with its line numbers.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::app::{Page, Size, Spot, State, shown};
use crate::theme::Role;
use crate::ui::pen::{Pen, inset, right_of, row};
use crate::ui::{arrange, python, text};

pub(super) fn draw(pen: &mut Pen<'_>, state: &State) {
    let Some(page) = &state.editing else { return };
    let screen = pen.screen();
    let room = Rect { height: screen.height.saturating_sub(1), ..screen };
    let (area, _) = arrange::beside_page(room, state.zoomed);
    pen.fill(area, pen.style(Role::Text));
    let inside = pen.border(area, pen.style(Role::BorderFocused));
    if inside.is_empty() {
        return;
    }
    title(pen, row(area, 0), page);
    question(pen, row(area, usize::from(area.height) - 1), page);
    let digits = page.sheet.lines().len().to_string().len().max(3);
    let gutter = u16::try_from(digits + 1).unwrap_or(u16::MAX).min(inside.width);
    let numbers = Rect { width: gutter, ..inside };
    let place = right_of(inside, gutter);
    pen.layout.page = Size { columns: place.width, rows: place.height };
    pen.spot(place, Spot::Page);
    let height = usize::from(inside.height);
    // the frame after a resize comes before the page has heard of it
    let (line, column) = page.sheet.cursor();
    let top = page.top.clamp((line + 1).saturating_sub(height), line);
    for (at, content) in page.sheet.lines().iter().enumerate().skip(top).take(height) {
        let role = if at == line { Role::Text } else { Role::Dim };
        let number = format!("{:>digits$} ", at + 1);
        pen.text(row(numbers, at - top), &number, pen.style(role));
        line_of(pen, row(place, at - top), page, at, content);
    }
    let cell = page.cell((line, column)).saturating_sub(page.left);
    if let Ok(x) = u16::try_from(cell)
        && x < place.width
    {
        let y = u16::try_from(line - top).unwrap_or(u16::MAX);
        pen.cursor = Some((place.x + x, place.y + y));
    }
    let thumb = Rect { width: inside.width, ..inside };
    pen.thumb(thumb, top, page.sheet.lines().len(), true);
}

fn title(pen: &mut Pen<'_>, place: Rect, page: &Page) {
    let changed = if page.changed { " *" } else { "" };
    let name = match pen.dress.look.mono {
        true => format!("[{}{changed}]", page.title),
        false => format!(" {}{changed} ", page.title),
    };
    let (line, column) = page.sheet.cursor();
    let at = format!(" {}:{} ", line + 1, column + 1);
    let left = [Span::styled(name, pen.style(Role::TitleFocused))];
    let right = [Span::styled(at, pen.style(Role::Dim))];
    pen.sides(inset(place, 1), &left, &right);
}

/// What is asked about each place that is found.
fn question(pen: &mut Pen<'_>, place: Rect, page: &Page) {
    let Some(find) = page.replacing() else { return };
    let with = find.with.as_deref().unwrap_or_default();
    let asks = format!(" Replace `{}` by `{with}`? ", find.text);
    let mut spans = vec![Span::styled(asks, pen.style(Role::Warn))];
    for (key, does) in [("y", "yes"), ("n", "no"), ("a", "all that are left"), ("q", "end")] {
        spans.push(Span::styled(key, pen.style(Role::KeyHint)));
        spans.push(Span::styled(format!(" {does} "), pen.style(Role::Dim)));
    }
    pen.line(inset(place, 1), &spans);
}

/// One line of the text, with what is selected and what was found in it.
fn line_of(pen: &mut Pen<'_>, place: Rect, page: &Page, at: usize, line: &str) {
    let parts = match page.python {
        true => python::highlight_line(line, page.string_at(at)),
        false => vec![(line, Role::Text)],
    };
    let end = page.left + usize::from(place.width);
    let mut rest = place;
    let mut cell = 0;
    for (part, role) in parts {
        let start = cell;
        let text = shown(part, &mut cell);
        if cell <= page.left || rest.is_empty() {
            continue;
        }
        let hidden = page.left.saturating_sub(start);
        let mut seen = text::skip(&text, hidden).to_owned();
        // half of a wide letter is hidden: its other half is a blank
        if text::width(&seen) > cell - start - hidden {
            seen.replace_range(..seen.chars().next().map_or(0, char::len_utf8), " ");
        }
        let taken = pen.text(rest, &seen, pen.style(role));
        rest = right_of(rest, taken);
        if cell >= end {
            break;
        }
    }
    if let Some(find) = &page.find {
        for (from, to) in find.in_line(line) {
            let cells = cells(page, place, page.cell((at, from)), page.cell((at, to)));
            pen.tint(cells, pen.style(Role::Match));
        }
    }
    let Some((from, to)) = page.sheet.selection() else { return };
    if at < from.0 || at > to.0 {
        return;
    }
    let start = if at == from.0 { page.cell(from) } else { 0 };
    let behind = || page.cell((at, usize::MAX)) + 1;
    let end = if at == to.0 { page.cell(to) } else { behind() };
    let cells = cells(page, place, start, end);
    if !cells.is_empty() {
        pen.select(cells, true);
    }
}

/// The part of a row between two cells of the text.
fn cells(page: &Page, place: Rect, start: usize, end: usize) -> Rect {
    let seen = |cell: usize| {
        let cell = cell.saturating_sub(page.left).min(usize::from(place.width));
        u16::try_from(cell).unwrap_or(u16::MAX)
    };
    let (start, end) = (seen(start), seen(end));
    Rect { x: place.x + start, width: end - start, ..place }
}
