//! Runs a subcommand from start to exit: chooses the board, starts the session, prints
//! what comes, minds signals, and leaves the board as it is promised.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::parse::BareChip;
use super::signals::Signals;
use super::{Global, Output, Printer, Style, choice, repl, several};
use crate::config::Places;
use crate::demo::loader;
use crate::device::Memory;
use crate::model::{
    About, AttachPolicy, BoardId, CompileOptions, Event, Exit, Level, Listener, MonitorOptions,
    Problem, Request, Stream,
};
use crate::session;
use crate::{demo, device};

/// A board that does not answer must not keep us: by then the session has given up on
/// it too.
const CLOSING: Duration = Duration::from_secs(6);

/// Runs a request; answers the exit code.
pub fn run(global: &Global, request: &Request) -> u8 {
    let style = Style { colours: global.color.on_stdout(), ..Style::of(global, request) };
    // One thread: the session's task and this one take turns, the printer has its own.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok(runtime), Ok((printer, printing))) = (runtime, Printer::start(style)) else {
        return Exit::Failed.code();
    };
    let ended = runtime.block_on(carry_out(global, request, &printer));
    // Reading stdin cannot be stopped; the process ends under it.
    runtime.shutdown_background();
    let code = match ended {
        Ok(code) => code,
        Err(problem) => {
            let code = problem.exit.code();
            printer.problem(problem);
            code
        }
    };
    match printing.end() {
        Ok(()) => code,
        // Whoever closed our stdout has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            if code == Exit::Interrupted.code() {
                0
            } else {
                code
            }
        }
        Err(error) => {
            complain(global, Problem::failed("write to standard output", error.to_string()))
        }
    }
}

/// `demo --headless`: a simulated board until a signal ends it.
pub fn simulate(global: &Global, link: Option<PathBuf>) -> u8 {
    let ended = Places::find()
        .and_then(|places| demo::headless(&places.cache, link, &mut std::io::stdout()));
    ended.map_or_else(|problem| complain(global, problem), |()| 0)
}

/// `demo --headless --bare`: a simulated chip until a signal ends it.
pub fn simulate_chip(global: &Global, bare: BareChip) -> u8 {
    let ended = Places::find().and_then(|places| {
        let options = loader::Options {
            size: usize::from(bare.flash_size).next_power_of_two() << 20,
            hold_boot: bare.hold_boot,
            hands: bare.hands,
            faults: bare.faults,
            link: bare.link,
            cache: Some(places.cache),
            ..loader::Options::new(bare.chip)
        };
        loader::headless(options, bare.flash, &mut std::io::stdout())
    });
    ended.map_or_else(|problem| complain(global, problem), |()| 0)
}

/// Prints why nothing came of it; answers the exit code.
pub fn complain(global: &Global, problem: Problem) -> u8 {
    let code = problem.exit.code();
    let style = Style { json: global.json, verbose: global.verbose > 0, ..Style::default() };
    if let Ok((printer, printing)) = Printer::start(style) {
        printer.problem(problem);
        // There is no other place to say that this fails too.
        let _ = printing.end();
    }
    code
}

async fn carry_out(global: &Global, request: &Request, printer: &Printer) -> Result<u8, Problem> {
    let mut signals =
        Signals::catch().map_err(|error| Problem::failed("catch signals", error.to_string()))?;
    match request {
        Request::Devices | Request::Doctor => alone(global, request, printer)?,
        Request::About(about) => {
            printer.clone().found(super::about::tell(about, global, &mut printer.clone())?);
        }
        Request::Sync(options) => {
            super::sync::sync(global, options, printer, &mut signals).await?;
        }
        Request::Compile(CompileOptions { version: Some(_), .. }) => {
            let chosen = choice::settings(global)?;
            let (files, mut out) = (choice::files(&chosen), printer.clone());
            tokio::select! {
                _ = signals.next() => return Err(interrupted(request)),
                done = super::without_board(request, &files, &mut out) => {
                    done.unwrap_or(Ok(()))?;
                }
            }
        }
        Request::Firmware(options) => {
            let chosen = choice::settings(global)?;
            let (around, mut out) = ((&chosen.settings, &*chosen.places.cache), printer.clone());
            let mut progress = |progress| printer.progress(progress);
            tokio::select! {
                _ = signals.next() => return Err(interrupted(request)),
                done = super::firmware(options, around, &mut progress, &mut out) => done?,
            }
        }
        Request::Flash(_) | Request::Erase { .. } | Request::Backup { .. } | Request::Chip(_) => {
            super::flash::on_chip(global, request, printer, &mut signals).await?;
        }
        _ => return on_boards(global, request, printer, &mut signals).await,
    }
    Ok(0)
}

/// What needs no board works with broken settings, too.
fn alone(global: &Global, request: &Request, printer: &Printer) -> Result<(), Problem> {
    let chosen = choice::settings(global);
    let places = Places::find()?;
    let settings = chosen.as_ref().map(|chosen| &chosen.settings);
    super::alone(request, settings, (&places.cache, &places.state), &mut printer.clone())
        .unwrap_or(Ok(()))
}

async fn on_boards(
    global: &Global,
    request: &Request,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<u8, Problem> {
    let chosen = choice::settings(global)?;
    let request = &request.clone().with_arguments(&chosen.settings.arguments);
    if choice::means_several(global) && *request != Request::Repl {
        let devices = choice::devices(global, &chosen)?;
        if matches!(request, Request::Monitor(MonitorOptions { raw: true, .. })) {
            return Err(Problem::usage("monitor --raw", "bytes of several boards would mix")
                .next("Name one --port, and run it once for each board."));
        }
        let devices = (devices, true);
        return Ok(several::on_each(global, request, &chosen, devices, printer, signals).await);
    }
    let device = match request {
        Request::Repl => return talk(global, &chosen, printer, signals).await.map(|()| 0),
        // it may come back elsewhere
        Request::Monitor(_) => choice::device(global, &chosen, name(request))?,
        _ => choice::board(global, &chosen, name(request))?,
    };
    let devices = (vec![device], false);
    Ok(several::on_each(global, request, &chosen, devices, printer, signals).await)
}

/// `repl`: until the user leaves, over every unplug.
async fn talk(
    global: &Global,
    chosen: &choice::Chosen,
    printer: &Printer,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let device = choice::device(global, chosen, name(&Request::Repl))?;
    let own = choice::own(&device, &chosen.settings, &Memory::load(&chosen.places.state));
    let baud = global.baud.or(own.baud).unwrap_or(chosen.settings.baud);
    let opener = choice::opener(&device, baud, &own);
    let (listener, mut events) = listener();
    let listener = device::remembering(listener, &chosen.places.state, &device.port);
    let options =
        session::Options { board: BoardId(0), attach: AttachPolicy::Passive, reconnect: true };
    let session = session::start(opener, options, listener);
    let ended = repl::converse(&session, printer, &mut events, signals).await;
    let _ = tokio::time::timeout(CLOSING, session.close()).await;
    while let Ok(event) = events.try_recv() {
        hear(event, printer);
    }
    ended
}

/// A queue without a bound between the session and the printer: see `printer`.
pub(super) fn listener() -> (Listener, UnboundedReceiver<Event>) {
    let (sender, events) = unbounded_channel();
    let listener: Listener = Arc::new(move |event| {
        // After the end of the command nobody listens any more.
        let _ = sender.send(event);
    });
    (listener, events)
}

pub(super) fn interrupted(request: &Request) -> Problem {
    Problem::interrupted(name(request))
}

/// Passes an event on to the printer.
pub(super) fn hear(event: Event, printer: &Printer) {
    match event {
        // What the friendly REPL says around a command is none of its results.
        Event::Output { stream: Stream::Console, .. } => {}
        Event::Output { stream, bytes, .. } => printer.output(stream, bytes),
        Event::Progress { progress, .. } => printer.progress(progress),
        Event::Log(line) if line.level >= Level::Warn => printer.clone().note(line.text),
        Event::Log(line) => printer.remark(line.text),
        _ => {}
    }
}

/// The word a user types for a request.
pub(super) fn name(request: &Request) -> &'static str {
    match request {
        Request::Devices => "devices",
        Request::Doctor => "doctor",
        Request::Info => "info",
        Request::List { .. } => "ls",
        Request::Tree { .. } => "tree",
        Request::Space => "df",
        Request::Cat { .. } => "cat",
        Request::Get { .. } => "get",
        Request::Put { .. } => "put",
        Request::Remove { .. } => "rm",
        Request::MakeFolder { .. } => "mkdir",
        Request::Move { .. } => "mv",
        Request::Touch { .. } => "touch",
        Request::Hash { .. } => "hash",
        Request::Run { .. } => "run",
        Request::Exec { .. } => "exec",
        Request::Eval { .. } => "eval",
        Request::Repl => "repl",
        Request::Monitor(_) => "monitor",
        Request::Stop(_) => "stop",
        Request::Clock(_) => "rtc",
        Request::Reset { .. } => "reset",
        Request::Sync(_) => "sync",
        Request::Compile(_) => "compile",
        Request::Firmware(_) => "firmware",
        Request::Flash(_) => "flash",
        Request::Erase { .. } => "erase",
        Request::Backup { .. } => "backup",
        Request::Chip(_) => "info --chip",
        Request::About(About::Pins { .. }) => "pins",
        Request::About(About::Guide { .. }) => "guide",
        Request::About(About::Config { .. }) => "config",
        Request::About(About::Completions { .. }) => "completions",
        Request::About(About::Manual { .. }) => "man",
    }
}
