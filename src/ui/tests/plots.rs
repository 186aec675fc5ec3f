//! The plot in the REPL: empty, usual, overflowing, in trouble, without colour.

use ratatui::style::Color;

use super::cases;
use super::rig::{Rig, as_text, find};
use crate::app::{Action, Pane};
use crate::model::Mode;

const SIZES: [(u16, u16); 5] = [(20, 5), (40, 12), (80, 24), (120, 40), (200, 60)];

fn check(case: &str, mut rig: Rig) {
    let mut all = String::new();
    for (width, height) in SIZES {
        let buffer = rig.pane(Pane::Repl, width, height);
        all += &format!("{width}x{height}\n{}\n", as_text(&buffer));
    }
    let screen = rig.screen(80, 24);
    all += &format!("the screen at 80x24\n{}\n", as_text(&screen));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(format!("plot_{case}"), all);
    });
}

fn plotting(mut rig: Rig) -> Rig {
    rig.does(Action::FocusRepl);
    rig.does(Action::LeaveTyping);
    rig.does(Action::Plot);
    rig
}

/// A temperature that goes up and down and the time of day.
fn usual() -> Rig {
    let mut rig = plotting(cases::usual());
    rig.does(Action::ClearPlot);
    rig.output("\r\n");
    for n in 0..120 {
        let wave = f64::from(n * 6).to_radians().sin();
        rig.wait(50);
        rig.output(&format!("temp:{:.2},hum:{}\r\n", 21.0 + 2.0 * wave, 30 + n / 10));
    }
    rig.wait(200);
    rig.output("temp:21.5,hum:41\r\n");
    rig
}

fn overflowing() -> Rig {
    let mut rig = plotting(cases::usual());
    rig.does(Action::ClearPlot);
    rig.output("\r\n");
    for n in 0..3000_u32 {
        rig.wait(5);
        let names = (0..12)
            .map(|s| format!("a_long_name_of_row_{s}: {}", f64::from(n * (s + 1) % 700) * 1e5));
        rig.output(&format!("{}\r\n", names.collect::<Vec<_>>().join(", ")));
    }
    rig.does(Action::PausePlot);
    rig.wait(500);
    rig.output("a_long_name_of_row_0: 5\r\n");
    rig.does(Action::CursorLeft);
    rig
}

#[test]
fn empty() {
    let mut rig = plotting(cases::usual());
    rig.does(Action::ClearPlot);
    check("empty", rig);
}

#[test]
fn curves() {
    check("usual", usual());
    check("overflowing", overflowing());
}

#[test]
fn curves_without_colour_have_marks() {
    check("ascii", usual().plain());
    let mut rig = usual().plain();
    for cell in rig.screen(120, 40).content() {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        assert!(cell.symbol().is_ascii(), "{}", cell.symbol());
    }
}

#[test]
fn a_lost_board_keeps_its_curves() {
    let mut rig = usual();
    rig.mode(Mode::Lost);
    check("failing", rig);
}

#[test]
fn each_series_has_a_colour() {
    let mut rig = plotting(cases::usual());
    rig.does(Action::ClearPlot);
    rig.output("\r\n1 2 3 4 5 6 7 8\r\n");
    let buffer = rig.screen(200, 60);
    let colours: Vec<Color> = (1..=8)
        .map(|n| {
            let (x, y) = find(&buffer, &format!("y{n} {n}"));
            buffer[(x, y)].fg
        })
        .collect();
    for (at, colour) in colours.iter().enumerate() {
        assert!(!colours[..at].contains(colour), "{colours:?}");
    }
}
