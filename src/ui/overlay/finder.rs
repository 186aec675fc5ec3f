//! Files by a few letters of their path.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::Dialog;
use super::prompt::field;
use crate::app::{Action, Context, Finder, Side, Spot, clean};
use crate::theme::Role;
use crate::ui::pen::{Pen, row, visible};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, finder: &Finder) {
    let height = usize::from(pen.screen().height).saturating_sub(7).clamp(3, 20);
    let area = Dialog {
        title: match finder.side {
            Side::Local => "Find a local file",
            Side::Remote => "Find a file of the board",
        },
        role: Role::Dialog,
        width: 64,
        height,
        flush: false,
        context: Context::Palette,
        hints: &[(Action::Accept, "goes to it"), (Action::Dismiss, "closes")],
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    field(pen, row(area, 0), &finder.field, Role::Input);
    let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
    pen.layout.overlay = list.height;
    pen.spot(list, Spot::Overlay);
    let lines = finder.found().len();
    let (offset, at) = visible(finder.cursor, lines, list.height);
    for (line, path) in finder.found().enumerate().skip(offset).take(usize::from(list.height)) {
        let place = row(list, line - offset);
        let path = clean(path);
        let shown = text::clip_start(&path, usize::from(list.width), pen.glyphs.ellipsis);
        let name = shown.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = shown.split_at(name);
        pen.line(
            place,
            &[
                Span::styled(folder, pen.style(Role::Dim)),
                Span::styled(name, pen.style(Role::Text)),
            ],
        );
        if line == at {
            pen.select(place, true);
        }
    }
    if lines == 0 {
        let says = match (finder.is_ready(), finder.cut) {
            (false, _) => "Looking for files.",
            (true, false) => "No file has these letters.",
            (true, true) => "None among the first 20,000 files has these letters.",
        };
        pen.text(row(list, 0), says, pen.style(Role::Dim));
    }
    let list = Rect { width: list.width.saturating_add(1), ..list };
    pen.thumb(list, offset, lines, true);
}
