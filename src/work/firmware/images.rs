//! The images there are on this computer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::FirmwareSite;
use crate::flash::Image;
use crate::model::{ImageFile, ImagePlace};

/// More in one folder are a collection, not a choice; each is read from end to end.
const MOST: usize = 60;
/// Endings of images in a folder that holds other things as well.
const ENDINGS: [&str; 3] = ["bin", "uf2", "app-bin"];

impl FirmwareSite {
    /// What was used before, the latest first; what was downloaded, the newest first; and
    /// what lies in a folder. Each is checked, and those that are none say why. Blocking.
    pub fn images(&self, used: &[PathBuf], folder: &Path) -> Vec<ImageFile> {
        let of = |place: ImagePlace| move |path: PathBuf| (place, path);
        let used = used.iter().filter(|path| path.is_file()).cloned().map(of(ImagePlace::Used));
        let kept = self.kept().into_iter().map(of(ImagePlace::Downloaded));
        let here = in_folder(folder).into_iter().map(of(ImagePlace::Here));
        let mut seen = BTreeSet::new();
        used.chain(kept)
            .chain(here)
            .filter(|(_, path)| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())))
            .map(|(place, path)| look(path, place))
            .collect()
    }
}

/// Reads and checks one file. Blocking.
pub fn look(path: PathBuf, place: ImagePlace) -> ImageFile {
    let about = Image::read(&path).map(|image| image.about);
    ImageFile { path, place, about }
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let ours = |path: &PathBuf| {
        path.is_file()
            && path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
    };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(ours).collect();
    // the names end in dates
    found.sort_by(|one, other| other.cmp(one));
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::flash::image::made;

    #[test]
    fn each_image_comes_once_what_was_used_first() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("cache/firmware")).unwrap();
        std::fs::write(at("ESP8266_GENERIC-20251209-v1.27.0.bin"), made::esp8266(900)).unwrap();
        std::fs::write(at("cache/firmware/b.bin"), made::esp32(0, 0x1000, 900)).unwrap();
        std::fs::write(at("notes.bin"), "some text\n").unwrap();
        std::fs::write(at("main.py"), "print()\n").unwrap();
        let site = FirmwareSite::new(&Settings::default(), &at("cache"));
        let used = [at("cache/firmware/b.bin"), at("gone.bin")];
        let found = site.images(&used, folder.path());
        let short: Vec<(String, ImagePlace, bool)> = found
            .iter()
            .map(|image| {
                let name = image.path.file_name().unwrap().to_string_lossy().into_owned();
                (name, image.place, image.about.is_ok())
            })
            .collect();
        assert_eq!(
            short,
            [
                ("b.bin".to_owned(), ImagePlace::Used, true),
                ("notes.bin".to_owned(), ImagePlace::Here, false),
                ("ESP8266_GENERIC-20251209-v1.27.0.bin".to_owned(), ImagePlace::Here, true),
            ]
        );
        assert!(found[1].about.as_ref().unwrap_err().why.contains("not firmware"));
    }
}
