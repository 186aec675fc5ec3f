//! Carries out what was typed: as requests, where there is one for it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Name, Standing, Typed, help};
use crate::cli::{Output, Place, name, perform, reason};
use crate::model::{CompileOptions, Entry, Expect, Landing, Problem, RemotePath, Request, Wish};

/// What is left to whoever took the line.
#[derive(Debug)]
pub enum Ended {
    Done,
    /// A request that is no work on one board.
    Request(Request),
    Wish(Wish),
    /// For the shell of this computer.
    Shell(String),
}

/// Carries out one thing. `place`: none without a board.
///
/// # Errors
/// What was not done, as the subcommands say it.
pub async fn carry_out(
    typed: Typed,
    standing: &Standing,
    place: Option<&Place<'_>>,
    out: &mut dyn Output,
) -> Result<Ended, Problem> {
    let here = &standing.local;
    match typed {
        Typed::Request(request) => Ok(Ended::Request(request.seen_from(here))),
        Typed::Shell(command) => Ok(Ended::Shell(command)),
        Typed::Connect(port) => Ok(Ended::Wish(Wish::Connect(port))),
        Typed::Disconnect => Ok(Ended::Wish(Wish::Disconnect)),
        Typed::Repl(lines) => Ok(Ended::Wish(Wish::Repl(lines))),
        Typed::WhichHere => told(out, here.display().to_string()),
        Typed::ChangeHere(to) => change_here(&here.join(to)),
        Typed::ListHere(of) => list_here(&here.join(of.unwrap_or_default()), out),
        Typed::Help(name) => told(out, help(&name)?),
        Typed::Echo { text, to: None } => told(out, text),
        Typed::Edit(file) if is_here(&file, here) => {
            Ok(Ended::Wish(Wish::EditHere(here.join(file))))
        }
        other => {
            let place = place.ok_or_else(|| {
                Problem::no_board("use a board", "none is connected")
                    .next("Choose one in Devices, or type `open ttyUSB0`.")
            })?;
            on_board(other, standing, place, out).await
        }
    }
}

fn told(out: &mut dyn Output, text: impl Into<String>) -> Result<Ended, Problem> {
    out.note(text.into());
    Ok(Ended::Done)
}

/// A path without `:` and `/` before it, of a file that is here.
fn is_here(file: &str, here: &Path) -> bool {
    let there = file.starts_with(':') || file.starts_with("/pyboard");
    !there && here.join(file).is_file()
}

fn change_here(to: &Path) -> Result<Ended, Problem> {
    let tried = || format!("go to {}", to.display());
    let real = to.canonicalize().map_err(|error| Problem::failed(tried(), reason(&error)))?;
    match real.is_dir() {
        true => Ok(Ended::Wish(Wish::StandHere(real))),
        false => Err(Problem::failed(tried(), "it is no folder")),
    }
}

fn list_here(folder: &Path, out: &mut dyn Output) -> Result<Ended, Problem> {
    let failed = |error: &std::io::Error| {
        Problem::failed(format!("list {}", folder.display()), reason(error))
    };
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        let mark = if entry.path().is_dir() { "/" } else { "" };
        lines.push(format!("{}{mark}", name(&entry.file_name().to_string_lossy())));
    }
    lines.sort();
    told(out, lines.join("\n"))
}

async fn on_board(
    typed: Typed,
    standing: &Standing,
    place: &Place<'_>,
    out: &mut dyn Output,
) -> Result<Ended, Problem> {
    let here = &standing.local;
    match typed {
        Typed::WhichFolder => told(out, place.resolve(".").await?.to_string()),
        Typed::ChangeFolder(to) => {
            let path = place.resolve(&to).await?;
            let folder = path.is_root()
                || place.session.stat(path.clone()).await?.is_some_and(|at| at.is_folder());
            if !folder {
                return Err(Problem::failed(format!("go to {path}"), "there is no such folder"));
            }
            let back = to.is_empty();
            Ok(Ended::Wish(Wish::Stand(Some(path).filter(|_| !back))))
        }
        Typed::Edit(file) => {
            let path = place.resolve(&file).await?;
            Ok(Ended::Wish(Wish::Edit(path)))
        }
        Typed::Size(path) => {
            let entry = stat(place, &path).await?;
            told(out, entry.size.unwrap_or_default().to_string())
        }
        Typed::Kind(path) => {
            let entry = stat(place, &path).await?;
            told(out, if entry.is_folder() { "dir" } else { "file" })
        }
        Typed::Echo { text, to } => {
            let path = place.resolve(to.as_deref().unwrap_or_default()).await?;
            write(place, path, text.into_bytes()).await.map(|()| Ended::Done)
        }
        Typed::Put { from, to, recursive } => {
            let from = found_here(&from, here)?;
            perform(&Request::Put { from, to, recursive }, place, out).await?;
            Ok(Ended::Done)
        }
        Typed::Get { from, to, recursive } => {
            for from in found_there(&from, place, false).await? {
                let to = Some(here.join(&to));
                perform(&Request::Get { from, to, recursive }, place, out).await?;
            }
            Ok(Ended::Done)
        }
        Typed::Remove { paths, recursive, force } => {
            let paths = found_there(&paths, place, force).await?;
            if !paths.is_empty() {
                perform(&Request::Remove { paths, recursive, yes: false }, place, out).await?;
            }
            Ok(Ended::Done)
        }
        Typed::List { paths, long } => {
            for path in paths {
                match path {
                    Name::Plain(path) => {
                        perform(&Request::List { path, long }, place, out).await?;
                    }
                    matching => {
                        for path in found_there(&[matching], place, false).await? {
                            out.note(name(&path).into_owned());
                        }
                    }
                }
            }
            Ok(Ended::Done)
        }
        Typed::CopyThere { from, to } => copy_there(&from, &to, place).await,
        Typed::PutCompiled { file, to } => put_compiled(&here.join(file), to, place, out).await,
        _ => Ok(Ended::Done),
    }
}

async fn stat(place: &Place<'_>, typed: &str) -> Result<Entry, Problem> {
    let path = place.resolve(typed).await?;
    let found = place.session.stat(path.clone()).await?;
    found.ok_or_else(|| Problem::failed(format!("look at {path}"), "there is no such file"))
}

async fn write(place: &Place<'_>, path: RemotePath, content: Vec<u8>) -> Result<(), Problem> {
    match place.session.write(path.clone(), content, Expect::Anything).await? {
        Landing::Failed(problem) => Err(problem),
        Landing::Differs(_) => Err(Problem::failed(format!("write {path}"), "it was changed")),
        Landing::Done(_) => Ok(()),
    }
}

fn none_fits(pattern: &str) -> Problem {
    Problem::failed(format!("find `{pattern}`"), "no name fits")
}

/// The files of this computer that names mean.
fn found_here(names: &[Name], here: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    for name in names {
        match name {
            Name::Plain(path) => found.push(here.join(path)),
            Name::Matching { folder, pattern } => {
                let folder = here.join(folder);
                let failed = |error: std::io::Error| {
                    Problem::failed(format!("list {}", folder.display()), reason(&error))
                };
                let before = found.len();
                for entry in fs::read_dir(&folder).map_err(failed)?.flatten() {
                    let fits = entry.file_name().to_str().is_some_and(|name| pattern.fits(name));
                    if fits && entry.path().is_file() {
                        found.push(entry.path());
                    }
                }
                if found.len() == before {
                    return Err(none_fits(pattern.text()));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The paths of the board that names mean. `lenient`: also what is not there.
async fn found_there(
    names: &[Name],
    place: &Place<'_>,
    lenient: bool,
) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    for name in names {
        match name {
            Name::Plain(path) if lenient => {
                let path = place.resolve(path).await?;
                if path.is_root() || place.session.stat(path.clone()).await?.is_some() {
                    found.push(path.to_string());
                }
            }
            Name::Plain(path) => found.push(path.clone()),
            Name::Matching { folder, pattern } => {
                let folder = place.resolve(folder).await?;
                let entries = place.session.list(folder).await?;
                let fits = |entry: &Entry| !entry.mount && pattern.fits(entry.path.name());
                let before = found.len();
                found.extend(entries.iter().filter(|e| fits(e)).map(|e| e.path.to_string()));
                if found.len() == before && !lenient {
                    return Err(none_fits(pattern.text()));
                }
            }
        }
    }
    Ok(found)
}

/// Files only: whole folders are what `put` is for.
async fn copy_there(from: &[Name], to: &str, place: &Place<'_>) -> Result<Ended, Problem> {
    let to = place.resolve(to).await?;
    let folder =
        to.is_root() || place.session.stat(to.clone()).await?.is_some_and(|at| at.is_folder());
    for from in found_there(from, place, false).await? {
        let from = place.resolve(&from).await?;
        let content = place.session.read(from.clone()).await?;
        let to = if folder { to.join(from.name()) } else { to.clone() };
        write(place, to, content).await?;
    }
    Ok(Ended::Done)
}

/// As mpfshell's `putc`: bytecode beside the source, and to the board.
async fn put_compiled(
    file: &Path,
    to: String,
    place: &Place<'_>,
    out: &mut dyn Output,
) -> Result<Ended, Problem> {
    let made = file.with_extension("mpy");
    let options = CompileOptions {
        files: vec![file.to_owned()],
        output: Some(made.clone()),
        name: file.file_name().map(|name| name.to_string_lossy().into_owned()),
        ..CompileOptions::default()
    };
    perform(&Request::Compile(options), place, out).await?;
    perform(&Request::Put { from: vec![made], to, recursive: false }, place, out).await?;
    Ok(Ended::Done)
}
