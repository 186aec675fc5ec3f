//! Looking at both sides.

use super::{Kind, Memory, Run, Sides, wrong_reply};
use crate::model::{BoardInfo, Command, Exit, Identity, Level, Plan, Problem, RemotePath, Reply};
use crate::session::DigestKind;
use crate::sync::{Known, LocalTree, Store, builtin, plan};
use crate::work::board::Mirror;
use crate::work::folder::{self, Size, Where};

impl Run {
    /// None: nothing is known and the board is not to be asked.
    pub(super) async fn info(&mut self) -> Result<Option<Box<BoardInfo>>, Problem> {
        let generation = self.session.generation();
        if let Some((seen, info)) = &self.state.info
            && *seen == generation
        {
            return Ok(Some(info.clone()));
        }
        if self.kind == Kind::Compare {
            return Ok(None);
        }
        match self.call(Command::Probe).await? {
            Reply::Info(info) => {
                self.state.info = Some((generation, info.clone()));
                Ok(Some(info))
            }
            other => Err(wrong_reply(&other)),
        }
    }

    pub(super) fn target(&self, info: &BoardInfo) -> Result<RemotePath, Problem> {
        let typed = self.setup.target.as_deref().unwrap_or("");
        RemotePath::parse(typed, &info.boot_folder).map_err(|error| {
            Problem::usage(format!("sync to `{typed}` on {}", self.name), error.to_string())
                .next("Give a folder on the board, such as `/` or `/lib`")
        })
    }

    /// Loads what is known of this project and board, once.
    pub(super) fn remember(&mut self, info: &BoardInfo) {
        let identity = match &info.unique_id {
            Some(id) => Identity::Unique(id.clone()),
            None => self.state.identity.clone(),
        };
        if self.state.memory.is_some() && self.state.identity == identity {
            return;
        }
        self.state.identity = identity;
        let source = &self.setup.source;
        let project = source.canonicalize().unwrap_or_else(|_| source.clone());
        let store = Store::new(&self.setup.state, &project, &self.state.identity);
        let known = store.load().unwrap_or_else(|error| {
            let text = format!(
                "What was synced to {} before is not known any more ({error}); \
                 files that differ will count as conflicts",
                self.name
            );
            self.tell.log(Level::Warn, text);
            Known::default()
        });
        self.state.memory = Some(Memory { store, known });
    }

    /// None: only the board could tell, and it is not to be asked.
    pub(super) async fn look(
        &mut self,
        info: &BoardInfo,
        target: &RemotePath,
        again: bool,
    ) -> Result<Option<Sides>, Problem> {
        let generation = self.session.generation();
        let trusts = self.kind != Kind::Sync && !self.options.rehash && !again;
        let mirror = self
            .state
            .mirror
            .take()
            .filter(|mirror| mirror.generation == generation && mirror.target == *target);
        let trusted = trusts && mirror.is_some();
        let before = self.state.local.take().filter(|_| self.kind != Kind::Sync || again);
        let place = std::mem::replace(&mut self.place, Where::nothing());
        let size = if self.options.yes { Size::Any } else { Size::Guarded };
        let kind = DigestKind::of(&info.capabilities);
        let read = folder::read(self.setup.ground(), kind, before, place, size);
        let (local, mirror) = match mirror {
            Some(mirror) if trusted => (read.await, Ok(mirror)),
            _ if self.kind == Kind::Compare => {
                let (local, _) = read.await?;
                self.state.local = Some(local);
                return Ok(None);
            }
            // both sides at once: neither waits for the other
            _ => tokio::join!(read, self.walk(target)),
        };
        let (local, warnings) = local?;
        for warning in warnings {
            self.tell.log(Level::Warn, warning);
        }
        Ok(Some(Sides { local, mirror: mirror?, trusted }))
    }

    pub(super) async fn walk(&self, target: &RemotePath) -> Result<Mirror, Problem> {
        let generation = self.session.generation();
        let (mut entries, mut free) =
            match self.call(Command::Survey { path: target.clone() }).await {
                Ok(Reply::Survey(entries, free)) => (entries, free),
                Ok(other) => return Err(wrong_reply(&other)),
                Err(problem) => match self.call(Command::Stat { path: target.clone() }).await? {
                    // a file in the target's place: the plan says so for each file
                    Reply::Entry(Some(entry)) if !entry.is_folder() => (vec![entry], None),
                    Reply::Entry(None) => (Vec::new(), self.free_at(target.parent()).await?),
                    _ => return Err(problem),
                },
            };
        let left = |path: &RemotePath| builtin::temporary(path.name()).is_some();
        if !self.options.dry_run && entries.iter().any(|entry| left(&entry.path)) {
            self.call(Command::ClearLeftovers { path: target.clone() }).await?;
            entries.retain(|entry| !left(&entry.path));
            free = self.free_at(Some(target.clone())).await?;
        }
        Ok(Mirror { generation, target: target.clone(), entries, free })
    }

    /// The room at a folder, or at the nearest above it that is there.
    async fn free_at(&self, mut folder: Option<RemotePath>) -> Result<Option<u64>, Problem> {
        while let Some(path) = folder {
            match self.call(Command::Space { path: path.clone() }).await {
                Ok(Reply::Spaces(spaces)) if !spaces.is_empty() => {
                    return Ok(spaces.first().map(|space| space.free));
                }
                Err(problem) if matches!(problem.exit, Exit::NoBoard | Exit::Interrupted) => {
                    return Err(problem);
                }
                _ => folder = path.parent(),
            }
        }
        Ok(None)
    }

    pub(super) fn plan(&self, local: &LocalTree, mirror: &Mirror) -> Plan {
        let empty = Known::default();
        plan::make(&plan::Given {
            source: self.setup.source.clone(),
            target: &mirror.target,
            board_name: &self.name,
            local,
            board: &mirror.entries,
            known: self.state.memory.as_ref().map_or(&empty, |memory| &memory.known),
            delete: self.options.delete || self.setup.delete,
            force: self.options.force,
            mine: &self.mine,
            free: mirror.free,
        })
    }
}
