//! Two files to typed settings: one per user, one per project.
//!
//! Every key stands once in [`keys`]: the check of a file, the hints for a typo and the
//! test of the sample files all read that table. A mistake becomes a [`Problem`](crate::model::Problem) that names file, line and fix.
//!
//! Paths of host programs (editor, compiler, node) come from the user's file only:
//! a project folder that somebody else wrote must not say what runs here.

mod check;
mod choices;
pub mod document;
pub mod explain;
pub mod keys;
pub mod places;
mod project;
mod settings;
mod user;

pub use choices::Choices;
pub use places::Places;
pub use project::{PROJECT_FILE, Project};
pub use settings::{BoardSettings, Clock, LogForm, Motion, Settings, Symbols, When};
pub use user::User;

/// The commented sample of the user's file, every key with its default.
pub const SAMPLE: &str = include_str!("config/sample.toml");
/// The commented sample of a project's file.
pub const SAMPLE_PROJECT: &str = include_str!("config/sample-project.toml");
