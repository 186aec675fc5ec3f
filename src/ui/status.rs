//! The line at the bottom: mode and board, then what goes on, or what the keys do.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::pen::{Pen, cells_of, inset, right_of, row};
use super::text;
use crate::app::{self, Action, Command, Gauge, How, Notice, Spot, State, clean, hints};
use crate::model::{Level, Mode};
use crate::theme::Role;

/// A job is named only when it takes longer: most are over before one could read it,
/// and the line would flicker.
const WORTH_SAYING: std::time::Duration = std::time::Duration::from_millis(400);

/// A longer notice is cut; the log has all of it.
const NOTICE_ROWS: usize = 4;

pub(super) fn draw(pen: &mut Pen<'_>, place: Rect, state: &State) {
    let ground = pen.style(Role::Status);
    pen.fill(place, ground);
    let taken = board(pen, place, state);
    let rest = help(pen, right_of(place, taken + 1), state);
    if let Some(notice) = &state.notice
        && say(pen, place, rest, &worded(pen, state, notice))
    {
        return;
    }
    if let Some(gauge) = state.board().and_then(|board| board.gauge.as_ref()) {
        let rest = cancel_hint(pen, rest, state);
        progress(pen, rest, gauge);
        return;
    }
    if let Some(job) = state.job()
        && state.now.saturating_sub(job.started) >= WORTH_SAYING
    {
        let rest = cancel_hint(pen, rest, state);
        let since = state.now.saturating_sub(job.started).as_secs();
        let time = if since > 0 { format!(" {}", text::seconds(since)) } else { String::new() };
        let room = usize::from(rest.width).saturating_sub(text::width(&time));
        let what = text::clip_end(&clean(&job.what), room, pen.glyphs.ellipsis);
        pen.text(rest, &(what + &time), pen.dress.on(Role::Info, Role::Status));
        return;
    }
    keys(pen, rest, state);
}

/// A notice with the key of what can be done about it.
fn worded(pen: &Pen<'_>, state: &State, notice: &Notice) -> Notice {
    let mut notice = notice.clone();
    let row = notice.offers.and_then(app::command);
    let key = row.and_then(|row| pen.dress.bound(state.context(), row.action));
    if let (Some(row), Some(key)) = (row, key) {
        notice.text = format!("{}. {key} {}", notice.text, row.hint);
    }
    notice
}

/// A notice: in the line itself, or where a longer one tells of trouble in rows above
/// it, since what to do next stands at its end. Tells whether it took the line.
fn say(pen: &mut Pen<'_>, line: Rect, rest: Rect, notice: &Notice) -> bool {
    let role = super::log::role(notice.level);
    let room = usize::from(rest.width);
    if notice.level < Level::Warn || text::width(&notice.text) <= room {
        let shown = text::clip_end(&notice.text, room, pen.glyphs.ellipsis);
        pen.text(rest, &shown, pen.dress.on(role, Role::Status));
        return true;
    }
    let width = usize::from(line.width).saturating_sub(2);
    let mut lines = text::wrap(&notice.text, width);
    if lines.len() > NOTICE_ROWS {
        lines.truncate(NOTICE_ROWS);
        if let Some(last) = lines.last_mut() {
            *last = text::clip_end(&format!("{last} {}", pen.glyphs.ellipsis), width, "");
        }
    }
    let rows = u16::try_from(lines.len()).unwrap_or_default().min(line.y);
    let area = Rect { y: line.y - rows, height: rows, ..line };
    pen.fill(area, pen.style(Role::Status));
    for (at, text) in lines.iter().enumerate() {
        pen.text(inset(row(area, at), 1), text, pen.dress.on(role, Role::Status));
    }
    false
}

/// Mode and board. Answers the cells taken.
fn board(pen: &mut Pen<'_>, place: Rect, state: &State) -> u16 {
    let mut spans = Vec::new();
    match state.board() {
        Some(board) => {
            let role = match board.mode {
                Mode::Lost => pen.dress.on(Role::Error, Role::Status),
                _ => pen.style(Role::StatusMode),
            };
            // One width for all words, so that what follows need not be drawn again.
            spans.push(Span::styled(format!(" {:<8} ", mode_word(board.mode)), role));
            let name = text::clip_end(&clean(board.name()), 16, pen.glyphs.ellipsis);
            spans.push(Span::styled(format!(" {name}"), pen.style(Role::Status)));
            if board.waiting > 0 {
                let text = format!(" {} waiting", text::count(board.waiting, "save"));
                spans.push(Span::styled(text, pen.dress.on(Role::Warn, Role::Status)));
            }
        }
        None => spans.push(Span::styled(" no board", pen.style(Role::Status))),
    }
    if let Some(end) = state.last_end() {
        let role = match end.how {
            How::Well => Role::Good,
            How::Stopped => Role::Warn,
            How::Raised | How::Failed => Role::Error,
        };
        let text = format!("  {} {}", end.how.word(), text::took(end.took));
        spans.push(Span::styled(text, pen.dress.on(role, Role::Status)));
    }
    if state.board().is_some_and(|board| board.recording.is_some()) {
        spans.push(Span::styled("  to file", pen.dress.on(Role::Good, Role::Status)));
    }
    if state.watching.on {
        spans.push(Span::styled("  watching", pen.dress.on(Role::Good, Role::Status)));
    }
    // what goes to them is not only for the board that is shown
    let marked = state.marked_boards().len();
    if marked > 0 {
        let text = format!("  to {}", text::count(marked, "marked board"));
        spans.push(Span::styled(text, pen.dress.on(Role::Marked, Role::Status)));
    }
    let dim = pen.dress.on(Role::Dim, Role::Status);
    spans.push(Span::styled(format!(" {}", pen.glyphs.separator), dim));
    pen.line(place, &spans)
}

/// What each key does here, as many as fit; the way to all the others at the end.
fn keys(pen: &mut Pen<'_>, place: Rect, state: &State) {
    let context = state.context();
    let mut rest = place;
    let mut seen: Vec<Action> = vec![Action::Help];
    for row in hints(context) {
        if seen.contains(&row.action) || !state.offers(row.action) {
            continue;
        }
        seen.push(row.action);
        let Some(part) = part(pen, state, row) else { continue };
        if part.cells > rest.width {
            break;
        }
        let taken = part.paint(pen, rest);
        rest = right_of(rest, taken + 2);
    }
}

/// At the right end, whatever else is shown: the way to all the keys. Answers what is
/// left of the row.
fn help(pen: &mut Pen<'_>, place: Rect, state: &State) -> Rect {
    let row = hints(state.context()).find(|row| row.action == Action::Help);
    let Some(part) = row.and_then(|row| part(pen, state, row)) else { return place };
    let left = place.width.saturating_sub(part.cells);
    part.paint(pen, right_of(place, left));
    Rect { width: left.saturating_sub(2), ..place }
}

/// One hint: the key and what it does.
struct Part {
    action: Action,
    spans: [Span<'static>; 2],
    cells: u16,
}

impl Part {
    fn paint(&self, pen: &mut Pen<'_>, place: Rect) -> u16 {
        let taken = pen.line(place, &self.spans);
        pen.spot(Rect { width: taken, ..place }, Spot::Do(self.action));
        taken
    }
}

fn part(pen: &Pen<'_>, state: &State, row: &Command) -> Option<Part> {
    let key = pen.dress.bound(state.context(), row.action)?;
    let spans = [
        Span::styled(key, pen.dress.on(Role::KeyHint, Role::Status)),
        Span::styled(format!(" {}", row.hint), pen.dress.on(Role::Dim, Role::Status)),
    ];
    Some(Part { action: row.action, cells: cells_of(&spans), spans })
}

/// At the right end: how to stop what runs. Answers what is left of the row.
fn cancel_hint(pen: &mut Pen<'_>, place: Rect, state: &State) -> Rect {
    let Some(key) = pen.dress.bound(state.context(), Action::Cancel) else { return place };
    let spans = [
        Span::styled(format!(" {key}"), pen.dress.on(Role::KeyHint, Role::Status)),
        Span::styled(" cancels ", pen.dress.on(Role::Dim, Role::Status)),
    ];
    let cells = cells_of(&spans);
    if cells.saturating_mul(2) > place.width {
        return place;
    }
    let at = right_of(place, place.width - cells);
    pen.line(at, &spans);
    pen.spot(at, Spot::Do(Action::Cancel));
    Rect { width: place.width - cells, ..place }
}

/// `write /lib/x.py ████░░░░ 45% 11K/s 8 s left`; the bar goes first when there is
/// little room, then the figures.
fn progress(pen: &mut Pen<'_>, place: Rect, gauge: &Gauge) {
    let Some(part) = gauge.part() else {
        let done = text::size(gauge.progress.done);
        let line = format!("{} {done}", clean(&gauge.progress.what));
        pen.text(place, &line, pen.dress.on(Role::Info, Role::Status));
        return;
    };
    let mut figures = format!(" {:>3}%", (part * 100.0) as u32);
    if gauge.progress.files > 1 {
        figures += &format!(" {}/{}", gauge.progress.file, gauge.progress.files);
    }
    if let Some(rate) = gauge.rate() {
        figures += &format!(" {}/s", text::size(rate));
    }
    if let Some(left) = gauge.time_left() {
        figures += &format!(" {} left", text::seconds(left.as_secs().max(1)));
    }
    let width = usize::from(place.width);
    let figures = text::clip_end(&figures, width, "");
    let room = width - text::width(&figures);
    let bar = if room >= 24 { (room / 3).min(30) } else { 0 };
    let name = text::clip_middle(
        &clean(&gauge.progress.what),
        room - bar - usize::from(bar > 0),
        pen.glyphs.ellipsis,
    );
    let mut spans = vec![Span::styled(name, pen.dress.on(Role::Info, Role::Status))];
    if bar > 0 {
        let done = ((part * bar as f64) as usize).min(bar);
        let style = |role: Role| -> Style { pen.dress.on(role, Role::Status) };
        spans.push(Span::styled(" ", style(Role::Status)));
        spans.push(Span::styled(pen.glyphs.done.repeat(done), style(Role::Progress)));
        spans.push(Span::styled(pen.glyphs.rest.repeat(bar - done), style(Role::ProgressRest)));
    }
    spans.push(Span::styled(figures, pen.dress.on(Role::Status, Role::Status)));
    pen.line(place, &spans);
}

/// A mode as one short word.
pub(super) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Opening => "opening",
        Mode::Attached => "attached",
        Mode::Friendly => "prompt",
        Mode::Raw => "working",
        Mode::Flashing => "flashing",
        Mode::Lost => "lost",
    }
}
