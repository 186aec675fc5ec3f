//! The ways to restart a chip.

use super::super::Error;
use super::super::scripted::{Ends, Run, Script, board};
use super::sources;
use crate::model::{ResetKind, ResetWay};

/// A board whose firmware has no `reset`.
fn without_reset(_: &str) -> Run {
    Run { prints: Vec::new(), ends: Ends::With("AttributeError: reset\n") }
}

#[tokio::test(start_paused = true)]
async fn a_chip_is_restarted_in_the_way_the_settings_say() {
    let pulse = vec![(false, true), (false, false)];
    for (way, asks, lines, works) in [
        (ResetWay::Auto, true, pulse.clone(), true),
        (ResetWay::Command, true, Vec::new(), false),
        (ResetWay::Lines, false, pulse, true),
    ] {
        let script = Script { reset: way, run: without_reset, ..Script::default() };
        let (mut board, _, seen) = board(script);
        let ended = board.hard_reset(ResetKind::Hard).await;
        assert_eq!(ended.is_ok(), works, "{way:?}: {ended:?}");
        assert!(works || matches!(ended, Err(Error::Raised { .. })), "{way:?}: {ended:?}");
        assert_eq!(!sources(&seen).is_empty(), asks, "{way:?}");
        assert_eq!(seen.lock().unwrap().lines, lines, "{way:?}");
    }
}
