//! What lies over the panes: one file per kind.

mod chooser;
mod conflict;
mod dialog;
mod diff;
mod finder;
mod flash;
mod help;
mod page;
mod palette;
mod pins;
mod plan;
mod prompt;
mod question;
mod viewer;

use super::pen::Pen;
use crate::app::{Overlay, State};

/// Paints all that are open; only the one on top answers to the mouse.
pub(super) fn draw(pen: &mut Pen<'_>, state: &State) {
    for overlay in &state.overlays {
        pen.layout.spots.clear();
        pen.cursor = None;
        match overlay {
            Overlay::Help(scroll) => help::draw(pen, state, *scroll),
            Overlay::Prompt(prompt) => prompt::draw(pen, prompt),
            Overlay::Palette(palette) => palette::draw(pen, state, palette),
            Overlay::Dialog(dialog) => question::draw(pen, dialog),
            Overlay::Viewer(viewer) => viewer::draw(pen, viewer),
            Overlay::Plan(view) => plan::draw(pen, view),
            Overlay::Conflict(view) => conflict::draw(pen, state, view),
            Overlay::Diff(view) => diff::draw(pen, view),
            Overlay::Finder(finder) => finder::draw(pen, finder),
            Overlay::Pins(pins) => pins::draw(pen, state, pins),
            Overlay::Page => page::draw(pen, state),
            Overlay::Welcome(viewer) => viewer::welcome(pen, viewer),
            Overlay::Chooser(chooser) => chooser::draw(pen, chooser),
            Overlay::Flash(wizard) => flash::draw(pen, state, wizard),
        }
    }
}
