//! The mode machine of a connection, as one pure table.

use crate::model::Mode;

/// What moves a connection from one mode to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The port is open.
    Opened,
    /// The friendly prompt stands at the end of the output.
    PromptSeen,
    /// The prompt is gone: a line was sent, the board printed or restarted.
    PromptGone,
    /// We hold the raw REPL.
    Entered,
    /// We gave the raw REPL back and saw the friendly prompt.
    LeftAtPrompt,
    /// We gave the raw REPL back and something may be running.
    LeftRunning,
    /// The port failed, vanished or could not be opened.
    Failed,
    /// The port was closed for the flasher.
    Released,
    /// The port may be opened (again).
    Reopen,
}

/// The mode after a step; none where the step makes no sense in that mode.
pub(super) fn after(mode: Mode, step: Step) -> Option<Mode> {
    use Mode::{Attached, Flashing, Friendly, Lost, Opening, Raw};
    match (mode, step) {
        (Opening, Step::Opened) => Some(Attached),
        (Attached | Friendly, Step::PromptSeen) => Some(Friendly),
        (Attached | Friendly, Step::PromptGone) => Some(Attached),
        (Attached | Friendly, Step::Entered) => Some(Raw),
        (Raw, Step::LeftAtPrompt) => Some(Friendly),
        (Raw, Step::LeftRunning) => Some(Attached),
        // A bare board has no REPL, and a port that cannot be opened may be one: the
        // flasher may have it from any mode but the raw REPL, which is left first.
        (Opening | Attached | Friendly | Lost, Step::Released) => Some(Flashing),
        (Flashing | Lost | Opening, Step::Reopen) => Some(Opening),
        (Opening | Attached | Friendly | Raw | Lost, Step::Failed) => Some(Lost),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Mode::{Attached, Flashing, Friendly, Lost, Opening, Raw};

    const MODES: [Mode; 6] = [Opening, Attached, Friendly, Raw, Flashing, Lost];

    #[test]
    fn the_whole_table() {
        let none = [None; 6];
        for (step, expected) in [
            // from:           Opening     Attached    Friendly    Raw         Flashing    Lost
            (Step::Opened, [Some(Attached), None, None, None, None, None]),
            (Step::PromptSeen, [None, Some(Friendly), Some(Friendly), None, None, None]),
            (Step::PromptGone, [None, Some(Attached), Some(Attached), None, None, None]),
            (Step::Entered, [None, Some(Raw), Some(Raw), None, None, None]),
            (Step::LeftAtPrompt, {
                let mut row = none;
                row[3] = Some(Friendly);
                row
            }),
            (Step::LeftRunning, {
                let mut row = none;
                row[3] = Some(Attached);
                row
            }),
            (
                Step::Released,
                [Some(Flashing), Some(Flashing), Some(Flashing), None, None, Some(Flashing)],
            ),
            (Step::Reopen, [Some(Opening), None, None, None, Some(Opening), Some(Opening)]),
            (Step::Failed, [Some(Lost), Some(Lost), Some(Lost), Some(Lost), None, Some(Lost)]),
        ] {
            for (from, to) in MODES.into_iter().zip(expected) {
                assert_eq!(after(from, step), to, "{from:?} after {step:?}");
            }
        }
    }

    #[test]
    fn the_raw_repl_is_left_before_anything_else_has_the_port() {
        let ways: Vec<_> = [
            Step::Opened,
            Step::PromptSeen,
            Step::PromptGone,
            Step::Entered,
            Step::Released,
            Step::Reopen,
        ]
        .into_iter()
        .filter(|step| after(Raw, *step).is_some())
        .collect();
        assert_eq!(ways, []);
    }
}
