//! A file as text or as bytes.

use super::dialog::Dialog;
use crate::app::{Action, Context, Spot, Viewer};
use crate::theme::Role;
use crate::ui::pen::{Pen, row};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, viewer: &Viewer) {
    let screen = pen.screen();
    let mut title = format!("{}  {}", viewer.title, text::size(viewer.size));
    if viewer.is_cut() {
        title += &format!(", the first {}", text::size(Viewer::MOST));
    }
    let area = Dialog {
        title: &title,
        role: Role::Dialog,
        width: usize::from(screen.width).saturating_sub(6),
        height: usize::from(screen.height).saturating_sub(3),
        flush: true,
        context: Context::Viewer,
        hints: &[
            (Action::ToggleHex, if viewer.hex { "text" } else { "hex" }),
            (Action::Dismiss, "closes"),
        ],
    }
    .open(pen);
    pen.layout.overlay = area.height;
    pen.spot(area, Spot::Overlay);
    let lines = viewer.lines();
    let height = usize::from(area.height);
    let offset = viewer.scroll.offset.min(lines.saturating_sub(height));
    for (at, index) in (offset..lines).take(height).enumerate() {
        let line = viewer.line(index);
        let shown = text::skip(&line, viewer.right);
        let shown = text::clip_end(shown, usize::from(area.width), pen.glyphs.ellipsis);
        pen.text(row(area, at), &shown, pen.style(Role::Text));
    }
    if lines == 0 {
        pen.text(row(area, 0), "The file is empty.", pen.style(Role::Dim));
    }
    pen.thumb(area, offset, lines, true);
}
