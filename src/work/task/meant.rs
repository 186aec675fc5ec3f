//! Only the folder that was meant.

use std::sync::Arc;

use super::{Order, Task};
use crate::model::{Answer, BoardId, JobId, Problem, Question, SyncOptions, WorkEvent};
use crate::work::ask::Asker;

impl Task {
    /// `--source` and `--target` say that this folder is meant, for all that follows.
    pub(super) async fn move_to(&mut self, options: &SyncOptions) {
        let mut setup = (*self.setup).clone();
        if let Some(source) = &options.source {
            setup.source = std::path::absolute(source).unwrap_or_else(|_| source.clone());
            if !setup.source.starts_with(&setup.root) {
                setup.root.clone_from(&setup.source);
            }
            setup.meant = true;
        }
        if let Some(target) = &options.target {
            setup.target = Some(target.clone());
        }
        if setup.source != self.setup.source {
            for slot in self.slots.values_mut() {
                slot.forget_folder();
            }
            self.watch = None;
        }
        self.setup = Arc::new(setup);
        if self.watching {
            self.listen().await;
        }
    }

    /// Headless, and nothing says that this folder is to be synced.
    pub(super) fn refuse(&mut self, job: JobId) {
        let source = self.setup.source.display();
        let why = "nothing says that this folder is a project";
        let problem = Problem::usage(format!("sync {source}"), why).next(
            "Put an mpdeck.toml into it (an empty one will do), or name the folder with --source",
        );
        let boards: Vec<BoardId> = self.slots.keys().copied().collect();
        for board in boards {
            self.tell.event(WorkEvent::Failed { board, problem: problem.clone() });
        }
        self.tell.event(WorkEvent::Ended { job });
    }

    pub(super) fn ask_meant(&mut self, order: Order) {
        self.held.push(order);
        if self.held.len() > 1 {
            return;
        }
        let folder = self.setup.source.display().to_string();
        let asker = Asker { orders: self.orders.clone() };
        tokio::spawn(async move {
            let yes = asker.ask(Question::UseFolder { folder }).await == Answer::Yes;
            if let Some(orders) = asker.orders.upgrade() {
                let _ = orders.send(Order::Meant(yes));
            }
        });
    }

    pub(super) async fn meant(&mut self, yes: bool) {
        let held = std::mem::take(&mut self.held);
        if yes {
            let mut setup = (*self.setup).clone();
            setup.meant = true;
            self.setup = Arc::new(setup);
        }
        for order in held {
            match order {
                Order::Sync { job, options } if yes => self.sync(job, options).await,
                Order::Sync { job, .. } => self.tell.event(WorkEvent::Ended { job }),
                Order::Watch(_) if yes => {
                    let options = SyncOptions { watch: true, ..SyncOptions::default() };
                    self.sync(JobId::fresh(), options).await;
                }
                _ => {}
            }
        }
    }
}
