//! A batch of files on its way up: by the engine, and what that cannot do, plainly.

use std::collections::VecDeque;

use super::engine::{self, Put};
use super::{Outgoing, Source, Tell, plain, small};
use crate::board::{Board, Error};
use crate::model::{Digest, Landing, Progress, RemotePath};

/// How often the engine may break down in one batch.
const FAILURES: usize = 3;
/// Bytes that may be on their way to the board, in the block at hand and the last one,
/// which may not be in their files yet when it breaks down.
const UNDER_WAY: usize = 64 * 1024;

pub(super) async fn up(
    board: &mut Board,
    files: &mut dyn Source,
    tell: Tell<'_>,
) -> Result<Vec<Landing>, Error> {
    board.knowing().await?;
    let (count, total) = files.total();
    let progress = Progress { total, files: count, ..Progress::default() };
    let mut batch = Batch {
        landings: Vec::new(),
        sent: Vec::new(),
        recent: VecDeque::new(),
        failures: 0,
        progress,
    };
    let mut held = Vec::new();
    if board.takes_small(count, total) {
        held.extend(std::iter::from_fn(|| files.next()));
        if let Some(file) = held.first() {
            batch.progress.what = format!("write {}", file.to);
            tell(batch.progress.clone());
        }
    }
    let landed = if held.is_empty() { Vec::new() } else { small::up(board, &held).await? };
    let held = held.into_iter().zip(landed);
    let rest = std::iter::from_fn(|| files.next()).map(|file| (file, None));
    for (file, landing) in held.chain(rest) {
        batch.progress.what = format!("write {}", file.to);
        batch.progress.file += 1;
        tell(batch.progress.clone());
        match (&file.content, landing) {
            (Err(problem), _) => batch.landings.push(Some(Landing::Failed(problem.clone()))),
            (Ok(content), Some(landing)) => {
                batch.progress.done += content.len() as u64;
                batch.landings.push(Some(landing));
            }
            (Ok(_), None) => batch.file(board, file, tell).await?,
        }
        tell(batch.progress.clone());
    }
    batch.settle(board, tell).await?;
    Ok(batch.landings.into_iter().flatten().collect())
}

struct Batch {
    /// None: sent, and its landing is not known yet.
    landings: Vec<Option<Landing>>,
    /// What the engine has sent since it was last asked.
    sent: Vec<Put>,
    /// The last of those, with their places among the landings.
    recent: VecDeque<(usize, Outgoing)>,
    /// How often it broke down.
    failures: usize,
    progress: Progress,
}

impl Batch {
    async fn file(
        &mut self,
        board: &mut Board,
        file: Outgoing,
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        let before = self.progress.done;
        while board.engine_may_run() {
            self.progress.done = before;
            let number = self.sent.len();
            match engine::put(board, number, &file, &mut self.progress, tell).await {
                Ok(put) => {
                    self.sent.push(put);
                    self.recent.push_back((self.landings.len(), file));
                    self.landings.push(None);
                    self.forget();
                    return Ok(());
                }
                Err(error) => self.broken(board, error, tell).await?,
            }
        }
        self.progress.done = before;
        let landing = plain::up(board, &file, &mut self.progress, tell).await?;
        self.progress.done = before + file.bytes().len() as u64;
        self.landings.push(Some(landing));
        Ok(())
    }

    /// Lets go of files that the board has all of.
    fn forget(&mut self) {
        let size = |(_, file): &(usize, Outgoing)| file.bytes().len();
        let mut after: usize = self.recent.iter().skip(1).map(size).sum();
        while after >= UNDER_WAY {
            self.recent.pop_front();
            after -= self.recent.front().map_or(0, size);
        }
    }

    /// Asks how the files landed that the engine has sent.
    async fn settle(&mut self, board: &mut Board, tell: Tell<'_>) -> Result<(), Error> {
        if self.sent.is_empty() {
            return Ok(());
        }
        match engine::finish(board, &self.sent).await {
            Ok(landings) => {
                self.fill(landings);
                Ok(())
            }
            Err(error) => self.broken(board, error, tell).await,
        }
    }

    fn fill(&mut self, landings: Vec<Landing>) {
        let open = self.landings.iter_mut().filter(|landing| landing.is_none());
        for (place, landing) in open.zip(landings) {
            *place = Some(landing);
        }
        self.sent.clear();
    }

    /// The engine broke down: what became of the files it had sent shows by their
    /// hashes, and those that were on their way go the plain way. After some more of
    /// this the rest does, too.
    async fn broken(
        &mut self,
        board: &mut Board,
        error: Error,
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        match error {
            Error::Lost(_) | Error::Cancelled | Error::Stuck | Error::Local(_) => {
                return Err(error);
            }
            _ => {}
        }
        tracing::warn!(%error, "the transfer engine broke down");
        self.failures += 1;
        if self.failures >= FAILURES {
            board.engine_failed();
        }
        board.recover().await?;
        let paths: Vec<RemotePath> = self.sent.iter().map(|put| put.path.clone()).collect();
        let found = board.hash(&paths).await?;
        let landing = |(put, found): (&Put, Option<Digest>)| match found {
            Some(digest) if digest == put.new => Landing::Done(digest),
            _ => Landing::Failed(error.problem(format!("write {}", put.path))),
        };
        let landings = self.sent.iter().zip(found).map(landing).collect();
        self.fill(landings);
        for (place, file) in std::mem::take(&mut self.recent) {
            if let Some(Some(landing @ Landing::Failed(_))) = self.landings.get_mut(place) {
                *landing = plain::up(board, &file, &mut self.progress.clone(), tell).await?;
            }
        }
        Ok(())
    }
}
