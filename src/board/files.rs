//! Whole files: read, write, touch.

use super::ask::Question;
use super::transfer;
use super::{Board, Error};
use crate::model::{Expect, Landing, RemotePath};

const TOUCH: &str = include_str!("scripts/touch.py");

impl Board {
    /// The content of a file.
    ///
    /// # Errors
    /// [`Error::Os`]: ENOENT, EISDIR; and those of [`transfer::down`].
    pub async fn read(&mut self, path: &RemotePath) -> Result<Vec<u8>, Error> {
        let mut content = Vec::new();
        let mut sink = |bytes: &[u8]| {
            content.extend_from_slice(bytes);
            Ok(())
        };
        transfer::down(self, path, &mut sink, &mut |_| {}).await?;
        Ok(content)
    }

    /// Puts one file on the board.
    ///
    /// # Errors
    /// Those of [`transfer::up`]; what fails for the file is in its landing.
    pub async fn write(
        &mut self,
        path: &RemotePath,
        content: Vec<u8>,
        expect: Expect,
    ) -> Result<Landing, Error> {
        let mut source = transfer::One::new(path.clone(), content, expect);
        let mut landings = transfer::up(self, &mut source, &mut |_| {}).await?;
        landings.pop().ok_or_else(super::tree::unreadable)
    }

    /// Makes an empty file unless there is one.
    ///
    /// # Errors
    /// [`Error::Os`]: ENOENT (its folder), EISDIR, ENOSPC, EROFS.
    pub async fn touch(&mut self, path: &RemotePath) -> Result<(), Error> {
        self.knowing().await?;
        if !self.ways.folders {
            if self.stat(path).await?.is_none() {
                self.write(path, Vec::new(), Expect::Nothing).await?;
            }
            return Ok(());
        }
        let arguments = [("path", self.named(path))];
        self.ask(&Question::about(path, &[TOUCH], &arguments)).await?;
        Ok(())
    }
}
