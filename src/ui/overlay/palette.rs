//! Every command by its name.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::Dialog;
use super::prompt::field;
use crate::app::{Action, Context, Palette, Spot, State};
use crate::theme::Role;
use crate::ui::pen::{Pen, row, visible};

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, palette: &Palette) {
    let height = usize::from(pen.screen().height).saturating_sub(7).clamp(3, 20);
    let area = Dialog {
        title: "Commands",
        role: Role::Dialog,
        width: 64,
        height,
        flush: false,
        context: Context::Palette,
        hints: &[(Action::Accept, "does it"), (Action::Dismiss, "closes")],
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    field(pen, row(area, 0), &palette.field, Role::Input);
    let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
    pen.layout.overlay = list.height;
    pen.spot(list, Spot::Overlay);
    let rows = state.palette_rows();
    let (offset, at) = visible(palette.cursor, rows.len(), list.height);
    for (line, command) in rows.iter().enumerate().skip(offset).take(usize::from(list.height)) {
        let place = row(list, line - offset);
        let context = command.contexts.first().copied().unwrap_or(Context::Everywhere);
        let keys = pen.dress.bound(context, command.action).unwrap_or_default();
        let role = if state.offers(command.action) { Role::Text } else { Role::Dim };
        let left = [Span::styled(command.help, pen.style(role))];
        let right = [Span::styled(keys, pen.style(Role::KeyHint))];
        pen.sides(place, &left, &right);
        if line == at {
            pen.select(place, true);
        }
    }
    if rows.is_empty() {
        pen.text(row(list, 0), "No command has these letters.", pen.style(Role::Dim));
    }
    let list = Rect { width: list.width.saturating_add(1), ..list };
    pen.thumb(list, offset, rows.len(), true);
}
