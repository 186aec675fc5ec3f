//! Requests that the TUI makes in the words of the subcommands, carried out by the same
//! code; what they show comes back as text for the log.

use super::effects::need;
use crate::{
    app::Outcome,
    cli::{self, Found, Output, Place, Step},
    device,
    model::{Problem, RemotePath, Request},
    session::Session,
    work::Work,
};

/// A board as the `:` line sees it: its session, and the folder that relative paths
/// start at, where that is known.
pub(super) struct Seat {
    pub(super) session: Option<Session>,
    pub(super) base: Option<RemotePath>,
}

pub(super) async fn request(request: Request, seat: Seat) -> Result<Outcome, Problem> {
    let session = need(seat.session)?;
    let mut said = Said::default();
    cli::perform(&request, &Place::new(&session, seat.base), &mut said).await?;
    Ok(Outcome::Text(said.0.join("\n")))
}

/// A line as typed. Some requests are the workbench's own and not of one board.
pub(super) async fn typed(text: String, seat: Seat, work: Work) -> Result<Outcome, Problem> {
    let words = cli::words(&text)?;
    match cli::parse(&words)? {
        Request::Devices => {
            let devices = tokio::task::spawn_blocking(device::list).await.unwrap_or_default();
            let mut said = Said::default();
            said.found(Found::Devices(devices));
            Ok(Outcome::Text(said.0.join("\n")))
        }
        Request::Sync(options) => {
            if options.watch {
                work.watch(true);
            }
            work.sync(options);
            Ok(Outcome::Done)
        }
        Request::Repl | Request::Monitor => {
            Err(Problem::usage(format!("run `{text}`"), "the REPL pane does this already")
                .next("Press 3 to go there."))
        }
        other => {
            let board = seat.session.as_ref().map(Session::board);
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
