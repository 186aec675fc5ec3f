//! Whether files fit on the board, asked before the first byte of them goes.

use std::fs;

use super::describe::describe;
use super::execute::Trouble;
use super::local::aside;
use crate::board::{Board, Error};
use crate::model::{Command, Expect, Problem, RemotePath, Upload};

/// So few bytes a full board refuses itself, in no more time than asking takes.
const FEW: u64 = 4096;

/// Where what is on the board may be replaced whatever it is, nobody has looked at it
/// yet: a sync has. `free`: the bytes that are free there, if that was just asked.
pub(super) async fn check(
    board: &mut Board,
    files: &[Upload],
    free: Option<u64>,
) -> Result<(), Trouble> {
    let size = |file: &Upload| fs::metadata(&file.from).map_or(0, |meta| meta.len());
    let sizes: Vec<u64> = aside(|| files.iter().map(size).collect());
    let total: u64 = sizes.iter().sum();
    let looked = files.iter().all(|file| file.expect != Expect::Anything);
    let Some(folder) = files.first().and_then(|file| file.to.parent()) else { return Ok(()) };
    if looked || total <= FEW {
        return Ok(());
    }
    let free = match free {
        None => free_at(board, &folder).await?,
        known => known,
    };
    let Some(free) = free.filter(|free| total > *free) else { return Ok(()) };
    let mut grows = 0_i128;
    let mut largest: Option<(u64, &Upload, u64)> = None;
    for (file, size) in files.iter().zip(sizes) {
        let old = board.stat(&file.to).await?.and_then(|entry| entry.size).unwrap_or(0);
        grows += i128::from(size) - i128::from(old);
        if old > largest.map_or(0, |(old, ..)| old) {
            largest = Some((old, file, size));
        }
    }
    let beside = largest.map_or(0, |(old, ..)| old);
    let needs = u64::try_from(grows.max(0)).unwrap_or(u64::MAX).saturating_add(beside).min(total);
    if needs <= free {
        return Ok(());
    }
    let tried = describe(&Command::Upload { files: files.to_vec() });
    Err(Trouble::Local(match largest {
        Some((_, file, size)) if grows <= i128::from(free) => {
            let path = &file.to;
            let why = format!(
                "{path} ({size} bytes) does not fit beside its old version: {free} bytes are free"
            );
            Problem::failed(tried, why).next(format!(
                "Remove the old one first (`mpdeck rm {path}`), then do this again; if that is \
                 cut short, neither is there"
            ))
        }
        _ => {
            let why =
                format!("{needs} bytes are needed on the board and {free} are free: no space");
            Problem::failed(tried, why)
                .next("Make room first: `mpdeck ls -l` and `mpdeck df` show what is there")
        }
    }))
}

/// None: the board cannot tell.
async fn free_at(board: &mut Board, folder: &RemotePath) -> Result<Option<u64>, Error> {
    match board.space(folder).await {
        Ok(spaces) => Ok(spaces.first().map(|space| space.free)),
        Err(Error::Os { .. } | Error::Raised { .. } | Error::Unsupported(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
