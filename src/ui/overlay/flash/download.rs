//! Firmware from the site.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{below, progress, say};
use crate::app::{Download, DownloadOf, Spot, Wizard};
use crate::theme::Role;
use crate::ui::pen::{Pen, row, visible};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, _wizard: &Wizard, step: &Download) {
    let says = match &step.of {
        DownloadOf::Chips => {
            "Firmware for which chip? Who does not know it goes back and asks the chip.".to_owned()
        }
        DownloadOf::Boards(chip) => format!("Boards with an {chip} that there is firmware for"),
        DownloadOf::Releases(board) => format!("Firmware for {board}, the newest first"),
        DownloadOf::File(file) => format!("Downloading {file}"),
    };
    pen.text(row(area, 0), &says, pen.style(Role::Text));
    let list = below(area, 2);
    pen.layout.overlay = list.height;
    if step.coming {
        match &step.gauge {
            Some(gauge) => progress(pen, row(list, 0), gauge),
            None => {
                let says = format!("Asking the site{}", pen.glyphs.ellipsis);
                say(pen, list, Role::Dim, &says);
            }
        }
        return;
    }
    if step.items.is_empty() {
        say(pen, list, Role::Dim, "There is nothing for it.");
        return;
    }
    pen.spot(list, Spot::Overlay);
    let lines = step.items.len();
    let (offset, at) = visible(step.cursor, lines, list.height);
    let names = step.items.iter().map(|item| text::width(&item.name)).max().unwrap_or_default();
    for (line, item) in step.items.iter().enumerate().skip(offset).take(usize::from(list.height)) {
        let place = row(list, line - offset);
        let gap = " ".repeat(names - text::width(&item.name) + 2);
        pen.line(
            place,
            &[
                Span::styled(format!("{}{gap}", item.name), pen.style(Role::Text)),
                Span::styled(item.says.as_str(), pen.style(Role::Dim)),
            ],
        );
        if line == at {
            pen.select(place, true);
        }
    }
    let edge = Rect { width: list.width.saturating_add(1), ..list };
    pen.thumb(edge, offset, lines, true);
}
