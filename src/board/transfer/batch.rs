//! A batch of files on its way up: by the engine, and what that cannot do, plainly.

use super::engine::{self, Put};
use super::{Outgoing, Source, Tell, plain, small};
use crate::board::{Board, Error};
use crate::model::{Digest, Landing, Progress, RemotePath};

/// How often the engine may break down in one batch.
const FAILURES: usize = 3;

pub(super) async fn up(
    board: &mut Board,
    files: &mut dyn Source,
    tell: Tell<'_>,
) -> Result<Vec<Landing>, Error> {
    board.knowing().await?;
    let (count, total) = files.total();
    let progress = Progress { total, files: count, ..Progress::default() };
    let mut batch = Batch { landings: Vec::new(), sent: Vec::new(), failures: 0, progress };
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
            (Ok(content), None) => batch.file(board, &file, content, tell).await?,
        }
        tell(batch.progress.clone());
    }
    batch.settle(board).await?;
    Ok(batch.landings.into_iter().flatten().collect())
}

struct Batch {
    /// None: sent, and its landing is not known yet.
    landings: Vec<Option<Landing>>,
    /// What the engine has sent since it was last asked.
    sent: Vec<Put>,
    /// How often it broke down.
    failures: usize,
    progress: Progress,
}

impl Batch {
    async fn file(
        &mut self,
        board: &mut Board,
        file: &Outgoing,
        content: &[u8],
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        let before = self.progress.done;
        while board.engine_may_run() {
            self.progress.done = before;
            let number = self.sent.len();
            match engine::put(board, number, file, content, &mut self.progress, tell).await {
                Ok(put) => {
                    self.sent.push(put);
                    self.landings.push(None);
                    return Ok(());
                }
                Err(error) => self.broken(board, error).await?,
            }
        }
        self.progress.done = before;
        let landing = plain::up(board, file, content, &mut self.progress, tell).await?;
        self.progress.done = before + content.len() as u64;
        self.landings.push(Some(landing));
        Ok(())
    }

    /// Asks how the files landed that the engine has sent.
    async fn settle(&mut self, board: &mut Board) -> Result<(), Error> {
        if self.sent.is_empty() {
            return Ok(());
        }
        match engine::finish(board, &self.sent).await {
            Ok(landings) => {
                self.fill(landings);
                Ok(())
            }
            Err(error) => self.broken(board, error).await,
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
    /// hashes. After some more of this the rest goes the plain way.
    async fn broken(&mut self, board: &mut Board, error: Error) -> Result<(), Error> {
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
        Ok(())
    }
}
