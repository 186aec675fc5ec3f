//! What text alone does not show: focus, selection, the board's colours.

use ratatui::style::{Color, Modifier};

use super::cases;
use super::rig::{Rig, find};
use crate::app::{Action, Pane};
use crate::theme::Theme;

fn title_of(rig: &mut Rig, title: &str) -> (Color, Modifier) {
    let buffer = rig.screen(80, 24);
    let cell = &buffer[find(&buffer, title)];
    (cell.fg, cell.modifier)
}

#[test]
fn the_focused_pane_stands_out_by_colour_and_weight() {
    let mut rig = cases::usual();
    rig.state.focus = Pane::Log;
    assert_eq!(title_of(&mut rig, "4 Log"), (Color::LightCyan, Modifier::BOLD));
    assert_eq!(title_of(&mut rig, "3 REPL"), (Color::Indexed(248), Modifier::empty()));
    let mut rig = cases::usual().plain();
    rig.state.focus = Pane::Log;
    let (color, modifier) = title_of(&mut rig, "4 Log");
    assert_eq!(color, Color::Reset);
    assert!(modifier.contains(Modifier::BOLD | Modifier::REVERSED));
    assert!(title_of(&mut rig, "3 REPL").1.is_empty());
}

#[test]
fn the_selected_row_is_one_band_with_no_colour_of_its_own() {
    let mut rig = cases::usual();
    rig.does(Action::FocusFiles);
    let buffer = rig.screen(80, 24);
    let (_, y) = find(&buffer, "lib/");
    for x in 1..31 {
        assert_eq!((buffer[(x, y)].fg, buffer[(x, y)].bg), (Color::Black, Color::LightCyan), "{x}");
    }
    rig.does(Action::FocusLog);
    let buffer = rig.screen(80, 24);
    assert_eq!(buffer[(1, y)].bg, Color::Indexed(238));
}

#[test]
fn board_colours_stay_and_go_with_no_color() {
    let mut rig = cases::usual();
    let buffer = rig.screen(80, 24);
    assert_eq!(buffer[find(&buffer, "print('blink')")].fg, Color::Green);
    let mut rig = cases::usual().plain();
    let buffer = rig.screen(80, 24);
    assert_eq!(buffer[find(&buffer, "print('blink')")].fg, Color::Reset);
}

#[test]
fn no_colour_reaches_the_screen_without_colour() {
    let mut rig = cases::usual().plain();
    rig.does(Action::Help);
    let buffer = rig.screen(120, 40);
    for cell in buffer.content() {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        assert!(cell.symbol().is_ascii(), "{}", cell.symbol());
    }
}

#[test]
fn every_theme_paints_every_cell_of_a_light_ground() {
    let mut rig = cases::usual();
    rig.theme = Theme::load("light", None).unwrap();
    let buffer = rig.screen(80, 24);
    for (at, cell) in buffer.content().iter().enumerate() {
        assert_ne!(cell.bg, Color::Reset, "{at}: {:?}", cell.symbol());
    }
}

#[test]
fn a_line_of_a_traceback_is_underlined_on_each_row_that_it_takes() {
    for width in [80, 24, 17] {
        let mut rig = cases::usual();
        rig.output("\r\n  File \"lib/a_long_name/sensor.py\", line 345, in <module>\r\nX: \r\n");
        let buffer = rig.pane(Pane::Repl, width, 24);
        let cells = buffer.content().iter();
        let underlined = cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
        let text: String = underlined.map(|cell| cell.symbol()).collect();
        assert_eq!(text, "File \"lib/a_long_name/sensor.py\", line 345", "{width} columns");
    }
}
