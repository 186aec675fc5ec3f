//! What needs no board: pinouts, the guide, settings, completions, manual pages.

mod boards;
mod guide;
mod manual;
mod pins;
mod scripts;
mod values;

pub use boards::catalog;

use super::{Found, Global, Output};
use crate::config::{self, Places};
use crate::model::{About, Problem};

/// Answers it.
///
/// # Errors
/// What is asked for is not there.
pub fn tell(about: &About, global: &Global, out: &mut dyn Output) -> Result<Found, Problem> {
    match about {
        About::Pins { words } => {
            let (catalog, problems) = catalog(&Places::find()?);
            for problem in problems {
                out.note(problem.to_string());
            }
            pins::pins(&catalog, words)
        }
        About::Guide { page, board } => {
            let (catalog, problems) = catalog(&Places::find()?);
            for problem in problems {
                out.note(problem.to_string());
            }
            guide::guide(&catalog, page.as_deref(), board.as_deref())
        }
        About::Config { sample: true, .. } => Ok(page(config::SAMPLE)),
        About::Config { project_sample: true, .. } => Ok(page(config::SAMPLE_PROJECT)),
        About::Config { explain, .. } => values::values(global, *explain),
        About::Completions { shell } => Ok(page(&scripts::completions(*shell))),
        About::Manual { command } => manual::manual(command.as_deref()).map(|text| page(&text)),
    }
}

/// A text that is an answer as it stands.
fn page(text: &str) -> Found {
    let json = serde_json::json!({ "text": text });
    Found::Told { lines: text.lines().map(str::to_owned).collect(), json }
}
