//! The log file: what happened, for after a crash. It lives in the state folder,
//! survives a restart, and starts anew when it has grown past a megabyte.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use tracing::level_filters::LevelFilter;

pub const FILE: &str = "mpdeck.log";
const LIMIT: u64 = 1024 * 1024;

/// Starts the log in `folder`; answers the file's path. `verbose` counts the `-v`.
pub fn start(folder: &Path, verbose: u8) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    if fs::metadata(&path).is_ok_and(|file| file.len() > LIMIT) {
        fs::rename(&path, folder.join(format!("{FILE}.old")))?;
    }
    let file = OpenOptions::new().create(true).append(true).open(&path)?;
    let level = match verbose {
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // a second start in one process (tests) keeps the first
    let _ = tracing_subscriber::fmt()
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .with_max_level(level)
        .try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), pid = std::process::id(), "start");
    Ok(path)
}
