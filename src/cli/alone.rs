//! What this computer tells without any board.

use std::path::Path;

use super::doctor::{self, Health};
use super::{Found, Output};
use crate::config::Settings;
use crate::device;
use crate::model::{Problem, Request};

/// Carries out a request that needs no board; none for every other. Blocking: it reads
/// the system's tables and asks programs for their versions. The folders are mpdeck's
/// cache and state.
pub fn alone(
    request: &Request,
    settings: Result<&Settings, &Problem>,
    (cache, state): (&Path, &Path),
    out: &mut dyn Output,
) -> Option<Result<(), Problem>> {
    match request {
        Request::Devices => {
            let mut devices = device::list();
            if let Ok(settings) = settings {
                super::name_devices(&mut devices, settings, &device::Memory::load(state));
            }
            if devices.is_empty() {
                out.note("no serial ports are there".to_owned());
            }
            out.found(Found::Devices(devices));
            Some(Ok(()))
        }
        Request::Doctor => Some(examine(settings, cache, out)),
        _ => None,
    }
}

fn examine(
    settings: Result<&Settings, &Problem>,
    cache: &Path,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let mut host = doctor::here(settings.unwrap_or(&Settings::default()), cache.to_path_buf());
    host.settings = settings.err().cloned();
    let checks = doctor::examine(&host);
    let bad = checks.iter().filter(|check| check.health == Health::Bad).count();
    out.found(Found::Doctor(checks));
    match bad {
        0 => Ok(()),
        1 => Err(Problem::failed("examine this computer", "one thing has to be fixed")),
        several => Err(Problem::failed(
            "examine this computer",
            format!("{several} things have to be fixed"),
        )),
    }
}
