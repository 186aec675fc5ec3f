//! Where the mouse meets what.

use super::cases;
use super::rig::{Rig, find};
use crate::app::{Action, Layout, Pane, Side, Size, Spot};

/// What a press on a text would be about, and the row in its list.
fn on(rig: &mut Rig, text: &str) -> Option<(Spot, u16)> {
    let buffer = rig.screen(80, 24);
    let (x, y) = find(&buffer, text);
    let (area, spot) = rig.state.layout.spot(x, y)?;
    Some((spot, y - area.y))
}

#[test]
fn rows_hints_and_borders_are_told_apart() {
    let mut rig = cases::usual();
    rig.does(Action::FocusFiles);
    assert_eq!(on(&mut rig, "ttyACM0"), Some((Spot::Devices, 1)));
    assert_eq!(on(&mut rig, "boot.py"), Some((Spot::Files(Side::Local), 3)));
    assert_eq!(on(&mut rig, "[Local]"), Some((Spot::Do(Action::SwitchSide), 0)));
    assert_eq!(on(&mut rig, "1+1"), Some((Spot::Repl, 3)));
    assert_eq!(on(&mut rig, "14:03:02"), Some((Spot::Log, 2)));
    assert_eq!(on(&mut rig, "4 Log"), Some((Spot::Pane(Pane::Log), 0)));
    assert_eq!(on(&mut rig, "upload"), Some((Spot::Do(Action::Upload), 0)));
    assert_eq!(on(&mut rig, "? help"), Some((Spot::Do(Action::Help), 0)));
}

#[test]
fn what_lies_under_a_question_is_out_of_reach() {
    let mut rig = cases::usual();
    rig.does(Action::FocusFiles);
    rig.does(Action::Delete);
    assert_eq!(on(&mut rig, "ttyACM0"), None);
    assert_eq!(on(&mut rig, "[ Keep ]"), Some((Spot::Do(Action::No), 0)));
    assert_eq!(on(&mut rig, "Delete   y"), Some((Spot::Do(Action::Yes), 0)));
}

#[test]
fn pages_are_the_rows_that_are_seen() {
    let mut rig = cases::usual();
    rig.screen(80, 24);
    let Layout { devices, local, remote, log, repl, .. } = rig.state.layout.clone();
    assert_eq!((devices, local, remote, log), (2, 16, 16, 4));
    assert_eq!(repl, Some(Size { columns: 46, rows: 15 }));
    rig.does(Action::FocusFiles);
    rig.does(Action::Zoom);
    rig.screen(80, 24);
    let Layout { devices, local, remote, log, repl, .. } = rig.state.layout.clone();
    assert_eq!((devices, local, remote, log), (2, 20, 20, 4), "hidden panes keep theirs");
    assert_eq!(repl, None);
}
