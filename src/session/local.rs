//! Files of this machine: read when their turn comes, written beside their target.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::board::transfer::{Outgoing, Source};
use crate::model::{Problem, Upload};

/// The files of an upload; only the one whose turn it is is in memory.
pub(super) struct Files<'a> {
    rest: std::slice::Iter<'a, Upload>,
    files: u32,
    bytes: u64,
}

impl<'a> Files<'a> {
    pub(super) fn new(files: &'a [Upload]) -> Self {
        let size = |file: &Upload| fs::metadata(&file.from).map_or(0, |meta| meta.len());
        Files {
            rest: files.iter(),
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
            bytes: aside(|| files.iter().map(size).sum()),
        }
    }
}

impl Source for Files<'_> {
    fn next(&mut self) -> Option<Outgoing> {
        let Upload { from, to, expect } = self.rest.next()?;
        let content = aside(|| fs::read(from)).map_err(|error| unreadable(from, &error));
        Some(Outgoing { to: to.clone(), expect: expect.clone(), content })
    }

    fn total(&self) -> (u32, u64) {
        (self.files, self.bytes)
    }
}

/// A file that is written under another name, and is there as a whole or not at all.
pub(super) struct Saving {
    to: PathBuf,
    part: NamedTempFile,
}

impl Saving {
    pub(super) fn begin(to: &Path) -> Result<Self, Problem> {
        let failed = |why: String| Problem::failed(format!("write {}", to.display()), why);
        if to.is_dir() {
            return Err(failed("it is a folder".to_owned()));
        }
        let folder = match to.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let part = tempfile::Builder::new()
            .prefix(".mpdeck-")
            .tempfile_in(folder)
            .map_err(|error| failed(plain(&error)))?;
        Ok(Saving { to: to.to_owned(), part })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        aside(|| self.part.write_all(bytes))
    }

    pub(super) fn finish(self) -> Result<(), Problem> {
        let Saving { to, part } = self;
        aside(|| {
            keep_mode(&to, part.as_file());
            part.persist(&to).map(drop).map_err(|error| error.error)
        })
        .map_err(|error| Problem::failed(format!("write {}", to.display()), plain(&error)))
    }
}

/// A temporary file is for its owner alone; the saved one is as others are, or as the
/// file was that it replaces.
#[cfg(unix)]
fn keep_mode(to: &Path, part: &fs::File) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = match fs::metadata(to) {
        Ok(meta) => meta.mode() & 0o777,
        Err(_) => 0o666 & !umask(),
    };
    // Without it the file is readable by its owner: no reason to fail a download.
    drop(part.set_permissions(fs::Permissions::from_mode(mode)));
}

#[cfg(not(unix))]
fn keep_mode(_: &Path, _: &fs::File) {}

/// Reading the umask through the system call would change it for all threads.
#[cfg(unix)]
fn umask() -> u32 {
    fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("Umask:"))?;
            u32::from_str_radix(line.trim(), 8).ok()
        })
        .unwrap_or(0o022)
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::failed(format!("read {}", path.display()), plain(error))
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "no space left on this machine".to_owned(),
        _ => error.to_string(),
    }
}

/// Does something that may wait for a disk, without keeping other tasks from their
/// turn where there are other threads for them.
pub(super) fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Expect, RemotePath};

    #[test]
    fn an_upload_reads_one_file_at_a_time_and_reports_the_missing_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), b"abc").unwrap();
        let upload = |name: &str| Upload {
            from: folder.path().join(name),
            to: RemotePath::root().join(name),
            expect: Expect::Anything,
        };
        let files = [upload("gone"), upload("a")];
        let mut source = Files::new(&files);
        assert_eq!(source.total(), (2, 3));
        let problem = source.next().unwrap().content.unwrap_err();
        assert_eq!(problem.why, "no such file or folder");
        // Written after the batch began: what counts is what is there in its turn.
        fs::write(folder.path().join("a"), b"abcd").unwrap();
        assert_eq!(source.next().unwrap().content.unwrap(), b"abcd");
        assert!(source.next().is_none());
    }

    #[test]
    fn a_download_that_stops_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("main.py");
        fs::write(&to, b"old").unwrap();
        let mut saving = Saving::begin(&to).unwrap();
        saving.write(b"new").unwrap();
        drop(saving);
        assert_eq!(fs::read(&to).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut saving = Saving::begin(&to).unwrap();
        saving.write(b"new").unwrap();
        saving.finish().unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_download_onto_a_folder_or_into_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let onto = Saving::begin(folder.path()).err().unwrap();
        assert_eq!(onto.why, "it is a folder");
        let into = Saving::begin(&folder.path().join("no/x.py")).err().unwrap();
        assert_eq!(into.why, "no such file or folder");
    }
}
