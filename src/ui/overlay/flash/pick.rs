//! The images there are.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{below, bottom, file_name, say, trouble};
use crate::app::{Action, Context, Fits, Spot, Wizard, clean};
use crate::model::{ImageFile, ImageKind, ImagePlace};
use crate::theme::Role;
use crate::ui::pen::{Pen, row, visible};
use crate::ui::text;

/// Rows that tell of the one under the cursor.
const ABOUT: u16 = 4;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, wizard: &Wizard) {
    let key = |pen: &Pen<'_>, action| pen.dress.key(Context::Flash, action);
    let chip = match (&wizard.found, wizard.says) {
        (Some(found), _) => format!("The board is an {}.", found.chip),
        (None, Some(chip)) => format!("The board is an {chip}, its firmware says."),
        (None, None) => {
            let key = key(pen, Action::FlashChip);
            format!("Which chip the board has is not known yet: {key} asks it.")
        }
    };
    pen.text(row(area, 0), &chip, pen.style(Role::Text));
    let foot = bottom(area, ABOUT);
    let list = below(area, 2);
    let list = Rect { height: list.height.saturating_sub(ABOUT + 1), ..list };
    pen.layout.overlay = list.height;
    if let Some(problem) = &wizard.trouble {
        trouble(pen, foot, problem);
    } else if let Some(image) = wizard.image() {
        about(pen, foot, image);
    }
    if wizard.images.is_empty() {
        let says = match wizard.listing {
            true => "Looking for firmware…".replace('…', pen.glyphs.ellipsis),
            false => format!(
                "There is no firmware on this computer yet. {} downloads some, {} takes the path of a file.",
                key(pen, Action::FlashDownload),
                key(pen, Action::FlashPath)
            ),
        };
        say(pen, list, Role::Dim, &says);
        return;
    }
    pen.spot(list, Spot::Overlay);
    let lines = wizard.images.len();
    let (offset, at) = visible(wizard.cursor, lines, list.height);
    let shown = wizard.images.iter().enumerate().skip(offset).take(usize::from(list.height));
    for (line, image) in shown {
        let place = row(list, line - offset);
        image_row(pen, place, wizard, image);
        if line == at {
            pen.select(place, true);
        }
    }
    let edge = Rect { width: list.width.saturating_add(1), ..list };
    pen.thumb(edge, offset, lines, true);
}

/// `● ESP32_GENERIC-20251209-v1.27.0.bin   ESP32    v1.27.0  2025-12-09 fits   used`
fn image_row(pen: &mut Pen<'_>, place: Rect, wizard: &Wizard, image: &ImageFile) {
    let (word, role) = match wizard.fits(image) {
        Fits::Yes => ("fits", Role::Good),
        Fits::Unknown => ("", Role::Dim),
        Fits::No => ("not this", Role::Warn),
        Fits::Broken => ("broken", Role::Error),
    };
    let from = match image.place {
        ImagePlace::Used => "used",
        ImagePlace::Downloaded => "cache",
        ImagePlace::Here => "here",
    };
    let (chip, version, date) = match &image.about {
        Ok(about) => (
            about.chip.label(),
            about.version.clone().unwrap_or_default(),
            about.date.clone().unwrap_or_default(),
        ),
        Err(_) => ("", String::new(), String::new()),
    };
    let mark = pen.glyphs.ellipsis;
    let version = text::clip_end(&clean(&version), 9, mark);
    let columns = format!(" {chip:<8} {version:<9} {date:<10} ");
    let last = format!("{word:<8} {from:>5}");
    let room = usize::from(place.width).saturating_sub(text::width(&columns) + text::width(&last));
    // board and variant come first in a name, and the columns tell the rest
    let name = text::clip_end(&file_name(&image.path), room, mark);
    let gap = " ".repeat(room.saturating_sub(text::width(&name)));
    pen.line(
        place,
        &[
            Span::styled(format!("{name}{gap}"), pen.style(Role::Text)),
            Span::styled(columns, pen.style(Role::Dim)),
            Span::styled(format!("{word:<8}"), pen.style(role)),
            Span::styled(format!(" {from:>5}"), pen.style(Role::Dim)),
        ],
    );
}

/// The one under the cursor in full.
fn about(pen: &mut Pen<'_>, area: Rect, image: &ImageFile) {
    let path = clean(&image.path.to_string_lossy()).into_owned();
    let path = text::clip_start(&path, usize::from(area.width), pen.glyphs.ellipsis);
    pen.text(row(area, 0), &path, pen.style(Role::Dim));
    let area = below(area, 1);
    match &image.about {
        Ok(about) => {
            let kind = match about.kind {
                ImageKind::Whole => "",
                ImageKind::Application => ", the application alone",
                ImageKind::Uf2 => ", for the drive of a UF2 boot loader",
            };
            let board = about.board.as_ref().map(|board| format!(" for {}", clean(board)));
            let says = format!(
                "MicroPython{}{kind}: {} bytes, whole (its {} is right)",
                board.unwrap_or_default(),
                text::thousands(about.size),
                about.checked,
            );
            say(pen, area, Role::Text, &says);
        }
        Err(problem) => {
            let says = format!("{}. {}", clean(&problem.why), clean(&problem.next));
            say(pen, area, Role::Error, &says);
        }
    }
}
