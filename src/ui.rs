//! From the state to a frame. A pure function: it changes nothing, asks nobody, and
//! answers where it put what, for the mouse and the page keys.

mod arrange;
mod devices;
mod files;
mod frame;
mod glyphs;
mod log;
mod look;
mod marks;
mod overlay;
mod pen;
mod python;
mod repl;
mod status;
#[cfg(test)]
mod tests;
mod text;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

pub use look::Look;

use crate::app::{Layout, Overlay, Pane, Size, State};
use crate::keymap::Keymap;
use crate::theme::{Role, Theme};
use arrange::Place;
use look::Dress;
use pen::Pen;

/// Paints the whole screen.
pub fn render(
    state: &State,
    theme: &Theme,
    keymap: &Keymap,
    look: Look,
    frame: &mut Frame<'_>,
) -> Layout {
    let (layout, cursor) = paint(state, Dress { theme, keymap, look }, frame.buffer_mut());
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
    layout
}

fn paint(state: &State, dress: Dress<'_>, buffer: &mut Buffer) -> (Layout, Option<(u16, u16)>) {
    let mut pen = Pen::new(buffer, dress);
    // A pane that is hidden for a while keeps its page, and so the place it shows.
    let Layout { devices, local, remote, log, .. } = state.layout;
    pen.layout = Layout { devices, local, remote, log, ..Layout::default() };
    let screen = pen.screen();
    pen.fill(screen, pen.style(Role::Text));
    let size = Size { columns: screen.width, rows: screen.height };
    if size.too_small() {
        too_small(&mut pen, screen, size);
        return (pen.layout, None);
    }
    let panes = Rect { height: screen.height - 1, ..screen };
    let places = match state.overlays.iter().any(|overlay| matches!(overlay, Overlay::Page)) {
        true => arrange::beside_page(panes, state.zoomed).1,
        false => arrange::panes(panes, state.focus, state.zoomed, state.arrangement),
    };
    for place in &places.panes {
        pane(&mut pen, place, state);
    }
    pen.edges(&places.edges);
    status::draw(&mut pen, pen::row(screen, usize::from(screen.height) - 1), state);
    overlay::draw(&mut pen, state);
    // What was painted last lies on top.
    pen.layout.spots.reverse();
    (pen.layout, pen.cursor)
}

fn pane(pen: &mut Pen<'_>, place: &Place, state: &State) {
    match place.pane {
        Pane::Devices => devices::draw(pen, place, state),
        Pane::Files => files::draw(pen, place, state),
        Pane::Repl => repl::draw(pen, place, state),
        Pane::Log => log::draw(pen, place, state),
    }
}

fn too_small(pen: &mut Pen<'_>, screen: Rect, size: Size) {
    let Size { columns, rows } = Size::LEAST;
    let says = format!("mpdeck needs {columns}x{rows}; this is {}x{}.", size.columns, size.rows);
    for (at, line) in text::wrap(&says, usize::from(screen.width)).iter().enumerate() {
        pen.line(pen::row(screen, at), &[Span::styled(line.as_str(), pen.style(Role::Warn))]);
    }
}
