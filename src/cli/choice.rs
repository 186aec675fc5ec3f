//! Which board a command goes to, and how its port is opened.

use std::path::Path;

use super::Global;
use crate::board::Opener;
use crate::config::{Places, Project, Settings, User};
use crate::device::{self, Memory, Wanted};
use crate::link::serial::SerialOpener;
use crate::model::{Device, Problem};

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

/// The port of the one board this command is for.
///
/// # Errors
/// None or several are there to choose from, or several were named.
pub fn port(global: &Global, chosen: &Chosen, command: &str) -> Result<String, Problem> {
    // A port named in full needs no look at what else is plugged in.
    match named(global).as_slice() {
        [port] if port.starts_with('/') => Ok(port.clone()),
        _ => device(global, chosen, command).map(|device| device.port),
    }
}

/// As [`port`], with all that is known of the board.
///
/// # Errors
/// As for [`port`].
pub fn device(global: &Global, chosen: &Chosen, command: &str) -> Result<Device, Problem> {
    let found = with_wanted(global, chosen, |wanted| device::choose(&device::list(), wanted))?;
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
        device::choose(&device::list(), Wanted { all: true, ..wanted })
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

/// An empty `MPDECK_PORT` names none.
fn named(global: &Global) -> Vec<String> {
    global.port.iter().filter(|port| !port.is_empty()).cloned().collect()
}

/// The user's name for a board, else its port.
pub fn board_name(chosen: &Chosen, device: &Device) -> String {
    let own = chosen.settings.for_board(&device.identity);
    own.alias.unwrap_or_else(|| device.port.clone())
}

/// The user's names for boards, with the identity each stands for.
fn aliases(settings: &Settings) -> Vec<(String, String)> {
    let named = settings.board.iter();
    named.filter_map(|(identity, board)| Some((board.alias.clone()?, identity.clone()))).collect()
}

/// Opens a serial port when the session asks for it.
pub fn opener(port: &str, baud: u32) -> Box<dyn Opener> {
    Box::new(SerialOpener::new(port, baud, device::holder::of))
}
