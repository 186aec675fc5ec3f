//! One sync of one board, from looking to the after-sync action.

mod look;
mod pull;
mod report;
mod settle;
mod stopwatch;

use std::collections::BTreeSet;
use std::sync::Arc;

use stopwatch::Stopwatch;

use super::after::{self, Before};
use super::ask::Asker;
use super::board::{BoardState, Mirror};
use super::compile;
use super::folder::Where;
use super::perform::{Done, Stage};
use super::setup::Setup;
use super::tell::Tell;
use crate::model::{
    AfterSync, Answer, BoardId, BoardInfo, Bytecode, Change, Command, Compile, Conflict, JobId,
    Level, Plan, Problem, Question, RemotePath, Reply, Settled, SyncOptions, SyncSummary,
    WorkEvent,
};
use crate::session::{DigestKind, Session};
use crate::sync::{Known, LocalTree, Store, guard, mpy};

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Files changed here and nothing is to be sent: only how they stand. Does not
    /// touch the board.
    Compare,
    /// Somebody looks at a conflict.
    Show,
    /// Conflicts were decided: those files, and no others.
    Settle,
    /// A save: what the board has is known from before, if it was not away.
    Save,
    /// Somebody asked: both sides are looked at in full.
    Sync,
}

/// One run and all it needs.
pub struct Run {
    pub job: JobId,
    pub id: BoardId,
    pub name: String,
    pub session: Session,
    pub setup: Arc<Setup>,
    pub options: SyncOptions,
    pub kind: Kind,
    /// Where files changed since the state's local tree was read.
    pub place: Where,
    /// Conflicts to be shown.
    pub shows: Vec<Conflict>,
    /// Conflicts that were decided.
    pub settled: Vec<Settled>,
    /// Files that are to be on the board as they are here, because the user said so.
    pub mine: BTreeSet<String>,
    pub state: BoardState,
    pub tell: Tell,
    pub asker: Asker,
    /// The after-sync action was tried.
    pub acted: bool,
    /// The files as they go to the board.
    pub sent: LocalTree,
    /// Those of them that are bytecode, if that is worth a word.
    pub bytecode: Option<Bytecode>,
}

/// How it ended. All but the reasons of failures has been reported.
#[derive(Debug)]
pub enum Ending {
    Done,
    /// The user said no.
    Declined,
    Failed(Problem),
}

/// What is known, and where it is kept.
#[derive(Debug)]
pub struct Memory {
    pub store: Store,
    pub known: Known,
}

/// Both sides, as the plan is to see them.
struct Sides {
    local: LocalTree,
    mirror: Mirror,
    /// The mirror was not looked at again.
    trusted: bool,
}

impl Run {
    /// Runs it to its end and gives the board's state back.
    pub async fn run(mut self) -> (BoardState, Ending) {
        let stops = self.session.stops();
        let ending = match self.attempt(stops).await {
            Ok(ending) => ending,
            Err(problem) => {
                // how far the board came is not known
                if self.kind != Kind::Compare {
                    self.state.mirror = None;
                }
                Ending::Failed(problem)
            }
        };
        if !self.acted && self.session.stops() > stops {
            // nothing was written, but the board must not stay silent for that
            self.after(true, &[]).await;
        }
        (self.state, ending)
    }

    async fn attempt(&mut self, stops: u64) -> Result<Ending, Problem> {
        self.guard_folder()?;
        if self.kind != Kind::Compare {
            self.session.connected().await?;
        }
        let mut watch = Stopwatch::start(&self.session);
        let Some(info) = self.info().await? else { return Ok(Ending::Done) };
        let target = self.target(&info)?;
        self.remember(&info);
        for conflict in std::mem::take(&mut self.shows) {
            self.show(conflict).await;
        }
        for settled in &std::mem::take(&mut self.settled) {
            self.settle(settled, DigestKind::of(&info.capabilities)).await?;
        }
        if self.kind == Kind::Show {
            if self.place == Where::nothing() {
                return Ok(Ending::Done);
            }
            self.kind = Kind::Compare;
        }
        if self.options.pull && self.kind == Kind::Sync {
            return self.pull(&info, &target, watch).await;
        }
        let mut total = SyncSummary::default();
        let mut changed = Vec::new();
        let mut again = false;
        let plan = loop {
            let Some(sides) = self.look(&info, &target, again).await? else {
                return Ok(Ending::Done);
            };
            let Sides { local, mut mirror, trusted } = sides;
            let sent = self.compiled(&local, &info).await;
            self.state.local = Some(local);
            match sent {
                Ok(sent) => self.sent = sent,
                Err(problem) => {
                    self.state.mirror = Some(mirror);
                    return match self.kind {
                        Kind::Compare => Ok(Ending::Done),
                        _ => Ok(Ending::Failed(problem)),
                    };
                }
            }
            let all = self.plan(&self.sent, &mirror);
            self.found_equal(&all);
            let plan = match self.kind {
                Kind::Settle => all.only(&self.decided()),
                _ => all.clone(),
            };
            if self.kind == Kind::Compare || self.options.dry_run {
                if self.options.dry_run {
                    self.planned(&plan);
                }
                self.tell_states(&all, &mirror);
                self.state.mirror = Some(mirror);
                return Ok(Ending::Done);
            }
            if !self.allowed(&plan, &mirror, &mut watch).await? {
                self.tell_states(&all, &mirror);
                self.state.mirror = Some(mirror);
                return Ok(Ending::Declined);
            }
            if !info.capabilities.rename && !plan.is_empty() {
                self.warn_of_cuts();
            }
            self.tell_sending(&plan, &all, &mirror);
            let done = self.perform(&plan, &mut mirror).await?;
            self.state.mirror = Some(mirror);
            if done.stale {
                self.state.local = None;
            }
            let surprised = done.surprised && trusted && !again;
            merge(&mut total, &mut changed, done);
            if !surprised {
                break all;
            }
            // the board was changed by somebody else since the last look: look again
            self.tell.event(WorkEvent::BoardChanged { board: self.id });
            total.conflicts.clear();
            again = true;
        };
        total.bytecode = self.bytecode.take();
        total.same = plan.count(|change| *change == Change::Same);
        self.add_left_out(&plan, &mut total);
        if !changed.is_empty() {
            total.after = self.after(self.session.stops() > stops, &changed).await;
        }
        self.tell_final_states(&plan);
        total.milliseconds = watch.milliseconds(&self.session);
        self.finish(total);
        Ok(Ending::Done)
    }

    /// The files of the plan that the user's decisions are about: another form of a
    /// module goes with it.
    fn decided(&self) -> BTreeSet<String> {
        let twins = self.mine.iter().filter_map(|path| mpy::twin(path));
        self.mine.iter().cloned().chain(twins).collect()
    }

    /// The project's files as they go to the board: modules as bytecode, if that is
    /// wanted.
    async fn compiled(
        &mut self,
        local: &LocalTree,
        info: &BoardInfo,
    ) -> Result<LocalTree, Problem> {
        let mode = if self.options.compile { Compile::On } else { self.setup.compile };
        if mode == Compile::Off {
            return Ok(local.clone());
        }
        let wish = compile::Wish {
            mode,
            board: info.mpy,
            version: info.version.clone(),
            kind: DigestKind::of(&info.capabilities),
            mpy_cross: self.setup.mpy_cross.clone(),
            cache: self.setup.cache.clone(),
            after: self.setup.after.clone(),
        };
        let source = &self.setup.source;
        let compiled =
            compile::compiled(source, local.clone(), &wish, &mut self.state.compiler).await;
        let (tree, saved) = compiled?;
        let news = saved.files > 0 && self.kind == Kind::Sync;
        self.bytecode = Some(saved).filter(|_| news);
        Ok(tree)
    }

    fn guard_folder(&self) -> Result<(), Problem> {
        let setup = &self.setup;
        match guard::folder(&setup.source, setup.home.as_deref()) {
            Some(why) if !self.options.yes => Err(self.refused(&why)),
            _ => Ok(()),
        }
    }

    fn refused(&self, why: &str) -> Problem {
        Problem::usage(format!("sync {} to {}", self.setup.source.display(), self.name), why)
            .next("Choose another folder with --source, or say --yes if it is what you mean")
    }

    /// What is the same on both sides is nobody's edit from now on.
    fn found_equal(&mut self, plan: &Plan) {
        let Some(memory) = &mut self.state.memory else { return };
        for item in plan.items.iter().filter(|item| item.change == Change::Same) {
            if let Some(digest) = &item.local {
                memory.known.found(&item.to, digest);
            }
        }
        self.save();
    }

    /// Saves what is known. Without it the next sync may ask more than it has to.
    fn save(&mut self) {
        let Some(memory) = &mut self.state.memory else { return };
        if let Err(error) = memory.store.save(&mut memory.known) {
            let text = format!("What was synced cannot be remembered: {error}");
            self.tell.log(Level::Warn, text);
        }
    }

    fn planned(&mut self, plan: &Plan) {
        for warning in &plan.warnings {
            let new = self.state.warned.insert(warning.clone());
            if new || self.kind == Kind::Sync {
                self.tell.log(Level::Warn, warning.clone());
            }
        }
        let plan = Box::new(plan.clone());
        self.tell.event(WorkEvent::Planned { board: self.id, plan });
    }

    /// Once for each board that cannot keep the old file until the new one is whole.
    fn warn_of_cuts(&mut self) {
        let text = format!(
            "{} cannot rename files, so they are written in place: if a sync is cut short, \
             half a file may be left until the next one",
            self.name
        );
        if self.state.warned.insert(text.clone()) {
            self.tell.log(Level::Warn, text);
        }
    }

    /// Shows the plan, and asks what has to be asked.
    async fn allowed(
        &mut self,
        plan: &Plan,
        mirror: &Mirror,
        watch: &mut Stopwatch,
    ) -> Result<bool, Problem> {
        if self.kind == Kind::Sync || !plan.is_empty() {
            self.planned(plan);
        }
        let boxed = || Box::new(plan.clone());
        let why = match self.kind {
            // a few files of a project: how many it has was asked before
            Kind::Settle => guard::room(plan, &mirror.entries),
            _ => guard::plan(plan, &mirror.entries),
        };
        if let Some(why) = why.filter(|_| !self.options.yes) {
            if !self.setup.interactive {
                return Err(self.refused(&why));
            }
            let asks = Question::LargeSync { board: self.id, plan: boxed(), why };
            if watch.pause(self.asker.ask(asks)).await == Answer::No {
                return Ok(false);
            }
            self.agree();
        }
        let agreed = self.state.memory.as_ref().is_some_and(|memory| memory.known.agreed);
        // who decides about single files has said what is to be done with them
        let decided = self.options.yes || self.kind == Kind::Settle;
        let asks = self.setup.interactive && !decided && !agreed && !plan.is_empty();
        if asks {
            let asks = Question::FirstSync { board: self.id, plan: boxed() };
            if watch.pause(self.asker.ask(asks)).await == Answer::No {
                return Ok(false);
            }
        }
        if !plan.is_empty() && self.kind != Kind::Settle {
            self.agree();
        }
        Ok(true)
    }

    fn agree(&mut self) {
        if let Some(memory) = &mut self.state.memory {
            memory.known.agree();
        }
    }

    async fn perform(&mut self, plan: &Plan, mirror: &mut Mirror) -> Result<Done, Problem> {
        let Some(memory) = &mut self.state.memory else { return Ok(Done::default()) };
        let stage =
            Stage { session: &self.session, job: self.job, plan, mirror, memory, tell: &self.tell };
        stage.perform().await
    }

    /// The after-sync action. Answers what was done, for people.
    async fn after(&mut self, stopped: bool, changed: &[RemotePath]) -> Option<String> {
        self.acted = true;
        let (_, info) = self.state.info.as_ref()?;
        let info = info.clone();
        // only the default looks at it, and only if nothing was stopped
        let asks = self.setup.after == AfterSync::Auto && !stopped;
        let before = Before { stopped, main: asks && self.has_main(&info).await };
        let target = self.target(&info).ok()?;
        let boot = &info.boot_folder;
        let (wish, arguments) = (&self.setup.after, &self.setup.arguments);
        let action = after::action(wish, arguments, before, &target, changed, boot);
        if action.is_none() && stopped {
            let text = "the board's program was stopped for this, and stays stopped";
            self.tell.log(Level::Warn, text);
        }
        let (commands, what) = action?;
        for command in commands {
            if let Err(problem) = self.call(command).await {
                self.tell.log(Level::Warn, format!("After the sync: {problem}"));
                return None;
            }
        }
        Some(what)
    }

    /// Whether the board's last start ran a `main.py`.
    async fn has_main(&self, info: &BoardInfo) -> bool {
        let main = info.boot_folder.join("main.py");
        let mirror = self.state.mirror.as_ref();
        if let Some(mirror) = mirror.filter(|mirror| main.below(&mirror.target).is_some()) {
            return mirror.entries.iter().any(|entry| entry.path == main);
        }
        // the sync is about another folder
        matches!(self.call(Command::Stat { path: main }).await, Ok(Reply::Entry(Some(_))))
    }

    async fn call(&self, command: Command) -> Result<Reply, Problem> {
        self.session.call_as(self.job, command).await
    }
}

fn merge(total: &mut SyncSummary, changed: &mut Vec<RemotePath>, done: Done) {
    total.added += done.summary.added;
    total.updated += done.summary.updated;
    total.deleted += done.summary.deleted;
    total.bytes += done.summary.bytes;
    total.conflicts.extend(done.summary.conflicts);
    total.failed.extend(done.summary.failed);
    changed.extend(done.changed);
}

/// A session that answers another question than the one it was asked.
pub fn wrong_reply(reply: &Reply) -> Problem {
    Problem::failed("sync", format!("the session answered something else: {reply:?}"))
}
