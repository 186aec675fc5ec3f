//! A file as text or as bytes.

use super::dialog::Dialog;
use crate::app::{Action, Context, Spot, Viewer};
use crate::theme::Role;
use crate::ui::pen::{Pen, row};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, viewer: &Viewer) {
    let screen = pen.screen();
    if viewer.wraps {
        return read(pen, viewer);
    }
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

/// Text to be read: as wide as it needs, long lines broken.
fn read(pen: &mut Pen<'_>, viewer: &Viewer) {
    let screen = pen.screen();
    let width = usize::from(screen.width).saturating_sub(6).max(1);
    let lines: Vec<String> =
        (0..viewer.lines()).flat_map(|at| text::wrap(&viewer.line(at), width)).collect();
    let most = usize::from(screen.height).saturating_sub(3);
    let area = Dialog {
        title: &viewer.title,
        role: Role::Dialog,
        width,
        height: lines.len().clamp(1, most.max(1)),
        flush: true,
        context: Context::Viewer,
        hints: &[(Action::Dismiss, "closes")],
    }
    .open(pen);
    pen.layout.overlay = area.height;
    pen.layout.overlay_lines = lines.len();
    pen.spot(area, Spot::Overlay);
    let height = usize::from(area.height);
    let offset = viewer.scroll.offset.min(lines.len().saturating_sub(height));
    for (at, line) in lines.iter().skip(offset).take(height).enumerate() {
        pen.text(row(area, at), line, pen.style(Role::Text));
    }
    pen.thumb(area, offset, lines.len(), true);
}
