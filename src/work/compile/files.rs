//! Files that a user names, compiled where they stand.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{One, Wish, all, remembered};
use crate::model::{AfterSync, BoardInfo, Compile, CompileOptions, MpyTag, Problem};
use crate::session::DigestKind;
use crate::sync::mpy;

/// What the bytecode is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// MicroPython's version.
    pub version: String,
    pub tag: MpyTag,
}

/// The compiler, and where things are kept.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The user's own compiler.
    pub mpy_cross: Option<PathBuf>,
    /// mpdeck's cache folder.
    pub cache: PathBuf,
}

/// One file that was compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    pub source: PathBuf,
    pub output: PathBuf,
    /// Bytes of each.
    pub source_bytes: u64,
    pub bytes: u64,
}

impl For {
    /// A board's own.
    ///
    /// # Errors
    /// It loads no bytecode, or there is no such architecture.
    pub fn board(info: &BoardInfo, arch: Option<&str>) -> Result<For, Problem> {
        let Some(tag) = info.mpy else {
            return Err(Problem::failed("compile for this board", "it loads no .mpy files"));
        };
        Ok(For { version: info.version.clone(), tag: with_arch(tag, arch)? })
    }

    /// A version of MicroPython, without any board.
    ///
    /// # Errors
    /// The version or the architecture is none.
    pub fn version(version: &str, arch: Option<&str>) -> Result<For, Problem> {
        let Some((number, sub_version)) = mpy::version_of(version) else {
            let why = "MicroPython versions look like 1.27 or 1.27.0, and begin with 1.5";
            return Err(Problem::usage(format!("compile for MicroPython {version}"), why));
        };
        let tag = MpyTag { version: number, sub_version, arch: 0 };
        let version = version.trim_start_matches('v').to_owned();
        Ok(For { version, tag: with_arch(tag, arch)? })
    }
}

fn with_arch(tag: MpyTag, arch: Option<&str>) -> Result<MpyTag, Problem> {
    let Some(arch) = arch else { return Ok(tag) };
    match mpy::architecture_named(arch) {
        Some(arch) => Ok(MpyTag { arch, ..tag }),
        None => Err(Problem::usage(format!("compile for {arch}"), "there is no such architecture")
            .next(format!("There are: {}.", mpy::architectures().collect::<Vec<_>>().join(", ")))),
    }
}

/// Compiles the files, all of them or none.
///
/// # Errors
/// No compiler, a source that it refuses, a file that cannot be read or written.
pub async fn compile(
    options: &CompileOptions,
    goal: &For,
    files: &Files,
) -> Result<Vec<Compiled>, Problem> {
    let outputs = outputs(options)?;
    let wish = Wish {
        mode: Compile::On,
        board: Some(goal.tag),
        version: goal.version.clone(),
        kind: DigestKind::Sha256,
        mpy_cross: files.mpy_cross.clone(),
        cache: files.cache.clone(),
        after: AfterSync::Nothing,
    };
    let compiler = remembered(&wish, goal.tag, &mut None).await?;
    let mut made = Vec::new();
    for (source, output) in &outputs {
        let full = std::path::absolute(source).unwrap_or_else(|_| source.clone());
        let path = match &options.name {
            Some(name) => name.clone(),
            None => source.to_string_lossy().into_owned(),
        };
        let source_bytes = fs::metadata(&full).map_or(0, |meta| meta.len());
        let one = One {
            path,
            full,
            compiler: compiler.clone(),
            board: goal.tag,
            optimize: options.optimize,
            cache: files.cache.join("mpy"),
        };
        let (source, output) = (source.clone(), output.clone());
        made.push((one, Compiled { source, output, source_bytes, bytes: 0 }));
    }
    let (sources, mut compiled): (Vec<One>, Vec<Compiled>) = made.into_iter().unzip();
    let names: Vec<PathBuf> = sources.iter().map(|one| one.full.clone()).collect();
    let done = all(sources.into_iter()).await;
    let done = done.map_err(|wrong| wrong.next("Nothing was written"))?;
    for one in done {
        let at = names.iter().position(|full| *full == one.full);
        let Some(file) = at.and_then(|at| compiled.get_mut(at)) else { continue };
        write(&file.output, &one.content)?;
        file.bytes = one.content.len() as u64;
    }
    Ok(compiled)
}

/// Where each goes: beside its source, into a folder, or as the one file that is named.
fn outputs(options: &CompileOptions) -> Result<Vec<(PathBuf, PathBuf)>, Problem> {
    let into = options.output.as_ref().filter(|output| {
        let named = output.as_os_str().as_encoded_bytes().ends_with(b"/");
        named || output.is_dir() || options.files.len() > 1
    });
    let one = |source: &PathBuf| {
        let tried = || format!("compile {}", source.display());
        if source.is_dir() {
            return Err(Problem::usage(tried(), "it is a folder").next("Name its files"));
        }
        let beside = source.with_extension("mpy");
        let output = match (into, &options.output) {
            (Some(folder), _) => {
                let name = beside.file_name();
                folder.join(name.ok_or_else(|| Problem::usage(tried(), "it has no name"))?)
            }
            (None, Some(output)) => output.clone(),
            (None, None) => beside,
        };
        if output == *source {
            let why = "it would be written over by its own bytecode";
            return Err(Problem::usage(tried(), why));
        }
        Ok((source.clone(), output))
    };
    let all: Vec<(PathBuf, PathBuf)> = options.files.iter().map(one).collect::<Result<_, _>>()?;
    for (at, (source, output)) in all.iter().enumerate() {
        if let Some((other, _)) = all[..at].iter().find(|(_, before)| before == output) {
            let tried = format!("compile {} and {}", other.display(), source.display());
            return Err(Problem::usage(tried, format!("both would be {}", output.display())));
        }
    }
    Ok(all)
}

/// The old file or the new, never half of one.
fn write(to: &Path, content: &[u8]) -> Result<(), Problem> {
    let failed = |error: std::io::Error| {
        Problem::failed(format!("write {}", to.display()), error.to_string())
    };
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut part =
        tempfile::Builder::new().prefix(".mpdeck-").tempfile_in(folder).map_err(failed)?;
    part.write_all(content).map_err(failed)?;
    let kept = part.persist(to).map_err(|error| failed(error.error))?;
    readable(&kept).map_err(failed)
}

/// A temporary file is for its owner alone; the result is a file like any other.
fn readable(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(files: &[&str], output: Option<&str>) -> Result<Vec<String>, String> {
        let files = files.iter().map(PathBuf::from).collect();
        let output = output.map(PathBuf::from);
        let options = CompileOptions { files, output, ..CompileOptions::default() };
        let found = outputs(&options).map_err(|problem| problem.to_string())?;
        Ok(found.iter().map(|(_, output)| output.display().to_string()).collect())
    }

    #[test]
    fn outputs_go_where_mpy_cross_would_put_them() {
        let owned = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(placed(&["lib/x.py"], None), owned(&["lib/x.mpy"]));
        assert_eq!(placed(&["x.py"], Some("y.mpy")), owned(&["y.mpy"]));
        assert_eq!(placed(&["a/x.py"], Some("out/")), owned(&["out/x.mpy"]));
        assert_eq!(placed(&["a/x.py", "y.py"], Some("out")), owned(&["out/x.mpy", "out/y.mpy"]));
        assert!(placed(&["a/x.py", "b/x.py"], Some("out")).unwrap_err().contains("both would be"));
        assert!(placed(&["x.py"], Some("x.py")).unwrap_err().contains("its own bytecode"));
        assert!(placed(&["/"], None).unwrap_err().contains("it is a folder"));
    }

    #[test]
    fn a_version_names_its_bytecode() {
        let tag = |version, arch| For::version(version, arch).map(|goal| goal.tag);
        let expected = MpyTag { version: 6, sub_version: 3, arch: 0 };
        assert_eq!(tag("1.27", None), Ok(expected));
        assert_eq!(tag("v1.27.0", Some("xtensawin")), Ok(MpyTag { arch: 10, ..expected }));
        assert_eq!(tag("1.18", None), Ok(MpyTag { version: 5, sub_version: 0, arch: 0 }));
        assert!(tag("27", None).is_err());
        let problem = tag("1.27", Some("z80")).unwrap_err();
        assert!(problem.next.contains("armv6m, armv7m"), "{problem}");
    }
}
