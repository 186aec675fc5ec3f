//! The question before something is destroyed.

use std::io::{BufRead, IsTerminal, Write};

use crate::model::{Answer, Problem};

/// # Errors
/// Nobody is there to answer.
pub(super) fn somebody(yes: bool, command: &str) -> Result<(), Problem> {
    if yes || std::io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Problem::usage(
        command,
        "it asks before it destroys what is on the board, and nobody is there to answer",
    )
    .next("If it is meant: add --yes."))
}

/// Asks on the terminal; all but a yes is a no.
pub(super) async fn agreed(question: &str) -> Result<Answer, Problem> {
    let question = format!("{question} [y/N] ");
    let asked = tokio::task::spawn_blocking(move || {
        let mut err = std::io::stderr();
        err.write_all(question.as_bytes())?;
        err.flush()?;
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        Ok::<bool, std::io::Error>(matches!(line.trim(), "y" | "Y" | "yes" | "Yes"))
    });
    match asked.await {
        Ok(Ok(true)) => Ok(Answer::Yes),
        Ok(Ok(false)) => Ok(Answer::No),
        Ok(Err(error)) => Err(Problem::failed("ask", error.to_string())),
        Err(error) => Err(Problem::failed("ask", error.to_string())),
    }
}
