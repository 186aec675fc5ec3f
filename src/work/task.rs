//! The one task of the project's work.

mod meant;
mod runs;
mod watching;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::mpsc::{UnboundedReceiver, WeakUnboundedSender};
use tokio::sync::oneshot;

use super::ask::Asking;
use super::board::BoardState;
use super::folder::Where;
use super::run::{Ending, Kind};
use super::setup::Setup;
use super::slot::{Slot, Want};
use super::tell::Tell;
use crate::model::{
    AfterSync, Answer, BoardId, Conflict, Identity, JobId, Level, Listener, QuestionId, Settled,
    SyncOptions, WorkEvent,
};
use crate::session::Session;
use crate::sync::{Batch, Watch};

/// What the task is told.
pub enum Order {
    Add {
        id: BoardId,
        name: String,
        identity: Identity,
        session: Session,
    },
    Remove(BoardId),
    Sync {
        job: JobId,
        options: SyncOptions,
    },
    Watch(bool),
    After(AfterSync),
    /// Both contents of a conflict are wanted.
    Show(BoardId, Conflict),
    /// The user decided about a conflict.
    Settle(BoardId, Settled),
    Answer(QuestionId, Answer),
    Cancel,
    /// Somebody else changed files on a board.
    Touched(BoardId),
    /// From the watcher.
    Saved(Batch),
    /// A run has a question.
    Ask(Asking),
    /// The user said whether this folder is the project.
    Meant(bool),
    /// A board that was away can be reached again.
    Back(BoardId),
    /// A run ended.
    Ended {
        id: BoardId,
        state: Box<BoardState>,
        ending: Ending,
    },
}

pub struct Task {
    setup: Arc<Setup>,
    tell: Tell,
    orders: WeakUnboundedSender<Order>,
    slots: BTreeMap<BoardId, Slot>,
    /// Saves are sent.
    watching: bool,
    /// What a watch was started with holds for each of its batches.
    options: SyncOptions,
    /// The last sync that was asked for.
    last: SyncOptions,
    watch: Option<Watch>,
    /// When the settings were written that hold.
    settings: Option<SystemTime>,
    questions: BTreeMap<QuestionId, oneshot::Sender<Answer>>,
    /// Boards a job still runs on.
    jobs: BTreeMap<JobId, usize>,
    /// What waits for the answer whether this folder is meant.
    held: Vec<Order>,
}

impl Task {
    pub fn new(setup: Setup, listener: Listener, orders: WeakUnboundedSender<Order>) -> Task {
        Task {
            settings: setup.settings_written(),
            setup: Arc::new(setup),
            tell: Tell { listener, source: "sync".into() },
            orders,
            slots: BTreeMap::new(),
            watching: false,
            options: SyncOptions::default(),
            last: SyncOptions::default(),
            watch: None,
            questions: BTreeMap::new(),
            jobs: BTreeMap::new(),
            held: Vec::new(),
        }
    }

    pub async fn run(mut self, mut inbox: UnboundedReceiver<Order>) {
        if self.setup.meant && self.setup.interactive {
            self.listen().await;
        }
        while let Some(order) = inbox.recv().await {
            self.take(order).await;
        }
    }

    async fn take(&mut self, order: Order) {
        match order {
            Order::Add { id, name, identity, session } => {
                self.slots.insert(id, Slot::new(name, identity, session));
                if self.watching {
                    self.want(id, self.save(Where::All, JobId::fresh()));
                }
            }
            Order::Remove(id) => self.remove(id),
            Order::Sync { job, options } => self.sync(job, options).await,
            Order::Watch(on) => self.set_watching(on).await,
            Order::After(after) => Arc::make_mut(&mut self.setup).after = after,
            Order::Show(id, conflict) => {
                let want = self.about_conflict(Kind::Show);
                self.want(id, Want { shows: vec![conflict], ..want });
            }
            Order::Settle(id, settled) => {
                let want = self.about_conflict(Kind::Settle);
                self.want(id, Want { settled: vec![settled], ..want });
            }
            Order::Answer(question, answer) => {
                if let Some(reply) = self.questions.remove(&question) {
                    // whoever asked may be gone
                    let _ = reply.send(answer);
                }
            }
            Order::Cancel => self.cancel(),
            Order::Touched(id) => {
                if let Some(slot) = self.slots.get_mut(&id) {
                    slot.touched();
                }
            }
            Order::Saved(batch) => self.saved(batch),
            Order::Ask(Asking { id, asks, reply }) => {
                self.questions.insert(id, reply);
                self.tell.event(WorkEvent::Asks { question: id, asks });
            }
            Order::Meant(yes) => self.meant(yes).await,
            Order::Back(id) => {
                if let Some(slot) = self.slots.get_mut(&id) {
                    slot.expected = false;
                }
                self.go(id);
            }
            Order::Ended { id, state, ending } => self.ended(id, *state, ending),
        }
    }

    async fn sync(&mut self, job: JobId, options: SyncOptions) {
        let named = options.source.is_some() || options.target.is_some();
        if named {
            self.move_to(&options).await;
        }
        if !self.setup.meant {
            if self.setup.interactive {
                self.ask_meant(Order::Sync { job, options });
            } else {
                self.refuse(job);
            }
            return;
        }
        if options.watch && !options.dry_run {
            self.begin_watching(&options).await;
        }
        if self.slots.is_empty() && !options.watch {
            self.tell.log(Level::Info, "There is no board to sync to yet");
        }
        // a save goes to all boards all the same
        self.last = SyncOptions { only: Vec::new(), ..options.clone() };
        self.jobs.insert(job, 0);
        let meant = |id: &BoardId| options.only.is_empty() || options.only.contains(id);
        let ids: Vec<BoardId> = self.slots.keys().copied().filter(meant).collect();
        for id in ids {
            let options = SyncOptions { source: None, target: None, ..options.clone() };
            self.want(id, Want::new(job, Kind::Sync, Where::All, options));
        }
        finish_jobs(&mut self.jobs, &self.tell, &[]);
    }

    fn saved(&mut self, batch: Batch) {
        self.tell.event(WorkEvent::LocalChanged);
        let mut place = Where::nothing();
        place.add(batch.paths);
        if batch.rules {
            place = Where::All;
            self.look_at_settings();
        }
        let job = JobId::fresh();
        let ids: Vec<BoardId> = self.slots.keys().copied().collect();
        for id in ids {
            let mut want = self.save(place.clone(), job);
            if !self.watching {
                want.kind = Kind::Compare;
            }
            self.want(id, want);
        }
    }

    /// Says that new settings do not hold yet.
    fn look_at_settings(&mut self) {
        let written = self.setup.settings_written();
        if written != self.settings {
            self.settings = written;
            let text = "mpdeck.toml was changed: start mpdeck again to use what it says now";
            self.tell.log(Level::Warn, text);
        }
    }

    fn save(&self, place: Where, job: JobId) -> Want {
        Want::new(job, Kind::Save, place, self.options.clone())
    }

    /// As the last sync was asked for, so that it sees the same files as that one.
    fn about_conflict(&self, kind: Kind) -> Want {
        let options = SyncOptions {
            delete: self.last.delete,
            compile: self.last.compile,
            yes: self.last.yes,
            ..SyncOptions::default()
        };
        Want::new(JobId::fresh(), kind, Where::nothing(), options)
    }

    fn cancel(&mut self) {
        self.questions.clear();
        for slot in self.slots.values_mut() {
            if let Some(want) = slot.want.take() {
                finish_jobs(&mut self.jobs, &self.tell, &want.jobs);
            }
            if slot.running.as_ref().is_some_and(|want| want.kind != Kind::Compare) {
                slot.session.cancel();
            }
        }
    }

    fn remove(&mut self, id: BoardId) {
        let Some(slot) = self.slots.remove(&id) else { return };
        if slot.running.is_some() {
            slot.session.cancel();
        }
        for want in [slot.want, slot.running].into_iter().flatten() {
            finish_jobs(&mut self.jobs, &self.tell, &want.jobs);
        }
    }
}

/// One board is done with these jobs. Says which are over, for all boards.
fn finish_jobs(jobs: &mut BTreeMap<JobId, usize>, tell: &Tell, done: &[JobId]) {
    for job in done {
        if let Some(count) = jobs.get_mut(job) {
            *count = count.saturating_sub(1);
        }
    }
    jobs.retain(|job, count| {
        if *count == 0 {
            tell.event(WorkEvent::Ended { job: *job });
        }
        *count > 0
    });
}
