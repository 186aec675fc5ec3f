//! The wizard that puts firmware on a board: one box of one size for all its steps.

mod choose;
mod download;
mod end;
mod pick;
mod work;

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::Dialog;
use crate::app::{Action, Context, FlashStep, Gauge, Menu, State, Way, Wizard, clean};
use crate::model::Progress;
use crate::theme::Role;
use crate::ui::pen::{Pen, cells_of, right_of, row};
use crate::ui::text;

/// Cells inside of the frame, where there is room.
const WIDTH: usize = 88;
const HEIGHT: usize = 18;

/// The way as a person sees it.
const STEPS: [&str; 5] = ["Image", "Choices", "Plan", "Write", "Start"];

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, wizard: &Wizard) {
    let title = format!("Flash MicroPython: {}", clean(&wizard.name));
    let area = Dialog {
        title: &title,
        role: match wizard.step {
            FlashStep::Failed { .. } => Role::Error,
            FlashStep::Ask { .. } => Role::Warn,
            _ => Role::Dialog,
        },
        width: WIDTH.min(usize::from(pen.screen().width).saturating_sub(6)),
        height: HEIGHT,
        flush: false,
        context: Context::Flash,
        hints: hints(wizard),
    }
    .open(pen);
    if area.is_empty() {
        return;
    }
    steps(pen, row(area, 0), wizard);
    let area = below(area, 2);
    match &wizard.step {
        FlashStep::Pick => pick::draw(pen, area, wizard),
        FlashStep::Download(step) => download::draw(pen, area, wizard, step),
        FlashStep::Choose => choose::draw(pen, area, wizard),
        FlashStep::Work(step) => work::draw(pen, area, state, (wizard, step)),
        FlashStep::Ask { plan, menu } => end::ask(pen, area, wizard, (plan, menu)),
        FlashStep::Start { verified, restarted, since } => {
            end::start(pen, area, state, (wizard, (*verified, *restarted, *since)));
        }
        FlashStep::Failed { problem, menu } => end::failed(pen, area, wizard, (problem, menu)),
        FlashStep::Done { verified, menu } => {
            end::done(pen, area, state, (wizard, *verified, menu))
        }
    }
}

fn hints(wizard: &Wizard) -> &'static [(Action, &'static str)] {
    match &wizard.step {
        FlashStep::Pick => &[
            (Action::Accept, "takes it"),
            (Action::FlashPath, "path"),
            (Action::FlashDownload, "download"),
            (Action::FlashChip, "asks the chip"),
            (Action::Dismiss, "leaves"),
        ],
        FlashStep::Download(step) if step.coming => &[(Action::Dismiss, "goes back")],
        FlashStep::Download(_) => &[(Action::Accept, "takes it"), (Action::Dismiss, "goes back")],
        FlashStep::Choose => &[
            (Action::Accept, "goes on to the plan"),
            (Action::Right, "changes"),
            (Action::Dismiss, "goes back"),
        ],
        FlashStep::Work(step) if step.stopping => &[],
        FlashStep::Work(_) => &[(Action::Dismiss, "stops")],
        FlashStep::Ask { .. } => &[(Action::Yes, "writes"), (Action::No, "goes back")],
        FlashStep::Start { .. } => {
            &[(Action::Accept, "asks for the prompt"), (Action::Dismiss, "leaves")]
        }
        FlashStep::Failed { .. } | FlashStep::Done { .. } => {
            &[(Action::Accept, "ok"), (Action::Dismiss, "leaves")]
        }
    }
}

/// Where in the whole this is.
fn steps(pen: &mut Pen<'_>, place: Rect, wizard: &Wizard) {
    let here = match &wizard.step {
        FlashStep::Pick | FlashStep::Download(_) => 0,
        FlashStep::Choose => 1,
        FlashStep::Work(step) if step.only_chip => 0,
        FlashStep::Work(step) if !step.has_begun() => 2,
        FlashStep::Ask { .. } => 2,
        FlashStep::Work(_) | FlashStep::Failed { .. } => 3,
        FlashStep::Start { .. } => 4,
        FlashStep::Done { .. } => STEPS.len(),
    };
    let mut spans = Vec::new();
    for (at, name) in STEPS.into_iter().enumerate() {
        if at > 0 {
            spans.push(Span::styled(format!(" {} ", pen.glyphs.folded), pen.style(Role::Dim)));
        }
        let (role, name) = match at.cmp(&here) {
            std::cmp::Ordering::Less => (Role::Good, name.to_owned()),
            std::cmp::Ordering::Equal => (Role::TitleFocused, format!("[{name}]")),
            std::cmp::Ordering::Greater => (Role::Dim, name.to_owned()),
        };
        spans.push(Span::styled(name, pen.style(role)));
    }
    pen.line(place, &spans);
}

/// The rows from one on.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The last rows.
fn bottom(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + area.height - rows, height: rows, ..area }
}

/// Text over as many rows as it takes; answers what is left of the area.
fn say(pen: &mut Pen<'_>, area: Rect, role: Role, says: &str) -> Rect {
    let lines = text::wrap(says, usize::from(area.width));
    for (at, line) in lines.iter().enumerate() {
        pen.text(row(area, at), line, pen.style(role));
    }
    below(area, u16::try_from(lines.len()).unwrap_or(u16::MAX))
}

/// `Image      ESP32_GENERIC-…`: a word and what it is; answers what is left.
fn fact(pen: &mut Pen<'_>, area: Rect, word: &str, (role, says): (Role, &str)) -> Rect {
    const COLUMN: u16 = 9;
    pen.text(row(area, 0), word, pen.style(Role::Dim));
    let rest = say(pen, right_of(area, COLUMN), role, says);
    Rect { x: area.x, width: area.width, ..rest }
}

/// `███████░░░░░░░  36%  635K of 1.7M  159K/s  7 s left`; figures go where there is no room.
fn progress(pen: &mut Pen<'_>, place: Rect, gauge: &Gauge) {
    const BAR: usize = 24;
    let Progress { done, total, .. } = gauge.progress;
    let mut spans = Vec::new();
    if let Some(part) = gauge.part() {
        let full = ((part * BAR as f64) as usize).min(BAR);
        spans.push(Span::styled(pen.glyphs.done.repeat(full), pen.style(Role::Progress)));
        spans.push(Span::styled(pen.glyphs.rest.repeat(BAR - full), pen.style(Role::ProgressRest)));
        let figure = format!(
            " {:>3}%  {} of {}",
            (part * 100.0) as u32,
            text::size(done),
            text::size(total)
        );
        spans.push(Span::styled(figure, pen.style(Role::Text)));
    } else {
        spans.push(Span::styled(text::size(done), pen.style(Role::Text)));
    }
    if let Some(rate) = gauge.rate() {
        spans.push(Span::styled(format!("  {}/s", text::size(rate)), pen.style(Role::Dim)));
    }
    if let Some(left) = gauge.time_left() {
        let left = text::seconds(left.as_secs().max(1));
        spans.push(Span::styled(format!("  {left} left"), pen.style(Role::Text)));
    }
    pen.line(place, &spans);
}

/// The ways to go on, one under the other at the bottom.
fn menu(pen: &mut Pen<'_>, area: Rect, menu: &Menu, wizard: &Wizard) {
    let rows = u16::try_from(menu.ways.len()).unwrap_or(u16::MAX);
    let place = bottom(area, rows);
    pen.fill(place, pen.style(Role::Text));
    for (at, way) in menu.ways.iter().enumerate() {
        let (open, close) = if at == menu.at { ("[", "]") } else { (" ", " ") };
        let line = format!("{open} {} {close}", label(*way, wizard));
        let line = Span::styled(line, pen.style(Role::Text));
        let place = row(place, at);
        let cells = cells_of(std::slice::from_ref(&line));
        pen.line(place, &[line]);
        if at == menu.at {
            pen.select(Rect { width: cells.min(place.width), ..place }, true);
        }
    }
}

fn label(way: Way, wizard: &Wizard) -> String {
    match way {
        Way::Write if wizard.choices.erase => "Yes: erase all, and write".to_owned(),
        Way::Write => "Yes: write".to_owned(),
        Way::Back => "No: go back".to_owned(),
        Way::Again => "Try again".to_owned(),
        Way::Slower(baud) => format!("Try again at {baud} baud"),
        Way::Other => "Take another image".to_owned(),
        Way::Sync => "Sync the project to the board now".to_owned(),
        Way::Close => "Close".to_owned(),
    }
}

/// The name of an image without its folder.
fn file_name(path: &std::path::Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    clean(&name.to_string_lossy()).into_owned()
}

/// What a problem says, and what to do next, apart.
fn trouble(pen: &mut Pen<'_>, area: Rect, problem: &crate::model::Problem) -> Rect {
    let what = format!("{}: {}", clean(&problem.tried), clean(&problem.why));
    let rest = say(pen, area, Role::Error, &what);
    if problem.next.is_empty() { rest } else { say(pen, rest, Role::Text, &clean(&problem.next)) }
}
