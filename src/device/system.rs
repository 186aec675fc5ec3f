//! Where the system shows its devices; tests show made-up ones.

use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    pub dev: PathBuf,
    pub sys: PathBuf,
    pub proc: PathBuf,
}

impl Default for System {
    /// The real one; in tests of the whole program, the folder that `MPDECK_TEST_SYSTEM`
    /// names.
    fn default() -> Self {
        #[cfg(debug_assertions)]
        if let Some(folder) = std::env::var_os("MPDECK_TEST_SYSTEM") {
            return System::below(folder);
        }
        System { dev: "/dev".into(), sys: "/sys".into(), proc: "/proc".into() }
    }
}

impl System {
    /// All three below one folder.
    pub fn below(folder: impl Into<PathBuf>) -> System {
        let folder = folder.into();
        System { dev: folder.join("dev"), sys: folder.join("sys"), proc: folder.join("proc") }
    }
}
