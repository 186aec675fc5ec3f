//! What a run says.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Run};
use crate::model::{Change, Plan, SyncState, SyncSummary, WorkEvent};
use crate::sync::Known;
use crate::work::board::Mirror;
use crate::work::states;

impl Run {
    /// How the files stand before anything is written, or because nothing is.
    pub(super) fn tell_states(&self, all: &Plan, mirror: &Mirror) {
        self.tell.event(WorkEvent::States { board: self.id, states: self.states(all, mirror) });
        self.tell_conflicts(all);
    }

    /// The files of `plan`, a part of `all`, are on their way now.
    pub(super) fn tell_sending(&self, plan: &Plan, all: &Plan, mirror: &Mirror) {
        if !plan.is_empty() {
            let states = states::sending(plan, self.states(all, mirror));
            self.tell.event(WorkEvent::States { board: self.id, states });
        }
    }

    fn states(&self, plan: &Plan, mirror: &Mirror) -> BTreeMap<String, SyncState> {
        let empty = Known::default();
        let known = self.state.memory.as_ref().map_or(&empty, |memory| &memory.known);
        states::of(plan, &mirror.entries, known)
    }

    /// Both sides after the work: planned again, which costs nothing.
    pub(super) fn tell_final_states(&self, plan: &Plan) {
        let Some(mirror) = &self.state.mirror else {
            let states = BTreeMap::new();
            self.tell.event(WorkEvent::States { board: self.id, states });
            return;
        };
        let mut now = self.plan(&self.sent, mirror);
        now.board.clone_from(&plan.board);
        self.tell_states(&now, mirror);
    }

    /// What the plan left out belongs to the summary. A save says each only once, or a
    /// conflict that nobody solves would be news with every save.
    pub(super) fn add_left_out(&mut self, plan: &Plan, total: &mut SyncSummary) {
        let mut left = BTreeSet::new();
        let mut is_new = |path: &str| {
            left.insert(path.to_owned());
            self.kind == Kind::Sync || !self.state.told.contains(path)
        };
        for item in &plan.items {
            match &item.change {
                Change::Conflict { .. } if is_new(&item.path) => {
                    total.conflicts.push(item.path.clone());
                }
                Change::Blocked { why } if is_new(&item.path) => {
                    total.failed.push((item.path.clone(), why.clone()));
                }
                _ => {}
            }
        }
        self.state.told = left;
    }

    pub(super) fn finish(&self, total: SyncSummary) {
        let wrote = total.added + total.updated + total.deleted > 0;
        // a save that changed nothing, or the echo of a download, is no news
        let news = wrote || !total.conflicts.is_empty() || !total.failed.is_empty();
        if self.kind == Kind::Sync || news {
            let (board, job) = (self.id, self.job);
            self.tell.event(WorkEvent::Synced { board, job, summary: total });
        }
    }
}
