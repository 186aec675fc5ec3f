//! The small project that the demo starts with.

use std::fs;
use std::path::Path;

use crate::model::Problem;

const FILES: &[(&str, &str)] = &[
    ("mpdeck.toml", include_str!("sample/mpdeck.toml")),
    ("boot.py", include_str!("sample/boot.py")),
    ("main.py", include_str!("sample/main.py")),
    ("lib/blinker.py", include_str!("sample/lib/blinker.py")),
    ("lib/thermometer.py", include_str!("sample/lib/thermometer.py")),
];

/// Writes the sample project into `folder`, which is made if it does not exist.
///
/// # Errors
/// The folder cannot be written.
pub fn sample_project(folder: &Path) -> Result<(), Problem> {
    let write = || {
        for (name, text) in FILES {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    };
    write().map_err(|error: std::io::Error| {
        Problem::failed(
            format!("write the sample project to {}", folder.display()),
            error.to_string(),
        )
        .next("Set TMPDIR to a folder that you may write to.")
    })
}
