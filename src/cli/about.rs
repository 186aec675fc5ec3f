//! What needs no board: pinouts.

mod boards;
mod pins;

pub use boards::catalog;

use super::{Found, Global, Output};
use crate::config::Places;
use crate::model::{About, Problem};

/// Answers it.
///
/// # Errors
/// What is asked for is not there.
pub fn tell(about: &About, _global: &Global, out: &mut dyn Output) -> Result<Found, Problem> {
    match about {
        About::Pins { words } => {
            let (catalog, problems) = catalog(&Places::find()?);
            for problem in problems {
                out.note(problem.to_string());
            }
            pins::pins(&catalog, words)
        }
    }
}
