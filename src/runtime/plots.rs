//! The values of a plot, as a file that a spreadsheet opens.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::record;
use crate::model::Problem;

/// Tables of one board that may be written in the same second.
const MOST: usize = 100;

/// Writes a new file for the board `name`, and answers its path. Nothing is replaced.
pub(super) fn save(folder: &Path, name: &str, table: &str) -> Result<String, Problem> {
    let time = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
    let stem = format!("{}-{time}", record::file_name(name));
    write(folder, &stem, table).map(|path| path.display().to_string()).map_err(|error| {
        let tried = format!("write {}", folder.join(stem + ".csv").display());
        Problem::failed(tried, error.to_string())
            .next("Check the space and the rights there; `log_folder` in config.toml names another folder.")
    })
}

fn write(folder: &Path, stem: &str, table: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    for number in 1..=MOST {
        let name = if number == 1 { format!("{stem}.csv") } else { format!("{stem}-{number}.csv") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(table.as_bytes()).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("plots");
        let first = write(&deep, "lamp-1", "a\n").unwrap();
        let second = write(&deep, "lamp-1", "b\n").unwrap();
        assert_eq!(second.file_name().unwrap(), "lamp-1-2.csv");
        assert_eq!(fs::read_to_string(first).unwrap(), "a\n");
        let path = save(&deep, "../lamp", "c\n").unwrap();
        assert_eq!(Path::new(&path).parent(), Some(deep.as_path()));
    }

    #[test]
    fn a_folder_that_cannot_be_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let problem = save(&file.join("plots"), "lamp", "").unwrap_err();
        assert!(problem.tried.contains("lamp-") && !problem.next.is_empty(), "{problem}");
    }
}
