//! Requests that the TUI makes in the words of the subcommands, carried out by the same
//! code; what they show comes back as text for the log.

use std::{path::PathBuf, sync::Arc};

use super::effects::need;
use crate::{
    app::Outcome,
    cli::{self, Found, Output, Place, Step},
    config::Settings,
    model::{CompileOptions, Problem, RemotePath, Request},
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
pub(super) async fn typed(text: String, seat: Seat, work: Work) -> Result<Outcome, Problem> {
    let words = cli::words(&text)?;
    match cli::parse(&words)? {
        request @ (Request::Devices | Request::Doctor) => alone(request, seat.around).await,
        Request::About(about) => {
            let mut said = Said::default();
            let found = cli::tell(&about, &cli::Global::default(), &mut said)?;
            said.found(found);
            Ok(Outcome::Text(said.0.join("\n")))
        }
        Request::Sync(options) => {
            if options.watch {
                work.watch(true);
            }
            work.sync(options);
            Ok(Outcome::Done)
        }
        Request::Repl | Request::Monitor(_) => {
            Err(Problem::usage(format!("run `{text}`"), "the REPL pane does this already")
                .next("Press 3 to go there."))
        }
        request @ Request::Compile(CompileOptions { version: Some(_), .. }) => {
            let mut said = Said::default();
            let done = cli::without_board(&request, &seat.around.files(), &mut said).await;
            done.unwrap_or(Ok(())).map(|()| Outcome::Text(said.0.join("\n")))
        }
        Request::Firmware(options) => {
            let mut said = Said::default();
            let around = (&*seat.around.settings, &*seat.around.cache);
            cli::firmware(&options, around, &mut |_| {}, &mut said).await?;
            Ok(Outcome::Text(said.0.join("\n")))
        }
        other => {
            let changed = seat.session.as_ref().filter(|_| other.may_change_files());
            let board = changed.map(Session::board);
            let ended = request(other, seat).await;
            if let Some(board) = board {
                work.board_changed(board);
            }
            ended
        }
    }
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
