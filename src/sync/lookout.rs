//! One file, watched for what others do to it.

use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Watching goes on until this is dropped.
#[derive(Debug)]
pub struct Lookout {
    path: PathBuf,
    _watcher: RecommendedWatcher,
}

impl Lookout {
    /// Calls `tell`, on a thread of the watcher's, whenever the file was written, moved,
    /// put in place or removed. Its folder is watched: editors put a new file in the
    /// place of the old one.
    ///
    /// # Errors
    /// The system cannot watch: a limit is reached, or the folder is gone.
    pub fn start(path: PathBuf, tell: impl Fn() + Send + 'static) -> notify::Result<Lookout> {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let folder = real.parent().unwrap_or(Path::new("/")).to_owned();
        let name = real.file_name().map(ToOwned::to_owned);
        let heard = move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            let about = |path: &PathBuf| path.file_name() == name.as_deref();
            if matters(event.kind) && event.paths.iter().any(about) {
                tell();
            }
        };
        let mut watcher = notify::recommended_watcher(heard)?;
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
        Ok(Lookout { path, _watcher: watcher })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Where the system tells of the end of writing, what comes before it is half a file.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => true,
        EventKind::Create(_) | EventKind::Modify(_) => !cfg!(target_os = "linux"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn started(path: &Path) -> (Lookout, mpsc::Receiver<()>) {
        let (sender, told) = mpsc::channel();
        let tell = move || {
            let _ = sender.send(());
        };
        (Lookout::start(path.to_owned(), tell).unwrap(), told)
    }

    fn wait(told: &mpsc::Receiver<()>) {
        told.recv_timeout(Duration::from_secs(30)).expect("it tells");
    }

    #[test]
    fn another_file_is_nobodys_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.py");
        let (lookout, told) = started(&path);
        fs::write(folder.path().join("other.py"), "x").unwrap();
        fs::write(&path, "2").unwrap();
        wait(&told);
        drop(lookout);
        assert_eq!(told.iter().count(), 0);
    }

    #[test]
    fn tells_of_a_file_put_in_its_place_and_of_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("main.py");
        fs::write(&path, "1").unwrap();
        let (_lookout, told) = started(&path);
        fs::write(folder.path().join("new"), "3").unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        wait(&told);
        fs::remove_file(&path).unwrap();
        wait(&told);
    }
}
