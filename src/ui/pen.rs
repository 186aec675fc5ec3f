//! Painting that cannot leave its area and always fits its text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::glyphs::Glyphs;
use super::look::Dress;
use super::text;
use crate::app::{Area, Cursor, Layout, Spot};
use crate::model::Edge;
use crate::theme::Role;

/// Paints into the frame's buffer, and notes what was put where. Every method clips to
/// the screen, so no caller has to care how small it is.
pub(super) struct Pen<'a> {
    buffer: &'a mut Buffer,
    pub dress: Dress<'a>,
    pub glyphs: &'static Glyphs,
    /// Spots in the order of painting: later ones lie over earlier ones.
    pub layout: Layout,
    /// Where the terminal's cursor is to stand; hidden if nowhere.
    pub cursor: Option<(u16, u16)>,
}

impl<'a> Pen<'a> {
    pub fn new(buffer: &'a mut Buffer, dress: Dress<'a>) -> Self {
        let glyphs = dress.glyphs();
        Pen { buffer, dress, glyphs, layout: Layout::default(), cursor: None }
    }

    pub fn style(&self, role: Role) -> Style {
        self.dress.style(role)
    }

    pub fn spot(&mut self, area: Rect, spot: Spot) {
        if !area.is_empty() {
            let Rect { x, y, width, height } = area;
            self.layout.spots.push((Area { x, y, width, height }, spot));
        }
    }

    /// Lines between panes that the mouse can move.
    pub fn edges(&mut self, edges: &[(Rect, Edge)]) {
        let area = |Rect { x, y, width, height }| Area { x, y, width, height };
        self.layout.edges = edges.iter().map(|(place, edge)| (area(*place), *edge)).collect();
    }

    pub fn screen(&self) -> Rect {
        self.buffer.area
    }

    /// Empties an area and gives it a style.
    pub fn fill(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Lays a style over what stands there.
    pub fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// One text at the start of a row, cut off at its end. Answers the cells it took.
    pub fn text(&mut self, row: Rect, text: &str, style: Style) -> u16 {
        let row = Rect { height: row.height.min(1), ..row }.intersection(self.buffer.area);
        if row.is_empty() {
            return 0;
        }
        let style = alone(style);
        let (end, _) = self.buffer.set_stringn(row.x, row.y, text, usize::from(row.width), style);
        end - row.x
    }

    /// A row of several styles; what does not fit ends in the ellipsis.
    pub fn line(&mut self, row: Rect, spans: &[Span<'_>]) -> u16 {
        let mut rest = row;
        let mut needed: usize = spans.iter().map(|span| text::width(&span.content)).sum();
        for span in spans {
            let cells = text::width(&span.content);
            let room = usize::from(rest.width);
            needed -= cells.min(needed);
            // The ellipsis needs a cell of its own unless all that follows fits too.
            let fits = cells < room || (cells == room && needed == 0);
            let taken = if fits {
                self.text(rest, &span.content, span.style)
            } else {
                let short = if cells > room {
                    text::clip_end(&span.content, room, self.glyphs.ellipsis)
                } else {
                    let mark = self.glyphs.ellipsis;
                    text::clip_end(&format!("{}{mark}", span.content), room, mark)
                };
                self.text(rest, &short, span.style);
                rest.width
            };
            rest.x = rest.x.saturating_add(taken);
            rest.width -= taken;
            if rest.width == 0 {
                break;
            }
        }
        rest.x - row.x
    }

    /// A row with something at its right end, which keeps its room as long as at least
    /// as much stays for the left.
    pub fn sides(&mut self, row: Rect, left: &[Span<'_>], right: &[Span<'_>]) {
        let needed = cells_of(right);
        if needed == 0 || needed.saturating_mul(2) > row.width {
            self.line(row, left);
            return;
        }
        let split = row.width - needed;
        self.line(Rect { width: split.saturating_sub(1), ..row }, left);
        self.line(Rect { x: row.x + split, width: needed, ..row }, right);
    }

    /// The border of an area. Answers what is inside of it.
    pub fn border(&mut self, area: Rect, style: Style) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let marks = self.glyphs;
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for x in area.x + 1..right {
            self.mark(x, area.y, marks.horizontal, style);
            self.mark(x, bottom, marks.horizontal, style);
        }
        for y in area.y + 1..bottom {
            self.mark(area.x, y, marks.vertical, style);
            self.mark(right, y, marks.vertical, style);
        }
        self.mark(area.x, area.y, marks.top_left, style);
        self.mark(right, area.y, marks.top_right, style);
        self.mark(area.x, bottom, marks.bottom_left, style);
        self.mark(right, bottom, marks.bottom_right, style);
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    /// One cell; `symbol` takes one cell, or two with the next one empty.
    pub fn mark(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(symbol);
            cell.set_style(alone(style));
        }
    }

    /// Whether nothing stands in a cell.
    pub fn is_blank(&self, x: u16, y: u16) -> bool {
        self.buffer.cell((x, y)).is_some_and(|cell| cell.symbol() == " ")
    }

    /// Lays the cursor's look over a row.
    pub fn select(&mut self, row: Rect, focused: bool) {
        let role = if focused { Role::Selection } else { Role::SelectionUnfocused };
        let style = match (self.dress.look.mono, focused) {
            (false, _) => self.style(role),
            // Without colour two bands would look the same.
            (true, true) => Style::new().add_modifier(Modifier::REVERSED),
            (true, false) => Style::new().add_modifier(Modifier::UNDERLINED),
        };
        self.tint(row, style.remove_modifier(Modifier::DIM));
    }

    /// Shows on the right border where in a longer list the pane stands; `area` is the
    /// inside of the pane.
    pub fn thumb(&mut self, area: Rect, offset: usize, total: usize, focused: bool) {
        let style = self.style(if focused { Role::BorderFocused } else { Role::Dim });
        let page = usize::from(area.height);
        if page == 0 || total <= page {
            return;
        }
        let length = (page * page / total).max(1);
        let last = total - page;
        let start = (page - length) * offset.min(last) / last;
        for row in start..start + length {
            let y = area.y + u16::try_from(row).unwrap_or(u16::MAX);
            self.mark(area.right(), y, self.glyphs.thumb, style);
        }
    }
}

/// Colours shine through from what was there, bold and the like do not.
fn alone(style: Style) -> Style {
    style.remove_modifier(Modifier::all().difference(style.add_modifier))
}

/// The `row`th row of an area; empty when it has fewer.
pub(super) fn row(area: Rect, row: usize) -> Rect {
    match u16::try_from(row) {
        Ok(row) if row < area.height => Rect { y: area.y + row, height: 1, ..area },
        _ => Rect { width: 0, height: 0, ..area },
    }
}

/// Cells that spans take.
pub(super) fn cells_of(spans: &[Span<'_>]) -> u16 {
    let cells = spans.iter().map(|span| text::width(&span.content)).sum::<usize>();
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// An area without `cells` at its left and right end.
pub(super) fn inset(area: Rect, cells: u16) -> Rect {
    let cells = cells.min(area.width / 2);
    Rect { x: area.x + cells, width: area.width - 2 * cells, ..area }
}

/// The first line to show and the line under the cursor: as the state has them, but in
/// sight also in the one frame after a resize.
pub(super) fn visible(cursor: Cursor, lines: usize, height: u16) -> (usize, usize) {
    let mut cursor = cursor;
    cursor.put(cursor.at, lines, usize::from(height));
    (cursor.offset, cursor.at)
}

/// The part of an area right of its first `cells`.
pub(super) fn right_of(area: Rect, cells: u16) -> Rect {
    let cells = cells.min(area.width);
    Rect { x: area.x + cells, width: area.width - cells, ..area }
}

/// A box of this size in the middle of the screen, shrunk to fit.
pub(super) fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    }
}
