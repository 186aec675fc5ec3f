//! Carries out a request on one board.

mod change;
mod clock;
mod get;
mod look;
mod place;
mod program;
mod put;
mod stop;

pub use place::Place;
pub use program::program;

use super::Output;
use crate::model::{Problem, Request};

/// Carries out a request on the board of `place`, and shows what comes of it. What a
/// program prints and how far a transfer is come as events of the session.
///
/// # Errors
/// What the board did not do. `Devices`, `Doctor`, `Firmware` and `About` need no board, `Repl`, `Monitor` and `Sync`
/// are no single pieces of work: their callers have them elsewhere, and here they are
/// refused.
pub async fn perform(
    request: &Request,
    place: &Place<'_>,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    match request {
        Request::Info => look::info(place, out).await,
        Request::List { path, long } => look::list(place, path, *long, out).await,
        Request::Tree { path } => look::tree(place, path, out).await,
        Request::Space => look::space(place, out).await,
        Request::Cat { path } => look::cat(place, path, out).await,
        Request::Hash { paths } => look::hash(place, paths, out).await,
        Request::Get { from, to, recursive } => {
            get::get(place, from, to.as_deref(), *recursive, out).await
        }
        Request::Put { from, to, recursive } => put::put(place, from, to, *recursive, out).await,
        Request::Remove { paths, recursive, yes } => {
            change::remove(place, paths, *recursive, *yes, out).await
        }
        Request::MakeFolder { path, parents } => {
            change::make_folder(place, path, *parents, out).await
        }
        Request::Move { from, to } => change::rename(place, from, to, out).await,
        Request::Touch { path } => change::touch(place, path, out).await,
        Request::Reset { kind } => change::reset(place, *kind, out).await,
        Request::Stop(options) => stop::stop(place, *options, out).await,
        Request::Clock(options) => clock::clock(place, *options, out).await,
        Request::Run { file, arguments } => program::run(place, file, arguments, out).await,
        Request::Exec { code, argv } => program::exec(place, code, argv, out).await,
        Request::Eval { expression } => program::eval(place, expression, out).await,
        Request::Compile(options) => super::compile::for_board(place, options, out).await,
        Request::Devices
        | Request::Doctor
        | Request::About(_)
        | Request::Firmware(_)
        | Request::Flash(_)
        | Request::Erase { .. }
        | Request::Backup { .. }
        | Request::Chip(_)
        | Request::Repl
        | Request::Monitor(_)
        | Request::Sync(_) => Err(Problem::usage("do this here", "it is not work on one board")),
    }
}
