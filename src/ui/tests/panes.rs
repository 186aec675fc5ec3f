//! Each pane alone: a snapshot per pane and case, holding all sizes.

use super::cases;
use super::rig::{Rig, as_text};
use crate::app::Pane;

const SIZES: [(u16, u16); 5] = [(20, 5), (40, 12), (80, 24), (120, 40), (200, 60)];

fn check(case: &str, mut rig: Rig) {
    for pane in Pane::ALL {
        rig.state.focus = pane;
        let mut all = String::new();
        for (width, height) in SIZES {
            let buffer = rig.pane(pane, width, height);
            all += &format!("{width}x{height}\n{}\n", as_text(&buffer));
        }
        let name = format!("{}_{case}", pane.title().to_lowercase());
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(name, all);
        });
    }
}

#[test]
fn empty() {
    check("empty", cases::empty());
}

#[test]
fn usual() {
    check("usual", cases::usual());
}

#[test]
fn overflowing() {
    check("overflowing", cases::overflowing());
}

#[test]
fn failing() {
    check("failing", cases::failing());
}
