//! Requests that run Python on the board.

use std::io::Read;
use std::path::Path;

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{Problem, argv};

pub(super) async fn run(
    place: &Place<'_>,
    file: &Path,
    arguments: &[String],
    out: &mut dyn Output,
) -> Result<(), Problem> {
    exec(place, &program(file)?, &argv(file, arguments), out).await
}

pub(super) async fn exec(
    place: &Place<'_>,
    code: &str,
    argv: &[String],
    out: &mut dyn Output,
) -> Result<(), Problem> {
    place.session.run(code, argv.to_vec()).await?;
    out.found(Found::Ran);
    Ok(())
}

pub(super) async fn eval(
    place: &Place<'_>,
    expression: &str,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let value = place.session.eval(expression).await?;
    out.found(Found::Value(value));
    Ok(())
}

/// A Python file of this computer; `-` is standard input.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn program(file: &Path) -> Result<String, Problem> {
    let tried = format!("read {}", file.display());
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    let bytes = bytes.map_err(|error| {
        let problem = Problem::failed(&tried, crate::cli::reason(&error));
        if error.kind() == std::io::ErrorKind::NotFound {
            problem.next("`run` takes a file of this computer; see `mpdeck exec` for code.")
        } else {
            problem
        }
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::failed(&tried, "it is no Python source: not UTF-8 text"))?;
    // Editors on Windows put a byte order mark first, which MicroPython does not know.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
