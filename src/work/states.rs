//! How each file stands between the project and a board. Pure.

use std::collections::BTreeMap;

use crate::model::{Change, Entry, Plan, SyncState};
use crate::sync::Known;

/// By path relative to source and target; `board` is all below the target.
pub fn of(plan: &Plan, board: &[Entry], known: &Known) -> BTreeMap<String, SyncState> {
    let on_board = |path: &str| {
        board.iter().any(|entry| !entry.is_folder() && entry.path.below(&plan.target) == Some(path))
    };
    let mut states: BTreeMap<String, SyncState> = plan
        .items
        .iter()
        .map(|item| {
            let state = match &item.change {
                Change::Same => SyncState::Same,
                Change::Add => SyncState::OnlyHere,
                Change::Update => SyncState::ChangedHere,
                Change::Delete => SyncState::OnlyThere,
                Change::Ignored { .. } => SyncState::Ignored,
                Change::Conflict { .. } if item.local.is_none() => SyncState::OnlyThere,
                Change::Conflict { .. } if known.last(&item.to) == item.local.as_ref() => {
                    SyncState::ChangedThere
                }
                Change::Conflict { .. } => SyncState::Differs,
                Change::Blocked { .. } if on_board(&item.path) => SyncState::Differs,
                Change::Blocked { .. } => SyncState::OnlyHere,
            };
            (item.path.clone(), state)
        })
        .collect();
    // a module stands as its board's file does
    for item in &plan.items {
        if let (Some(source), Some(state)) = (&item.source, states.get(&item.path).copied()) {
            states.insert(source.clone(), state);
        }
    }
    for entry in board.iter().filter(|entry| !entry.is_folder()) {
        if let Some(path) = entry.path.below(&plan.target).filter(|path| !path.is_empty()) {
            states.entry(path.to_owned()).or_insert(SyncState::OnlyThere);
        }
    }
    states
}

/// The same while the plan is carried out.
pub fn sending(
    plan: &Plan,
    mut states: BTreeMap<String, SyncState>,
) -> BTreeMap<String, SyncState> {
    for item in &plan.items {
        if matches!(item.change, Change::Add | Change::Update) {
            states.insert(item.path.clone(), SyncState::Sending);
        }
    }
    states
}
