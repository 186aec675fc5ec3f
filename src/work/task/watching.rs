//! Watching the folder: on, off, and what was saved.

use tokio::task::spawn_blocking;

use super::{Order, Task, finish_jobs};
use crate::model::{JobId, Level, SyncOptions, WorkEvent};
use crate::sync::Watch;
use crate::work::run::Kind;

impl Task {
    /// Starts the watcher, if it does not run.
    pub(super) async fn listen(&mut self) {
        if self.watch.is_some() {
            return;
        }
        let orders = self.orders.clone();
        let deliver = Box::new(move |batch| {
            if let Some(orders) = orders.upgrade() {
                let _ = orders.send(Order::Saved(batch));
            }
        });
        let ground = self.setup.ground();
        // reads the whole outline of the project
        self.watch = spawn_blocking(move || Watch::start(ground, deliver)).await.ok();
    }

    pub(super) async fn set_watching(&mut self, on: bool) {
        if on && !self.setup.meant {
            self.ask_meant(Order::Watch(true));
            return;
        }
        if on {
            let options = SyncOptions { watch: true, ..SyncOptions::default() };
            self.sync(JobId::fresh(), options).await;
        } else {
            self.stop_watching();
        }
    }

    pub(super) fn stop_watching(&mut self) {
        if std::mem::take(&mut self.watching) {
            if !self.setup.interactive {
                self.watch = None;
            }
            for slot in self.slots.values_mut() {
                if let Some(want) = slot.want.take_if(|want| want.kind == Kind::Save) {
                    finish_jobs(&mut self.jobs, &self.tell, &want.jobs);
                }
            }
            self.tell.event(WorkEvent::Watching { on: false, polling: false });
        }
    }

    pub(super) async fn begin_watching(&mut self, options: &SyncOptions) {
        self.listen().await;
        let began = !std::mem::replace(&mut self.watching, true);
        self.options = SyncOptions { dry_run: false, rehash: false, ..options.clone() };
        if !began {
            return;
        }
        let why = self.watch.as_ref().and_then(|watch| watch.polling.clone());
        self.tell.event(WorkEvent::Watching { on: true, polling: why.is_some() });
        if let Some(why) = why {
            let text = format!("Looking for changes twice a second, because {why}");
            self.tell.log(Level::Warn, text);
        }
    }
}
