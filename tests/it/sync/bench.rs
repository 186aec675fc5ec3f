//! A project folder, a simulated board, and the project's work between them.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mpdeck::demo;
use mpdeck::link::serial::SerialOpener;
use mpdeck::model::{
    AfterSync, Answer, AttachPolicy, BoardId, Command, Compile, Event, Identity, JobId, Level,
    Listener, Plan, Problem, Question, RemotePath, Reply, Stream, SyncOptions, SyncState,
    SyncSummary, WorkEvent,
};
use mpdeck::session::{self, Session};
use mpdeck::work::{self, Setup, Work};
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// Everything here takes well under a second; a loaded machine may take its time.
const PATIENCE: Duration = Duration::from_secs(60);

pub const BOARD: BoardId = BoardId(1);

/// What stays of mpdeck on this computer between two runs.
pub struct Folders {
    pub project: tempfile::TempDir,
    pub state: tempfile::TempDir,
}

impl Folders {
    pub fn new() -> Folders {
        let folder = || tempfile::tempdir().unwrap();
        Folders { project: folder(), state: folder() }
    }
}

pub struct Bench {
    pub folders: Folders,
    pub session: Session,
    pub work: Work,
    events: UnboundedReceiver<Event>,
    seen: Vec<Event>,
    /// Last, so that the session is gone before the board.
    pub board: Option<demo::DemoBoard>,
}

/// How one sync ended.
#[derive(Debug, Default)]
pub struct Outcome {
    pub plan: Option<Plan>,
    pub summary: Option<SyncSummary>,
    pub problem: Option<Problem>,
    pub lines: Vec<(Level, String)>,
}

impl Outcome {
    pub fn summary(&self) -> &SyncSummary {
        self.summary.as_ref().unwrap_or_else(|| panic!("no summary: {self:?}"))
    }

    pub fn says(&self, text: &str) -> bool {
        self.lines.iter().any(|(_, line)| line.contains(text))
    }
}

pub fn path(text: &str) -> RemotePath {
    RemotePath::root().descend(text)
}

/// A board with these files at power-on.
pub fn board(files: &[(&str, &str)], change: impl FnOnce(&mut demo::Options)) -> demo::DemoBoard {
    let flash = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(flash.path(), path, text);
    }
    let mut options = crate::board::options();
    options.files = Some(flash.path().to_path_buf());
    change(&mut options);
    demo::start(options).unwrap_or_else(|problem| panic!("{problem}"))
}

pub fn put(folder: &Path, path: &str, text: &str) {
    let full = folder.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

impl Bench {
    /// Headless, with a project of these files.
    pub async fn new(files: &[(&str, &str)], on_board: &[(&str, &str)]) -> Bench {
        Bench::with(files, board(on_board, |_| {}), |_| {}).await
    }

    pub async fn with(
        files: &[(&str, &str)],
        board: demo::DemoBoard,
        change: impl FnOnce(&mut Setup),
    ) -> Bench {
        let folders = Folders::new();
        for (path, text) in files {
            put(folders.project.path(), path, text);
        }
        let mut bench = Bench::at(&board.port, folders, change).await;
        bench.board = Some(board);
        bench
    }

    /// At a port that somebody else keeps.
    pub async fn at(port: &Path, folders: Folders, change: impl FnOnce(&mut Setup)) -> Bench {
        let mut setup = Setup {
            root: folders.project.path().to_path_buf(),
            source: folders.project.path().to_path_buf(),
            target: None,
            ignore: Vec::new(),
            delete: false,
            after: AfterSync::Nothing,
            arguments: Vec::new(),
            compile: Compile::Off,
            mpy_cross: None,
            cache: crate::board::options().cache,
            meant: true,
            interactive: false,
            state: folders.state.path().to_path_buf(),
            home: None,
        };
        change(&mut setup);
        let (send, events) = mpsc::unbounded_channel();
        let listener: Listener = Arc::new(move |event| {
            let _ = send.send(event);
        });
        let port = port.to_str().unwrap().to_owned();
        let opener = Box::new(SerialOpener::new(&port, 115_200, |_| None));
        let options =
            session::Options { board: BOARD, attach: AttachPolicy::Interrupt, reconnect: true };
        let session = session::start(opener, options, listener.clone());
        session.connected().await.unwrap();
        let work = work::start(setup, listener);
        work.add_board(BOARD, "pico", Identity::Address(port), session.clone());
        Bench { folders, session, work, events, seen: Vec::new(), board: None }
    }

    /// Ends the session and gives the folders back.
    pub async fn close(self) -> Folders {
        drop(self.work);
        self.session.close().await;
        self.folders
    }

    pub fn project(&self) -> &Path {
        self.folders.project.path()
    }

    pub fn save(&self, path: &str, text: &str) {
        put(self.project(), path, text);
    }

    /// Takes events until one gives an answer.
    pub async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.events.recv()).await {
                Ok(Some(event)) => {
                    let picked = pick(&event);
                    self.seen.push(event);
                    if let Some(picked) = picked {
                        return picked;
                    }
                }
                _ => panic!("{what} did not come; seen: {:#?}", self.seen),
            }
        }
    }

    pub async fn sync(&mut self, options: SyncOptions) -> Outcome {
        let job = self.work.sync(options);
        self.ended(job).await
    }

    pub async fn ended(&mut self, job: JobId) -> Outcome {
        let mut outcome = Outcome::default();
        self.until("the end of the sync", |event| {
            match event {
                Event::Work(WorkEvent::Planned { plan, .. }) => {
                    outcome.plan = Some((**plan).clone());
                }
                Event::Work(WorkEvent::Synced { job: of, summary, .. }) if *of == job => {
                    outcome.summary = Some(summary.clone());
                }
                Event::Work(WorkEvent::Failed { problem, .. }) => {
                    outcome.problem = Some(problem.clone());
                }
                Event::Log(line) => outcome.lines.push((line.level, line.text.clone())),
                Event::Work(WorkEvent::Ended { job: of }) if *of == job => return Some(()),
                _ => {}
            }
            None
        })
        .await;
        outcome
    }

    /// The end of the next batch that wrote or failed.
    pub async fn synced(&mut self) -> SyncSummary {
        self.until("a batch", |event| match event {
            Event::Work(WorkEvent::Synced { summary, .. }) => Some(summary.clone()),
            _ => None,
        })
        .await
    }

    pub async fn asked(&mut self, answer: Answer) -> Question {
        let (id, asks) = self
            .until("a question", |event| match event {
                Event::Work(WorkEvent::Asks { question, asks }) => Some((*question, asks.clone())),
                _ => None,
            })
            .await;
        self.work.answer(id, answer);
        asks
    }

    pub fn states(&self) -> std::collections::BTreeMap<String, SyncState> {
        let last = self.seen.iter().rev().find_map(|event| match event {
            Event::Work(WorkEvent::States { states, .. }) => Some(states.clone()),
            _ => None,
        });
        last.expect("states were told")
    }

    /// What the board said by itself so far.
    pub fn console(&self) -> String {
        let said = self.seen.iter().filter_map(|event| match event {
            Event::Output { stream: Stream::Console, bytes, .. } => Some(bytes.as_slice()),
            _ => None,
        });
        String::from_utf8_lossy(&said.collect::<Vec<_>>().concat()).into_owned()
    }

    /// As they were told last.
    pub fn conflicts(&self) -> Vec<mpdeck::model::Conflict> {
        let last = self.seen.iter().rev().find_map(|event| match event {
            Event::Work(WorkEvent::Conflicts { conflicts, .. }) => Some(conflicts.clone()),
            _ => None,
        });
        last.expect("conflicts were told")
    }

    pub async fn on_board(&self, file: &str) -> Option<String> {
        match self.session.call(Command::Read { path: path(file) }).await {
            Ok(Reply::Bytes(bytes)) => Some(String::from_utf8(bytes).unwrap()),
            Ok(other) => panic!("{other:?}"),
            Err(_) => None,
        }
    }

    pub async fn write_on_board(&self, file: &str, text: &str) {
        let content = text.as_bytes().to_vec();
        let expect = mpdeck::model::Expect::Anything;
        self.session.call(Command::Write { path: path(file), content, expect }).await.unwrap();
    }

    /// All files of the board below its root, sorted.
    pub async fn files(&self) -> Vec<String> {
        let walk = Command::Walk { path: RemotePath::root(), hash: false };
        let Ok(Reply::Entries(entries)) = self.session.call(walk).await else {
            panic!("the board cannot be walked");
        };
        let files = entries.iter().filter(|entry| !entry.is_folder());
        let mut files: Vec<String> = files.map(|entry| entry.path.to_string()).collect();
        files.sort();
        files
    }
}
