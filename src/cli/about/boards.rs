//! The user's own boards beside the built-in ones.

use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::config::Places;
use crate::config::document::Document;
use crate::model::Problem;

/// All boards; a file with a mistake is left out, and the mistake told with file and
/// line.
pub fn catalog(places: &Places) -> (Catalog, Vec<Problem>) {
    let mut catalog = Catalog::built_in();
    let mut problems = Vec::new();
    let files = std::fs::read_dir(places.boards());
    let mut paths: Vec<PathBuf> =
        files.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        match Document::read(&path) {
            Ok(None) => {}
            Ok(Some(document)) => {
                if let Err(mistake) = catalog.add(id, document.text()) {
                    let finding = document.finding(&mistake.span, mistake.what, mistake.next);
                    problems.push(document.problem(vec![finding]));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    (catalog, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_board_is_added_and_a_mistake_names_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        std::fs::create_dir_all(places.boards()).unwrap();
        let text = "title = \"Mine\"\nchip = \"esp32\"\ntop = \"x\"\nleft = [\"A=4\"]\n[source]\n";
        std::fs::write(places.boards().join("mine.toml"), text).unwrap();
        std::fs::write(places.boards().join("bad.toml"), text.replace("A=4", "A=44")).unwrap();
        std::fs::write(places.boards().join("notes.txt"), "no board").unwrap();
        let (catalog, problems) = catalog(&places);
        assert_eq!(catalog.board("mine").map(|board| board.title.clone()), Some("Mine".into()));
        assert!(catalog.board("bad").is_none());
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let path = places.boards().join("bad.toml");
        let wanted = format!("read {}: line 4: the ESP32 has no GPIO 44", path.display());
        assert_eq!(said, [wanted]);
    }
}
