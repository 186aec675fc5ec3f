//! What is in a flash, on its way into a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::flash::{Job, Told};
use crate::model::Problem;

/// A file in the making: it has its name only once it is whole.
pub(super) struct Copy {
    pub(super) file: PathBuf,
    part: tempfile::NamedTempFile,
}

impl Copy {
    pub(super) fn begin(file: &Path) -> Result<Copy, Problem> {
        if file.exists() {
            return Err(Problem::failed(tried(file), "that file is there already")
                .next("Give another name, or move it away."));
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let part = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| Problem::failed(tried(file), error.to_string()))?;
        Ok(Copy { file: file.to_owned(), part })
    }

    pub(super) fn take(
        mut self,
        job: &mut Job,
        tell: &mut dyn FnMut(Told),
    ) -> Result<u32, Problem> {
        let failed = |error: std::io::Error| Problem::failed(tried(&self.file), error.to_string());
        let part = &mut self.part;
        let size = job.read(&mut |bytes| part.write_all(bytes).map_err(&failed), tell)?;
        self.part
            .persist_noclobber(&self.file)
            .map_err(|error| Problem::failed(tried(&self.file), error.error.to_string()))?;
        Ok(size)
    }
}

fn tried(file: &Path) -> String {
    format!("back up to {}", file.display())
}
