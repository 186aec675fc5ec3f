//! A board drawn with its pins, and below it all about the one under the cursor.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::Dialog;
use crate::app::{Action, Context, Levels, Pins, Spot, State};
use crate::catalog::{self, Half, Pin};
use crate::theme::Role;
use crate::ui::pen::{Pen, row};
use crate::ui::text;

/// Rows below the drawing: the pin, what is to be minded, and the levels or the LED.
const BELOW: u16 = 4;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, pins: &Pins) {
    let screen = pen.screen();
    let width = usize::from(screen.width).saturating_sub(4).min(110);
    let title = match pins.filter.as_str() {
        "" => format!("{} ({})", pins.board.title, pins.board.chip.name),
        filter => format!("{}: {filter}", pins.board.title),
    };
    let area = Dialog {
        title: &text::clip_end(&title, width, pen.glyphs.ellipsis),
        role: Role::Dialog,
        width,
        height: pins.board.rows() + 1 + usize::from(BELOW),
        flush: false,
        context: Context::Pins,
        hints: &[
            (Action::Insert, "into REPL"),
            (Action::Filter, "searches"),
            (Action::Levels, if pins.is_live() { "stops" } else { "levels" }),
            (Action::ChooseBoard, "other board"),
            (Action::Dismiss, "closes"),
        ],
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    let below = BELOW.min(area.height.saturating_sub(2));
    let list = Rect { y: area.y + 1, height: area.height - 1 - below, ..area };
    pen.layout.overlay = list.height;
    pen.layout.overlay_lines = pins.board.rows();
    pen.spot(list, Spot::Overlay);
    let lines = catalog::draw(&pins.board, usize::from(area.width));
    let offset = pins.offset.min(lines.len().saturating_sub(usize::from(list.height)));
    let mut margin = 0;
    for (at, line) in lines.iter().enumerate().skip(offset).take(usize::from(list.height)) {
        let mut spans = half(pen, pins, &line.left, false);
        margin = spans.iter().map(|span| text::width(&span.content)).sum();
        let wall = pen.style(Role::Dim);
        let body = format!("{}    {}", pen.glyphs.vertical, pen.glyphs.vertical);
        spans.push(Span::styled(body, wall));
        spans.extend(half(pen, pins, &line.right, true));
        pen.line(row(list, at - offset), &spans);
    }
    let top = format!("{}top: {}", " ".repeat(margin), pins.board.top);
    pen.text(
        row(area, 0),
        &text::clip_end(&top, usize::from(area.width), pen.glyphs.ellipsis),
        pen.style(Role::Dim),
    );
    let wide = Rect { width: list.width.saturating_add(1), ..list };
    pen.thumb(wide, offset, lines.len(), true);
    let words = Rect { y: list.bottom(), height: below, ..area };
    about(pen, words, state, pins);
}

fn half(pen: &Pen<'_>, pins: &Pins, half: &Half, right: bool) -> Vec<Span<'static>> {
    let pin = half.pin.and_then(|at| pins.board.pin(at));
    let found = pin.is_some_and(|pin| pins.shows(pin));
    let here = half.pin == Some(pins.at);
    let style = |role: Role| match (here, found) {
        (true, _) => pen.style(Role::Selection),
        (false, true) if !pins.filter.is_empty() => pen.style(Role::Match),
        (false, true) => pen.style(role),
        (false, false) => pen.style(Role::Dim),
    };
    let label = match pin.is_some_and(|pin| pin.gpio.is_some()) {
        true => Role::KeyHint,
        false => Role::Dim,
    };
    let mut parts = vec![
        Span::styled(half.does.clone(), style(Role::Dim)),
        Span::styled(" ", style(Role::Text)),
        Span::styled(half.gpio.clone(), style(Role::Text)),
        Span::styled(" ", style(Role::Text)),
        Span::styled(half.marks.clone(), style(Role::Warn)),
        Span::styled(" ", style(Role::Text)),
        Span::styled(half.label.clone(), style(label)),
        Span::raw(" "),
        edge(pen, pins, pin),
    ];
    if right {
        parts.reverse();
    }
    parts
}

/// The edge of the board: the level, where it is known.
fn edge(pen: &Pen<'_>, pins: &Pins, pin: Option<&Pin>) -> Span<'static> {
    let Some(pin) = pin else { return Span::raw(" ") };
    match pins.level(pin) {
        Some(true) => Span::styled("1", pen.style(Role::Good)),
        Some(false) => Span::styled("0", pen.style(Role::Dim)),
        None => Span::styled(pen.glyphs.horizontal, pen.style(Role::Dim)),
    }
}

fn about(pen: &mut Pen<'_>, area: Rect, state: &State, pins: &Pins) {
    let width = usize::from(area.width);
    let Some(pin) = pins.pin() else { return };
    let mut first = vec![Span::styled(pin.label.clone(), pen.style(Role::TitleFocused))];
    for part in [&pin.name, &pin.does.join(", "), &pin.code] {
        if !part.is_empty() {
            first.push(Span::styled(format!("  {part}"), pen.style(Role::Text)));
        }
    }
    pen.line(row(area, 0), &first);
    let minds = text::wrap(&pin.minds().join("; "), width);
    let minds = &minds[..minds.len().min(2)];
    for (at, line) in minds.iter().enumerate() {
        pen.text(row(area, 1 + at), line, pen.style(Role::Warn));
    }
    let (words, role) = last_words(state, pins);
    let room = usize::from(area.height).saturating_sub(1 + minds.len());
    for (at, line) in last_lines(&words, width, room, pen.glyphs.ellipsis).iter().rev().enumerate()
    {
        let from_below = usize::from(area.height).saturating_sub(1 + at);
        pen.text(row(area, from_below), line, pen.style(role));
    }
}

/// As many rows as there are, the last one cut where that is not enough.
fn last_lines(words: &str, width: usize, room: usize, ellipsis: &str) -> Vec<String> {
    let mut lines = text::wrap(words, width);
    if lines.len() > room {
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            *last = text::clip_end(&format!("{last} {ellipsis}"), width, ellipsis);
        }
    }
    lines
}

fn last_words(state: &State, pins: &Pins) -> (String, Role) {
    match &pins.levels {
        Levels::Impossible(why) => (format!("No levels: {why}"), Role::Warn),
        Levels::On { words, .. } if words.is_empty() && !state.board_idles() => {
            ("Levels are read while the board waits at its prompt".to_owned(), Role::Info)
        }
        Levels::On { .. } => {
            let note = &pins.board.chip.levels_note;
            (format!("Levels as the pins have them: 1 high, 0 low. {note}"), Role::Info)
        }
        Levels::Off => {
            (pins.board.led_says().unwrap_or_else(|| pins.board.chip.any_pin.clone()), Role::Dim)
        }
    }
}
