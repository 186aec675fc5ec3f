//! Modules to bytecode: finding a compiler of the board's version, and using it.

mod compiler;
mod fetch;
mod files;
mod one;

use std::path::{Path, PathBuf};

use tokio::task::JoinSet;

use crate::model::{AfterSync, Bytecode, Compile, MpyTag, Problem};
use crate::session::DigestKind;
use crate::sync::{LocalFile, LocalTree, Made, mpy};
use compiler::Compiler;
pub use files::{Compiled, Files, For, compile};
use one::One;

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
) -> Result<(LocalTree, Bytecode), Problem> {
    let kept = match &wish.after {
        AfterSync::Run(file) => Some(file.as_str()),
        _ => None,
    };
    let sources: Vec<String> =
        tree.files.keys().filter(|path| mpy::compiles(path, kept)).cloned().collect();
    if sources.is_empty() {
        return Ok((tree, Bytecode::default()));
    }
    let Some(board) = wish.board else {
        return match wish.mode {
            Compile::On => Err(Problem::failed("compile", "this board loads no .mpy files")
                .next("Leave --compile out, or set compile = \"off\" in mpdeck.toml")),
            _ => Ok((tree, Bytecode::default())),
        };
    };
    let compiler = match remembered(wish, board, found).await {
        Ok(compiler) => compiler,
        Err(problem) if wish.mode == Compile::Auto => {
            tracing::info!(%problem, "modules go as they are");
            return Ok((tree, Bytecode::default()));
        }
        Err(problem) => return Err(problem),
    };
    let one = |path: String| One {
        full: source.join(&path),
        path,
        compiler: compiler.clone(),
        board,
        optimize: None,
        cache: wish.cache.join("mpy"),
    };
    let made = all(sources.into_iter().map(one)).await;
    let made = made.map_err(|wrong| wrong.next("Nothing was sent; correct it and save again"))?;
    let mut saved = Bytecode::default();
    for one in made {
        let Some(old) = tree.files.remove(&one.of) else { continue };
        let Some(path) = mpy::twin(&one.of) else { continue };
        let size = one.content.len() as u64;
        saved.files += 1;
        saved.sources += old.size;
        saved.bytecode += size;
        let digest = wish.kind.hash(&one.content);
        let made = Some(Made { of: one.of, at: one.at });
        tree.files.insert(path, LocalFile { size, digest, imports: old.imports, made });
    }
    Ok((tree, saved))
}

/// Compiles them, a few at a time; all of them or none.
async fn all(sources: impl Iterator<Item = One>) -> Result<Vec<one::Done>, Problem> {
    let mut sources = sources;
    let mut work = JoinSet::new();
    let mut made = Vec::new();
    let mut wrong: Vec<Problem> = Vec::new();
    loop {
        while work.len() < AT_ONCE
            && let Some(one) = sources.next()
        {
            work.spawn(one.make());
        }
        match work.join_next().await {
            None => break,
            Some(Ok(Ok(done))) => made.push(done),
            Some(Ok(Err(problem))) => wrong.push(problem),
            Some(Err(stopped)) => wrong.push(Problem::failed("compile", stopped.to_string())),
        }
    }
    match all_wrong(wrong) {
        Some(problem) => Err(problem),
        None => Ok(made),
    }
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
    Some(first)
}
