//! All that is on the screen, and all that is waited for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::catalog::{Catalog, Troubles};
use crate::model::{
    AfterSync, Arrangement, AttachPolicy, BoardId, Device, Edge, JobId, Key, Level, LogLine, Preset,
};

use super::action::{Action, Context};
use super::board::Board;
use super::effect::Effect;
use super::input::Input;
use super::layout::{Layout, Size};
use super::list::Cursor;
use super::log::Log;
use super::overlay::{Dialog, Overlay};
use super::page::Page;
use super::run::Run;
use super::selection::Selection;
use super::tree::Tree;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pane {
    #[default]
    Devices,
    Files,
    Repl,
    Log,
}

impl Pane {
    pub const ALL: [Pane; 4] = [Pane::Devices, Pane::Files, Pane::Repl, Pane::Log];

    pub fn title(self) -> &'static str {
        match self {
            Pane::Devices => "Devices",
            Pane::Files => "Files",
            Pane::Repl => "REPL",
            Pane::Log => "Log",
        }
    }
}

/// Whose files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Side {
    /// This machine's: the project, or the folder mpdeck was started in.
    #[default]
    Local,
    /// The board's.
    Remote,
}

/// How the workbench starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    pub size: Size,
    /// Shown on the local side: the project's source folder, or the current folder.
    pub folder: PathBuf,
    /// `folder` is a project's source: sync is on.
    pub project: bool,
    /// Where the source goes on the board; none for the boot folder.
    pub target: Option<String>,
    /// Opened at once. Empty: the only candidate, when there is just one.
    pub ports: Vec<String>,
    /// The project names its boards: those, and no others, are opened by themselves.
    pub named: bool,
    /// What is known of those before the list of devices comes.
    pub devices: Vec<Device>,
    pub attach: AttachPolicy,
    /// What follows a sync.
    pub after: AfterSync,
    /// Watch from the start (only in a project).
    pub watch: bool,
    /// Set a board's clock the first time it has the prompt.
    pub set_clock: bool,
    /// What a program finds in `sys.argv` behind its name.
    pub arguments: Vec<String>,
    /// Lines kept of a REPL beyond the emulator's thousand.
    pub scrollback: usize,
    /// The local time of the start, in seconds of the day.
    pub second_of_day: u32,
    /// A line for the log at the start: the demo names its folder by it.
    pub greeting: Option<String>,
    /// What is wrong in the user's files, each with file and line: what they say is left
    /// out.
    pub problems: Vec<String>,
    /// The workbench was never opened before, as far as can be told.
    pub first_run: bool,
    pub catalog: Arc<Catalog>,
    /// The pinout chosen for a board, by its unique id or machine string.
    pub pinouts: BTreeMap<String, String>,
    /// The theme that is shown, and all there are.
    pub theme: String,
    pub themes: Vec<String>,
    pub arrangement: Arrangement,
    /// Nothing counts up by itself.
    pub calm: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            size: Size { columns: 80, rows: 24 },
            folder: PathBuf::from("."),
            project: false,
            target: None,
            ports: Vec::new(),
            named: false,
            devices: Vec::new(),
            attach: AttachPolicy::Ask,
            after: AfterSync::Auto,
            watch: false,
            set_clock: true,
            arguments: Vec::new(),
            scrollback: 10_000,
            second_of_day: 0,
            greeting: None,
            problems: Vec::new(),
            first_run: false,
            catalog: Arc::new(Catalog::built_in()),
            pinouts: BTreeMap::new(),
            theme: "default".to_owned(),
            themes: vec!["default".to_owned()],
            arrangement: Arrangement::default(),
            calm: false,
        }
    }
}

#[derive(Debug)]
pub struct State {
    pub setup: Setup,
    pub size: Size,
    /// Since mpdeck started, at the last message.
    pub now: Duration,
    pub focus: Pane,
    pub zoomed: bool,
    pub arrangement: Arrangement,
    /// The border that follows the mouse.
    pub(super) grabbed: Option<Edge>,
    pub devices: Devices,
    pub boards: Vec<Board>,
    /// The board whose files and REPL are shown.
    pub selected: Option<BoardId>,
    pub files: Files,
    pub repl: Repl,
    pub log: Log,
    /// The file that is edited; seen while [`Overlay::Page`] is there.
    pub editing: Option<Box<Page>>,
    /// What was cut or copied in it.
    pub(super) clip: String,
    /// The last one is on top and has the keys.
    pub overlays: Vec<Overlay>,
    /// Questions that wait until the screen is free for them.
    pub(super) waiting: VecDeque<Dialog>,
    /// Shown in the status bar until the next key.
    pub notice: Option<Notice>,
    pub watching: Watching,
    pub(super) jobs: BTreeMap<JobId, Job>,
    pub(super) next_board: u32,
    /// What boards say when something goes wrong.
    pub(super) troubles: Troubles,
    pub layout: Layout,
    /// Command lines, the newest last.
    pub(super) history: Vec<String>,
    /// What a command line may begin with; asked for when it is first opened.
    pub(super) line_names: Option<Vec<String>>,
    /// Where paths of command lines start; none: the folder that is shown.
    pub(super) standing: Option<PathBuf>,
    /// When text was last typed: a question that comes up just then must not take the
    /// next letter for its answer.
    pub(super) typed_at: Option<Duration>,
    pub(super) auto_connect: bool,
    /// Ports of the project's boards that were opened since they were plugged in: one
    /// that the user closed stays closed.
    pub(super) met: BTreeSet<String>,
    /// A plan was asked for: it is shown when it comes.
    pub(super) plan_wanted: bool,
    /// What this turn asks of the world.
    pub(super) outbox: Vec<Effect>,
}

#[derive(Debug, Default)]
pub struct Devices {
    pub list: Vec<Device>,
    pub cursor: Cursor,
    /// Ports; what is done to a board is done to each of them.
    pub marked: BTreeSet<String>,
}

/// One row of Devices: a port of the system, one of our boards, or both.
#[derive(Debug, Clone, Copy)]
pub struct DeviceRow<'a> {
    pub port: &'a str,
    pub device: Option<&'a Device>,
    pub board: Option<&'a Board>,
}

#[derive(Debug, Default)]
pub struct Files {
    pub side: Side,
    pub local: Tree,
    /// Why the local folder cannot be shown.
    pub trouble: Option<String>,
    /// The cursor goes to this local file once its folder is read.
    pub(super) goal: Option<String>,
}

#[derive(Debug, Default)]
pub struct Repl {
    /// Keys go to the board.
    pub typing: bool,
    /// The key that left Typing just now: pressed again it is sent.
    pub(super) left_by: Option<Key>,
    pub search: String,
    /// The row of the scrollback that the search found.
    pub found: Option<usize>,
    pub selection: Option<Selection>,
    pub input: Input,
    /// The plot of the board is shown.
    pub plotting: bool,
    pub(super) last_run: Option<Run>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub level: Level,
    pub text: String,
    /// What can be done about it; its key is named behind the text.
    pub offers: Option<Action>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watching {
    pub on: bool,
    /// The system cannot notify: the folder is looked through now and then.
    pub polling: bool,
}

/// Something the runtime was asked for and has not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub board: Option<BoardId>,
    /// For the status bar: `read files of ttyUSB0`.
    pub what: String,
    pub started: Duration,
    pub(super) then: super::update::Then,
}

impl State {
    pub(super) fn new(setup: Setup) -> Self {
        State {
            size: setup.size,
            now: Duration::ZERO,
            focus: match setup.arrangement.preset {
                Preset::All | Preset::Narrow => Pane::Devices,
                Preset::Code => Pane::Files,
                Preset::Monitor => Pane::Repl,
            },
            zoomed: false,
            arrangement: setup.arrangement,
            grabbed: None,
            devices: Devices { list: setup.devices.clone(), ..Devices::default() },
            boards: Vec::new(),
            selected: None,
            files: Files::default(),
            repl: Repl::default(),
            log: Log::default(),
            editing: None,
            clip: String::new(),
            overlays: Vec::new(),
            waiting: VecDeque::new(),
            notice: None,
            watching: Watching::default(),
            jobs: BTreeMap::new(),
            next_board: 0,
            troubles: Troubles::built_in(),
            layout: Layout::default(),
            history: Vec::new(),
            line_names: None,
            standing: None,
            typed_at: None,
            auto_connect: setup.ports.is_empty() && !setup.named,
            met: BTreeSet::new(),
            plan_wanted: false,
            outbox: Vec::new(),
            setup,
        }
    }

    /// The contexts keys are looked up in; see [`Context::chain`].
    pub fn context(&self) -> Context {
        match self.overlays.last() {
            None | Some(Overlay::Welcome(_)) => self.pane_context(),
            Some(overlay) => overlay.context(),
        }
    }

    pub(super) fn pane_context(&self) -> Context {
        match self.focus {
            Pane::Devices => Context::Devices,
            Pane::Files => Context::Files,
            Pane::Repl if self.repl.typing && self.repl.input.open => Context::Input,
            Pane::Repl if self.repl.typing => Context::Typing,
            Pane::Repl if self.repl.plotting => Context::Plot,
            Pane::Repl => Context::Repl,
            Pane::Log => Context::Log,
        }
    }

    /// Whether a key without an action only goes to the board: nothing on screen
    /// changes before the board answers.
    pub fn passes_keys(&self) -> bool {
        self.context() == Context::Typing
            && self.notice.is_none()
            && self.repl.selection.is_none()
            && !self.size.too_small()
            && self.board().is_some_and(|board| board.connected() && board.terminal.scrolled() == 0)
    }

    /// The board whose files and REPL are shown.
    pub fn board(&self) -> Option<&Board> {
        self.boards.iter().find(|board| Some(board.id) == self.selected)
    }

    pub(super) fn board_mut(&mut self, id: BoardId) -> Option<&mut Board> {
        self.boards.iter_mut().find(|board| board.id == id)
    }

    pub fn device_rows(&self) -> Vec<DeviceRow<'_>> {
        let board_of = |port: &str| self.boards.iter().find(|board| board.port == port);
        let listed = self.devices.list.iter().map(|device| DeviceRow {
            port: &device.port,
            device: Some(device),
            board: board_of(&device.port).or_else(|| device.by_id.as_deref().and_then(board_of)),
        });
        let mut rows: Vec<DeviceRow<'_>> = listed.collect();
        for board in &self.boards {
            if !rows.iter().any(|row| row.board.is_some_and(|other| other.id == board.id)) {
                rows.push(DeviceRow { port: &board.port, device: None, board: Some(board) });
            }
        }
        rows
    }

    pub fn tree(&self, side: Side) -> Option<&Tree> {
        match side {
            Side::Local => Some(&self.files.local),
            Side::Remote => self.board().map(|board| &board.tree),
        }
    }

    pub(super) fn tree_mut(&mut self, side: Side) -> Option<&mut Tree> {
        match side {
            Side::Local => Some(&mut self.files.local),
            Side::Remote => {
                let selected = self.selected?;
                self.board_mut(selected).map(|board| &mut board.tree)
            }
        }
    }

    /// The job the status bar names: the selected board's oldest, else any.
    pub fn job(&self) -> Option<&Job> {
        let of_board = self.jobs.values().find(|job| job.board == self.selected);
        of_board.or_else(|| self.jobs.values().next())
    }

    /// Something runs whose end is worth waiting for: more than a look at the board.
    pub(super) fn quitting_loses(&self) -> bool {
        self.jobs.values().any(|job| job.board.is_some() && !job.then.is_look())
            || self.boards.iter().any(|board| board.syncing.is_some())
    }

    /// Something runs that can be stopped.
    pub fn is_busy(&self) -> bool {
        self.flash_works()
            || self.jobs.values().any(|job| job.board.is_some())
            || self.boards.iter().any(|board| board.syncing.is_some())
    }

    /// Whether [`Msg::Tick`](super::Msg::Tick) is wanted: something on screen moves
    /// by itself. The runtime ticks four times a second then, and never else.
    pub fn needs_tick(&self) -> bool {
        self.watches_levels() || self.plot_lags() || !self.setup.calm && self.something_runs()
    }

    fn something_runs(&self) -> bool {
        self.awaits_start()
            || !self.jobs.is_empty()
            || self.boards.iter().any(|board| board.syncing.is_some())
    }

    /// `14:03:59`, the local time of a moment since the start.
    pub fn time_of_day(&self, at: Duration) -> String {
        let second = (u64::from(self.setup.second_of_day) + at.as_secs()) % 86_400;
        format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
    }

    pub(super) fn page(&self, side: Side) -> usize {
        usize::from(match side {
            Side::Local => self.layout.local,
            Side::Remote => self.layout.remote,
        })
        .max(1)
    }

    /// Adds a line to the log.
    pub(super) fn log(&mut self, level: Level, source: &str, text: impl Into<String>) {
        self.log_line(LogLine { level, source: source.to_owned(), text: text.into() });
    }

    /// The same, of somebody else; what goes wrong with a board in the background is
    /// marked at the board.
    pub(super) fn log_line(&mut self, line: LogLine) {
        let (selected, looks) = (self.selected, self.focus == Pane::Log);
        if line.level >= Level::Warn && !looks {
            let of = |board: &&mut Board| board.name() == line.source && Some(board.id) != selected;
            self.boards.iter_mut().filter(of).for_each(|board| board.news += 1);
        }
        let page = usize::from(self.layout.log).max(1);
        self.log.push(self.now, line, page);
    }

    pub(super) fn notify(&mut self, level: Level, text: impl Into<String>) {
        let text = super::clean(&text.into()).into_owned();
        self.notice = Some(Notice { level, text, offers: None });
    }

    /// A notice that names the key of what can be done about it.
    pub(super) fn notify_offering(&mut self, level: Level, text: &str, offers: Action) {
        self.notify(level, text);
        if let Some(notice) = &mut self.notice {
            notice.offers = Some(offers);
        }
    }
}
