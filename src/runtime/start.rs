//! From options to a running workbench, and back to the shell.

use std::{
    io::{Write as _, stderr},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::mpsc;

use super::{
    door::Door,
    dress::Dress,
    effects::World,
    inbox::Inbox,
    log, mouse,
    pace::Pace,
    panic, terminal,
    workbench::{Ended, Workbench},
};
use crate::{
    app::{self, Setup, Size},
    cli,
    config::{Choices, Motion, Places, Project, Settings, When},
    demo, device,
    model::{Arrangement, Device, DeviceState, Event, Level, Listener, LogLine, Problem},
    theme, work,
};

/// How long boards may take to be given back; one that does not answer must not hold
/// the user's shell.
const CLOSING: Duration = Duration::from_secs(2);

/// What the workbench is opened with.
struct Options {
    /// The boards to open at once.
    boards: Vec<Device>,
    /// A simulated board and a sample project in a temporary folder.
    demo: bool,
    project: Option<Project>,
    settings: Settings,
    places: Places,
    /// What was chosen in the workbench before.
    choices: Choices,
    /// Mistakes in the user's files.
    problems: Vec<Problem>,
    /// There is no log of an earlier start.
    first_run: bool,
}

/// Opens the workbench and runs it until it is quit; answers the exit code. The terminal
/// is as it was then, whatever happened.
pub fn run(global: &cli::Global, demo: bool) -> u8 {
    match cli::lenient(global) {
        Ok((chosen, problems)) => prepare(global, chosen, problems, demo),
        Err(problem) => cli::complain(global, problem),
    }
}

fn prepare(global: &cli::Global, chosen: cli::Chosen, problems: Vec<Problem>, demo: bool) -> u8 {
    // the sample is for the demo's own board, not for the one that MPDECK_PORT names
    let named = if demo { Ok(Vec::new()) } else { cli::named_devices(global, &chosen) };
    let boards = match named {
        Ok(boards) => boards,
        Err(problem) => return cli::complain(global, problem),
    };
    let cli::Chosen { places, user, project, mut settings } = chosen;
    if let Some(baud) = global.baud {
        settings.baud = baud;
        settings.board.values_mut().for_each(|own| own.baud = None);
    }
    let choices = Choices::load(&places.state);
    let named = user.theme.is_some() || project.as_ref().is_some_and(|it| it.theme.is_some());
    let theme = choices.theme.clone().filter(|_| !named);
    settings.theme = global.theme.clone().or(theme).unwrap_or(settings.theme);
    settings.color = match global.color {
        cli::Color::Auto => settings.color,
        cli::Color::Always => When::Always,
        cli::Color::Never => When::Never,
    };
    let first_run = !places.log_file().exists();
    let log = log::start(&places.state, global.verbose).ok();
    panic::install(log.clone());
    let ended =
        enter(Options { boards, demo, project, settings, places, choices, problems, first_run });
    terminal::give_back();
    match ended {
        Ok(Ended::Quit) => 0,
        Ok(Ended::Signal { name, number }) => {
            tracing::info!("ended by {name}");
            let log = log.map(|log| format!("; the log is {}", log.display()));
            // the terminal may be what went away
            let _ = writeln!(stderr(), "mpdeck: ended by {name}{}", log.unwrap_or_default());
            128 + number
        }
        Err(problem) => {
            tracing::error!(%problem, "ended");
            cli::complain(global, problem)
        }
    }
}

fn enter(options: Options) -> Result<Ended, Problem> {
    let threads = tokio::runtime::Builder::new_multi_thread()
        // one for boards and one for work; files are read on threads of their own
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Problem::failed("start", error.to_string()))?;
    let ended = threads.block_on(open(options));
    // a demo board that is still being installed must not keep the shell waiting
    threads.shutdown_background();
    ended
}

async fn open(options: Options) -> Result<Ended, Problem> {
    let Options { boards, demo, project, mut settings, places, choices, mut problems, first_run } =
        options;
    let started = Instant::now();
    let (dress, mistakes) = Dress::of(&settings, &places);
    problems.extend(mistakes);
    let (catalog, mistakes) = cli::catalog(&places);
    problems.extend(mistakes);
    let sample = if demo { Some(Sample::lay()?) } else { None };
    let project = sample.as_ref().map(|sample| sample.project.clone()).or(project);
    if let Some(sample) = &sample {
        sample.settle(&mut settings);
    }

    let mut screen = terminal::take(dress.mouse).map_err(|error| {
        Problem::failed("open the workbench", error.to_string())
            .next("It needs a terminal; the subcommands (`mpdeck --help`) do without.")
    })?;
    let size = screen
        .size()
        .map_err(|error| Problem::failed("size up the terminal", error.to_string()))?;
    let joins = boards.is_empty() && !demo && !settings.boards.is_empty();
    let setup = Setup {
        size: Size { columns: size.width, rows: size.height },
        folder: folder(&settings),
        project: project.is_some(),
        target: settings.target.clone(),
        ports: boards.iter().map(|device| device.port.clone()).collect(),
        devices: boards.clone(),
        named: joins,
        attach: settings.attach,
        after: settings.after_sync.clone(),
        watch: project.is_some(),
        set_clock: settings.clock != crate::config::Clock::Off,
        arguments: settings.arguments.clone(),
        scrollback: settings.scrollback,
        second_of_day: second_of_day(),
        greeting: sample.as_ref().map(Sample::greeting),
        problems: problems.iter().map(Problem::to_string).collect(),
        first_run,
        catalog: Arc::new(catalog),
        arrangement: choices
            .layout(&folder(&settings))
            .unwrap_or(Arrangement { preset: settings.layout, ..Arrangement::default() }),
        pinouts: choices.pinouts,
        theme: dress.theme.name.clone(),
        calm: settings.motion == Motion::Reduced,
        themes: theme::names(Some(&places.themes())),
    };
    let inbox = Inbox::default();
    let door = Door::default();
    let listener = door.tee(inbox.listener());
    let work =
        work::start(work_setup(project.as_ref(), &settings, &places, demo), listener.clone());
    let files = work::Files { mpy_cross: settings.mpy_cross.clone(), cache: places.cache.clone() };
    // without it a subcommand finds the port busy, and says by whom
    let _socket = door
        .open(&places, (files, cli::log_bound(&settings)), work.clone(), listener.clone())
        .inspect_err(|error| tracing::warn!(%error, "no socket for subcommands"));
    let (answers, answered) = mpsc::unbounded_channel();
    let world = World {
        folder: folder(&settings),
        settings: Arc::new(settings),
        state: places.state.clone(),
        snippets: places.snippets(),
        cache: places.cache.clone(),
        work,
        listener: listener.clone(),
        answers,
        sessions: Default::default(),
        homes: Default::default(),
        names: Default::default(),
        door,
        recorders: Default::default(),
        devices: boards,
        joins,
        flashing: Default::default(),
        lookout: None,
        bases: Default::default(),
        writes: Default::default(),
    };
    let pace = Pace::new(setup.calm);
    let (state, first) = app::start(setup);
    let mut workbench = Workbench {
        state,
        dress,
        world,
        inbox,
        answers: answered,
        started,
        chord: Vec::new(),
        clicks: mouse::Clicks::default(),
        pace,
    };
    let _plugged = match &sample {
        Some(sample) => {
            let board =
                demo::Options { link: Some(sample.port()), ..demo::Options::new(&places.cache) };
            tokio::task::spawn_blocking(move || start_demo(board, &listener));
            None
        }
        None => Some(device::watch(listener)),
    };
    let ended = workbench.run(&mut screen, first).await;
    workbench.world.door.close();
    terminal::give_back();
    let _ = tokio::time::timeout(CLOSING, workbench.world.close()).await;
    workbench.world.end_records();
    ended
}

/// The project's source; without a project the folder mpdeck was started in.
fn folder(settings: &Settings) -> PathBuf {
    settings
        .source
        .clone()
        .or_else(|| std::env::current_dir().ok())
        .unwrap_or_else(|| PathBuf::from("."))
}

fn work_setup(
    project: Option<&Project>,
    settings: &Settings,
    places: &Places,
    demo: bool,
) -> work::Setup {
    let here = Project { folder: folder(settings), ..Project::default() };
    let mut setup = work::Setup::of(project.unwrap_or(&here), places);
    setup.after = settings.after_sync.clone();
    setup.compile = settings.compile;
    setup.mpy_cross = settings.mpy_cross.clone();
    setup.meant = project.is_some();
    // the demo's board and folder are both made a moment ago: there is nothing to lose
    setup.interactive = !demo;
    setup
}

fn second_of_day() -> u32 {
    let time = jiff::Zoned::now().time();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    u32::from(hour.unsigned_abs()) * 3600
        + u32::from(minute.unsigned_abs()) * 60
        + u32::from(second.unsigned_abs())
}

/// The demo's project, in a temporary folder that is gone when the workbench ends.
struct Sample {
    folder: tempfile::TempDir,
    project: Project,
}

impl Sample {
    fn lay() -> Result<Sample, Problem> {
        let folder =
            tempfile::Builder::new().prefix("mpdeck-demo-").tempdir().map_err(|error| {
                Problem::failed("make a temporary folder", error.to_string())
                    .next("Set TMPDIR to a folder that you may write to.")
            })?;
        demo::sample_project(&folder.path().join("project"))?;
        let project = Project::at(&folder.path().join("project"))?;
        Ok(Sample { folder, project })
    }

    fn greeting(&self) -> String {
        let project = self.project.folder.display();
        format!("The sample project is {project}: edit a file there and save it")
    }

    /// The sample's own word on what matters to the demo.
    fn settle(&self, settings: &mut Settings) {
        settings.source = Some(self.project.source());
        settings.after_sync = self.project.after_sync.clone().unwrap_or_default();
        settings.attach = self.project.attach.unwrap_or_default();
    }

    /// Where the board's port is linked, so that it has a name.
    fn port(&self) -> PathBuf {
        self.folder.path().join("demo")
    }
}

/// Starts the simulated board and shows it as the one device there is. The board lives
/// until the program ends.
fn start_demo(options: demo::Options, listener: &Listener) {
    match demo::start(options) {
        Ok(board) => {
            let mut device = device::at(&[], &board.port.to_string_lossy());
            device.description = Some("simulated board".to_owned());
            device.candidate = true;
            device.state = DeviceState::Free;
            listener(Event::Devices(vec![device]));
            // ended by its leash when this process ends
            std::mem::forget(board);
        }
        Err(problem) => listener(Event::Log(LogLine {
            level: Level::Error,
            source: "demo".to_owned(),
            text: problem.to_string(),
        })),
    }
}
