//! Brings the interpreter from npm and the glue from this program into the cache folder.
//!
//! Several processes may do so at once, and one may be killed in the middle: everything
//! is made in a temporary folder beside its place and renamed, and a folder that stands
//! in its place is complete.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FlockOperation, flock};

use crate::demo::node;
use crate::model::Problem;

/// The version in `npm/package.json`; `npm/package-lock.json` pins its content by hash.
const VERSION: &str = "1.27.0";
const MODULE: &str = "node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs";

const PACKAGE: &[(&str, &str)] = &[
    ("package.json", include_str!("npm/package.json")),
    ("package-lock.json", include_str!("npm/package-lock.json")),
];

const GLUE: &[(&str, &str)] = &[
    ("board.mjs", include_str!("glue/board.mjs")),
    ("console.mjs", include_str!("glue/console.mjs")),
    ("flash.mjs", include_str!("glue/flash.mjs")),
    ("hardware.mjs", include_str!("glue/hardware.mjs")),
    ("machine.py", include_str!("glue/machine.py")),
    ("reader.mjs", include_str!("glue/reader.mjs")),
    ("shared.mjs", include_str!("glue/shared.mjs")),
    ("startup.py", include_str!("glue/startup.py")),
];

/// Where the parts of a board lie.
pub(super) struct Installed {
    /// The script that node runs.
    pub(super) script: PathBuf,
    /// MicroPython as a JavaScript module.
    pub(super) module: PathBuf,
}

/// Makes sure that both parts are in `cache`; the first time this asks npm for 0.5 MB.
///
/// # Errors
/// The folder cannot be written, or npm is missing or fails (no network).
pub(super) fn installed(cache: &Path) -> Result<Installed, Problem> {
    let failed = |error: io::Error| {
        Problem::failed(format!("write to {}", cache.display()), error.to_string())
            .next("The simulated board is kept there. Set XDG_CACHE_HOME to a folder that you may write to.")
    };
    fs::create_dir_all(cache).map_err(failed)?;

    let package = cache.join(format!("micropython-{VERSION}"));
    if !package.exists() {
        // One process asks npm, the others wait here and find its result.
        let lock = File::create(cache.join("demo.lock")).map_err(failed)?;
        flock(&lock, FlockOperation::LockExclusive).map_err(|error| failed(error.into()))?;
        if !package.exists() {
            let folder = written(cache, PACKAGE).map_err(failed)?;
            download(folder.path())?;
            settle(folder, &package).map_err(failed)?;
        }
    }

    // The glue of another version of mpdeck may be running: each version has its own folder.
    let mut hasher = DefaultHasher::new();
    GLUE.hash(&mut hasher);
    let glue = cache.join(format!("board-{:016x}", hasher.finish()));
    if !glue.exists() {
        let folder = written(cache, GLUE).map_err(failed)?;
        settle(folder, &glue).map_err(failed)?;
    }
    Ok(Installed { script: glue.join("board.mjs"), module: package.join(MODULE) })
}

/// A temporary folder in `cache` that holds `files`.
fn written(cache: &Path, files: &[(&str, &str)]) -> io::Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix("installing-").tempdir_in(cache)?;
    for (name, text) in files {
        fs::write(folder.path().join(name), text)?;
    }
    Ok(folder)
}

/// Gives a finished folder its name, unless another process was faster.
fn settle(folder: tempfile::TempDir, place: &Path) -> io::Result<()> {
    match fs::rename(folder.path(), place) {
        Ok(()) => {
            // It has left its temporary name, so there is nothing to remove.
            let _ = folder.keep();
            Ok(())
        }
        Err(_) if place.exists() => Ok(()),
        Err(error) => Err(error),
    }
}

/// `npm ci` checks what it gets against the hash in the lock file.
fn download(folder: &Path) -> Result<(), Problem> {
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let output = node::run(Command::new("npm").args(arguments).current_dir(folder), "npm")?;
    if output.status.success() && folder.join(MODULE).exists() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let why = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("npm failed");
    Err(Problem::failed("fetch MicroPython for the simulated board with npm", why)
        .next("It is fetched once, and needs the network for that. `npm ping` shows whether npm reaches its registry."))
}
