//! `mpdeck firmware`: which firmware there is to download, and downloading it.

use std::path::Path;

use serde_json::json;

use super::{Found, Output};
use crate::config::Settings;
use crate::model::{Chip, Firmware, FirmwareBoard, FirmwareOptions, Problem, Progress, Release};
use crate::work::FirmwareSite;

/// Carries it out; no board is needed. The folder is mpdeck's cache.
///
/// # Errors
/// The site cannot be reached, or has no such thing.
pub async fn firmware(
    options: &FirmwareOptions,
    (settings, cache): (&Settings, &Path),
    progress: &mut (dyn FnMut(Progress) + Send),
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let site = FirmwareSite::new(settings, cache);
    let found = match options {
        FirmwareOptions { board: None, chip: Some(chip), .. } => boards(*chip, &site).await?,
        FirmwareOptions { board: None, chip: None, .. } => kept(&site),
        FirmwareOptions { board: Some(board), get: false, .. } => {
            releases(&site.releases(board).await?)
        }
        FirmwareOptions { board: Some(board), get: true, version, .. } => {
            let release = choose(&site.releases(board).await?, board, version.as_deref())?;
            let what = format!("download {}", release.file);
            let mut report = |done: u64, total: Option<u64>| {
                let total = total.unwrap_or_default();
                progress(Progress { what: what.clone(), done, total, ..Progress::default() });
            };
            let image = site.fetch(&release, &mut report).await?;
            out.note(format!(
                "{}, {} bytes: its size and its {} are right; the site publishes no checksums",
                image.chip, image.size, image.checked
            ));
            got(&image)
        }
    };
    out.found(found);
    Ok(())
}

async fn boards(chip: Chip, site: &FirmwareSite) -> Result<Found, Problem> {
    let boards = site.boards(chip).await?;
    let wide = boards.iter().map(|board| board.board.len()).max().unwrap_or_default();
    let line = |board: &FirmwareBoard| {
        let (name, title) = (super::name(&board.board), super::name(&board.title));
        format!("{name:wide$}  {title}")
    };
    let lines = boards.iter().map(line).collect();
    Ok(Found::Told { lines, json: json!({ "chip": chip, "boards": boards }) })
}

fn releases(releases: &[Release]) -> Found {
    let lines = releases.iter().map(|release| super::name(&release.file).into_owned()).collect();
    Found::Told { lines, json: json!({ "releases": releases }) }
}

/// What was downloaded before.
fn kept(site: &FirmwareSite) -> Found {
    let kept = site.kept();
    let lines = kept.iter().map(|path| super::name(&path.to_string_lossy()).into_owned()).collect();
    Found::Told { lines, json: json!({ "kept": kept }) }
}

fn got(image: &Firmware) -> Found {
    let path = super::name(&image.path.to_string_lossy()).into_owned();
    Found::Told { lines: vec![path], json: json!({ "firmware": image }) }
}

/// The newest release of just this board, or the version that is wanted.
fn choose(releases: &[Release], board: &str, version: Option<&str>) -> Result<Release, Problem> {
    let tried = || format!("choose the firmware for {board}");
    let mut own = releases.iter().filter(|release| release.board == board);
    let bare = |version: &str| version.trim_start_matches('v').to_owned();
    let chosen = match version {
        Some(wanted) => own.find(|release| {
            release.version.as_deref().is_some_and(|version| bare(version) == bare(wanted))
        }),
        None => own.find(|release| !release.is_preview()),
    };
    chosen.cloned().ok_or_else(|| {
        let why = match version {
            Some(wanted) => format!("there is no version {wanted}"),
            None => "there is no release".to_owned(),
        };
        Problem::failed(tried(), why).next(format!("`mpdeck firmware {board}` lists its files."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(board: &str, version: &str) -> Release {
        Release {
            file: format!("{board}-20251209-{version}.bin"),
            path: String::new(),
            board: board.to_owned(),
            version: Some(version.to_owned()),
            date: None,
        }
    }

    #[test]
    fn takes_the_newest_release_of_the_board_itself() {
        let all = [
            release("X", "v1.28.0-preview.3.gabc"),
            release("X-SPIRAM", "v1.27.1"),
            release("X", "v1.27.0"),
            release("X", "v1.26.1"),
        ];
        let version = |board, version| choose(&all, board, version).map(|found| found.version);
        assert_eq!(version("X", None), Ok(Some("v1.27.0".to_owned())));
        assert_eq!(version("X-SPIRAM", None), Ok(Some("v1.27.1".to_owned())));
        assert_eq!(version("X", Some("1.26.1")), Ok(Some("v1.26.1".to_owned())));
        let problem = version("X", Some("9.9")).unwrap_err();
        assert!(problem.to_string().contains("no version 9.9"), "{problem}");
    }
}
