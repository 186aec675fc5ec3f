//! Firmware onto the drive of a UF2 boot loader: finding the drive, or waiting for it, and
//! copying.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::flasher::Hears;
use crate::flash::drive::{self, Drive};
use crate::flash::{Image, Stop};
use crate::model::{FlashEvent, Flashed, Problem, Progress};

/// Between two looks at what is there.
const LOOK: Duration = Duration::from_millis(250);

/// How long a drive may take to go once it has all of its firmware.
const GOES: Duration = Duration::from_secs(5);

/// Puts firmware on a board that shows up as a drive. Cheap to clone; all clones are
/// stopped together.
#[derive(Clone)]
pub struct DriveFlasher {
    hears: Arc<Hears>,
    stop: Stop,
}

impl DriveFlasher {
    pub fn new(hears: Arc<Hears>) -> DriveFlasher {
        DriveFlasher { hears, stop: Stop::default() }
    }

    /// Ends what is going on.
    pub fn cancel(&self) {
        self.stop.stop();
    }

    /// The drive at a folder, or the only one there is.
    ///
    /// # Errors
    /// There is none at that folder, or there are several.
    pub fn there(&self, folder: Option<&Path>) -> Result<Option<Drive>, Problem> {
        if let Some(folder) = folder {
            return drive::at(folder).map(Some);
        }
        let mut drives = drive::mounted();
        if drives.len() > 1 {
            let folders: Vec<String> =
                drives.iter().map(|drive| drive.folder.display().to_string()).collect();
            return Err(Problem::usage("find the board's drive", "there are several")
                .next(format!("Name one with --drive: {}", folders.join(", "))));
        }
        Ok(drives.pop())
    }

    /// Waits until a drive is there. One that nobody has mounted is mounted by udisks.
    ///
    /// # Errors
    /// None comes in time, several come, or all is stopped.
    pub async fn wait(&self, patience: Duration) -> Result<Drive, Problem> {
        let tried = "find the board's drive";
        let end = Instant::now() + patience;
        let (mut told, mut mounting, mut refused) = (u64::MAX, HashSet::new(), None);
        loop {
            if let Some(drive) = self.there(None)? {
                return Ok(drive);
            }
            if self.stop.is_stopped() {
                return Err(Problem::interrupted(tried));
            }
            for device in drive::labelled() {
                if mounting.insert(device.clone()) {
                    refused = mount(&device).await.err().map(|why| (device, why)).or(refused);
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(not_found(tried, refused));
            }
            if left.as_secs() < told {
                told = left.as_secs();
                (self.hears)(FlashEvent::WantsDrive(told));
            }
            sleep(LOOK).await;
        }
    }

    /// Copies an image, and waits until the drive is gone: the board runs it then.
    ///
    /// # Errors
    /// It is for another chip, the drive takes no more, or it is stopped.
    pub async fn copy(&self, drive: Drive, image: Image) -> Result<Flashed, Problem> {
        let (hears, stop) = (Arc::clone(&self.hears), self.stop.clone());
        let copied = tokio::task::spawn_blocking(move || {
            let total = image.bytes.len() as u64;
            drive.copy(&image, &mut |done| {
                let what = "write".to_owned();
                hears(FlashEvent::Progress(Progress { what, done, total, ..Progress::default() }));
                !stop.is_stopped()
            })?;
            Ok((drive, image.about))
        });
        let copied = copied.await;
        let copied =
            copied.map_err(|error| Problem::failed("copy the firmware", error.to_string()));
        let (drive, firmware) = copied??;
        let end = Instant::now() + GOES;
        while drive.is_there() && Instant::now() < end && !self.stop.is_stopped() {
            sleep(LOOK).await;
        }
        Ok(Flashed { firmware, verified: false, restarted: !drive.is_there() })
    }
}

/// Has the desktop's own service mount a device, which needs no rights.
async fn mount(device: &Path) -> Result<(), String> {
    let mut command = Command::new("udisksctl");
    command.args(["mount", "--no-user-interaction", "--block-device"]).arg(device);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("udisksctl: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn not_found(tried: &str, refused: Option<(PathBuf, String)>) -> Problem {
    match refused {
        Some((device, why)) => {
            let device = device.display();
            Problem::failed(tried, format!("{device} is there and cannot be mounted: {why}")).next(
                format!(
                    "Mount it (`sudo mount -o uid=$USER {device} /mnt`), then add --drive /mnt."
                ),
            )
        }
        None => Problem::failed(tried, "no drive of a UF2 boot loader came up").next(
            "Hold BOOTSEL (or double-tap RESET) while you plug the board in, and try again. If it \
             is mounted where mpdeck does not look: --drive FOLDER.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flasher() -> DriveFlasher {
        DriveFlasher::new(Arc::new(|_| {}))
    }

    #[tokio::test]
    async fn a_drive_that_does_not_come_is_waited_for_and_missed() {
        let (sender, heard) = std::sync::mpsc::channel();
        let hears = Arc::new(move |event| {
            let _ = sender.send(event);
        });
        let problem = DriveFlasher::new(hears).wait(Duration::from_millis(300)).await.unwrap_err();
        assert!(problem.next.contains("BOOTSEL"), "{problem}");
        assert_eq!(heard.try_recv(), Ok(FlashEvent::WantsDrive(0)));
    }

    #[tokio::test]
    async fn waiting_ends_when_it_is_stopped() {
        let flasher = flasher();
        flasher.cancel();
        let problem = flasher.wait(Duration::from_secs(3600)).await.unwrap_err();
        assert_eq!(problem.exit, crate::model::Exit::Interrupted);
    }

    #[test]
    fn what_cannot_be_mounted_is_told_with_the_way_to_do_it() {
        let refused = Some((PathBuf::from("/dev/disk/by-label/RPI-RP2"), "not allowed".to_owned()));
        let problem = not_found("find it", refused);
        assert!(problem.why.contains("RPI-RP2") && problem.why.contains("not allowed"));
        assert!(problem.next.contains("--drive"), "{problem}");
    }
}
