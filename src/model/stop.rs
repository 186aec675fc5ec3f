//! The steps by which a board that does not want to stop is stopped.

use serde::Serialize;

/// A step of the stop ladder; each takes more than the one before. All of them end at
/// the friendly prompt, and none leaves the board's `main.py` running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopStep {
    /// One Ctrl-C.
    Interrupt,
    /// Ctrl-C again and again, for a program that catches the first one.
    Repeat,
    /// A soft reset inside the raw REPL, where `main.py` does not start.
    SoftReset,
    /// The port's reset line, then Ctrl-C from the board's first byte on.
    HardReset,
    /// Wait until the board is reset or plugged in, however long, and do the same.
    Catch,
}

impl StopStep {
    pub const ALL: [StopStep; 5] = [
        StopStep::Interrupt,
        StopStep::Repeat,
        StopStep::SoftReset,
        StopStep::HardReset,
        StopStep::Catch,
    ];

    /// From 1.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The next step up; none above the last.
    pub fn next(self) -> Option<StopStep> {
        Self::ALL.get(self.number()).copied()
    }

    /// What is done, as a phrase.
    pub fn what(self) -> &'static str {
        match self {
            StopStep::Interrupt => "Ctrl-C",
            StopStep::Repeat => "Ctrl-C again and again",
            StopStep::SoftReset => "soft reset without main.py",
            StopStep::HardReset => "hard reset, then Ctrl-C from the first byte on",
            StopStep::Catch => "wait for a reset or replug, then Ctrl-C from the first byte on",
        }
    }

    /// `step 2 of 5, Ctrl-C again and again`
    pub fn title(self) -> String {
        format!("step {} of {}, {}", self.number(), Self::ALL.len(), self.what())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_leads_to_the_next_and_the_last_to_none() {
        let mut climbed = vec![StopStep::Interrupt];
        while let Some(next) = climbed.last().and_then(|step| step.next()) {
            assert_eq!(next.number(), climbed.len() + 1);
            climbed.push(next);
        }
        assert_eq!(climbed, StopStep::ALL);
    }
}
