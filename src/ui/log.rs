//! The Log pane: time, level, source, text.

use ratatui::text::Span;

use super::arrange::Place;
use super::frame::{Caption, frame, teach};
use super::pen::{Pen, row, visible};
use crate::app::{LogEntry, Pane, Spot, State};
use crate::model::Level;
use crate::theme::Role;

/// From this width on the level is a word; below it is a letter.
const WORDS: u16 = 60;

pub(super) fn draw(pen: &mut Pen<'_>, place: &Place, state: &State) {
    let focused = state.focus == Pane::Log;
    let log = &state.log;
    let entries: Vec<&LogEntry> = log.shown().collect();
    let mut caption = Caption::default();
    let dim = pen.style(Role::Dim);
    if log.least > Level::Info {
        caption.title.push(Span::styled(format!("{} and up", word(log.least)), dim));
    }
    if !log.filter.is_empty() {
        caption.title.push(Span::styled(format!(" /{}", log.filter), pen.style(Role::Match)));
    }
    if place.folded
        && caption.title.is_empty()
        && let Some(last) = entries.last()
    {
        caption.title.push(Span::styled(last.text.clone(), pen.style(role(last.level))));
    }
    if log.unread > 0 && !focused {
        caption.state.push(Span::styled(format!("{} new", log.unread), pen.style(Role::Warn)));
    } else if focused && !log.follows {
        caption.state.push(Span::styled("paused", dim));
    }
    let area = frame(pen, place, focused, caption);
    if area.is_empty() {
        return;
    }
    pen.layout.log = area.height;
    if entries.is_empty() {
        let text = if log.filter.is_empty() {
            "What mpdeck does, and what goes wrong, is told here."
        } else {
            "No line of the log holds the filter's text."
        };
        teach(pen, area, &[text]);
        return;
    }
    pen.spot(area, Spot::Log);
    let (offset, at) = visible(log.cursor, entries.len(), area.height);
    for (line, entry) in entries.iter().enumerate().skip(offset).take(usize::from(area.height)) {
        let place = row(area, line - offset);
        let time = state.time_of_day(entry.at);
        let level = if area.width < WORDS { letter(entry.level) } else { padded(entry.level) };
        let role = role(entry.level);
        let text = if matches!(role, Role::Error | Role::Warn) { role } else { Role::Text };
        let spans = [
            Span::styled(time, pen.style(Role::Dim)),
            Span::styled(format!(" {level} "), pen.style(role)),
            Span::styled(format!("{}: ", entry.source), pen.style(Role::Dim)),
            Span::styled(entry.text.as_str(), pen.style(text)),
        ];
        pen.line(place, &spans);
        // The newest line needs no cursor while nobody moves it.
        if line == at && focused {
            pen.select(place, true);
        }
    }
    pen.thumb(area, offset, entries.len(), focused);
}

pub(super) fn role(level: Level) -> Role {
    match level {
        Level::Debug => Role::Dim,
        Level::Info => Role::Info,
        Level::Good => Role::Good,
        Level::Warn => Role::Warn,
        Level::Error => Role::Error,
    }
}

fn word(level: Level) -> &'static str {
    padded(level).trim_end()
}

fn padded(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Info => "info ",
        Level::Good => "good ",
        Level::Warn => "warn ",
        Level::Error => "error",
    }
}

fn letter(level: Level) -> &'static str {
    match level {
        Level::Debug => "d",
        Level::Info => "i",
        Level::Good => "+",
        Level::Warn => "!",
        Level::Error => "E",
    }
}
