//! While the loader is talked to: what is done, what goes on, what is to come.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{below, bottom, fact, progress, say};
use crate::app::{Doing, FlashWork, State, Wizard, clean};
use crate::model::FoundChip;
use crate::theme::Role;
use crate::ui::pen::{Pen, right_of, row};
use crate::ui::text;

/// Rows for what was said on the way.
const NOTES: u16 = 3;

pub(super) fn draw(
    pen: &mut Pen<'_>,
    area: Rect,
    state: &State,
    (wizard, step): (&Wizard, &FlashWork),
) {
    let mut at = 0;
    let way = if step.only_chip { vec![Doing::Reach] } else { wizard.way() };
    let has_kept = |doing| doing < step.doing && !way.contains(&doing) && !wizard.kept.is_empty();
    if has_kept(Doing::Read) || has_kept(Doing::Files) {
        let says = format!("{} what was on the board is kept", pen.glyphs.connected);
        line(pen, row(area, at), Role::Good, &says);
        at += 1;
    }
    for doing in way {
        let (role, mark) = match doing.cmp(&step.doing) {
            std::cmp::Ordering::Less => (Role::Good, pen.glyphs.connected),
            std::cmp::Ordering::Equal => (Role::Title, pen.glyphs.folded),
            std::cmp::Ordering::Greater => (Role::Dim, " "),
        };
        let place = row(area, at);
        at += 1;
        if let Some(gauge) = step.gauge.as_ref().filter(|_| doing == step.doing) {
            // the name of the file that is read, or the word of the loader's work
            let what =
                if doing == Doing::Files { &clean(&gauge.progress.what) } else { short(doing) };
            let what = text::clip_middle(what, 24, pen.glyphs.ellipsis);
            let taken =
                pen.line(place, &[Span::styled(format!("{mark} {what:<7} "), pen.style(role))]);
            progress(pen, right_of(place, taken), gauge);
            continue;
        }
        let done = doing < step.doing;
        let text = match (&wizard.found, doing) {
            (Some(found), Doing::Reach) if done => chip(found),
            _ => word(doing, done).to_owned(),
        };
        let since = state.now.saturating_sub(step.since).as_secs();
        let time = match doing == step.doing && since > 0 && step.hands.is_none() {
            true => format!("  {}", text::seconds(since)),
            false => String::new(),
        };
        line(pen, place, role, &format!("{mark} {text}{time}"));
    }
    let rest = below(area, u16::try_from(at + 1).unwrap_or(u16::MAX));
    if step.stopping {
        let says = format!("Stopping{}", pen.glyphs.ellipsis);
        say(pen, rest, Role::Warn, &says);
    } else if let Some(seconds) = step.hands {
        hands(pen, rest, seconds);
    } else if step.has_begun() {
        say(pen, rest, Role::Warn, "Leave the board plugged in. It has no valid firmware now.");
    }
    if step.hands.is_none() {
        notes(pen, bottom(area, NOTES), wizard);
    }
}

fn line(pen: &mut Pen<'_>, place: Rect, role: Role, text: &str) {
    pen.line(place, &[Span::styled(text.to_owned(), pen.style(role))]);
}

fn short(doing: Doing) -> &'static str {
    match doing {
        Doing::Files => "files",
        Doing::Reach => "reach",
        Doing::Read => "read",
        Doing::Erase => "erase",
        Doing::Write => "write",
        Doing::Verify => "compare",
    }
}

fn word(doing: Doing, done: bool) -> &'static str {
    match (doing, done) {
        (Doing::Files, true) => "the files of the board are kept",
        (Doing::Files, false) => "keep the files of the board",
        (Doing::Reach, true) => "the chip's loader answers",
        (Doing::Reach, false) => "reach the chip's loader",
        (Doing::Read, true) => "the flash is read",
        (Doing::Read, false) => "read the flash into a file",
        (Doing::Erase, true) => "the flash is erased",
        (Doing::Erase, false) => "erase the flash",
        (Doing::Write, true) => "the firmware is written",
        (Doing::Write, false) => "write the firmware",
        (Doing::Verify, true) => "what was written is right",
        (Doing::Verify, false) => "compare what was written",
    }
}

/// `ESP8266, 4096 kB of flash, 24:0a:c4:01:02:03`
pub(super) fn chip(found: &FoundChip) -> String {
    let flash = match found.flash_size {
        Some(size) => format!(", {} kB of flash", size >> 10),
        None => String::new(),
    };
    let mac = found.mac.as_ref().map(|mac| format!(", {mac}")).unwrap_or_default();
    format!("{}{flash}{mac}", found.chip)
}

/// What a person has to do where no line does it.
fn hands(pen: &mut Pen<'_>, area: Rect, seconds: u64) {
    let mut rest =
        say(pen, area, Role::Warn, "No line resets this board, or it did not help. By hand:");
    for (number, step) in [
        ("1", "hold the button BOOT (FLASH, or GPIO0 wired to GND)"),
        ("2", "tap RESET (EN, or plug the board in again)"),
        ("3", "let BOOT go"),
    ] {
        rest = fact(pen, rest, &format!("  {number}"), (Role::Text, step));
    }
    let says = format!("It is called all the time; {} left.", text::seconds(seconds));
    say(pen, rest, Role::Dim, &says);
}

/// The newest of what was said.
fn notes(pen: &mut Pen<'_>, area: Rect, wizard: &Wizard) {
    let width = usize::from(area.width);
    let lines: Vec<String> = wizard.notes.iter().flat_map(|note| text::wrap(note, width)).collect();
    let skip = lines.len().saturating_sub(usize::from(area.height));
    for (at, note) in lines.iter().skip(skip).enumerate() {
        pen.text(row(area, at), note, pen.style(Role::Dim));
    }
}
