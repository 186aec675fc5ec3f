//! A question with yes and no; the default is the safe one unless the state says
//! otherwise.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::{Dialog, scroll};
use super::plan;
use crate::app::{self, Action, Context, Spot};
use crate::model::Level;
use crate::theme::Role;
use crate::ui::pen::{Pen, cells_of, right_of, row};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, dialog: &app::Dialog) {
    let screen = pen.screen();
    let most = usize::from(screen.width).saturating_sub(6).min(76);
    let words: Vec<String> = dialog.lines.iter().flat_map(|line| text::wrap(line, most)).collect();
    let items = dialog.plan.as_ref().map(|view| plan::lines(pen, &view.plan, most));
    let widest = words.iter().map(|line| text::width(line)).max().unwrap_or_default();
    let height = words.len() + 2 + items.as_ref().map_or(0, |items| items.len() + 1);
    let area = Dialog {
        title: &dialog.title,
        role: match dialog.level {
            Level::Error => Role::Error,
            Level::Warn => Role::Warn,
            _ => Role::Dialog,
        },
        width: if items.is_some() { most } else { widest.max(40) },
        height,
        flush: false,
        context: Context::Dialog,
        hints: &[],
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    for (at, line) in words.iter().enumerate() {
        pen.text(row(area, at), line, pen.style(Role::Text));
    }
    // The buttons are always in sight, whatever has to give way.
    let last = row(area, usize::from(area.height) - 1);
    if let (Some(items), Some(view)) = (items, &dialog.plan) {
        let start = u16::try_from(words.len() + 1).unwrap_or(u16::MAX).min(area.height);
        let list =
            Rect { y: area.y + start, height: (area.height - start).saturating_sub(2), ..area };
        scroll(pen, list, &items, view.scroll.offset);
    }
    pen.fill(last, pen.style(Role::Text));
    buttons(pen, last, dialog);
}

fn buttons(pen: &mut Pen<'_>, place: Rect, dialog: &app::Dialog) {
    let mut rest = place;
    for (action, word, chosen) in
        [(Action::Yes, dialog.yes, dialog.on_yes), (Action::No, dialog.no, !dialog.on_yes)]
    {
        let key = pen.dress.bound(Context::Dialog, action).unwrap_or_default();
        // The chosen one is told by its brackets, too.
        let (open, close) = if chosen { ("[", "]") } else { (" ", " ") };
        let role = if chosen { Role::Selection } else { Role::Text };
        let spans = [
            Span::styled(format!("{open} {word} {close}"), pen.style(role)),
            Span::styled(format!(" {key}"), pen.style(Role::KeyHint)),
        ];
        let cells = cells_of(&spans);
        pen.line(rest, &spans);
        pen.spot(Rect { width: cells.min(rest.width), ..rest }, Spot::Do(action));
        rest = right_of(rest, cells + 3);
    }
}
