//! No size of the terminal makes it fail.

use ratatui::buffer::Buffer;

use super::cases;
use super::rig::{Rig, as_text};
use crate::app::{Action, Msg, Overlay, Pane, PlanView, Scroll};
use crate::ui::{Look, text};

/// A wide character whose second half would stand outside, or on another one, garbles
/// a real terminal.
fn whole(buffer: &Buffer, what: &str) {
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let cells = u16::try_from(text::width(buffer[(x, y)].symbol())).unwrap();
            assert!(x + cells.max(1) <= buffer.area.right(), "{what}: cut at {x},{y}");
            for covered in x + 1..x + cells {
                assert_eq!(buffer[(covered, y)].symbol(), " ", "{what}: covered at {covered},{y}");
            }
            x += cells.max(1);
        }
    }
}

fn at_all_sizes(rig: Rig) {
    at_sizes(rig, 1);
}

fn at_sizes(mut rig: Rig, step: usize) {
    for size in (0..=300_u16).step_by(step) {
        // Panes and marks take turns, so that each meets many sizes.
        rig.look = Look { ascii: size % 2 == 0, mono: size % 3 == 0 };
        rig.state.focus = Pane::ALL[usize::from(size) % 4];
        rig.state.zoomed = size % 5 == 0;
        for (width, height) in [(size, 24), (80, size)] {
            // Not every frame comes after the state has heard of the new size.
            let (layout, buffer) = rig.frame(width, height);
            if size % 10 == 0 {
                rig.send(Msg::Laid(layout));
            }
            whole(&buffer, &format!("{width}x{height}"));
        }
    }
    for (width, height) in [(300, 300), (300, 16), (60, 300)] {
        rig.screen(width, height);
    }
}

#[test]
fn empty() {
    at_all_sizes(cases::empty());
}

#[test]
fn overflowing() {
    at_all_sizes(cases::overflowing());
}

#[test]
fn failing() {
    at_all_sizes(cases::failing());
}

#[test]
fn overlays() {
    let open: [fn(&mut Rig); 12] = [
        |rig| *rig = super::flash::picking(),
        |rig| *rig = super::flash::asking(),
        |rig| *rig = super::flash::writing(),
        |rig| *rig = cases::edited("def f():\n\treturn '中文'\n"),
        |rig| rig.does(Action::Pins),
        |rig| {
            rig.does(Action::Pins);
            rig.does(Action::Accept);
        },
        |rig| rig.state.overlays.push(Overlay::Help(Scroll { offset: 3 })),
        |rig| rig.state.overlays.push(Overlay::Plan(PlanView::new(cases::plan()))),
        |rig| *rig = cases::conflicts(),
        |rig| {
            *rig = cases::conflicts();
            cases::compared(rig, "main.py", Ok(cases::differing()));
        },
        |rig| rig.does(Action::Palette),
        |rig| rig.does(Action::Delete),
    ];
    for open in open {
        let mut rig = cases::usual();
        open(&mut rig);
        at_sizes(rig, 13);
    }
}

#[test]
fn the_plot() {
    let mut rig = cases::usual();
    rig.does(Action::Plot);
    for n in 0..500 {
        rig.output(&format!("{n} {} {}\r\n", n * n, -n));
    }
    rig.does(Action::CursorLeft);
    at_all_sizes(rig);
}

#[test]
fn a_terminal_too_small_is_told_the_size_it_needs() {
    let mut rig = cases::usual();
    assert_eq!(as_text(&rig.screen(20, 5)).lines().next(), Some("mpdeck needs 60x16;"));
}
