//! Sync and watch: asking for them, and what they report.

use crate::app::action::Action;
use crate::app::board::TreeRead;
use crate::app::effect::{Asker, Effect, WorkOrder};
use crate::app::overlay::{Deed, Overlay, PlanView};
use crate::app::state::{Side, State, Watching};
use crate::model::{
    AfterSync, BoardId, Change, Level, Plan, SyncOptions, SyncState, SyncSummary, WorkEvent,
};

impl State {
    fn order(&mut self, options: SyncOptions) {
        if self.boards.is_empty() {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        }
        let options = SyncOptions { only: self.marked_boards(), ..options };
        self.emit(Effect::Work(WorkOrder::Sync(options)));
    }

    pub(super) fn sync(&mut self) {
        self.order(SyncOptions::default());
    }

    pub(super) fn sync_plan(&mut self) {
        self.plan_wanted = true;
        self.order(SyncOptions { dry_run: true, ..SyncOptions::default() });
    }

    pub(super) fn sync_force(&mut self) {
        let lines = vec![
            format!("From {}", self.setup.folder.display()),
            format!("to {} on {}.", self.target(), self.names_meant()),
            "Board files that differ are overwritten, also where they were changed there."
                .to_owned(),
        ];
        let only = self.marked_boards();
        let options = SyncOptions { force: true, only, ..SyncOptions::default() };
        self.ask("Overwrite what differs?", lines, ("Overwrite", "Leave it"), Deed::Sync(options));
    }

    pub(super) fn watch(&mut self, on: bool) {
        self.emit(Effect::Work(WorkOrder::Watch(on)));
    }

    /// Goes on to the next action; what is run is the file under the cursor, or main.py.
    pub(super) fn next_after_sync(&mut self) {
        let python = |path: &String| path.ends_with(".py");
        let file = (self.remote_under_cursor().map(|path| path.to_string()).filter(python))
            .unwrap_or_else(|| "main.py".to_owned());
        let after = self.setup.after.next(&file);
        let says = match &after {
            AfterSync::Auto => {
                "a soft reset if a program was running or main.py is there".to_owned()
            }
            AfterSync::Import => "import the changed modules again".to_owned(),
            AfterSync::Nothing => "nothing; a program that was stopped stays so".to_owned(),
            other => other.word(),
        };
        self.setup.after = after.clone();
        self.emit(Effect::Work(WorkOrder::After(after)));
        self.notify(Level::Info, format!("After a sync: {says}"));
    }

    pub(super) fn worked(&mut self, event: WorkEvent) {
        match event {
            WorkEvent::Planned { board, plan } => self.planned(board, plan),
            WorkEvent::Asks { question, asks } => self.asked(Asker::Work, question, asks),
            WorkEvent::Started { board, job } => {
                if let Some(board) = self.board_mut(board) {
                    board.syncing = Some(job);
                    board.gauge = None;
                    board.waiting = 0;
                    board.mark_sending();
                }
            }
            WorkEvent::Synced { board, summary, .. } => self.synced(board, &summary),
            WorkEvent::Failed { board, problem } => {
                self.sync_ended(board);
                self.plan_wanted = false;
                self.not_compared(board, &problem);
                self.report(&problem);
            }
            WorkEvent::Ended { job } => {
                let of_job: Vec<BoardId> = (self.boards.iter())
                    .filter(|board| board.syncing == Some(job))
                    .map(|board| board.id)
                    .collect();
                of_job.into_iter().for_each(|board| self.sync_ended(board));
            }
            WorkEvent::States { board, states } => {
                let target = self.target();
                if let Some(board) = self.board_mut(board) {
                    let target = board.plan.as_ref().map_or(target, |plan| plan.target.clone());
                    board.states = (states.into_iter())
                        .map(|(path, state)| (target.descend(&path), state))
                        .collect();
                }
            }
            WorkEvent::Conflicts { board, conflicts } => self.conflicts_found(board, conflicts),
            WorkEvent::Compared { board, path, comparison } => {
                self.compared(board, &path, comparison);
            }
            WorkEvent::Watching { on, polling } => {
                self.watching = Watching { on, polling };
            }
            WorkEvent::Waiting { board, files } => {
                if let Some(board) = self.board_mut(board) {
                    board.waiting = files;
                }
            }
            WorkEvent::LocalChanged => {
                self.refresh_local();
                self.check_page();
            }
            WorkEvent::BoardChanged { board } => {
                if let Some(board) = self.board_mut(board) {
                    board.stale();
                }
                self.refresh_stale();
            }
        }
    }

    fn planned(&mut self, id: BoardId, plan: Box<Plan>) {
        let wanted = std::mem::take(&mut self.plan_wanted);
        let Some(board) = self.board_mut(id) else { return };
        board.states = (plan.items.iter())
            .filter_map(|item| Some((item.to.clone(), state_of(&item.change)?)))
            .collect();
        board.plan = Some(plan.clone());
        if wanted {
            self.overlays.push(Overlay::Plan(PlanView::new(plan)));
        }
    }

    fn sync_ended(&mut self, id: BoardId) {
        if let Some(board) = self.board_mut(id) {
            board.syncing = None;
            board.gauge = None;
            for state in board.states.values_mut() {
                if *state == SyncState::Sending {
                    *state = SyncState::ChangedHere;
                }
            }
        }
    }

    fn synced(&mut self, id: BoardId, summary: &SyncSummary) {
        let page = self.page(Side::Remote);
        let Some(board) = self.board_mut(id) else { return };
        let name = board.name().to_owned();
        let bad = |path: &str| {
            summary.conflicts.iter().any(|conflict| conflict == path)
                || summary.failed.iter().any(|(failed, _)| failed == path)
        };
        // the tree follows from the plan; a walk would stop the program that now runs
        for item in board.plan.iter().flat_map(|plan| &plan.items) {
            if bad(&item.path) {
                continue;
            }
            let path = item.to.as_str().trim_start_matches('/');
            match item.change {
                Change::Add | Change::Update => {
                    board.tree.put_file(path, item.size);
                    board.states.insert(item.to.clone(), SyncState::Same);
                }
                Change::Delete => {
                    board.tree.remove(path);
                    board.states.remove(&item.to);
                }
                _ => {}
            }
        }
        board.tree.rebuild(page);
        if board.tree_read == TreeRead::Stale {
            board.tree_read = TreeRead::Done;
        }
        self.sync_ended(id);
        let (level, text) = say(summary);
        self.log(level, &name, text.clone());
        if let Some(bytecode) = &summary.bytecode {
            self.log(Level::Info, &name, bytecode.to_string());
        }
        for path in &summary.conflicts {
            let text = format!("{path}: changed on the board, left alone");
            self.log(Level::Warn, &name, text);
        }
        for (path, why) in &summary.failed {
            self.log(Level::Error, &name, format!("{path}: {why}"));
        }
        let text = match self.boards.len() {
            0 | 1 => text,
            _ => format!("{name}: {text}"),
        };
        match summary.conflicts.is_empty() {
            true => self.notify(level, text),
            false => self.notify_offering(level, &text, Action::Conflicts),
        }
    }
}

impl crate::app::Board {
    fn mark_sending(&mut self) {
        let Some(plan) = &self.plan else { return };
        for item in &plan.items {
            if matches!(item.change, Change::Add | Change::Update) {
                self.states.insert(item.to.clone(), SyncState::Sending);
            }
        }
    }
}

fn state_of(change: &Change) -> Option<SyncState> {
    Some(match change {
        Change::Add => SyncState::OnlyHere,
        Change::Update => SyncState::ChangedHere,
        Change::Delete => SyncState::OnlyThere,
        Change::Same => SyncState::Same,
        Change::Ignored { .. } => SyncState::Ignored,
        Change::Conflict { .. } => SyncState::Differs,
        Change::Blocked { .. } => return None,
    })
}

/// A span as people say it.
fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{:.1} s", milliseconds as f64 / 1000.0),
        _ => format!("{}:{:02} min", milliseconds / 60_000, milliseconds / 1000 % 60),
    }
}

/// The one line that tells how a sync ended.
fn say(summary: &SyncSummary) -> (Level, String) {
    let mut parts = Vec::new();
    for (number, what) in [
        (summary.added, "added"),
        (summary.updated, "updated"),
        (summary.deleted, "deleted"),
        (summary.conflicts.len(), "in conflict"),
        (summary.failed.len(), "failed"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    if parts.is_empty() {
        let files = if summary.same == 1 { "file" } else { "files" };
        return (Level::Good, format!("in sync: {} {files} the same", summary.same));
    }
    let mut text = format!("synced: {}", parts.join(", "));
    if summary.bytes > 0 {
        text.push_str(&format!(", {} bytes in {}", summary.bytes, took(summary.milliseconds)));
    }
    if let Some(after) = &summary.after {
        text.push_str(&format!("; then {after}"));
    }
    let level = match (summary.failed.len(), summary.conflicts.len()) {
        (0, 0) => Level::Good,
        (0, _) => Level::Warn,
        _ => Level::Error,
    };
    (level, text)
}
