//! The frame of a pane: border, number, title, and what stands on the border.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::arrange::Place;
use super::pen::{Pen, inset, row};
use crate::app::{Pane, Spot};
use crate::theme::Role;

/// What a pane's frame says besides its name.
#[derive(Debug, Default)]
pub(super) struct Caption {
    /// After the title.
    pub title: Vec<Span<'static>>,
    /// At the right end of the title row.
    pub state: Vec<Span<'static>>,
    /// At the ends of the bottom border.
    pub left: Vec<Span<'static>>,
    pub right: Vec<Span<'static>>,
}

/// Paints the frame. Answers what is inside; nothing for a folded pane.
pub(super) fn frame(pen: &mut Pen<'_>, place: &Place, focused: bool, caption: Caption) -> Rect {
    let Place { pane, area, folded } = *place;
    let border = pen.style(if focused { Role::BorderFocused } else { Role::Border });
    pen.spot(area, Spot::Pane(pane));
    let inside = if folded || area.height < 2 {
        let top = row(area, 0);
        let rule = pen.glyphs.horizontal.repeat(usize::from(top.width));
        pen.text(top, &rule, border);
        Rect { height: 0, ..area }
    } else {
        pen.border(area, border)
    };

    let name = format!("{} {}", number(pane), pane.title());
    // Without colour brackets tell where the keys go.
    let name = match focused && pen.dress.look.mono {
        true => format!("[{name}]"),
        false => format!(" {name} "),
    };
    let role = if focused { Role::TitleFocused } else { Role::Title };
    let mut title = vec![Span::styled(name, pen.style(role))];
    title.extend(pad(caption.title, false));
    pen.sides(inset(row(area, 0), 1), &title, &pad(caption.state, true));
    if inside.height > 0 {
        let bottom = inset(row(area, usize::from(area.height) - 1), 1);
        pen.sides(bottom, &pad(caption.left, true), &pad(caption.right, true));
    }
    inside
}

/// Blanks at the ends, to stand clear of the border line.
fn pad(spans: Vec<Span<'static>>, before: bool) -> Vec<Span<'static>> {
    if spans.is_empty() {
        return spans;
    }
    let blank = || Span::raw(" ");
    let mut padded = Vec::with_capacity(spans.len() + 2);
    if before {
        padded.push(blank());
    }
    padded.extend(spans);
    padded.push(blank());
    padded
}

/// The key that goes to a pane, as its title shows it.
fn number(pane: Pane) -> usize {
    Pane::ALL.iter().position(|other| *other == pane).unwrap_or_default() + 1
}

/// What to do next, in an empty pane: wrapped, from the top.
pub(super) fn teach(pen: &mut Pen<'_>, area: Rect, texts: &[&str]) {
    let area = inset(area, 1);
    let mut at = 0;
    for (index, text) in texts.iter().enumerate() {
        let style = pen.style(if index == 0 { Role::Text } else { Role::Dim });
        for line in super::text::wrap(text, usize::from(area.width)) {
            pen.text(row(area, at), &line, style);
            at += 1;
        }
    }
}
