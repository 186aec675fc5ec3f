//! The user's own editor, on a file of this machine.

use std::path::Path;

use tokio::process::Command;

use crate::model::Problem;

/// `configured`, else `$VISUAL`, else `$EDITOR`, else `nano` (Raspberry Pi OS and Debian
/// have it). The words may hold options: `code --wait`.
pub(super) async fn edit(configured: Option<&str>, path: &Path) -> Result<(), Problem> {
    let words = configured
        .map(str::to_owned)
        .or_else(|| std::env::var("VISUAL").ok())
        .or_else(|| std::env::var("EDITOR").ok())
        .filter(|words| !words.trim().is_empty())
        .unwrap_or_else(|| "nano".to_owned());
    let mut parts = words.split_whitespace();
    let program = parts.next().unwrap_or_default();
    let tried = || format!("edit {} with {program}", path.display());
    let status = Command::new(program).args(parts).arg(path).status().await.map_err(|error| {
        Problem::failed(tried(), error.to_string())
            .next("Set EDITOR, or `editor` in config.toml, to an editor that is installed.")
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Problem::failed(tried(), format!("it ended with {status}"))
            .next("What it saved is kept."))
    }
}
