//! How a file stands between the two sides: a letter, a word and a role.

use crate::model::SyncState;
use crate::theme::Role;

/// All of them, for the legend.
pub(super) const ALL: [SyncState; 8] = [
    SyncState::Same,
    SyncState::ChangedHere,
    SyncState::ChangedThere,
    SyncState::Differs,
    SyncState::OnlyHere,
    SyncState::OnlyThere,
    SyncState::Ignored,
    SyncState::Sending,
];

/// One cell, told apart without colour. The arrows point to the side that lacks the
/// change.
pub(super) fn letter(state: SyncState) -> &'static str {
    match state {
        SyncState::Same => "=",
        SyncState::ChangedHere => ">",
        SyncState::ChangedThere => "<",
        SyncState::Differs => "!",
        SyncState::OnlyHere => "+",
        SyncState::OnlyThere => "?",
        SyncState::Ignored => "i",
        SyncState::Sending => "^",
    }
}

pub(super) fn word(state: SyncState) -> &'static str {
    match state {
        SyncState::Same => "same",
        SyncState::ChangedHere => "changed here",
        SyncState::ChangedThere => "changed there",
        SyncState::Differs => "differs",
        SyncState::OnlyHere => "only here",
        SyncState::OnlyThere => "only there",
        SyncState::Ignored => "ignored",
        SyncState::Sending => "sending",
    }
}

/// For the legend.
pub(super) fn meaning(state: SyncState) -> &'static str {
    match state {
        SyncState::Same => "the same here and on the board",
        SyncState::ChangedHere => "changed here: a sync sends it",
        SyncState::ChangedThere => "changed on the board: a sync leaves it alone",
        SyncState::Differs => "differs, and nobody knows which one is right",
        SyncState::OnlyHere => "only here: a sync sends it",
        SyncState::OnlyThere => "only on the board",
        SyncState::Ignored => "an ignore rule keeps it here",
        SyncState::Sending => "on its way to the board",
    }
}

pub(super) fn role(state: SyncState) -> Role {
    match state {
        SyncState::Same => Role::StateSame,
        SyncState::ChangedHere | SyncState::ChangedThere => Role::StateChanged,
        SyncState::Differs => Role::StateConflict,
        SyncState::OnlyHere | SyncState::OnlyThere => Role::StateOnly,
        SyncState::Ignored => Role::Ignored,
        SyncState::Sending => Role::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_files_tells_each_letter() {
        let page = include_str!("../../docs/files.md");
        for state in ALL {
            let letter = format!("`{}`", letter(state));
            assert!(
                page.lines().any(|line| line.starts_with("| ") && line.contains(&letter)),
                "{state:?}"
            );
        }
    }
}
