//! A plan's steps, carried out on a board.

use std::collections::BTreeMap;

use super::board::Mirror;
use super::run::{Memory, wrong_reply};
use crate::model::{
    Change, Command, Digest, Expect, JobId, Landing, Level, Plan, PlanItem, Problem, RemotePath,
    Reply, SyncSummary, Upload,
};
use crate::session::Session;
use crate::sync::{guard, steps};

use super::tell::Tell;

/// What came of it, file by file.
#[derive(Debug, Default)]
pub struct Done {
    /// Counts, conflicts and failures of this plan.
    pub summary: SyncSummary,
    /// Paths on the board that were written.
    pub changed: Vec<RemotePath>,
    /// A file on the board was not what the plan had seen.
    pub surprised: bool,
    /// A local file is not what the plan had seen any more.
    pub stale: bool,
}

/// Everything a step needs.
pub struct Stage<'a> {
    pub session: &'a Session,
    pub job: JobId,
    pub plan: &'a Plan,
    pub mirror: &'a mut Mirror,
    pub memory: &'a mut Memory,
    pub tell: &'a Tell,
}

impl Stage<'_> {
    /// Carries out the plan. What single files do not do is in the answer.
    ///
    /// # Errors
    /// The board is gone, or somebody cancelled: how far it came is not known.
    pub async fn perform(mut self) -> Result<Done, Problem> {
        let steps = steps::make(self.plan, &self.mirror.entries);
        let mut done = Done::default();
        if steps.is_empty() {
            return Ok(done);
        }
        for (number, _) in &steps.uploads {
            let item = &self.plan.items[*number];
            if let Some(digest) = &item.local {
                self.memory.known.writing(&item.to, digest);
            }
        }
        self.save();
        self.remove(&steps.clear, &mut done).await?;
        let broken = self.folders(&steps.folders).await?;
        let cramped = guard::cramped(self.plan, &self.mirror.entries);
        let (replacing, beside): (Vec<_>, Vec<_>) =
            steps.uploads.into_iter().partition(|(number, _)| cramped.contains(number));
        self.upload(&beside, &broken, &mut done).await?;
        self.replace(replacing, &mut done).await?;
        self.remove(&steps.removals, &mut done).await?;
        for folder in &steps.emptied {
            let remove = Command::Remove { path: folder.clone(), recursive: false };
            match self.session.call_as(self.job, remove).await {
                Ok(_) => self.mirror.removed(folder),
                Err(problem) if is_over(&problem) => return Err(problem),
                // somebody put something into it; it may stay
                Err(problem) => tracing::debug!(%problem, "the folder stays"),
            }
        }
        self.save();
        Ok(done)
    }

    /// Saves what is known. Without it the next sync may ask more than it has to.
    fn save(&mut self) {
        if let Err(error) = self.memory.store.save(&mut self.memory.known) {
            self.tell.log(Level::Warn, format!("What was synced cannot be remembered: {error}"));
        }
    }

    /// Answers the folders that could not be made, and why.
    async fn folders(
        &mut self,
        folders: &[RemotePath],
    ) -> Result<BTreeMap<RemotePath, Problem>, Problem> {
        let mut broken = BTreeMap::new();
        if folders.is_empty() {
            return Ok(broken);
        }
        let all = Command::MakeFolders { paths: folders.to_vec() };
        match self.session.call_as(self.job, all).await {
            Ok(_) => return Ok(broken),
            Err(problem) if is_over(&problem) => return Err(problem),
            Err(problem) => tracing::debug!(%problem, "one after the other"),
        }
        for folder in folders {
            let make = Command::MakeFolder { path: folder.clone(), parents: true };
            match self.session.call_as(self.job, make).await {
                Ok(_) => {}
                Err(problem) if is_over(&problem) => return Err(problem),
                Err(problem) => drop(broken.insert(folder.clone(), problem)),
            }
        }
        Ok(broken)
    }

    async fn upload(
        &mut self,
        uploads: &[(usize, Upload)],
        broken: &BTreeMap<RemotePath, Problem>,
        done: &mut Done,
    ) -> Result<(), Problem> {
        let (stuck, going): (Vec<_>, Vec<_>) = uploads
            .iter()
            .partition(|(_, upload)| broken.keys().any(|folder| upload.to.below(folder).is_some()));
        for (number, upload) in stuck {
            let problem = broken.iter().find(|(folder, _)| upload.to.below(folder).is_some());
            let why = problem.map(|(_, problem)| problem.to_string()).unwrap_or_default();
            done.summary.failed.push((self.plan.items[*number].path.clone(), why));
        }
        if going.is_empty() {
            return Ok(());
        }
        let files = going.iter().map(|(_, upload)| upload.clone()).collect();
        let landings = self.landings(Command::Upload { files }).await?;
        for ((number, _), landing) in going.iter().zip(landings) {
            let item = &self.plan.items[*number];
            match landing {
                Landing::Done(digest) => self.landed(item, &digest, done),
                other => self.fell(item, other, done),
            }
        }
        Ok(())
    }

    /// Files that have no room beside their old versions, which go first. Whoever asked
    /// for it knows that a cut leaves none.
    async fn replace(
        &mut self,
        uploads: Vec<(usize, Upload)>,
        done: &mut Done,
    ) -> Result<(), Problem> {
        for (number, upload) in uploads {
            let item = &self.plan.items[number];
            let files = vec![(upload.to.clone(), upload.expect)];
            let landing = self.landings(Command::RemoveFiles { files }).await?.into_iter().next();
            match landing {
                Some(Landing::Done(_) | Landing::Differs(None)) => {}
                Some(other) => {
                    self.fell(item, other, done);
                    continue;
                }
                None => continue,
            }
            self.mirror.removed(&item.to);
            let text = format!("{}: the old version was removed to make room", item.path);
            self.tell.log(Level::Warn, text);
            let upload = Upload { expect: Expect::Nothing, ..upload };
            self.upload(&[(number, upload)], &BTreeMap::new(), done).await?;
        }
        Ok(())
    }

    fn landed(&mut self, item: &PlanItem, digest: &Digest, done: &mut Done) {
        if item.local.as_ref() != Some(digest) {
            // it was saved again before its turn came: what counts is what arrived
            self.memory.known.writing(&item.to, digest);
            done.stale = true;
        }
        self.mirror.wrote(&item.to, item.size, digest);
        done.changed.push(item.to.clone());
        done.summary.bytes += item.size;
        match item.change {
            Change::Add => done.summary.added += 1,
            _ => done.summary.updated += 1,
        }
    }

    async fn remove(
        &mut self,
        removals: &[(usize, RemotePath, Expect)],
        done: &mut Done,
    ) -> Result<(), Problem> {
        if removals.is_empty() {
            return Ok(());
        }
        let files =
            removals.iter().map(|(_, path, expect)| (path.clone(), expect.clone())).collect();
        let landings = self.landings(Command::RemoveFiles { files }).await?;
        for ((number, path, _), landing) in removals.iter().zip(landings) {
            let item = &self.plan.items[*number];
            match landing {
                // gone already is as good
                Landing::Done(_) | Landing::Differs(None) => {
                    self.mirror.removed(path);
                    self.memory.known.removed(path);
                    done.changed.push(path.clone());
                    done.summary.deleted += 1;
                }
                other => self.fell(item, other, done),
            }
        }
        Ok(())
    }

    /// A file that did not land.
    fn fell(&mut self, item: &PlanItem, landing: Landing, done: &mut Done) {
        match landing {
            Landing::Done(_) => {}
            Landing::Differs(found) => {
                match found {
                    Some(digest) => self.mirror.found(&item.to, digest),
                    None => self.mirror.removed(&item.to),
                }
                done.surprised = true;
                done.summary.conflicts.push(item.path.clone());
            }
            Landing::Failed(problem) => {
                done.summary.failed.push((item.path.clone(), problem.to_string()));
            }
        }
    }

    async fn landings(&self, command: Command) -> Result<Vec<Landing>, Problem> {
        match self.session.call_as(self.job, command).await? {
            Reply::Landings(landings) => Ok(landings),
            other => Err(wrong_reply(&other)),
        }
    }
}

/// Nothing more can come of this run.
pub fn is_over(problem: &Problem) -> bool {
    use crate::model::Exit;
    matches!(problem.exit, Exit::NoBoard | Exit::Interrupted)
}
