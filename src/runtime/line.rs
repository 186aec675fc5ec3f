//! Requests that the TUI makes in the words of the subcommands, carried out by the same
//! code; what they show comes back as text for the log.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use super::effects::need;
use crate::{
    app::Outcome,
    cli::{self, Found, Output, Place, Step, shell, shell::Standing},
    config::Settings,
    model::{CompileOptions, Problem, RemotePath, Request, Wish},
    session::Session,
    work::{Files, Work},
};

/// A board as the `:` line sees it: its session, and the folder that relative paths
/// start at, where that is known.
pub(super) struct Seat {
    pub(super) session: Option<Session>,
    pub(super) base: Option<RemotePath>,
    pub(super) around: Around,
}

/// What holds for all boards.
#[derive(Clone)]
pub(super) struct Around {
    pub(super) settings: Arc<Settings>,
    /// mpdeck's folders.
    pub(super) cache: PathBuf,
    pub(super) state: PathBuf,
}

impl Around {
    fn files(&self) -> Files {
        Files { mpy_cross: self.settings.mpy_cross.clone(), cache: self.cache.clone() }
    }
}

/// What this computer tells: the page of `doctor` is shown also when something is wrong.
async fn alone(request: Request, around: Around) -> Result<Outcome, Problem> {
    let look = move || {
        let mut said = Said::default();
        let ended =
            cli::alone(&request, Ok(&around.settings), (&around.cache, &around.state), &mut said);
        (said, ended.unwrap_or(Ok(())))
    };
    let (said, ended) = tokio::task::spawn_blocking(look)
        .await
        .map_err(|error| Problem::failed("look at this computer", error.to_string()))?;
    if said.0.is_empty() {
        ended.map(|()| Outcome::Done)
    } else {
        Ok(Outcome::Text(said.0.join("\n")))
    }
}

pub(super) async fn request(request: Request, seat: Seat) -> Result<Outcome, Problem> {
    let session = need(seat.session)?;
    let mut said = Said::default();
    let place = Place::new(&session, seat.base, seat.around.files());
    cli::perform(&request, &place, &mut said).await?;
    Ok(Outcome::Text(said.0.join("\n")))
}

/// A line as typed. Some requests are the workbench's own and not of one board.
pub(super) async fn typed(
    text: String,
    standing: Standing,
    seat: Seat,
    work: Work,
) -> Result<Outcome, Problem> {
    let mut said = Said::default();
    let mut wish = None;
    for typed in shell::read(&text)? {
        let changed = seat.session.as_ref().filter(|_| typed.may_change_files());
        let board = changed.map(Session::board);
        let ended = one(typed, &standing, &seat, &work, &mut said).await;
        if let Some(board) = board {
            // also after a failure: half of it may have been done
            work.board_changed(board);
        }
        wish = ended?.or(wish);
    }
    Ok(match wish {
        Some(wish) => Outcome::Wish(wish),
        None => Outcome::Text(said.0.join("\n")),
    })
}

async fn one(
    typed: shell::Typed,
    standing: &Standing,
    seat: &Seat,
    work: &Work,
    said: &mut Said,
) -> Result<Option<Wish>, Problem> {
    let session = seat.session.as_ref();
    let base = standing.remote.clone().or_else(|| seat.base.clone());
    let place = session.map(|session| Place::new(session, base, seat.around.files()).in_shell());
    match shell::carry_out(typed, standing, place.as_ref(), said).await? {
        shell::Ended::Done => Ok(None),
        shell::Ended::Wish(wish) => Ok(Some(wish)),
        shell::Ended::Shell(command) => {
            said.0.push(of_this_computer(&command, &standing.local).await?);
            Ok(None)
        }
        shell::Ended::Request(Request::Repl | Request::Monitor(_)) => {
            Ok(Some(Wish::Repl(Vec::new())))
        }
        shell::Ended::Request(request) => {
            let outcome = requested(request, place.as_ref(), seat, work, said).await?;
            if let Outcome::Text(text) = outcome {
                said.0.push(text);
            }
            Ok(None)
        }
    }
}

async fn requested(
    request: Request,
    place: Option<&Place<'_>>,
    seat: &Seat,
    work: &Work,
    said: &mut Said,
) -> Result<Outcome, Problem> {
    match request {
        request @ (Request::Devices | Request::Doctor) => alone(request, seat.around.clone()).await,
        Request::About(about) => {
            let found = cli::tell(&about, &cli::Global::default(), said)?;
            said.found(found);
            Ok(Outcome::Done)
        }
        Request::Sync(options) => {
            if options.watch {
                work.watch(true);
            }
            work.sync(options);
            Ok(Outcome::Done)
        }
        request @ Request::Compile(CompileOptions { version: Some(_), .. }) => {
            let done = cli::without_board(&request, &seat.around.files(), said).await;
            done.unwrap_or(Ok(())).map(|()| Outcome::Done)
        }
        Request::Firmware(options) => {
            let around = (&*seat.around.settings, &*seat.around.cache);
            cli::firmware(&options, around, &mut |_| {}, said).await?;
            Ok(Outcome::Done)
        }
        other => {
            let session = need(seat.session.clone())?;
            let own = Place::new(&session, seat.base.clone(), seat.around.files());
            let request = other.with_arguments(&seat.around.settings.arguments);
            cli::perform(&request, place.unwrap_or(&own), said).await?;
            Ok(Outcome::Done)
        }
    }
}

/// What a command for the user's shell prints. It has no terminal to ask on.
async fn of_this_computer(command: &str, folder: &Path) -> Result<String, Problem> {
    let tried = || format!("run `{command}`");
    let ended = tokio::process::Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| Problem::failed(tried(), error.to_string()))?;
    let printed = [ended.stdout, ended.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).trim_end().to_owned();
    if ended.status.success() {
        return Ok(printed);
    }
    let last = printed.lines().last().unwrap_or_default();
    Err(Problem::failed(tried(), format!("it ended with {}. {last}", ended.status)))
}

/// Collects what a request shows.
#[derive(Default)]
struct Said(Vec<String>);

impl Output for Said {
    fn found(&mut self, found: Found) {
        self.0.extend(found.lines(true));
    }

    fn note(&mut self, text: String) {
        self.0.push(text);
    }

    fn step(&mut self, _: Step) {
        // the progress line shows it, from the session's events
    }
}
