//! The place of one board in the project's work.

use super::board::BoardState;
use super::folder::Where;
use super::run::Kind;
use crate::model::{Conflict, Identity, JobId, Settled, SyncOptions};
use crate::session::Session;

/// What is to be done for a board, once it is free and there.
#[derive(Debug, Clone)]
pub struct Want {
    /// The newest last; all of them end with it.
    pub jobs: Vec<JobId>,
    pub options: SyncOptions,
    pub kind: Kind,
    pub place: Where,
    /// Conflicts to be shown, and those that were decided.
    pub shows: Vec<Conflict>,
    pub settled: Vec<Settled>,
}

impl Want {
    pub fn new(job: JobId, kind: Kind, place: Where, options: SyncOptions) -> Want {
        let (shows, settled) = (Vec::new(), Vec::new());
        Want { jobs: vec![job], options, kind, place, shows, settled }
    }

    /// The one that reports go under.
    pub fn job(&self) -> JobId {
        self.jobs.last().copied().unwrap_or_default()
    }

    /// Two wants to one: the stronger kind with its options, and the places of both.
    pub fn join(self, newer: Want) -> Want {
        let older_wins = self.kind > newer.kind;
        let (mut stronger, weaker) = if older_wins { (self, newer) } else { (newer, self) };
        match weaker.place {
            Where::All => stronger.place = Where::All,
            Where::Only(paths) => stronger.place.add(paths),
        }
        stronger.shows.extend(weaker.shows);
        stronger.settled.extend(weaker.settled);
        if older_wins {
            stronger.jobs.splice(0..0, weaker.jobs);
        } else {
            let newer = std::mem::replace(&mut stronger.jobs, weaker.jobs);
            stronger.jobs.extend(newer);
        }
        stronger
    }
}

pub struct Slot {
    pub name: String,
    pub session: Session,
    /// Away while a run has it.
    pub state: Option<BoardState>,
    pub want: Option<Want>,
    pub running: Option<Want>,
    /// Somebody waits for the board to come back.
    pub expected: bool,
    /// What the running run brings back is not what is there any more.
    touched: bool,
    moved: bool,
}

impl Slot {
    pub fn new(name: String, identity: Identity, session: Session) -> Slot {
        Slot {
            name,
            session,
            state: Some(BoardState::new(identity)),
            want: None,
            running: None,
            expected: false,
            touched: false,
            moved: false,
        }
    }

    pub fn add(&mut self, want: Want) {
        self.want = Some(match self.want.take() {
            Some(waiting) => waiting.join(want),
            None => want,
        });
    }

    /// Files on the board were changed by somebody else: look at all of it next time.
    pub fn touched(&mut self) {
        match &mut self.state {
            Some(state) => state.mirror = None,
            None => self.touched = true,
        }
    }

    /// The project is another folder now.
    pub fn forget_folder(&mut self) {
        match &mut self.state {
            Some(state) => forget(state),
            None => self.moved = true,
        }
    }

    /// A run gives the state back.
    pub fn ended(&mut self, mut state: BoardState) {
        if std::mem::take(&mut self.moved) {
            forget(&mut state);
        }
        if std::mem::take(&mut self.touched) {
            state.mirror = None;
        }
        self.state = Some(state);
    }
}

fn forget(state: &mut BoardState) {
    state.local = None;
    state.memory = None;
    state.mirror = None;
    state.told.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(job: u64, kind: Kind, paths: &[&str]) -> Want {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let options = SyncOptions { force: kind == Kind::Sync, ..SyncOptions::default() };
        Want::new(JobId(job), kind, Where::Only(paths), options)
    }

    #[test]
    fn a_save_during_a_sync_joins_what_waits() {
        let joined = want(1, Kind::Save, &["a"]).join(want(2, Kind::Save, &["b"]));
        assert_eq!(joined.place, Where::Only(["a".to_owned(), "b".to_owned()].into()));
        assert_eq!(joined.jobs, [JobId(1), JobId(2)]);

        let joined = want(1, Kind::Sync, &["a"]).join(want(2, Kind::Save, &["b"]));
        assert!(joined.kind == Kind::Sync && joined.options.force);
        assert_eq!(joined.job(), JobId(1));
        assert_eq!(joined.jobs.len(), 2);

        let joined = want(1, Kind::Compare, &["a"]).join(want(2, Kind::Save, &["b"]));
        assert_eq!((joined.kind, joined.job()), (Kind::Save, JobId(2)));
        assert_eq!(joined.place, Where::Only(["a".to_owned(), "b".to_owned()].into()));
    }
}
