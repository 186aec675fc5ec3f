//! Where a request is carried out.

use tokio::sync::OnceCell;

use crate::model::{Problem, RemotePath};
use crate::session::Session;
use crate::work::Files;

/// A board and the folder that relative paths start at.
pub struct Place<'a> {
    pub session: &'a Session,
    /// What compiling needs of this computer.
    pub(in crate::cli) files: Files,
    base: OnceCell<RemotePath>,
    /// Whether `/flash` is a folder of the board; none where that makes no difference.
    flash: Option<OnceCell<bool>>,
}

impl<'a> Place<'a> {
    /// `base`: the boot folder, where it is already known. Else the board is asked,
    /// once and only if a relative path comes.
    pub fn new(session: &'a Session, base: Option<RemotePath>, files: Files) -> Place<'a> {
        Place { session, files, base: OnceCell::new_with(base), flash: None }
    }

    /// As rshell has it, `/flash` is the board's own file system also where that is the
    /// root itself.
    pub fn in_shell(self) -> Place<'a> {
        Place { flash: Some(OnceCell::new()), ..self }
    }

    /// Reads a path as the user typed it.
    pub(in crate::cli) async fn resolve(&self, typed: &str) -> Result<RemotePath, Problem> {
        let root = RemotePath::root();
        let base = if typed.trim_start_matches(':').starts_with('/') {
            &root
        } else {
            self.base.get_or_try_init(|| self.session.boot_folder()).await?
        };
        let path = RemotePath::parse(typed, base).map_err(|error| {
            Problem::usage(format!("read the path `{typed}`"), error.to_string())
                .next("Paths on the board start at its root, `/`.")
        })?;
        let flash = root.join("flash");
        let (Some(below), Some(known)) = (path.below(&flash), &self.flash) else {
            return Ok(path);
        };
        let look = || async { Ok(self.session.stat(flash.clone()).await?.is_some()) };
        match known.get_or_try_init(look).await? {
            true => Ok(path),
            false => Ok(root.descend(below)),
        }
    }
}
