//! What the user chose in the workbench, kept in the state folder: a hint for the next
//! time, never more. A file that cannot be read counts as none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{Arrangement, Problem};

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Firmware that was flashed, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<PathBuf>,
    /// The pinout of a board, by its unique id or machine string.
    pub pinouts: BTreeMap<String, String>,
    /// Which panes are seen and how large, by the folder mpdeck is used in.
    pub layouts: BTreeMap<String, Arrangement>,
}

/// Images that are remembered.
const IMAGES: usize = 10;

fn file(state: &Path) -> PathBuf {
    state.join("choices.toml")
}

impl Choices {
    /// Keeps the layout of a folder, and forgets those of folders that are gone.
    pub fn keep_layout(&mut self, folder: &Path, layout: Arrangement) {
        self.layouts.retain(|folder, _| Path::new(folder).is_dir());
        self.layouts.insert(folder.to_string_lossy().into_owned(), layout);
    }

    /// An image was flashed.
    pub fn used(&mut self, image: PathBuf) {
        self.images.retain(|other| *other != image);
        self.images.insert(0, image);
        self.images.truncate(IMAGES);
    }

    /// What was kept for a folder.
    pub fn layout(&self, folder: &Path) -> Option<Arrangement> {
        self.layouts.get(folder.to_string_lossy().as_ref()).copied()
    }

    /// What was chosen so far. `state` is mpdeck's state folder.
    pub fn load(state: &Path) -> Choices {
        let text = std::fs::read_to_string(file(state)).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Changes what is kept; another mpdeck may have changed it meanwhile, so it is read
    /// anew.
    ///
    /// # Errors
    /// The state folder cannot be written to.
    pub fn change(state: &Path, change: impl FnOnce(&mut Choices)) -> Result<(), Problem> {
        let mut choices = Choices::load(state);
        change(&mut choices);
        let path = file(state);
        let failed = |why: String| Problem::failed(format!("write {}", path.display()), why);
        let text = toml::to_string(&choices).map_err(|error| failed(error.to_string()))?;
        let beside = state.join("choices.toml.new");
        std::fs::create_dir_all(state)
            .and_then(|()| std::fs::write(&beside, text))
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(|error| failed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_kept_and_a_damaged_file_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        assert_eq!(Choices::load(&state), Choices::default());
        assert!(!state.exists(), "looking writes nothing");
        Choices::change(&state, |choices| choices.theme = Some("light".into())).unwrap();
        Choices::change(&state, |choices| {
            choices.pinouts.insert("a4cf".into(), "d1-mini".into());
        })
        .unwrap();
        let kept = Choices::load(&state);
        assert_eq!(kept.theme.as_deref(), Some("light"));
        assert_eq!(kept.pinouts.get("a4cf").map(String::as_str), Some("d1-mini"));
        let arrangement = Arrangement { log: Some(300), ..Arrangement::default() };
        for folder in [state.clone(), state.join("gone"), folder.path().to_owned()] {
            Choices::change(&state, |choices| choices.keep_layout(&folder, arrangement)).unwrap();
        }
        let kept = Choices::load(&state);
        assert_eq!(kept.layouts.len(), 2, "{kept:?}");
        assert_eq!(kept.layout(&state), Some(arrangement));
        assert_eq!(kept.layout(&state.join("gone")), None);
        for name in ["a.bin", "b.bin", "a.bin"] {
            Choices::change(&state, |choices| choices.used(name.into())).unwrap();
        }
        assert_eq!(Choices::load(&state).images, [Path::new("a.bin"), Path::new("b.bin")]);
        std::fs::write(file(&state), "theme = [").unwrap();
        assert_eq!(Choices::load(&state), Choices::default());
    }
}
