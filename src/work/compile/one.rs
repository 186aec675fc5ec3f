//! One source to bytecode, from the cache or by the compiler.

use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::compiler::Compiler;
use crate::model::{MpyTag, Problem};
use crate::session::DigestKind;
use crate::sync::mpy;

/// One source on its way.
pub struct One {
    /// Its name in tracebacks and in what is said of it.
    pub path: String,
    pub full: PathBuf,
    pub compiler: Compiler,
    pub board: MpyTag,
    /// The compiler's `-O`.
    pub optimize: Option<u8>,
    pub cache: PathBuf,
}

/// And what became of it.
pub struct Done {
    /// The name of its source, and where that is.
    pub of: String,
    pub full: PathBuf,
    pub content: Vec<u8>,
    /// Where that is kept.
    pub at: PathBuf,
}

impl One {
    /// From the cache, or by the compiler; checked against the board both times.
    pub async fn make(self) -> Result<Done, Problem> {
        let tried = format!("compile {}", self.path);
        let failed = |why: String| Problem::failed(tried.clone(), why);
        let text = fs::read(&self.full).map_err(|error| failed(error.to_string()))?;
        let key = DigestKind::Sha256.hash(&self.key(&text));
        let at = self.cache.join(format!("{}.mpy", key.hex()));
        let content = match fs::read(&at) {
            Ok(content) if self.fits(&content).is_none() => content,
            _ => self.compile(&text, &at, &tried).await?,
        };
        if let Some(why) = self.fits(&content) {
            return Err(failed(why));
        }
        Ok(Done { of: self.path, full: self.full, content, at })
    }

    /// All that the content depends on; the name is in the bytecode, for tracebacks.
    fn key(&self, text: &[u8]) -> Vec<u8> {
        let options = format!("\0{}\0{:?}", self.board.arch, self.optimize);
        let said = self.compiler.key().as_bytes();
        [text, b"\0", self.path.as_bytes(), b"\0", said, options.as_bytes()].concat()
    }

    fn fits(&self, content: &[u8]) -> Option<String> {
        match mpy::header(content) {
            Some(file) => mpy::refuses(self.board, file),
            None => Some("the compiler made something that is no .mpy file".into()),
        }
    }

    async fn compile(&self, text: &[u8], at: &Path, tried: &str) -> Result<Vec<u8>, Problem> {
        let failed = |why: String| Problem::failed(tried, why);
        fs::create_dir_all(&self.cache).map_err(|error| failed(error.to_string()))?;
        let part = tempfile::NamedTempFile::new_in(&self.cache)
            .map_err(|error| failed(error.to_string()))?;
        let mut command = Command::new(&self.compiler.program);
        command.args(&self.compiler.first).arg("-o").arg(part.path()).arg("-s").arg(&self.path);
        if let Some(name) = mpy::architecture(self.board.arch) {
            command.arg(format!("-march={name}"));
        }
        if let Some(level) = self.optimize {
            command.arg(format!("-O{level}"));
        }
        let output = command
            .arg(&self.full)
            .current_dir("/")
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| failed(format!("{} does not run: {error}", self.compiler)))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(failed(mpy::complaint(&said, &String::from_utf8_lossy(text))));
        }
        let content = fs::read(part.path()).map_err(|error| failed(error.to_string()))?;
        part.persist(at).map_err(|error| failed(error.error.to_string()))?;
        Ok(content)
    }
}
