//! Files that somebody changed on the board: what they are, and what the user decided.

use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::{Run, wrong_reply};
use crate::model::{
    Change, Command, Comparison, Conflict, Keep, Level, Plan, PlanItem, Problem, Reply, Settled,
    Version, WorkEvent,
};
use crate::session::DigestKind;
use crate::work::folder::{aside, now};
use crate::work::perform::is_over;

/// A longer text nobody reads in a terminal, and a slow line needs 6 s for it.
const MOST: u64 = 64 * 1024;

/// More copies than these beside one file, and somebody does not look at them.
const COPIES: u32 = 99;

impl Run {
    pub(super) fn tell_conflicts(&self, plan: &Plan) {
        let changed = plan.items.iter().filter_map(|item| match &item.change {
            Change::Conflict { board, board_size } => {
                // only a pull has conflicts with files that the board does not have
                let gone = plan.pull && board.is_none() && board_size.is_none();
                let there = (!gone).then(|| Version { size: *board_size, digest: board.clone() });
                Some(self.conflict(plan, item, there))
            }
            _ => None,
        });
        let conflicts = changed.collect();
        self.tell.event(WorkEvent::Conflicts { board: self.id, conflicts });
    }

    fn conflict(&self, plan: &Plan, item: &PlanItem, there: Option<Version>) -> Conflict {
        let source = item.source.as_ref().unwrap_or(&item.path);
        // the source of what goes as bytecode is no file of the plan
        let local = self.state.local.as_ref().and_then(|local| local.files.get(source));
        let here = match (local, &item.local) {
            (Some(file), _) if item.source.is_none() => {
                Some(Version { size: Some(file.size), digest: Some(file.digest.clone()) })
            }
            (_, digest) => {
                digest.clone().map(|digest| Version { size: Some(item.size), digest: Some(digest) })
            }
        };
        Conflict {
            path: item.path.clone(),
            to: item.to.clone(),
            file: plan.source.join(source),
            here,
            there,
            made: item.source.is_some(),
        }
    }

    /// Fetches both contents for the user to compare. Reading them stops a program; the
    /// end of the run sees to that.
    pub(super) async fn show(&mut self, conflict: Conflict) {
        let comparison = self.compare(&conflict).await;
        let (board, path) = (self.id, conflict.path);
        self.tell.event(WorkEvent::Compared { board, path, comparison });
    }

    async fn compare(&self, conflict: &Conflict) -> Result<Comparison, Problem> {
        let long = |side: &Option<Version>| {
            side.as_ref().and_then(|version| version.size).is_some_and(|size| size > MOST)
        };
        if conflict.made || long(&conflict.here) || long(&conflict.there) {
            return Ok(Comparison::Binary);
        }
        let here = match &conflict.here {
            None => None,
            Some(_) => {
                let file = conflict.file.clone();
                let read = aside(move || std::fs::read(&file), &conflict.file).await?;
                match as_text(read) {
                    Some(text) => Some(text),
                    // no need to fetch the other one
                    None => return Ok(Comparison::Binary),
                }
            }
        };
        let there = match &conflict.there {
            None => None,
            Some(_) => match self.call(Command::Read { path: conflict.to.clone() }).await? {
                Reply::Bytes(bytes) => match as_text(bytes) {
                    Some(text) => Some(text),
                    None => return Ok(Comparison::Binary),
                },
                other => return Err(wrong_reply(&other)),
            },
        };
        Ok(Comparison::Text { here, there })
    }

    /// Does what the user decided, as far as it is done here; what goes to the board
    /// goes with the plan.
    ///
    /// # Errors
    /// The board is gone, or somebody cancelled. All else is told.
    pub(super) async fn settle(
        &mut self,
        settled: &Settled,
        kind: DigestKind,
    ) -> Result<(), Problem> {
        let path = &settled.conflict.path;
        // if it is one again, that is news
        self.state.told.remove(path);
        let file = settled.conflict.file.strip_prefix(&self.setup.source);
        self.place.add(file.ok().and_then(Path::to_str).map(str::to_owned));
        let done = match settled.keep {
            Keep::Mine => Ok(format!("{path}: kept the file here")),
            Keep::Boards => self.take_boards(&settled.conflict, kind).await,
            Keep::Both => self.save_beside(&settled.conflict).await,
        };
        match done {
            Ok(said) => {
                if settled.keep != Keep::Boards {
                    self.give_up(&settled.conflict);
                }
                self.save();
                self.tell.log(Level::Info, said);
                Ok(())
            }
            Err(problem) if is_over(&problem) => Err(problem),
            Err(problem) => {
                self.tell.event(WorkEvent::Failed { board: self.id, problem });
                Ok(())
            }
        }
    }

    /// What the user saw on the board counts as known from now on.
    fn give_up(&mut self, conflict: &Conflict) {
        self.mine.insert(conflict.path.clone());
        let digest = conflict.there.as_ref().and_then(|there| there.digest.as_ref());
        if let (Some(memory), Some(digest)) = (&mut self.state.memory, digest) {
            memory.known.found(&conflict.to, digest);
        }
    }

    async fn take_boards(
        &mut self,
        conflict: &Conflict,
        kind: DigestKind,
    ) -> Result<String, Problem> {
        let Conflict { path, to, file, .. } = conflict;
        if conflict.made {
            let why = "it is bytecode on the board, and cannot take the place of its source";
            return Err(Problem::failed(format!("keep the board's {path}"), why)
                .next("Keep yours, or save both"));
        }
        let seen = conflict.here.as_ref().and_then(|here| here.digest.clone());
        if now(file, kind).await != seen {
            let why = "the file here has changed since it was shown";
            return Err(Problem::failed(format!("keep the board's {path}"), why)
                .next("Sync again, and look at the conflict as it is now"));
        }
        if conflict.there.is_none() {
            let target = file.clone();
            aside(move || std::fs::remove_file(&target), file).await?;
            if let Some(memory) = &mut self.state.memory {
                memory.known.removed(to);
            }
        } else {
            self.fetch(conflict, file).await?;
            if let (Some(memory), Some(digest)) = (&mut self.state.memory, now(file, kind).await) {
                memory.known.found(to, &digest);
            }
        }
        self.tell.event(WorkEvent::LocalChanged);
        Ok(format!("{path}: kept the board's"))
    }

    async fn save_beside(&mut self, conflict: &Conflict) -> Result<String, Problem> {
        let path = &conflict.path;
        if conflict.there.is_none() {
            return Ok(format!("{path}: kept the file here; there is none on the board"));
        }
        let beside = self.setup.source.join(path);
        let beside = spawn_blocking(move || free_name(&beside)).await.ok().flatten();
        let Some(beside) = beside else {
            let why = "too many copies of it are beside it already";
            return Err(Problem::failed(format!("save the board's {path}"), why)
                .next("Remove those that you do not need"));
        };
        self.fetch(conflict, &beside).await?;
        self.tell.event(WorkEvent::LocalChanged);
        let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(format!("{path}: kept the file here; the board's is beside it as {name}"))
    }

    async fn fetch(&self, conflict: &Conflict, to: &Path) -> Result<(), Problem> {
        let folder = to.parent().unwrap_or(&self.setup.source).to_path_buf();
        aside(move || std::fs::create_dir_all(&folder), to).await?;
        let download = Command::Download { from: conflict.to.clone(), to: to.to_path_buf() };
        self.call(download).await.map(drop)
    }
}

/// Text that a person can compare; none for anything else.
fn as_text(bytes: Vec<u8>) -> Option<String> {
    if bytes.len() as u64 > MOST || bytes.contains(&0) {
        return None;
    }
    String::from_utf8(bytes).ok()
}

/// `main.from-board.py` beside `main.py`, or one with a number.
fn free_name(file: &Path) -> Option<PathBuf> {
    let name = file.file_name()?.to_str()?;
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let named = |number: u32| match number {
        1 => file.with_file_name(format!("{stem}.from-board{ending}")),
        _ => file.with_file_name(format!("{stem}.from-board-{number}{ending}")),
    };
    // a link that leads nowhere is something too
    (1..=COPIES).map(named).find(|path| path.symlink_metadata().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Rules;

    #[test]
    fn copies_have_names_of_their_own_that_are_never_sent() {
        let folder = tempfile::tempdir().unwrap();
        let mut rules = Rules::new(folder.path(), folder.path(), &[]);
        for (file, copies) in [
            ("main.py", ["main.from-board.py", "main.from-board-2.py"]),
            ("README", ["README.from-board", "README.from-board-2"]),
            (".env", [".env.from-board", ".env.from-board-2"]),
            ("a.b.mpy", ["a.b.from-board.mpy", "a.b.from-board-2.mpy"]),
        ] {
            for copy in copies {
                let free = free_name(&folder.path().join(file)).unwrap();
                assert_eq!(free, folder.path().join(copy));
                std::fs::write(&free, "").unwrap();
                assert!(rules.covering(copy, false).is_some(), "{copy} would be sent");
            }
        }
    }

    #[test]
    fn only_text_is_compared() {
        assert_eq!(as_text(b"a\n".to_vec()).as_deref(), Some("a\n"));
        assert_eq!(as_text(b"a\0".to_vec()), None);
        assert_eq!(as_text(vec![0xff]), None);
        assert_eq!(as_text(vec![b'a'; MOST as usize + 1]), None);
    }
}
