//! The box every overlay stands in.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Action, Context, Spot};
use crate::theme::Role;
use crate::ui::pen::{Pen, cells_of, centred, inset, right_of, row};
use crate::ui::text;

/// A box in the middle of the screen, over whatever is there.
pub(super) struct Dialog<'a> {
    pub title: &'a str,
    /// Of the frame: danger and errors stand out.
    pub role: Role,
    /// Cells inside of the frame that the content would like.
    pub width: usize,
    pub height: usize,
    /// The content may touch the frame.
    pub flush: bool,
    /// Where the keys are looked up that its bottom names.
    pub context: Context,
    /// What they do here, in the words of this overlay.
    pub hints: &'a [(Action, &'a str)],
}

/// Columns behind a box that are too few to tell anything.
const SLIVER: u16 = 8;

impl Dialog<'_> {
    /// Paints the empty box. Answers what is inside.
    pub fn open(&self, pen: &mut Pen<'_>) -> Rect {
        let screen = pen.screen();
        let title = text::clip_end(
            self.title,
            usize::from(screen.width).saturating_sub(8),
            pen.glyphs.ellipsis,
        );
        let hints = self.hint_spans(pen);
        let hint_cells: usize =
            hints.iter().map(|(_, spans)| usize::from(cells_of(spans)) + 2).sum();
        let wanted = self.width.max(hint_cells).max(text::width(&title) + 2);
        // The status line stays in sight, and at the sides something of what is
        // behind, so that it is seen to be a box over it.
        let room = Rect { height: screen.height.saturating_sub(1), ..screen };
        let mut width = short(wanted.saturating_add(4));
        let mut height = short(self.height.saturating_add(2));
        // A sliver of what is behind would only confuse.
        if width.saturating_add(SLIVER) > room.width {
            width = room.width;
        }
        if height.saturating_add(2) > room.height {
            height = room.height;
        }
        let area = centred(room, width, height);
        pen.fill(area, pen.style(Role::Text));
        let frame = pen.style(self.role);
        let inside = pen.border(area, frame);
        if inside.is_empty() {
            return inside;
        }
        pen.line(inset(row(area, 0), 2), &[Span::styled(format!(" {title} "), frame)]);
        let mut rest = inset(row(area, usize::from(area.height) - 1), 2);
        for (action, spans) in hints {
            let cells = cells_of(&spans);
            if cells > rest.width {
                break;
            }
            pen.line(rest, &spans);
            pen.spot(Rect { width: cells, ..rest }, Spot::Do(action));
            rest = right_of(rest, cells + 1);
        }
        inset(inside, u16::from(!self.flush))
    }

    fn hint_spans(&self, pen: &Pen<'_>) -> Vec<(Action, Vec<Span<'static>>)> {
        let bound = |(action, does): &(Action, &str)| {
            let key = pen.dress.bound(self.context, *action)?;
            let spans = vec![
                Span::styled(format!(" {key}"), pen.style(Role::KeyHint)),
                Span::styled(format!(" {does} "), pen.style(Role::Dim)),
            ];
            Some((*action, spans))
        };
        self.hints.iter().filter_map(bound).collect()
    }
}

/// Paints lines from `offset` on, and on the frame where they stand. The wheel and the
/// page keys move them.
pub(super) fn scroll(pen: &mut Pen<'_>, area: Rect, lines: &[Line<'_>], offset: usize) {
    pen.layout.overlay = area.height;
    pen.layout.overlay_lines = lines.len();
    pen.spot(area, Spot::Overlay);
    let height = usize::from(area.height);
    let offset = offset.min(lines.len().saturating_sub(height));
    for (at, line) in lines.iter().skip(offset).take(height).enumerate() {
        pen.line(row(area, at), &line.spans);
    }
    let area = Rect { width: area.width.saturating_add(1), ..area };
    pen.thumb(area, offset, lines.len(), true);
}

fn short(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}
