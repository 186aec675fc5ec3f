//! A file as text or as bytes.

use ratatui::layout::Rect;

use super::dialog::Dialog;
use crate::app::{Action, Context, Spot, Viewer};
use crate::theme::Role;
use crate::ui::pen::{Pen, right_of, row};
use crate::ui::{python, text};

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
    if viewer.python && !viewer.hex {
        coloured(pen, area, viewer, offset);
    } else {
        for (at, index) in (offset..lines).take(height).enumerate() {
            let line = viewer.line(index);
            let shown = text::skip(&line, viewer.right);
            let shown = text::clip_end(shown, usize::from(area.width), pen.glyphs.ellipsis);
            pen.text(row(area, at), &shown, pen.style(Role::Text));
        }
    }
    if lines == 0 {
        pen.text(row(area, 0), "The file is empty.", pen.style(Role::Dim));
    }
    pen.thumb(area, offset, lines, true);
}

/// Python from a line on. All before it is looked at: a string may have begun there.
fn coloured(pen: &mut Pen<'_>, area: Rect, viewer: &Viewer, offset: usize) {
    let source = viewer.text_until(offset + usize::from(area.height));
    for (at, parts) in python::highlight(&source).iter().skip(offset).enumerate() {
        let place = row(area, at);
        let width: usize = parts.iter().map(|(part, _)| text::width(part)).sum();
        let mut skip = viewer.right;
        let mut rest = place;
        for (part, role) in parts {
            let shown = text::skip(part, skip);
            skip = skip.saturating_sub(text::width(part));
            let taken = pen.text(rest, shown, pen.style(*role));
            rest = right_of(rest, taken);
        }
        if width > viewer.right + usize::from(area.width) && area.width > 0 {
            pen.mark(area.right() - 1, place.y, pen.glyphs.ellipsis, pen.style(Role::Dim));
        }
    }
}

/// Text to be read: as wide as it needs, long lines broken.
fn read(pen: &mut Pen<'_>, viewer: &Viewer) {
    let width = usize::from(pen.screen().width).saturating_sub(6);
    page(pen, viewer, width, Context::Viewer, &[(Action::Dismiss, "closes")]);
}

/// So short and narrow that it is seen what is behind it.
pub(super) fn welcome(pen: &mut Pen<'_>, viewer: &Viewer) {
    let hints = [(Action::Guide, "guide"), (Action::Help, "keys"), (Action::Dismiss, "closes")];
    page(pen, viewer, 62, Context::Devices, &hints);
}

fn page(
    pen: &mut Pen<'_>,
    viewer: &Viewer,
    width: usize,
    context: Context,
    hints: &[(Action, &str)],
) {
    let screen = pen.screen();
    let width = width.min(usize::from(screen.width).saturating_sub(6)).max(1);
    let lines: Vec<(String, Role)> =
        (0..viewer.lines()).flat_map(|at| broken(&viewer.line(at), width)).collect();
    let most = usize::from(screen.height).saturating_sub(3);
    let area = Dialog {
        title: &viewer.title,
        role: Role::Dialog,
        width,
        height: lines.len().clamp(1, most.max(1)),
        flush: true,
        context,
        hints,
    }
    .open(pen);
    pen.layout.overlay = area.height;
    pen.layout.overlay_lines = lines.len();
    pen.spot(area, Spot::Overlay);
    let height = usize::from(area.height);
    let offset = viewer.scroll.offset.min(lines.len().saturating_sub(height));
    for (at, (line, role)) in lines.iter().skip(offset).take(height).enumerate() {
        pen.text(row(area, at), line, pen.style(*role));
    }
    pen.thumb(area, offset, lines.len(), true);
}

/// A line that is too long, broken; the rest of an item of a list stands below its text.
fn broken(line: &str, width: usize) -> Vec<(String, Role)> {
    let indent = marker(line);
    let (head, rest) = line.split_at_checked(indent).unwrap_or(("", line));
    let role = if line.starts_with("    ") { Role::Accent } else { Role::Text };
    let lines = text::wrap(rest, width.saturating_sub(indent));
    let behind = |(at, rest): (usize, String)| match at {
        0 => (format!("{head}{rest}"), role),
        _ => (format!("{}{rest}", " ".repeat(indent)), role),
    };
    lines.into_iter().enumerate().map(behind).collect()
}

/// Cells of the `- ` or `2. ` that begins an item.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    match digits {
        0 if rest.starts_with("- ") => 2,
        1..=2 if rest.starts_with(". ") => digits + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_an_item_stands_below_its_text() {
        let lines = |line, width| -> Vec<String> {
            broken(line, width).into_iter().map(|(line, _)| line).collect()
        };
        assert_eq!(lines("- one two three", 9), ["- one two", "  three"]);
        assert_eq!(lines("10. one two", 8), ["10. one", "    two"]);
        assert_eq!(lines("2. x", 40), ["2. x"]);
        assert_eq!(lines("3.3 volts", 5), ["3.3", "volts"]);
        assert_eq!(lines("", 5), [""]);
    }
}
