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
        let ended = board.hard_reset(ResetKind::Hard, &mut |_, _| {}).await;
        assert_eq!(ended.is_ok(), works, "{way:?}: {ended:?}");
        assert!(works || matches!(ended, Err(Error::Raised { .. })), "{way:?}: {ended:?}");
        assert_eq!(!sources(&seen).is_empty(), asks, "{way:?}");
        assert_eq!(seen.lock().unwrap().lines, lines, "{way:?}");
    }
}

/// A board whose program prints as soon as it has started again.
fn chatty(_: &str) -> Run {
    Run { prints: Vec::new(), ends: Ends::RestartsAndPrints("turn\r\n") }
}

#[tokio::test(start_paused = true)]
async fn what_a_board_says_at_its_start_is_heard_and_holds_nobody_up() {
    let (mut board, _, _) = board(Script { run: chatty, ..Script::default() });
    let mut heard = Vec::new();
    let hear = &mut |_, bytes: &[u8]| heard.extend_from_slice(bytes);
    board.hard_reset(ResetKind::Hard, hear).await.unwrap();
    let heard = String::from_utf8(heard).unwrap();
    assert!(heard.starts_with("turn\r\nturn\r\n"), "{heard:?}");
}
