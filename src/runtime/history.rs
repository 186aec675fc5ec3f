//! What was sent from the input editor, per project, and the command lines, in the state
//! folder: one JSON text a
//! line, the newest last.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{model::Problem, sync::fnv};

/// Entries kept when the file is read; what is older is taken out of it then.
const KEPT: usize = 1000;
/// An entry that is longer is a program, and has a file of its own.
const LONGEST: usize = 32 * 1024;

/// The file of the project in `folder`.
pub(super) fn file(state: &Path, folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = format!("{:016x}.jsonl", fnv(&[folder.as_os_str().as_encoded_bytes()]));
    state.join("history").join(name)
}

/// The file of the command lines; they are the same for all projects.
pub(super) fn lines(state: &Path) -> PathBuf {
    state.join("history").join("lines.jsonl")
}

/// The entries, oldest first. Lines that are none are left out: another mpdeck may be
/// writing.
pub(super) fn read(file: &Path) -> Result<Vec<String>, Problem> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(problem("read", file, &error)),
    };
    let mut entries: Vec<String> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if entries.len() > 2 * KEPT {
        entries.drain(..entries.len() - KEPT);
        let lines: String = entries.iter().filter_map(|entry| line(entry)).collect();
        fs::write(file, lines).map_err(|error| problem("shorten", file, &error))?;
    }
    Ok(entries)
}

/// Adds an entry; that it cannot be kept is for the log file only.
pub(super) fn keep(file: &Path, entry: &str) {
    if let Err(problem) = append(file, entry) {
        tracing::warn!(%problem, "history");
    }
}

fn append(file: &Path, entry: &str) -> Result<(), Problem> {
    let Some(line) = line(entry).filter(|line| line.len() <= LONGEST) else { return Ok(()) };
    let append = || {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        // what was typed may hold a password
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(file)?;
        // one write, so that two at once do not mix
        file.write_all(line.as_bytes())
    };
    append().map_err(|error| problem("write", file, &error))
}

fn line(entry: &str) -> Option<String> {
    serde_json::to_string(entry).ok().map(|line| line + "\n")
}

fn problem(verb: &str, file: &Path, error: &io::Error) -> Problem {
    Problem::failed(format!("{verb} the REPL's history {}", file.display()), error.to_string())
        .next("Check who owns the file; the REPL works without it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_several_lines_come_back_and_what_is_damaged_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path(), folder.path());
        assert_eq!(read(&file), Ok(Vec::new()));
        append(&file, "while True:\n    pass").unwrap();
        let mut raw = OpenOptions::new().append(true).open(&file).unwrap();
        raw.write_all(b"\"half").unwrap();
        raw.write_all(b"\n").unwrap();
        append(&file, "ü\u{1b}").unwrap();
        assert_eq!(read(&file).unwrap(), ["while True:\n    pass", "ü\u{1b}"]);
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_long_history_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("h.jsonl");
        for number in 0..=2 * KEPT {
            append(&file, &number.to_string()).unwrap();
        }
        let entries = read(&file).unwrap();
        assert_eq!((entries.len(), entries.last().unwrap().as_str()), (KEPT, "2000"));
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), KEPT);
    }
}
