//! How it is to be done.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{below, fact, file_name, say};
use crate::app::{BackUp, FlashChoices, Wizard};
use crate::model::Before;
use crate::theme::Role;
use crate::ui::pen::{Pen, row};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, wizard: &Wizard) {
    let Some(image) = wizard.image() else { return };
    let rest = fact(pen, area, "Image", (Role::Text, &file_name(&image.path)));
    let rest = match wizard.kept.last() {
        Some(kept) => fact(pen, rest, "Kept", (Role::Good, kept)),
        None => rest,
    };
    let area = below(rest, 1);
    let FlashChoices { row: at, .. } = wizard.choices;
    for (line, (word, value, means)) in rows(&wizard.choices).into_iter().enumerate() {
        let place = row(area, line * 2);
        pen.line(
            place,
            &[
                Span::styled(format!("{word:<17}"), pen.style(Role::Text)),
                Span::styled(format!("< {value} >"), pen.style(Role::Accent)),
            ],
        );
        if line == at {
            pen.select(place, true);
        }
        pen.text(row(area, line * 2 + 1), &format!("{:17}{means}", ""), pen.style(Role::Dim));
    }
    let says = "Nothing is changed before the chip was asked, the image was checked against it, and \
                you have said yes to the plan.";
    say(pen, below(area, 9), Role::Dim, says);
}

fn rows(choices: &FlashChoices) -> [(&'static str, String, &'static str); 4] {
    let (keeps, keeps_means) = match choices.back_up {
        BackUp::Nothing => ("nothing", "what is on the board may be lost"),
        BackUp::Files => ("its files", "MicroPython gives them, before anything is changed"),
        BackUp::Flash => ("all of its flash", "firmware and files, in one file; takes minutes"),
    };
    let (erase, erase_means) = match choices.erase {
        true => ("erase all first", "firmware and all files; best for a new board or trouble"),
        false => ("write over", "files stay, if the new firmware keeps its files there too"),
    };
    let (reset, reset_means) = match choices.before {
        Before::UsbJtag => ("as USB-JTAG", "chips with a USB port of their own: C3, S3, C6"),
        Before::Crossed => ("lines crossed", "DTR and RTS are wired the wrong way round"),
        Before::Hands => ("by hand", "BOOT and RESET; no line is touched"),
        Before::Default | Before::None => {
            ("by the lines", "DTR and RTS, or as your config.toml has it; else by hand")
        }
    };
    [
        ("Back up first", keeps.to_owned(), keeps_means),
        ("Flash", erase.to_owned(), erase_means),
        ("Speed", format!("{} baud", choices.baud), "lower, if writing or verifying fails"),
        ("Into the loader", reset.to_owned(), reset_means),
    ]
}
