//! Firmware from the download pages of micropython.org, through curl, into the cache.
//!
//! The site publishes no checksums. What can be checked is that as many bytes came as the
//! server said there are, and what the image says about itself: no more is claimed.

mod curl;
mod images;

use std::path::{Path, PathBuf};

use crate::config::Settings;
use crate::flash::{Image, pages};
use crate::model::{Chip, Firmware, FirmwareBoard, Problem, Release};

use curl::Curl;
pub use images::look;

/// Where firmware comes from, and where it is kept.
#[derive(Debug, Clone)]
pub struct FirmwareSite {
    base: String,
    curl: Curl,
    folder: PathBuf,
}

/// How far a download is: bytes that came, and of how many if the server said so.
pub type OnProgress<'a> = &'a mut (dyn FnMut(u64, Option<u64>) + Send);

impl FirmwareSite {
    /// `cache` is mpdeck's cache folder. Nothing is asked or written yet.
    pub fn new(settings: &Settings, cache: &Path) -> FirmwareSite {
        let base = settings.firmware_url.trim_end_matches('/').to_owned();
        FirmwareSite {
            curl: Curl::new(settings.curl.as_deref(), &base),
            base,
            folder: cache.join("firmware"),
        }
    }

    /// The boards that the site has firmware for, of one chip or port; those that name
    /// another chip are left out, those that name none are not.
    ///
    /// # Errors
    /// The site cannot be reached or answers with something else.
    pub async fn boards(&self, chip: Chip) -> Result<Vec<FirmwareBoard>, Problem> {
        let url = format!("{}/download/?port={}", self.base, chip.micropython_port());
        let page = self.page("list the boards that there is firmware for", &url).await?;
        let mut boards = pages::boards(&page);
        if boards.is_empty() {
            return Err(self.strange(&url, "no boards"));
        }
        boards.retain(|board| board.chip.is_none_or(|named| named == chip));
        // what fits every board with the chip comes first, then those that name it
        let rank = |board: &FirmwareBoard| (board.chip.is_none(), !board.board.contains("GENERIC"));
        boards.sort_by_key(rank);
        Ok(boards)
    }

    /// The files for a board, the newest first. A variant (`ESP32_GENERIC-SPIRAM`) has
    /// its own; a board alone has those of all its variants.
    ///
    /// # Errors
    /// There is no such board, or the site cannot be reached.
    pub async fn releases(&self, board: &str) -> Result<Vec<Release>, Problem> {
        let tried = format!("list the firmware for {board}");
        let page = board.split('-').next().unwrap_or(board);
        let plain = page.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if page.is_empty() || !plain {
            return Err(Problem::usage(tried, "that is no board's name")
                .next("`mpdeck firmware --chip CHIP` lists them."));
        }
        let url = format!("{}/download/{page}/", self.base);
        let mut releases = pages::releases(&self.page(&tried, &url).await?);
        if releases.is_empty() {
            return Err(self.strange(&url, "no firmware files"));
        }
        if page != board {
            releases.retain(|release| release.board == board);
        }
        if releases.is_empty() {
            return Err(Problem::failed(tried, format!("{page} has no such variant"))
                .next(format!("`mpdeck firmware {page}` lists those it has.")));
        }
        Ok(releases)
    }

    /// Downloads a file, unless it is here already, and checks it.
    ///
    /// # Errors
    /// It does not come, comes short, or is no whole image; then nothing is kept.
    pub async fn fetch(
        &self,
        release: &Release,
        progress: OnProgress<'_>,
    ) -> Result<Firmware, Problem> {
        let place = self.folder.join(&release.file);
        // a name holds board, date and version: the file behind it never changes
        if let Ok(image) = Image::read(&place) {
            return Ok(image.about);
        }
        let tried = format!("download {}", release.file);
        let local = |error: std::io::Error| {
            Problem::failed(&tried, format!("{}: {error}", self.folder.display()))
                .next("Check the cache folder and its free space.")
        };
        std::fs::create_dir_all(&self.folder).map_err(local)?;
        // its own folder, for the image is read under the name that tells of it
        let part = tempfile::tempdir_in(&self.folder).map_err(local)?;
        let file = part.path().join(&release.file);
        let url = format!("{}{}", self.base, release.path);
        self.curl
            .save(&url, &file, progress)
            .await
            .map_err(|why| self.offline(&tried, &url, why))?;
        Image::read(&file)
            .map_err(|problem| Problem { tried: format!("check {url}"), ..problem })?;
        std::fs::rename(&file, &place).map_err(local)?;
        Ok(Image::read(&place)?.about)
    }

    /// The images that were downloaded before, the newest first.
    pub fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let mut kept: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| (entry.metadata().and_then(|about| about.modified()).ok(), entry.path()))
            .collect();
        kept.sort();
        kept.into_iter().rev().map(|(_, path)| path).collect()
    }

    async fn page(&self, tried: &str, url: &str) -> Result<String, Problem> {
        self.curl.page(url).await.map_err(|why| self.offline(tried, url, why))
    }

    fn strange(&self, url: &str, what: &str) -> Problem {
        Problem::failed(format!("read {url}"), format!("there are {what} on it"))
            .next("If the site has changed, download in a browser and give mpdeck the file.")
    }

    /// What cannot be had, and what is here all the same.
    fn offline(&self, tried: &str, url: &str, why: curl::Failed) -> Problem {
        let next = match (&why, self.kept().first()) {
            (curl::Failed::NotFound, _) => {
                "`mpdeck firmware --chip CHIP` lists the boards there are.".to_owned()
            }
            (curl::Failed::Missing, _) => {
                "`sudo apt install curl`, or download in a browser.".to_owned()
            }
            (_, Some(kept)) => {
                format!("Check the connection; {} was downloaded before.", kept.display())
            }
            (_, None) => {
                "Check the connection, or download elsewhere and give mpdeck the file.".to_owned()
            }
        };
        Problem::failed(format!("{tried} ({url})"), why.to_string()).next(next)
    }
}

#[cfg(test)]
mod tests;
