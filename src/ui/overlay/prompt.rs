//! A line of text: at the bottom for commands, filters and searches, else in a box.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::Dialog;
use crate::app::{Action, Context, Field, Prompt, Purpose};
use crate::theme::Role;
use crate::ui::pen::{Pen, right_of, row};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, prompt: &Prompt) {
    let title = format!("{}: ", prompt.title);
    let sign = match prompt.purpose {
        Purpose::Command => ":",
        Purpose::Filter(_) | Purpose::Search => "/",
        // the text stays in sight
        Purpose::Find { .. } | Purpose::ReplaceWhat | Purpose::ReplaceWith | Purpose::Line => {
            title.as_str()
        }
        _ => return boxed(pen, prompt),
    };
    let screen = pen.screen();
    let bottom = row(screen, usize::from(screen.height.saturating_sub(1)));
    pen.fill(bottom, pen.style(Role::Text));
    let taken = pen.line(bottom, &[Span::styled(sign, pen.style(Role::KeyHint))]);
    field(pen, right_of(bottom, taken), &prompt.field, Role::Text);
    if !prompt.choices.is_empty() {
        let above = row(screen, usize::from(screen.height.saturating_sub(2)));
        pen.fill(above, pen.style(Role::Status));
        pen.line(above, &[Span::styled(prompt.choices.join("  "), pen.style(Role::Status))]);
    }
    if let Some(error) = &prompt.error {
        let above = row(screen, usize::from(screen.height.saturating_sub(2)));
        pen.fill(above, pen.style(Role::Text));
        pen.line(above, &[Span::styled(error.as_str(), pen.style(Role::Error))]);
    }
}

fn boxed(pen: &mut Pen<'_>, prompt: &Prompt) {
    let error: Vec<String> = prompt.error.iter().flat_map(|error| text::wrap(error, 52)).collect();
    let area = Dialog {
        title: &prompt.title,
        role: Role::Dialog,
        width: 52,
        height: 1 + error.len(),
        flush: false,
        context: Context::Field,
        hints: &[(Action::Accept, "ok"), (Action::Dismiss, "cancels")],
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    field(pen, row(area, 0), &prompt.field, Role::Input);
    for (at, line) in error.iter().enumerate() {
        pen.text(row(area, at + 1), line, pen.style(Role::Error));
    }
}

/// The text of a field with its cursor, scrolled so that the cursor is in sight.
pub(super) fn field(pen: &mut Pen<'_>, place: Rect, field: &Field, role: Role) {
    pen.fill(place, pen.style(role));
    if place.is_empty() {
        return;
    }
    let split =
        field.text().char_indices().nth(field.cursor()).map_or(field.text().len(), |(at, _)| at);
    let (before, after) = field.text().split_at(split);
    // One cell stays for the cursor behind the last letter.
    let room = usize::from(place.width) - 1;
    let before = text::clip_start(before, room, pen.glyphs.ellipsis);
    let taken = pen.text(place, &before, pen.style(role));
    pen.cursor = Some((place.x + taken, place.y));
    pen.text(right_of(place, taken), after, pen.style(role));
}
