//! Every pane and overlay at every size, as text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::app::{Setup, start};

fn screen(width: u16, height: u16) -> Buffer {
    Buffer::empty(Rect { x: 0, y: 0, width, height })
}

fn as_text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            skip = text::width(symbol).saturating_sub(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[test]
fn no_size_makes_it_fail() {
    let theme = Theme::default();
    let keymap = Keymap::built_in();
    let (mut state, _) = start(Setup::default());
    for size in 0..=300 {
        // The pane and the marks take turns, so that each meets many sizes.
        let look = Look { ascii: size % 2 == 0, mono: size % 3 == 0 };
        let dress = Dress { theme: &theme, keymap: &keymap, look };
        state.focus = Pane::ALL[usize::from(size) % 4];
        state.zoomed = size % 5 == 0;
        for (width, height) in [(size, 24), (80, size), (size, 300 - size)] {
            paint(&state, dress, &mut screen(width, height));
        }
    }
}

#[test]
fn a_terminal_too_small_is_told_the_size_it_needs() {
    let theme = Theme::default();
    let keymap = Keymap::built_in();
    let dress = Dress { theme: &theme, keymap: &keymap, look: Look::default() };
    let (state, _) = start(Setup::default());
    let mut buffer = screen(20, 5);
    paint(&state, dress, &mut buffer);
    assert_eq!(as_text(&buffer).trim_end(), "mpdeck needs 60x16;\nthis is 20x5.");
}
