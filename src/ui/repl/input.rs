//! The input editor, below what the board shows.

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::app::{Action, Completions, Context, Input, State};
use crate::theme::Role;
use crate::ui::pen::{Pen, inset, right_of, row};
use crate::ui::{python, text};

/// Rows of choices shown at once.
const CHOICES: usize = 6;
/// What stands before the first line and the others.
const SIGN: &str = "> ";

/// Rows the editor takes of a pane of this height, its rule among them; at most half.
pub(super) fn rows(input: &Input, height: u16) -> u16 {
    let lines = u16::try_from(input.area.lines().len()).unwrap_or(u16::MAX);
    lines.saturating_add(1).min((height / 2).max(2)).min(height)
}

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, state: &State, has_keys: bool) {
    let input = &state.repl.input;
    pen.fill(area, pen.style(Role::Repl));
    let rule = pen.glyphs.horizontal.repeat(usize::from(area.width));
    let border = pen.style(if has_keys { Role::BorderFocused } else { Role::Border });
    pen.text(row(area, 0), &rule, border);
    caption(pen, row(area, 0), input, has_keys);
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let (line, column) = input.area.cursor();
    let height = usize::from(area.height);
    // the line of the cursor is in sight, and as much before it as fits
    let first = (line + 1).saturating_sub(height);
    let source = input.text();
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let shown = input.area.lines().get(line).map_or("", String::as_str);
    let before: String = shown.chars().take(column).collect();
    let right = (text::width(&before) + 1).saturating_sub(width);
    for (at, parts) in python::highlight(&source).iter().enumerate().skip(first).take(height) {
        let place = row(area, at - first);
        let sign = if at == 0 { SIGN } else { "  " };
        let taken = pen.text(place, sign, pen.style(Role::KeyHint));
        let mut rest = right_of(place, taken);
        let mut skip = if at == line { right } else { 0 };
        for (part, role) in parts {
            let part: String = skipped(part, &mut skip);
            let taken = pen.text(rest, &part, pen.style(*role));
            rest = right_of(rest, taken);
        }
    }
    if has_keys {
        let x = u16::try_from(2 + text::width(&before) - right).unwrap_or(u16::MAX);
        let y = u16::try_from(line - first).unwrap_or(u16::MAX);
        pen.cursor = Some((area.x.saturating_add(x), area.y.saturating_add(y)));
        if let Some(choices) = &input.choices {
            self::choices(pen, area, (x, y), choices);
        }
    }
}

/// A part without the cells that are scrolled out to the left.
fn skipped(part: &str, skip: &mut usize) -> String {
    let mut shown = String::new();
    for c in part.chars() {
        let cells = text::width(c.encode_utf8(&mut [0; 4]));
        if *skip > 0 {
            *skip = skip.saturating_sub(cells.max(1));
        } else {
            shown.push(if c == '\t' { ' ' } else { c });
        }
    }
    shown
}

fn caption(pen: &mut Pen<'_>, place: Rect, input: &Input, has_keys: bool) {
    let key = |action| pen.dress.bound(Context::Input, action).unwrap_or_default();
    let says = match (has_keys, input.is_ready()) {
        (false, _) => String::new(),
        (true, true) => format!(" {} sends ", key(Action::SendOrNewLine)),
        // Enter begins a line there
        (true, false) => format!(" {} sends ", key(Action::Send)),
    };
    pen.sides(inset(place, 1), &[], &[Span::styled(says, pen.style(Role::Dim))]);
}

/// The names to choose from, above the line of the cursor.
fn choices(pen: &mut Pen<'_>, area: Rect, (x, y): (u16, u16), choices: &Completions) {
    let count = choices.names.len();
    let height = count.min(CHOICES);
    let first = choices.at.saturating_sub(height - 1);
    let width = choices.names.iter().map(|name| text::width(name)).max().unwrap_or(0) + 2;
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let height = u16::try_from(height).unwrap_or(0);
    let top = (area.y + y).saturating_sub(height);
    let typed = u16::try_from(choices.typed + 1).unwrap_or(0);
    let left =
        (area.x + x).saturating_sub(typed).min(area.right().saturating_sub(width)).max(area.x);
    let list = Rect { x: left, y: top, width, height };
    pen.fill(list, pen.style(Role::Status));
    for (at, name) in choices.names.iter().enumerate().skip(first).take(usize::from(height)) {
        let place = row(list, at - first);
        pen.text(inset(place, 1), name, pen.dress.on(Role::Text, Role::Status));
        if at == choices.at {
            pen.select(place, true);
        }
    }
}
