//! A list to choose from.

use ratatui::text::Span;

use super::dialog::Dialog;
use crate::app::{Action, Chooser, Choosing, Context, Spot};
use crate::theme::Role;
use crate::ui::pen::{Pen, row, visible};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, chooser: &Chooser) {
    let names = chooser.items.iter().map(|item| text::width(&item.name)).max().unwrap_or_default();
    let says = chooser.items.iter().map(|item| text::width(&item.says)).max().unwrap_or_default();
    let accept = match chooser.what {
        Choosing::Board => "shows its pins",
        Choosing::Place { .. } => "opens it",
        Choosing::Line { .. } => "takes it into the line",
        Choosing::Text { .. } | Choosing::Snippet { .. } => "takes it into the editor",
        Choosing::Guide => "reads it",
        Choosing::Theme { .. } | Choosing::Layout { .. } => "keeps it",
    };
    let mut hints = vec![(Action::Accept, accept), (Action::Dismiss, "leaves")];
    if matches!(chooser.what, Choosing::Snippet { .. }) {
        hints.insert(1, (Action::Run, "runs it"));
    }
    let area = Dialog {
        title: chooser.title,
        role: Role::Dialog,
        width: names + says + 2,
        height: chooser.items.len().max(1),
        flush: false,
        context: Context::Chooser,
        hints: &hints,
    }
    .open(pen);
    pen.layout.overlay = area.height;
    pen.spot(area, Spot::Overlay);
    let lines = chooser.items.len();
    let (offset, at) = visible(chooser.cursor, lines, area.height);
    for (line, item) in chooser.items.iter().enumerate().skip(offset).take(usize::from(area.height))
    {
        let place = row(area, line - offset);
        let gap = " ".repeat(names - text::width(&item.name) + 2);
        pen.line(
            place,
            &[
                Span::styled(format!("{}{gap}", item.name), pen.style(Role::Text)),
                Span::styled(item.says.clone(), pen.style(Role::Dim)),
            ],
        );
        if line == at {
            pen.select(place, true);
        }
    }
    let area = ratatui::layout::Rect { width: area.width.saturating_add(1), ..area };
    pen.thumb(area, offset, lines, true);
}
