//! The plan, and how it ended.

use std::time::Duration;

use ratatui::layout::Rect;

use super::{below, fact, file_name, menu, say, trouble, work};
use crate::app::{Menu, State, Wizard, clean};
use crate::model::{FlashPlan, Mode, Problem};
use crate::theme::Role;
use crate::ui::pen::Pen;
use crate::ui::status::mode_word;
use crate::ui::text;

/// After so long it is worth saying what may keep the prompt away.
const LONG: Duration = Duration::from_secs(12);

pub(super) fn ask(
    pen: &mut Pen<'_>,
    area: Rect,
    wizard: &Wizard,
    (plan, ways): (&FlashPlan, &Menu),
) {
    let board = match &wizard.found {
        Some(found) => format!("{} at {}", work::chip(found), clean(&plan.port)),
        None => format!("{} at {}", plan.chip, clean(&plan.port)),
    };
    let mut rest = fact(pen, area, "Board", (Role::Text, &board));
    let version = plan.firmware.version.as_ref().map(|version| format!(", {}", clean(version)));
    let image = format!("{}{}", file_name(&plan.firmware.path), version.unwrap_or_default());
    rest = fact(pen, rest, "Image", (Role::Text, &image));
    let place = format!("{} bytes, from {:#x} on", text::thousands(plan.size.into()), plan.offset);
    rest = fact(pen, rest, "Writes", (Role::Text, &place));
    let lost = match plan.erase {
        true => "all that is in its flash: the firmware, and all files on the board",
        false => "the firmware that is there; its files stay, if the new one keeps them there too",
    };
    rest = fact(pen, rest, "Lost", (Role::Warn, lost));
    for kept in &wizard.kept {
        rest = fact(pen, rest, "Kept", (Role::Good, kept));
    }
    fact(pen, rest, "As", (Role::Dim, &clean(&plan.esptool)));
    menu(pen, area, ways, wizard);
}

pub(super) fn start(
    pen: &mut Pen<'_>,
    area: Rect,
    state: &State,
    (wizard, (verified, restarted, since)): (&Wizard, (bool, bool, Duration)),
) {
    let mut rest = say(pen, area, Role::Good, written(verified));
    rest = below(rest, 1);
    if !restarted {
        rest = say(pen, rest, Role::Warn, "Tap RESET (EN) on the board to start it.");
    }
    let waited = state.now.saturating_sub(since);
    let says = format!(
        "Waiting for the prompt of MicroPython{} {}",
        pen.glyphs.ellipsis,
        text::seconds(waited.as_secs())
    );
    rest = below(say(pen, rest, Role::Text, &says), 1);
    let board = state.boards.iter().find(|board| Some(board.id) == wizard.board);
    if let Some(board) = board {
        let says = match (&board.trouble, board.mode) {
            (Some(problem), Mode::Lost) => clean(&problem.to_string()).into_owned(),
            (_, mode) => format!("The port is {}.", mode_word(mode)),
        };
        rest = below(say(pen, rest, Role::Dim, &says), 1);
    }
    if waited >= LONG {
        let says = "No prompt yet. Tap RESET; or, if a program of yours runs there, Enter stops it \
                    and asks for the prompt. The REPL shows what the board says.";
        say(pen, rest, Role::Text, says);
    }
}

fn written(verified: bool) -> &'static str {
    match verified {
        true => "The firmware is written, and what is in the flash was compared with it.",
        false => "The firmware is written. It was not compared: the ROM of an ESP8266 cannot tell.",
    }
}

pub(super) fn failed(
    pen: &mut Pen<'_>,
    area: Rect,
    wizard: &Wizard,
    (problem, ways): (&Problem, &Menu),
) {
    let mut rest = below(trouble(pen, area, problem), 1);
    for kept in &wizard.kept {
        rest = fact(pen, rest, "Kept", (Role::Good, kept));
    }
    for note in &wizard.notes {
        rest = say(pen, rest, Role::Dim, note);
    }
    menu(pen, area, ways, wizard);
}

pub(super) fn done(
    pen: &mut Pen<'_>,
    area: Rect,
    state: &State,
    (wizard, verified, ways): (&Wizard, bool, &Menu),
) {
    let board = state.boards.iter().find(|board| Some(board.id) == wizard.board);
    let info = board.and_then(|board| board.info.as_ref());
    let says = match info {
        Some(info) => {
            format!("MicroPython {} runs on {}.", clean(&info.version), clean(&info.machine))
        }
        None => "MicroPython runs, and shows its prompt.".to_owned(),
    };
    let mut rest = say(pen, area, Role::Good, &says);
    rest = say(pen, rest, Role::Text, written(verified));
    if board.is_some_and(crate::app::Board::clock_is_set) {
        rest = say(pen, rest, Role::Text, "Its clock is set.");
    }
    rest = below(rest, 1);
    for kept in &wizard.kept {
        rest = fact(pen, rest, "Kept", (Role::Good, kept));
    }
    for note in &wizard.notes {
        rest = say(pen, rest, Role::Dim, note);
    }
    menu(pen, area, ways, wizard);
}
