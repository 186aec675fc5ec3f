//! The watcher: file events of the system, settled to batches of paths.
//!
//! One thread sleeps until the system reports something; nothing ticks while all is
//! quiet. Only folders that can matter are watched, so `.git` and virtual environments
//! cost nothing. Where the system cannot notify (limits, network folders) the folder
//! is looked at twice a second, and the reason is said.

mod notice;
mod outline;
mod polling;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::mounts;
use super::rules::Rules;
use super::settle::{Happened, Settle};
use outline::Outline;

/// What to watch: the files below `source`, by the rules of the project.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The project's folder.
    pub root: PathBuf,
    pub source: PathBuf,
    /// The ignore list of the project's configuration.
    pub ignore: Vec<String>,
}

impl Ground {
    pub fn rules(&self) -> Rules {
        Rules::new(&self.root, &self.source, &self.ignore)
    }
}

/// Paths that changed and now rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Relative to the source, sorted; a folder stands for all below it, and the empty
    /// path for everything.
    pub paths: Vec<String>,
    /// A file of rules is among them: everything must be looked at with new rules.
    pub rules: bool,
}

/// Hears each batch, on the watcher's thread.
pub type Deliver = Box<dyn FnMut(Batch) + Send>;

/// Watching goes on until this is dropped.
#[derive(Debug)]
pub struct Watch {
    stop: Sender<Message>,
    /// Why the folder is looked at again and again instead, where that is so.
    pub polling: Option<String>,
}

enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// How often a folder is looked for that went away, and how often a folder is read
/// whose system cannot notify.
const AGAIN: Duration = Duration::from_millis(500);

impl Watch {
    /// Starts to watch. Never fails: what cannot be watched is polled.
    pub fn start(mut ground: Ground, deliver: Deliver) -> Watch {
        // one folder must not be watched under two names
        for folder in [&mut ground.root, &mut ground.source] {
            *folder = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        }
        let (stop, messages) = mpsc::channel();
        let mounted = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        if let Some(kind) = mounts::unheard(&mounted, &ground.source) {
            let why = format!("{} is on a network file system ({kind})", ground.source.display());
            return Watch::poll(ground, deliver, stop, messages, why);
        }
        let events = stop.clone();
        let hear = move |event| {
            // the receiver is gone only when watching ends
            let _ = events.send(Message::Event(event));
        };
        let started = RecommendedWatcher::new(hear, notify::Config::default())
            .and_then(|watcher| Seat::new(ground.clone(), watcher));
        match started {
            Ok(mut seat) => {
                thread::spawn(move || seat.run(&messages, deliver));
                Watch { stop, polling: None }
            }
            Err(error) => Watch::poll(ground, deliver, stop, messages, reason(&error)),
        }
    }

    fn poll(
        ground: Ground,
        deliver: Deliver,
        stop: Sender<Message>,
        messages: mpsc::Receiver<Message>,
        why: String,
    ) -> Watch {
        let stopped =
            move || !matches!(messages.recv_timeout(AGAIN), Err(RecvTimeoutError::Timeout));
        thread::spawn(move || polling::run(&ground, deliver, stopped));
        Watch { stop, polling: Some(why) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.stop.send(Message::Stop);
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the limit of watched folders is reached \
            (sysctl fs.inotify.max_user_watches)"
            .to_owned(),
        ErrorKind::Io(io) if io.raw_os_error() == Some(24) => "the limit of watchers is reached \
            (sysctl fs.inotify.max_user_instances)"
            .to_owned(),
        _ => format!("the system cannot watch it: {error}"),
    }
}

/// The watcher's thread and what it holds.
struct Seat {
    ground: Ground,
    rules: Rules,
    watcher: RecommendedWatcher,
    outline: Outline,
    watched: Vec<PathBuf>,
    settle: Settle,
    rules_changed: bool,
    /// The source went away, or a limit was hit later on: look again then.
    retry: Option<Instant>,
}

impl Seat {
    fn new(ground: Ground, watcher: RecommendedWatcher) -> notify::Result<Seat> {
        let mut seat = Seat {
            rules: ground.rules(),
            ground,
            watcher,
            outline: Outline::default(),
            watched: Vec::new(),
            settle: Settle::default(),
            rules_changed: false,
            retry: None,
        };
        seat.settle_in()?;
        Ok(seat)
    }

    /// Watches exactly the folders that matter now.
    fn settle_in(&mut self) -> notify::Result<()> {
        self.outline = Outline::of(&self.ground, &mut self.rules);
        let mut wanted = self.outline.folders();
        wanted.push(self.ground.root.clone());
        wanted.sort();
        wanted.dedup();
        for folder in std::mem::take(&mut self.watched) {
            if wanted.binary_search(&folder).is_ok() {
                self.watched.push(folder);
            } else {
                // a folder that is gone is not watched any more anyway
                let _ = self.watcher.unwatch(&folder);
            }
        }
        for folder in wanted {
            if self.watched.contains(&folder) {
                continue;
            }
            match self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => self.watched.push(folder),
                Err(error) if !folder.exists() => tracing::debug!(%error, "gone meanwhile"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn run(&mut self, messages: &mpsc::Receiver<Message>, mut deliver: Deliver) {
        loop {
            let due = [self.settle.due(), self.retry].into_iter().flatten().min();
            let message = match due {
                None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => messages.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match message {
                Ok(Message::Event(event)) => self.hear(event),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Instant::now();
            if self.retry.is_some_and(|retry| retry <= now) {
                self.look_again(now);
            }
            if self.settle.due().is_some_and(|due| due <= now) {
                let rules = std::mem::take(&mut self.rules_changed);
                deliver(Batch { paths: self.settle.take(), rules });
            }
        }
    }

    fn look_again(&mut self, now: Instant) {
        self.retry = None;
        if !self.ground.source.is_dir() {
            self.retry = Some(now + AGAIN);
            return;
        }
        // what was watched there was another folder of the same name
        for folder in std::mem::take(&mut self.watched) {
            let _ = self.watcher.unwatch(&folder);
        }
        if let Err(error) = self.settle_in() {
            tracing::warn!(%error, "not all folders can be watched");
        }
        self.settle.note(now, "", Happened::Touched);
    }

    fn hear(&mut self, event: notify::Result<notify::Event>) {
        let now = Instant::now();
        let event = match event {
            Ok(event) if !event.need_rescan() => event,
            other => {
                tracing::debug!(?other, "events were lost");
                self.settle.note(now, "", Happened::Touched);
                return;
            }
        };
        let mut folders_changed = false;
        for (path, happened) in notice::of(&event) {
            folders_changed |= self.concerns_folders(path, happened);
            self.note(now, path, happened);
        }
        if !self.ground.source.is_dir() {
            self.settle.note(now, "", Happened::Touched);
            self.retry = Some(now + AGAIN);
        } else if folders_changed && let Err(error) = self.settle_in() {
            tracing::warn!(%error, "not all folders can be watched");
        }
    }

    /// A new folder has to be watched; one that went has another name now, under
    /// which its old watch must not report.
    fn concerns_folders(&mut self, path: &Path, happened: Happened) -> bool {
        match happened {
            Happened::Gone => {
                let gone: Vec<PathBuf> = self
                    .watched
                    .iter()
                    .filter(|folder| folder.starts_with(path) && **folder != self.ground.root)
                    .cloned()
                    .collect();
                for folder in &gone {
                    let _ = self.watcher.unwatch(folder);
                }
                self.watched.retain(|folder| !gone.contains(folder));
                !gone.is_empty()
            }
            Happened::Made | Happened::Whole => {
                std::fs::metadata(path).is_ok_and(|data| data.is_dir())
                    || std::fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink())
            }
            _ => false,
        }
    }

    fn note(&mut self, now: Instant, path: &Path, happened: Happened) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if Rules::is_rule_file(name) && happened != Happened::Attributes {
            self.rules = self.ground.rules();
            self.rules_changed = true;
            self.settle.note(now, "", Happened::Whole);
            if let Err(error) = self.settle_in() {
                tracing::warn!(%error, "not all folders can be watched");
            }
            return;
        }
        for relative in self.outline.names_of(path) {
            let is_folder = path.is_dir();
            if relative.is_empty() {
                // the source itself: what matters happens inside
                continue;
            }
            if self.rules.covering(&relative, is_folder).is_none() {
                self.settle.note(now, &relative, happened);
            }
        }
    }
}

#[cfg(test)]
mod tests;
