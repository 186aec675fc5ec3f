//! Modules to bytecode: finding a compiler of the board's version, and using it.

mod compiler;
mod fetch;

use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::task::JoinSet;

use crate::model::{AfterSync, Compile, MpyTag, Problem};
use crate::session::DigestKind;
use crate::sync::{LocalFile, LocalTree, Made, mpy};
use compiler::Compiler;

/// Compilers at work at the same time: as many as the smallest computer has cores.
const AT_ONCE: usize = 4;

/// What the compiler is to fit.
#[derive(Debug, Clone)]
pub struct Wish {
    pub mode: Compile,
    /// What the board loads; none if it loads no bytecode.
    pub board: Option<MpyTag>,
    /// The board's MicroPython: `1.27.0`.
    pub version: String,
    /// How files are hashed for this board.
    pub kind: DigestKind,
    /// The user's own compiler.
    pub mpy_cross: Option<PathBuf>,
    pub cache: PathBuf,
    pub after: AfterSync,
}

/// The compiler that was found for a board.
#[derive(Debug, Clone)]
pub struct Found {
    board: MpyTag,
    compiler: Compiler,
}

/// What came of it, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Saved {
    pub files: usize,
    /// Bytes of the sources and of what goes in their place.
    pub sources: u64,
    pub bytecode: u64,
}

/// The tree with modules as bytecode. The compiled files stand in the cache, by content.
///
/// # Errors
/// No compiler of the board's version, or a source that it refuses: nothing may be sent
/// then, or a board would run the new half of a project with the old.
pub async fn compiled(
    source: &Path,
    mut tree: LocalTree,
    wish: &Wish,
    found: &mut Option<Found>,
) -> Result<(LocalTree, Saved), Problem> {
    let kept = match &wish.after {
        AfterSync::Run(file) => Some(file.as_str()),
        _ => None,
    };
    let sources: Vec<String> =
        tree.files.keys().filter(|path| mpy::compiles(path, kept)).cloned().collect();
    if sources.is_empty() {
        return Ok((tree, Saved::default()));
    }
    let Some(board) = wish.board else {
        return match wish.mode {
            Compile::On => Err(Problem::failed("compile", "this board loads no .mpy files")
                .next("Leave --compile out, or set compile = \"off\" in mpdeck.toml")),
            _ => Ok((tree, Saved::default())),
        };
    };
    let compiler = match remembered(wish, board, found).await {
        Ok(compiler) => compiler,
        Err(_) if wish.mode == Compile::Auto => return Ok((tree, Saved::default())),
        Err(problem) => return Err(problem),
    };
    let mut work = JoinSet::new();
    let mut made = Vec::new();
    let mut wrong: Vec<Problem> = Vec::new();
    let mut rest = sources.into_iter();
    loop {
        while work.len() < AT_ONCE
            && let Some(path) = rest.next()
        {
            let one = One {
                full: source.join(&path),
                path,
                compiler: compiler.clone(),
                board,
                kind: wish.kind,
                cache: wish.cache.join("mpy"),
            };
            work.spawn(one.make());
        }
        match work.join_next().await {
            None => break,
            Some(Ok(Ok(file))) => made.push(file),
            Some(Ok(Err(problem))) => wrong.push(problem),
            Some(Err(stopped)) => wrong.push(Problem::failed("compile", stopped.to_string())),
        }
    }
    if let Some(problem) = all_wrong(wrong) {
        return Err(problem);
    }
    let mut saved = Saved::default();
    for (path, file) in made {
        let Some(of) = file.made.as_ref().map(|made| made.of.clone()) else { continue };
        let Some(old) = tree.files.remove(&of) else { continue };
        saved.files += 1;
        saved.sources += old.size;
        saved.bytecode += file.size;
        tree.files.insert(path, LocalFile { imports: old.imports, ..file });
    }
    Ok((tree, saved))
}

/// Asking programs for their version takes longer than compiling a file.
async fn remembered(
    wish: &Wish,
    board: MpyTag,
    found: &mut Option<Found>,
) -> Result<Compiler, Problem> {
    if let Some(found) = found
        && found.board == board
    {
        return Ok(found.compiler.clone());
    }
    let compiler = compiler::find(wish, board).await?;
    *found = Some(Found { board, compiler: compiler.clone() });
    Ok(compiler)
}

/// Every mistake at once, so that nobody has to save as often as there are some.
fn all_wrong(mut wrong: Vec<Problem>) -> Option<Problem> {
    wrong.sort_by(|a, b| a.tried.cmp(&b.tried));
    let others: Vec<String> =
        wrong.iter().skip(1).map(|problem| format!("{}: {}", problem.tried, problem.why)).collect();
    let mut first = wrong.into_iter().next()?;
    for other in others {
        first.why = format!("{}\n{other}", first.why);
    }
    Some(first.next("Nothing was sent; correct it and save again"))
}

/// One source on its way.
struct One {
    path: String,
    full: PathBuf,
    compiler: Compiler,
    board: MpyTag,
    kind: DigestKind,
    cache: PathBuf,
}

impl One {
    /// From the cache, or by the compiler; checked against the board both times.
    async fn make(self) -> Result<(String, LocalFile), Problem> {
        let tried = format!("compile {}", self.path);
        let failed = |why: String| Problem::failed(tried.clone(), why);
        let text = fs::read(&self.full).map_err(|error| failed(error.to_string()))?;
        // the name is in the bytecode, for tracebacks
        let key = [&text[..], b"\0", self.path.as_bytes(), b"\0", self.compiler.key().as_bytes()];
        let at = self.cache.join(format!("{}.mpy", DigestKind::Sha256.hash(&key.concat()).hex()));
        let content = match fs::read(&at) {
            Ok(content) if self.fits(&content).is_none() => content,
            _ => self.compile(&at, &tried).await?,
        };
        if let Some(why) = self.fits(&content) {
            return Err(failed(why));
        }
        let path = mpy::twin(&self.path).unwrap_or_default();
        let made = Some(Made { of: self.path, at });
        let size = content.len() as u64;
        let file = LocalFile { size, digest: self.kind.hash(&content), imports: Vec::new(), made };
        Ok((path, file))
    }

    fn fits(&self, content: &[u8]) -> Option<String> {
        match mpy::header(content) {
            Some(file) => mpy::refuses(self.board, file),
            None => Some("the compiler made something that is no .mpy file".into()),
        }
    }

    async fn compile(&self, at: &Path, tried: &str) -> Result<Vec<u8>, Problem> {
        let failed = |why: String| Problem::failed(tried, why);
        fs::create_dir_all(&self.cache).map_err(|error| failed(error.to_string()))?;
        let part = tempfile::NamedTempFile::new_in(&self.cache)
            .map_err(|error| failed(error.to_string()))?;
        let mut command = Command::new(&self.compiler.program);
        command.args(&self.compiler.first).arg("-o").arg(part.path()).arg("-s").arg(&self.path);
        if let Some(name) = mpy::architecture(self.board.arch) {
            command.arg(format!("-march={name}"));
        }
        let output = command
            .arg(&self.full)
            .current_dir("/")
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| failed(format!("{} does not run: {error}", self.compiler)))?;
        if !output.status.success() {
            return Err(failed(mpy::complaint(&String::from_utf8_lossy(&output.stderr))));
        }
        let content = fs::read(part.path()).map_err(|error| failed(error.to_string()))?;
        part.persist(at).map_err(|error| failed(error.error.to_string()))?;
        Ok(content)
    }
}
