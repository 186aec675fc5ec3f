//! The user's own snippets, one `.py` file each.

use std::{fs, io, path::Path};

use crate::{
    catalog::{Snippet, snippets},
    model::Problem,
};

/// A larger file is a program, and belongs into a project.
const LARGEST: u64 = 32 * 1024;
/// More cannot be chosen from.
const MOST: usize = 500;

/// The user's by name, then ours; one of the user's takes the place of ours of its name.
pub(super) fn read(folder: &Path) -> Result<Vec<Snippet>, Problem> {
    let problem = |path: &Path, error: &io::Error| {
        Problem::failed(format!("read the snippets in {}", path.display()), error.to_string())
            .next("Check who owns the folder and its files.")
    };
    let mut own = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(snippets()),
        Err(error) => return Err(problem(folder, &error)),
    };
    for entry in entries.flatten().take(MOST) {
        let path = entry.path();
        let small = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LARGEST);
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if small && path.extension().is_some_and(|end| end == "py") {
            let bytes = fs::read(&path).map_err(|error| problem(&path, &error))?;
            own.push(Snippet::new(stem, &String::from_utf8_lossy(&bytes)));
        }
    }
    own.sort_by(|a, b| a.name.cmp(&b.name));
    let mut ours = snippets();
    ours.retain(|snippet| own.iter().all(|mine| mine.name != snippet.name));
    own.append(&mut ours);
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_the_user_come_first_and_replace_ours() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("none")), Ok(snippets()));
        fs::write(folder.path().join("zeta.py"), "print(1)\n").unwrap();
        fs::write(folder.path().join("b.py"), "# Blink: mine\n").unwrap();
        fs::write(folder.path().join("notes.txt"), "no").unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(read.len(), snippets().len() + 1);
        assert_eq!((read[0].says.as_str(), read[1].name.as_str()), ("mine", "zeta"));
    }
}
