//! Which board a command goes to, and how its port is opened.

use std::path::Path;

use super::Global;
use crate::board::Opener;
use crate::config::{BoardSettings, Places, Project, Settings, User};
use crate::device::{self, Memory, Wanted};
use crate::link::serial::SerialOpener;
use crate::model::{Device, Identity, Problem};
use crate::session::Kept;
use crate::session::capture::Bound;
use crate::work::Files;

const MEGABYTE: u64 = 1024 * 1024;

/// The settings that hold for this call: the user's, and above them the project's.
pub struct Chosen {
    pub places: Places,
    pub user: User,
    pub project: Option<Project>,
    pub settings: Settings,
}

/// Reads the user's and the project's files.
///
/// # Errors
/// A mistake in one of them, with file and line.
pub fn settings(global: &Global) -> Result<Chosen, Problem> {
    let (chosen, mut problems) = lenient(global)?;
    if problems.is_empty() { Ok(chosen) } else { Err(problems.remove(0)) }
}

/// As [`settings`], but a file with a mistake counts as none, and the mistake is told
/// beside: without its `mpdeck.toml` a folder is no project, and nothing is synced.
///
/// # Errors
/// What was named on the command line cannot be read.
pub fn lenient(global: &Global) -> Result<(Chosen, Vec<Problem>), Problem> {
    let places = Places::find()?;
    let mut problems = Vec::new();
    let user = match &global.config {
        Some(named) => User::load_named(named)?,
        None => User::load(&places.config_file()).unwrap_or_else(|problem| {
            problems.push(problem);
            User::default()
        }),
    };
    let project = match &global.project {
        Some(folder) => Some(Project::at(folder)?),
        None => Project::find(Path::new(".")).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        }),
    };
    let settings = Settings::resolve(&user, project.as_ref());
    Ok((Chosen { places, user, project, settings }, problems))
}

/// The one board this command is for; of a port named in full no more than that.
///
/// # Errors
/// None or several are there to choose from, or several were named.
pub fn board(global: &Global, chosen: &Chosen, command: &str) -> Result<Device, Problem> {
    // A port named in full needs no look at what else is plugged in.
    match named(global).as_slice() {
        [port] if port.starts_with('/') && chosen.settings.board.is_empty() => {
            Ok(device::at(&[], port))
        }
        _ => device(global, chosen, command),
    }
}

/// As `board`, with all that is known of it.
///
/// # Errors
/// As for `board`.
pub fn device(global: &Global, chosen: &Chosen, command: &str) -> Result<Device, Problem> {
    let found = with_wanted(global, chosen, |wanted| device::choose(&listed(chosen), wanted))?;
    match found.as_slice() {
        [only] => Ok(only.clone()),
        several => Err(Problem::usage(
            format!("run `{command}` on {} boards", several.len()),
            "it works on one board",
        )
        .next("Give one --port, and run it once for each board.")),
    }
}

/// The boards of a command that works on all that are meant: the named ones, else
/// those of the project that are there, else the only candidate.
///
/// # Errors
/// None is there, or several and nothing says that all are meant.
pub fn devices(global: &Global, chosen: &Chosen) -> Result<Vec<Device>, Problem> {
    with_wanted(global, chosen, |wanted| {
        device::choose(&listed(chosen), Wanted { all: true, ..wanted })
    })
}

/// The project's boards that are there now, and its ports that may come. `state` is
/// mpdeck's state folder.
pub fn of_project(settings: &Settings, state: &Path, devices: &[Device]) -> Vec<Device> {
    let (boards, aliases) = (&settings.boards, aliases(settings));
    let memory = Memory::load(state);
    let memory = Some(&memory);
    device::present(
        devices,
        Wanted { boards, aliases: &aliases, memory, ..Wanted::default() },
        true,
    )
}

/// The project's boards that are not there now, as the project names them.
pub fn absent(global: &Global, chosen: &Chosen) -> Vec<String> {
    with_wanted(global, chosen, |wanted| {
        let absent = device::absent(&listed(chosen), wanted);
        absent.into_iter().map(str::to_owned).collect()
    })
}

/// Whether more than one board is meant, as far as the command line says.
pub fn means_several(global: &Global) -> bool {
    global.all || named(global).len() > 1
}

/// Whether the project says which boards are meant.
pub fn by_project(global: &Global, chosen: &Chosen) -> bool {
    named(global).is_empty() && !chosen.settings.boards.is_empty()
}

fn with_wanted<T>(global: &Global, chosen: &Chosen, use_it: impl FnOnce(Wanted<'_>) -> T) -> T {
    let named = named(global);
    let aliases = aliases(&chosen.settings);
    let memory = Memory::load(&chosen.places.state);
    use_it(Wanted {
        ports: &named,
        boards: &chosen.settings.boards,
        aliases: &aliases,
        memory: Some(&memory),
        all: global.all,
    })
}

/// Every board that was named, for the workbench; none where none was.
///
/// # Errors
/// A name that means no board, or several.
pub fn named_devices(global: &Global, chosen: &Chosen) -> Result<Vec<Device>, Problem> {
    match named(global).is_empty() {
        true => Ok(Vec::new()),
        false => with_wanted(global, chosen, |wanted| device::choose(&listed(chosen), wanted)),
    }
}

/// What is plugged in, with what the user's file says of it.
fn listed(chosen: &Chosen) -> Vec<Device> {
    let mut devices = device::list();
    name(&mut devices, &chosen.settings, &Memory::load(&chosen.places.state));
    devices
}

/// How large log files may grow.
pub fn log_bound(settings: &Settings) -> Bound {
    Bound { limit: settings.log_size * MEGABYTE, keep: settings.log_keep }
}

/// What compiling needs of this computer.
pub fn files(chosen: &Chosen) -> Files {
    Files { mpy_cross: chosen.settings.mpy_cross.clone(), cache: chosen.places.cache.clone() }
}

/// An empty `MPDECK_PORT` names none.
fn named(global: &Global) -> Vec<String> {
    global.port.iter().filter(|port| !port.is_empty()).cloned().collect()
}

/// The user's name for a board, else its port.
pub fn board_name(chosen: &Chosen, device: &Device) -> String {
    let own = own(device, &chosen.settings, &Memory::load(&chosen.places.state));
    own.alias.unwrap_or_else(|| device.port.clone())
}

/// The user's names for boards, with the identity each stands for.
fn aliases(settings: &Settings) -> Vec<(String, String)> {
    let named = settings.board.iter();
    named.filter_map(|(identity, board)| Some((board.alias.clone()?, identity.clone()))).collect()
}

/// Gives devices what the user's file says of them.
pub fn name(devices: &mut [Device], settings: &Settings, memory: &Memory) {
    for device in devices.iter_mut().filter(|_| !settings.board.is_empty()) {
        let own = own(device, settings, memory);
        device.hands_off = own.hands_off();
        device.alias = own.alias;
    }
}

/// What holds for one board.
pub fn own(device: &Device, settings: &Settings, memory: &Memory) -> BoardSettings {
    let names = settings.board.keys().map(String::as_str);
    settings.for_board(device::entry_of(device, names, Some(memory)))
}

/// Where the contents of a board's files are kept before they are changed.
pub fn kept(device: &Device, state: &Path) -> Kept {
    let memory = Memory::load(state);
    match memory.unique_id(&device.identity) {
        Some(id) => Kept::new(state, &Identity::Unique(id.to_owned())),
        None => Kept::new(state, &device.identity),
    }
}

/// Opens a board's port when the session asks for it, wherever the board is by then.
/// `baud` in bits per second.
pub fn opener(device: &Device, baud: u32, own: &BoardSettings) -> Box<dyn Opener> {
    let identity = device.identity.clone();
    let opener = SerialOpener::new(&device.port, baud, device::holder::of)
        .wired(own.lines, own.reset.unwrap_or_default())
        .finding(Box::new(move || device::find(&identity)));
    Box::new(opener)
}
