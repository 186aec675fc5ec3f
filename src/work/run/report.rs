//! What a run says.

use std::collections::BTreeMap;

use super::{Kind, Run};
use crate::model::{Change, Level, Plan, SyncSummary, WorkEvent};
use crate::sync::Known;
use crate::work::board::Mirror;
use crate::work::{states, summary};

impl Run {
    pub(super) fn tell_states(&self, plan: &Plan, mirror: &Mirror, sending: bool) {
        let empty = Known::default();
        let known = self.state.memory.as_ref().map_or(&empty, |memory| &memory.known);
        let mut states = states::of(plan, &mirror.entries, known);
        if sending && plan.is_empty() {
            return;
        }
        if sending {
            states = states::sending(plan, states);
        }
        self.tell.event(WorkEvent::States { board: self.id, states });
    }

    /// Both sides after the work: planned again, which costs nothing.
    pub(super) fn tell_final_states(&self, plan: &Plan) {
        let (Some(mirror), Some(local)) = (&self.state.mirror, &self.state.local) else {
            let states = BTreeMap::new();
            self.tell.event(WorkEvent::States { board: self.id, states });
            return;
        };
        let mut now = self.plan(local, mirror);
        now.board.clone_from(&plan.board);
        self.tell_states(&now, mirror, false);
    }

    /// What the plan left out belongs to the summary; each is said once. Answers
    /// whether something was said.
    pub(super) fn add_left_out(&mut self, plan: &Plan, total: &mut SyncSummary) -> bool {
        for item in &plan.items {
            match &item.change {
                Change::Conflict { .. } => total.conflicts.push(item.path.clone()),
                Change::Blocked { why } => total.failed.push((item.path.clone(), why.clone())),
                _ => {}
            }
        }
        let lines = summary::left_out(plan);
        let told: Vec<String> = lines.iter().map(|(path, ..)| path.clone()).collect();
        let mut said = false;
        for (path, level, text) in lines {
            if self.kind == Kind::Sync || !self.state.told.contains(&path) {
                self.tell.log(level, text);
                said = true;
            }
        }
        self.state.told = told.into_iter().collect();
        said
    }

    pub(super) fn finish(&self, total: SyncSummary, news: bool) {
        let unplanned = total.failed.iter().filter(|(path, _)| !self.state.told.contains(path));
        for (path, why) in unplanned {
            self.tell.log(Level::Error, format!("{path} was not sent: {why}"));
        }
        for path in total.conflicts.iter().filter(|path| !self.state.told.contains(*path)) {
            self.tell.log(Level::Warn, summary::conflict(path, &self.name));
        }
        // a save that changed nothing, or the echo of a download, is no news
        if self.kind == Kind::Sync || news {
            let (level, text) = summary::line(&total, &self.name);
            self.tell.log(level, text);
            let (board, job) = (self.id, self.job);
            self.tell.event(WorkEvent::Synced { board, job, summary: total });
        }
    }
}
