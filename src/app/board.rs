//! A board of this run: its connection, what is known of it, its files, its REPL.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::catalog::Ear;
use crate::model::{
    BoardId, BoardInfo, Conflict, Device, Generation, Identity, JobId, Mode, Plan, Problem,
    Progress, RemotePath, Space, StopStep, SyncState, port_name,
};

use super::annotate::Annotate;
use super::layout::Size;
use super::plot::Plot;
use super::terminal::Terminal;
use super::tree::Tree;

/// A program may begin before the clock is set.
const CLOCK_TRIES: u8 = 3;

#[derive(Debug)]
pub struct Board {
    pub id: BoardId,
    /// Where it is: what was opened, or where it came back.
    pub port: String,
    /// The user's name for it.
    pub alias: Option<String>,
    /// How it is known again; none where that is not known yet.
    pub(super) identity: Option<Identity>,
    /// Nothing is sent to it unless the user types.
    pub(super) hands_off: bool,
    /// Where paths of command lines start; none: the boot folder.
    pub(super) standing: Option<RemotePath>,
    pub mode: Mode,
    pub generation: Generation,
    pub info: Option<Box<BoardInfo>>,
    /// Why the link is down.
    pub trouble: Option<Problem>,
    pub terminal: Terminal,
    /// What is added to its output.
    pub(super) annotate: Annotate,
    /// The numbers of its output, from when they were first asked for.
    pub plot: Option<Box<Plot>>,
    pub tree: Tree,
    /// The tree was read, and whether it may have changed since.
    pub tree_read: TreeRead,
    /// Of the mounted file systems, as far as asked for.
    pub spaces: Vec<Space>,
    /// The last plan of a sync, for the states in Files.
    pub plan: Option<Box<Plan>>,
    /// What that plan and its end say of each board path.
    pub states: HashMap<RemotePath, SyncState>,
    /// Files that somebody changed on it.
    pub conflicts: Vec<Conflict>,
    pub gauge: Option<Gauge>,
    /// The sync that runs.
    pub syncing: Option<JobId>,
    /// Saved files that wait for the board.
    pub waiting: usize,
    /// It printed while another board was shown.
    pub unread: bool,
    /// Warnings and errors of it in the log since, which nobody looked at.
    pub news: usize,
    /// Output that the screen left out, in bytes.
    pub dropped: u64,
    /// The files that all it says goes to.
    pub recording: Option<String>,
    /// Marks written into them so far.
    pub(super) marks: u32,
    /// The step of the stop ladder that was taken last.
    pub(super) stopping: Option<Stopping>,
    /// How often it is still tried to set the clock, which is done once.
    pub(super) clock_tries: u8,
    pub(super) clock_set: bool,
    /// Files were asked for without the user asking.
    pub(super) greeted: bool,
    /// Its firmware may be another one: nothing is asked of it before it shows its prompt.
    pub(super) renewed: bool,
    /// Nothing runs there: it said so as it started.
    pub(super) bare: bool,
    /// It was said that strings of its output were dropped.
    pub(super) strings_said: bool,
    /// Finds the lines in its output that are explained in the Log.
    pub(super) ear: Ear,
    /// Since when it has sent nothing but noise.
    pub(super) noise_since: Option<Duration>,
    /// By kind: when it was explained last, and how often it came since.
    pub(super) explained: BTreeMap<String, (Duration, u32)>,
}

/// How far up the stop ladder a board is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopping {
    pub step: StopStep,
    /// When it was taken, or when it failed.
    pub at: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TreeRead {
    #[default]
    Never,
    Reading,
    /// The user said no to stopping the program, or it failed.
    Failed,
    Done,
    /// Read once; the board may have changed since.
    Stale,
}

impl Board {
    pub(super) fn new(id: BoardId, port: String, size: Size, scrollback: usize) -> Self {
        Board {
            id,
            port,
            alias: None,
            identity: None,
            hands_off: false,
            standing: None,
            mode: Mode::Opening,
            generation: Generation::default(),
            info: None,
            trouble: None,
            terminal: Terminal::new(size, scrollback),
            annotate: Annotate::default(),
            plot: None,
            tree: Tree::default(),
            tree_read: TreeRead::Never,
            spaces: Vec::new(),
            plan: None,
            states: HashMap::new(),
            conflicts: Vec::new(),
            gauge: None,
            syncing: None,
            waiting: 0,
            unread: false,
            news: 0,
            dropped: 0,
            recording: None,
            marks: 0,
            stopping: None,
            clock_tries: CLOCK_TRIES,
            clock_set: false,
            greeted: false,
            renewed: false,
            bare: false,
            strings_said: false,
            ear: Ear::default(),
            noise_since: None,
            explained: BTreeMap::new(),
        }
    }

    /// Another program talks to its loader: what was known of it may be wrong from now on.
    pub(super) fn renew(&mut self) {
        self.info = None;
        self.tree = Tree::default();
        self.tree_read = TreeRead::Never;
        self.spaces.clear();
        self.plan = None;
        self.states.clear();
        self.conflicts.clear();
        self.gauge = None;
        self.clock_tries = CLOCK_TRIES;
        self.clock_set = false;
        self.greeted = false;
        self.renewed = true;
        self.bare = false;
    }

    /// A short name: the user's, else the port's.
    pub fn name(&self) -> &str {
        self.alias.as_deref().unwrap_or(port_name(&self.port))
    }

    /// Takes what the list of devices says of it; follows it to another port.
    pub(super) fn heed(&mut self, device: &Device) {
        self.port.clone_from(&device.port);
        self.alias.clone_from(&device.alias);
        self.identity = Some(device.identity.clone());
        self.hands_off = device.hands_off;
    }

    /// It was in the list of devices, so that it is gone when it is there no more.
    pub fn was_listed(&self) -> bool {
        self.identity.is_some()
    }

    /// The device that this board is: what it was known by, else what is at its port.
    pub(super) fn device<'a>(&self, devices: &'a [Device]) -> Option<&'a Device> {
        let Some(own) = &self.identity else {
            return devices.iter().find(|device| {
                device.port == self.port || device.by_id.as_deref() == Some(&self.port)
            });
        };
        let exact = devices.iter().find(|device| device.identity == *own);
        exact.or_else(|| devices.iter().find(|device| own.is_same(&device.identity)))
    }

    /// For questions: what board, on which port.
    pub fn full_name(&self) -> String {
        let place = match &self.alias {
            Some(alias) => format!("{alias} ({})", self.port),
            None => self.port.clone(),
        };
        match &self.info {
            Some(info) if !info.machine.is_empty() => {
                format!("{} on {place}", super::clean(&info.machine))
            }
            _ => place,
        }
    }

    /// We have set its clock by ourselves.
    pub fn clock_is_set(&self) -> bool {
        self.clock_set
    }

    /// Where relative paths begin.
    pub fn boot_folder(&self) -> RemotePath {
        self.info.as_ref().map_or_else(RemotePath::root, |info| info.boot_folder.clone())
    }

    pub fn connected(&self) -> bool {
        !matches!(self.mode, Mode::Opening | Mode::Lost)
    }

    /// The file system a path is on.
    pub fn space(&self, path: &RemotePath) -> Option<&Space> {
        self.spaces
            .iter()
            .filter(|space| path.below(&space.mount).is_some())
            .max_by_key(|space| space.mount.as_str().len())
            .or_else(|| self.info.as_ref().and_then(|info| info.space.as_ref()))
    }
}

/// How far a job is, how fast, and how long it still takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    pub progress: Progress,
    /// When, since mpdeck started, the first bytes were counted, and how many.
    start: (Duration, u64),
    now: Duration,
}

impl Gauge {
    pub(super) fn new(progress: Progress, now: Duration) -> Self {
        Gauge { start: (now, progress.done), progress, now }
    }

    pub(super) fn update(&mut self, progress: Progress, now: Duration) {
        if progress.done < self.progress.done {
            self.start = (now, progress.done);
        }
        self.progress = progress;
        self.now = now;
    }

    /// Bytes per second; none before there is a figure worth showing.
    pub fn rate(&self) -> Option<u64> {
        let elapsed = self.now.saturating_sub(self.start.0).as_millis() as u64;
        let bytes = self.progress.done.saturating_sub(self.start.1);
        (elapsed >= 200 && bytes > 0).then(|| bytes * 1000 / elapsed)
    }

    pub fn time_left(&self) -> Option<Duration> {
        let rate = self.rate().filter(|rate| *rate > 0)?;
        let left = self.progress.total.checked_sub(self.progress.done)?;
        Some(Duration::from_millis(left.saturating_mul(1000) / rate))
    }

    /// 0 to 1; none where the whole is not known.
    pub fn part(&self) -> Option<f64> {
        let Progress { done, total, .. } = self.progress;
        (total > 0).then(|| (done as f64 / total as f64).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(done: u64) -> Progress {
        Progress { what: "write /x".into(), done, total: 10_000, file: 0, files: 1 }
    }

    #[test]
    fn tells_rate_and_time_left() {
        let mut gauge = Gauge::new(progress(0), Duration::from_secs(1));
        assert_eq!((gauge.rate(), gauge.time_left()), (None, None));
        gauge.update(progress(2_000), Duration::from_secs(2));
        assert_eq!(gauge.rate(), Some(2_000));
        assert_eq!(gauge.time_left(), Some(Duration::from_secs(4)));
        assert_eq!(gauge.part(), Some(0.2));
    }
}
