//! The other direction: from the board to the project.

use std::io;
use std::path::Path;

use super::stopwatch::Stopwatch;
use super::{Ending, Run, Sides};
use crate::model::{
    Answer, BoardInfo, Change, Command, Plan, PlanItem, Problem, Question, RemotePath, SyncSummary,
    WorkEvent,
};
use crate::session::DigestKind;
use crate::sync::{Known, pull};
use crate::work::folder::{aside, now};
use crate::work::perform::is_over;

impl Run {
    /// Brings the project to what the board has.
    pub(super) async fn pull(
        &mut self,
        info: &BoardInfo,
        target: &RemotePath,
        mut watch: Stopwatch,
    ) -> Result<Ending, Problem> {
        let Some(Sides { local, mirror, .. }) = self.look(info, target, false).await? else {
            return Ok(Ending::Done);
        };
        let empty = Known::default();
        let mut rules = self.setup.ground().rules();
        let plan = pull::make(&mut pull::Given {
            source: self.setup.source.clone(),
            target,
            board_name: &self.name,
            local: &local,
            board: &mirror.entries,
            known: self.state.memory.as_ref().map_or(&empty, |memory| &memory.known),
            rule: &mut |path| rules.covering(path, false),
            delete: self.options.delete,
            force: self.options.force,
        });
        self.state.mirror = Some(mirror);
        self.state.local = Some(local);
        self.planned(&plan);
        self.tell_conflicts(&plan);
        if self.options.dry_run {
            return Ok(Ending::Done);
        }
        // local files are about to change: each time a reason to ask
        if self.setup.interactive && !self.options.yes && !plan.is_empty() {
            let asks = Question::FirstSync { board: self.id, plan: Box::new(plan.clone()) };
            if watch.pause(self.asker.ask(asks)).await == Answer::No {
                return Ok(Ending::Declined);
            }
        }
        let mut total = SyncSummary::default();
        for item in &plan.items {
            self.take(item, &plan, DigestKind::of(&info.capabilities), &mut total).await?;
        }
        self.save();
        // files here are others now
        self.state.local = None;
        self.tell.event(WorkEvent::LocalChanged);
        total.milliseconds = watch.milliseconds(&self.session);
        self.finish(total);
        Ok(Ending::Done)
    }

    /// One file of the plan.
    async fn take(
        &mut self,
        item: &PlanItem,
        plan: &Plan,
        kind: DigestKind,
        total: &mut SyncSummary,
    ) -> Result<(), Problem> {
        let path = plan.source.join(&item.path);
        match &item.change {
            Change::Add | Change::Update | Change::Delete => {}
            Change::Same => {
                total.same += 1;
                self.found(item);
                return Ok(());
            }
            Change::Conflict { .. } => {
                total.conflicts.push(item.path.clone());
                return Ok(());
            }
            Change::Blocked { why } => {
                total.failed.push((item.path.clone(), why.clone()));
                return Ok(());
            }
            Change::Ignored { .. } => return Ok(()),
        }
        if !self.options.force && now(&path, kind).await != item.local {
            total.conflicts.push(item.path.clone());
            return Ok(());
        }
        let done = match item.change {
            Change::Delete => {
                let gone = path.clone();
                aside(move || remove(&gone), &path).await
            }
            _ => self.download(item, &path, &plan.source).await,
        };
        match done {
            Ok(()) => {}
            Err(problem) if is_over(&problem) => return Err(problem),
            Err(problem) => {
                total.failed.push((item.path.clone(), problem.to_string()));
                return Ok(());
            }
        }
        match item.change {
            Change::Delete => {
                total.deleted += 1;
                if let Some(memory) = &mut self.state.memory {
                    memory.known.removed(&item.to);
                }
            }
            Change::Add => total.added += 1,
            _ => total.updated += 1,
        }
        if item.change != Change::Delete {
            total.bytes += item.size;
            self.found(item);
        }
        Ok(())
    }

    async fn download(&self, item: &PlanItem, to: &Path, source: &Path) -> Result<(), Problem> {
        let folder = to.parent().unwrap_or(source).to_path_buf();
        aside(move || std::fs::create_dir_all(&folder), to).await?;
        let download = Command::Download { from: item.to.clone(), to: to.to_path_buf() };
        self.call(download).await.map(drop)
    }

    /// Both sides have it now.
    fn found(&mut self, item: &PlanItem) {
        if let (Some(memory), Some(digest)) = (&mut self.state.memory, &item.board) {
            memory.known.found(&item.to, digest);
        }
    }
}

/// Removes a file, and its folder if that is empty then.
fn remove(path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)?;
    if let Some(folder) = path.parent() {
        // it stays if it holds something
        let _ = std::fs::remove_dir(folder);
    }
    Ok(())
}
