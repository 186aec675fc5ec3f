//! All keys, by where they act, those of the pane one is in first; from the one table of
//! commands.

use ratatui::text::{Line, Span};

use super::dialog::{Dialog, scroll};
use crate::app::{Action, Context, GROUPS, Scroll, State, rows_of};
use crate::theme::Role;
use crate::ui::pen::Pen;
use crate::ui::{marks, text};

/// Cells of the column of keys.
const KEYS: usize = 16;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, at: Scroll) {
    let lines = lines(pen, state.helped());
    let width = lines.iter().map(Line::width).max().unwrap_or_default();
    let area = Dialog {
        title: "Keys",
        role: Role::Dialog,
        width,
        height: lines.len(),
        flush: false,
        context: state.context(),
        hints: &[(Action::Down, "scrolls"), (Action::Dismiss, "closes")],
    }
    .open(pen);
    scroll(pen, area, &lines, at.offset);
}

fn lines(pen: &Pen<'_>, here: Context) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let (first, others): (Vec<&(Context, &str)>, Vec<_>) =
        GROUPS.iter().partition(|(at, _)| *at == here);
    for (context, title) in first.into_iter().chain(others) {
        let rows = rows_of(*context, |at, action| pen.dress.bound(at, action).is_some());
        let mut group: Vec<Line<'static>> = Vec::new();
        for row in rows {
            let keys = pen.dress.all_keys(*context, row.action);
            if keys.is_empty() {
                continue;
            }
            let keys = text::clip_end(&keys, KEYS, pen.glyphs.ellipsis);
            let gap = " ".repeat(KEYS - text::width(&keys) + 2);
            group.push(Line::from(vec![
                Span::styled(format!("  {keys}{gap}"), pen.style(Role::KeyHint)),
                Span::styled(row.help, pen.style(Role::Text)),
            ]));
        }
        if !group.is_empty() {
            lines.push(heading(pen, title));
            lines.extend(group);
            lines.push(Line::default());
        }
    }
    lines.push(heading(pen, "Marks in Files"));
    for state in marks::ALL {
        lines.push(Line::from(vec![
            Span::styled(format!("  {:<18}", marks::letter(state)), pen.style(marks::role(state))),
            Span::styled(marks::meaning(state), pen.style(Role::Text)),
        ]));
    }
    lines
}

fn heading(pen: &Pen<'_>, title: &'static str) -> Line<'static> {
    Line::from(Span::styled(title, pen.style(Role::TitleFocused)))
}
