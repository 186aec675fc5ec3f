//! Which panes are seen, at which sizes, and how keys and the mouse change that.

use ratatui::buffer::Buffer;

use super::cases;
use super::rig::{Rig, as_text, find};
use crate::app::{Action, Mouse, MouseKind, Msg, Pane};
use crate::model::{Arrangement, Preset};

fn at(preset: Preset) -> Rig {
    let mut rig = cases::usual();
    rig.state.arrangement = Arrangement { preset, ..Arrangement::default() };
    rig
}

fn snapshot(name: &str, all: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(name, all);
    });
}

#[test]
fn every_layout_at_every_size() {
    for preset in Preset::ALL {
        let mut all = String::new();
        for (width, height) in [(60, 20), (80, 24), (120, 40), (300, 80)] {
            let mut rig = at(preset);
            rig.state.focus = Pane::Repl;
            all += &format!("{width}x{height}\n{}\n", as_text(&rig.screen(width, height)));
        }
        snapshot(&format!("layout_{}", preset.word()), &all);
    }
}

#[test]
fn a_pane_that_a_layout_leaves_out_comes_while_it_has_the_keys() {
    for preset in Preset::ALL {
        for (width, height) in [(60, 20), (80, 24), (300, 80)] {
            let mut rig = at(preset);
            for (action, title) in [
                (Action::FocusDevices, "1 Devices"),
                (Action::FocusFiles, "2 Files"),
                (Action::FocusRepl, "3 REPL"),
                (Action::FocusLog, "4 Log"),
            ] {
                rig.does(action);
                assert!(as_text(&rig.screen(width, height)).contains(title), "{preset:?} {title}");
            }
        }
    }
}

/// Where the right column and the log begin.
fn edges(screen: &Buffer) -> (u16, u16) {
    (find(screen, "3 REPL").0, find(screen, "4 Log").1)
}

#[test]
fn keys_move_the_borders_of_the_pane_that_has_them() {
    let mut rig = at(Preset::All);
    rig.does(Action::FocusFiles);
    let (column, row) = edges(&rig.screen(120, 40));
    for (action, by) in [
        (Action::Wider, (2, 0)),
        (Action::Narrower, (0, 0)),
        (Action::FocusLog, (0, 0)),
        (Action::Wider, (-2, 0)),
        (Action::Taller, (-2, -1)),
        (Action::FocusRepl, (-2, -1)),
        (Action::LeaveTyping, (-2, -1)),
        (Action::Taller, (-2, 0)),
        (Action::Shorter, (-2, -1)),
        (Action::DefaultSizes, (0, 0)),
    ] {
        rig.does(action);
        let now = edges(&rig.screen(120, 40));
        let moved = (i32::from(now.0) - i32::from(column), i32::from(now.1) - i32::from(row));
        assert_eq!(moved, by, "{action:?}");
    }
    for _ in 0..100 {
        rig.does(Action::Wider);
    }
    let widest = edges(&rig.screen(120, 40));
    assert!(widest.0 > 20, "Files keep their names: {widest:?}");
}

#[test]
fn the_mouse_moves_a_border_and_what_it_made_is_kept() {
    let mut rig = at(Preset::All);
    let (column, row) = edges(&rig.screen(120, 40));
    for (from, to) in [((column - 2, 20), (70, 5)), ((100, row), (3, 15))] {
        for (what, (x, y)) in
            [(MouseKind::Press, from), (MouseKind::Drag, to), (MouseKind::Release, to)]
        {
            rig.send(Msg::Mouse(Mouse { what, x, y }));
            rig.screen(120, 40);
        }
    }
    assert_eq!(edges(&rig.screen(120, 40)), (72, 15), "the title stands behind corner and blank");
    let kept = rig.kept_layout().expect("it is kept");
    assert_eq!(kept, rig.state.arrangement);
    rig.send(Msg::Mouse(Mouse { what: MouseKind::Drag, x: 40, y: 5 }));
    assert_eq!(edges(&rig.screen(120, 40)), (72, 15), "nothing follows after the release");
}

#[test]
fn a_layout_is_shown_while_the_cursor_is_on_it_and_nothing_is_kept_before_it_is_chosen() {
    let mut rig = at(Preset::All);
    rig.does(Action::Layouts);
    rig.does(Action::Down);
    let text = as_text(&rig.screen(80, 24));
    assert!(!text.contains("1 Devices") && text.contains("the files beside the REPL"), "{text}");
    rig.does(Action::Dismiss);
    assert!(as_text(&rig.screen(80, 24)).contains("1 Devices"));
    assert_eq!(rig.kept_layout(), None);
    rig.does(Action::Layouts);
    rig.does(Action::Down);
    rig.does(Action::Down);
    rig.does(Action::Accept);
    assert_eq!(rig.kept_layout().map(|kept| kept.preset), Some(Preset::Monitor));
}
