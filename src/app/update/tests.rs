//! Messages in, effects and state out: each test drives the whole of `update`.

use std::path::PathBuf;
use std::time::Duration;

use super::*;
use crate::app::{
    Action, Asker, Context, LocalEntry, LocalFile, LocalOp, Outcome, Overlay, Pane, Side, WorkOrder,
};
use crate::model::{
    Answer, BoardId, BoardInfo, Capabilities, Command, Device, DeviceState, Entry, EntryKind,
    Event, Generation, Identity, JobId, Key, KeyCode, Mode, Problem, Question, QuestionId,
    RemotePath, Reply, Stream,
};

mod board;
mod chaos;
mod complete;
mod conflicts;
mod devices;
mod editor;
mod files;
mod flash;
mod gentle;
mod guide;
mod keys;
mod lines;
mod pins;
mod plots;
mod record;
mod runs;
mod stop;
mod sync;
mod trouble;

const BOARD: BoardId = BoardId(0);
const FIRST: Generation = Generation(1);

/// A workbench and the effects it asked for, newest last.
pub(super) struct Deck {
    pub state: State,
    pub effects: Vec<Effect>,
    pub at: Duration,
}

impl Deck {
    pub fn new(setup: Setup) -> Self {
        let (state, effects) = start(setup);
        Deck { state, effects, at: Duration::from_secs(1) }
    }

    /// Connected to a board at its prompt, with a few files on both sides.
    pub fn connected() -> Self {
        Deck::connected_with(Setup { project: true, folder: "/p".into(), ..Setup::default() })
    }

    pub fn connected_with(setup: Setup) -> Self {
        let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..setup });
        deck.mode(FIRST, Mode::Opening);
        deck.mode(FIRST, Mode::Attached);
        deck.mode(FIRST, Mode::Raw);
        deck.event(Event::Probed { board: BOARD, generation: FIRST, info: info() });
        deck.answer_all();
        deck.mode(FIRST, Mode::Friendly);
        deck.effects.clear();
        deck.state.notice = None;
        deck
    }

    pub fn send(&mut self, msg: Msg) -> &mut Self {
        self.at += Duration::from_secs(1);
        self.effects.extend(update(&mut self.state, msg, self.at));
        self
    }

    pub fn asked(&self, effect: &Effect) -> bool {
        self.effects.contains(effect)
    }

    pub fn event(&mut self, event: Event) -> &mut Self {
        self.send(Msg::Event(event))
    }

    pub fn mode(&mut self, generation: Generation, mode: Mode) -> &mut Self {
        self.event(Event::Mode { board: BOARD, generation, mode })
    }

    pub fn act(&mut self, action: Action) -> &mut Self {
        self.send(Msg::Do(action))
    }

    pub fn key(&mut self, key: Key, action: Option<Action>) -> &mut Self {
        self.send(Msg::Key { key, action })
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.key(Key::char(c), None);
        }
        self
    }

    /// Ends the newest effect that carries a job.
    pub fn answer(&mut self, result: Result<Outcome, Problem>) -> &mut Self {
        let job = self.effects.iter().rev().find_map(job_of).expect("an effect with a job");
        self.send(Msg::Answered { job, result })
    }

    /// Answers everything that is open, as a board with a few files would.
    pub fn answer_all(&mut self) {
        let mut done = 0;
        while let Some(effect) = self.effects.get(done).cloned() {
            done += 1;
            let outcome = match &effect {
                Effect::Command { command: Command::Walk { .. }, .. }
                | Effect::Glance { command: Command::Walk { .. }, .. } => {
                    Outcome::Reply(Reply::Entries(remote_files()))
                }
                Effect::Command { command: Command::Greet, .. } => {
                    Outcome::Reply(Reply::Info(info()))
                }
                Effect::Local { op: LocalOp::List { .. }, .. } => Outcome::Listing(local_files()),
                _ => Outcome::Done,
            };
            if let Some(job) = job_of(&effect) {
                self.send(Msg::Answered { job, result: Ok(outcome) });
            }
        }
    }

    pub fn last(&self) -> Option<&Effect> {
        self.effects.last()
    }

    pub fn notice(&self) -> &str {
        self.state.notice.as_ref().map(|notice| notice.text.as_str()).unwrap_or_default()
    }

    pub fn commands(&self) -> Vec<&Command> {
        (self.effects.iter())
            .filter_map(|effect| match effect {
                Effect::Command { command, .. } | Effect::Glance { command, .. } => Some(command),
                _ => None,
            })
            .collect()
    }

    /// Goes to a path on one side of Files.
    pub fn on(&mut self, side: Side, path: &str) -> &mut Self {
        self.act(Action::FocusFiles);
        self.state.files.side = side;
        let tree = self.state.tree_mut(side).expect("a tree");
        assert!(tree.go_to(path, 9), "{path} is not shown");
        self
    }

    pub fn dialog(&self) -> Option<&str> {
        match self.state.overlays.last() {
            Some(Overlay::Dialog(dialog)) => Some(&dialog.title),
            _ => None,
        }
    }

    pub fn log(&self) -> Vec<&str> {
        self.state.log.shown().map(|entry| entry.text.as_str()).collect()
    }
}

fn job_of(effect: &Effect) -> Option<JobId> {
    match effect {
        Effect::Command { job, .. }
        | Effect::Glance { job, .. }
        | Effect::RunFile { job, .. }
        | Effect::SetClock { job, .. }
        | Effect::Local { job, .. }
        | Effect::Line { job, .. }
        | Effect::ReadLines { job }
        | Effect::LineNames { job }
        | Effect::Stop { job, .. }
        | Effect::Fetch { job, .. }
        | Effect::LastChange { job, .. }
        | Effect::PutBack { job, .. }
        | Effect::Firmware { job, .. }
        | Effect::Flash { job, .. }
        | Effect::SavePlot { job, .. }
        | Effect::Edit { job, .. } => Some(*job),
        _ => None,
    }
}

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text, &RemotePath::root()).unwrap()
}

fn remote_files() -> Vec<Entry> {
    let entry = |text: &str, size: Option<u64>| Entry {
        path: path(text),
        kind: if size.is_some() { EntryKind::File } else { EntryKind::Folder },
        size,
        digest: None,
        mount: false,
    };
    vec![
        entry("/boot.py", Some(10)),
        entry("/main.py", Some(20)),
        entry("/lib", None),
        entry("/lib/x.py", Some(30)),
        entry("/old.py.mpdeck~", Some(1)),
    ]
}

fn local_files() -> Vec<LocalEntry> {
    let entry = |name: &str, size: Option<u64>| LocalEntry {
        name: name.into(),
        kind: if size.is_some() { EntryKind::File } else { EntryKind::Folder },
        size,
    };
    vec![entry("main.py", Some(21)), entry("new.py", Some(5)), entry("lib", None)]
}

fn info() -> Box<BoardInfo> {
    Box::new(BoardInfo {
        implementation: "micropython".into(),
        version: "1.27.0".into(),
        platform: "esp32".into(),
        machine: "A board".into(),
        build: String::new(),
        mpy: None,
        unique_id: None,
        frequency_hz: None,
        heap_free: 1,
        heap_used: 1,
        space: None,
        boot_folder: RemotePath::root(),
        epoch: Some(2000),
        capabilities: Capabilities {
            raw_paste: true,
            folders: true,
            rename: true,
            stat: true,
            statvfs: true,
            sha256: true,
            crc32: true,
            inflate: None,
            stdin: true,
            binary_out: true,
            kbd_intr: true,
            rtc: true,
        },
    })
}

fn device(port: &str, state: DeviceState) -> Device {
    Device {
        port: port.into(),
        by_id: None,
        usb: None,
        description: None,
        candidate: true,
        state,
        identity: Identity::Address(port.into()),
        alias: None,
        hands_off: false,
    }
}
