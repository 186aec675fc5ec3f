//! `stop`: climbs the stop ladder until the board is at its prompt.

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{Exit, Problem, StopOptions, StopStep};

pub(super) async fn stop(
    place: &Place<'_>,
    options: StopOptions,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let steps = steps(options);
    let mut failed = None;
    for step in steps {
        if *step == StopStep::Catch {
            out.note("reset the board now, or plug it in; Ctrl-C gives up".to_owned());
        }
        match place.session.stop(*step).await {
            Ok(()) => {
                out.found(Found::Stopped(*step));
                return Ok(());
            }
            Err(problem) if problem.exit != Exit::Failed => return Err(problem),
            Err(problem) => {
                out.note(format!("{} did not do: {}", step.title(), problem.why));
                failed = Some(problem);
            }
        }
    }
    Err(failed.unwrap_or_else(|| Problem::failed("stop the program", "there was nothing to try")))
        .map_err(|problem| Problem { tried: "stop the program".to_owned(), ..problem })
        .map_err(|problem| problem.next(next(options)))
}

fn steps(options: StopOptions) -> &'static [StopStep] {
    match options {
        StopOptions { catch: true, .. } => &[StopStep::Catch],
        StopOptions { hard: true, .. } => &StopStep::ALL[..4],
        StopOptions { .. } => &StopStep::ALL[..3],
    }
}

fn next(options: StopOptions) -> &'static str {
    if options.hard {
        "Try `mpdeck stop --catch`, then press the board's reset button."
    } else {
        "Try `mpdeck stop --hard`, or `mpdeck stop --catch` and press the board's reset button."
    }
}
