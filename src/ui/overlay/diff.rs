//! A file here beside the board's, line by line.

use ratatui::text::{Line, Span};

use super::dialog::{Dialog, scroll};
use crate::app::{Action, Body, Context, DiffLine, DiffView, LineOf};
use crate::theme::Role;
use crate::ui::pen::Pen;
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, view: &DiffView) {
    let width = usize::from(pen.screen().width).saturating_sub(6);
    let say = |pen: &Pen<'_>, says: &str| {
        let lines = text::wrap(says, width).into_iter();
        lines.map(|line| Line::from(Span::styled(line, pen.style(Role::Text)))).collect()
    };
    let lines: Vec<Line<'_>> = match &view.body {
        Body::Lines(differ) if differ.is_empty() => say(pen, "Both are the same."),
        Body::Lines(differ) => lines(pen, differ, view.right, width),
        Body::Binary => say(pen, "They differ. No text, or too much of it to compare by lines."),
        Body::Reading => say(pen, "Reading the board's file."),
        Body::Trouble(why) => say(pen, why),
    };
    let area = Dialog {
        title: &view.title,
        role: Role::Dialog,
        width,
        height: lines.len(),
        flush: false,
        context: Context::Viewer,
        hints: &[(Action::Dismiss, "closes")],
    }
    .open(pen);
    scroll(pen, area, &lines, view.scroll.offset);
}

/// The lines of a diff in at most `width` cells: `+` is here, `-` on the board.
pub(super) fn lines(
    pen: &Pen<'_>,
    lines: &[DiffLine],
    right: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let widest = lines.iter().map(|line| line.number).max().unwrap_or(0);
    let digits = widest.to_string().len();
    lines.iter().map(|line| diff_line(pen, line, digits, right, width)).collect()
}

fn diff_line(
    pen: &Pen<'_>,
    line: &DiffLine,
    digits: usize,
    right: usize,
    width: usize,
) -> Line<'static> {
    let (mark, role) = match line.of {
        LineOf::Both => (" ", Role::Dim),
        LineOf::Here => ("+", Role::StateOnly),
        LineOf::Board => ("-", Role::StateConflict),
        LineOf::Gap => {
            let dots = pen.glyphs.ellipsis;
            return Line::from(Span::styled(format!("{dots:>digits$}"), pen.style(Role::Dim)));
        }
    };
    let room = width.saturating_sub(digits + 3);
    let shown = text::clip_end(text::skip(&line.text, right), room, pen.glyphs.ellipsis);
    Line::from(vec![
        Span::styled(format!("{:>digits$} ", line.number), pen.style(Role::Dim)),
        Span::styled(format!("{mark} {shown}"), pen.style(role)),
    ])
}
