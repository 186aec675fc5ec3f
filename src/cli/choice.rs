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
    pub project: Option<Project>,
    pub settings: Settings,
}

/// Reads the user's and the project's files.
///
/// # Errors
/// A mistake in one of them, with file and line.
pub fn settings(global: &Global) -> Result<Chosen, Problem> {
    let places = Places::find()?;
    let user = match &global.config {
        Some(named) => User::load_named(named)?,
        None => User::load(&places.config_file())?,
    };
    let project = match &global.project {
        Some(folder) => Some(Project::at(folder)?),
        None => Project::find(Path::new("."))?,
    };
    let settings = Settings::resolve(&user, project.as_ref());
    Ok(Chosen { places, project, settings })
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
    let named = named(global);
    let aliases = aliases(&chosen.settings);
    let memory = Memory::load(&chosen.places.state);
    let wanted = Wanted {
        ports: &named,
        boards: &chosen.settings.boards,
        aliases: &aliases,
        memory: Some(&memory),
        all: false,
    };
    let found = device::choose(&device::list(), wanted)?;
    match found.as_slice() {
        [only] => Ok(only.clone()),
        several => Err(Problem::usage(
            format!("run `{command}` on {} boards", several.len()),
            "it works on one board",
        )
        .next("Give one --port, and run it once for each board.")),
    }
}

/// An empty `MPDECK_PORT` names none.
fn named(global: &Global) -> Vec<String> {
    global.port.iter().filter(|port| !port.is_empty()).cloned().collect()
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
