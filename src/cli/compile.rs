//! `mpdeck compile`: files of this computer to bytecode.

use serde_json::json;

use super::{Found, Output, Place, name};
use crate::model::{Command, CompileOptions, Problem, Reply, Request};
use crate::work::{self, Compiled, Files, For};

/// For a version that is named: no board is needed. None for every other request.
pub async fn without_board(
    request: &Request,
    files: &Files,
    out: &mut dyn Output,
) -> Option<Result<(), Problem>> {
    let Request::Compile(options) = request else { return None };
    let version = options.version.as_ref()?;
    Some(match For::version(version, options.arch.as_deref()) {
        Ok(goal) => compile(options, &goal, files, out).await,
        Err(problem) => Err(problem),
    })
}

/// For the board of `place`, which is asked what it loads.
pub(super) async fn for_board(
    place: &Place<'_>,
    options: &CompileOptions,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let info = match place.session.call(Command::Probe).await? {
        Reply::Info(info) => info,
        other => return Err(Problem::failed("compile", format!("an answer like {other:?}"))),
    };
    let goal = For::board(&info, options.arch.as_deref())?;
    compile(options, &goal, &place.files, out).await
}

async fn compile(
    options: &CompileOptions,
    goal: &For,
    files: &Files,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let compiled = work::compile(options, goal, files).await?;
    let lines = compiled.iter().map(line).collect();
    let one = |file: &Compiled| {
        json!({
            "source": file.source,
            "output": file.output,
            "source_bytes": file.source_bytes,
            "bytes": file.bytes,
        })
    };
    let compiled: Vec<serde_json::Value> = compiled.iter().map(one).collect();
    let json = json!({ "compiled": compiled, "version": goal.version, "mpy": goal.tag });
    out.found(Found::Told { lines, json });
    Ok(())
}

fn line(file: &Compiled) -> String {
    let (source, output) = (file.source.to_string_lossy(), file.output.to_string_lossy());
    let (bytes, before) = (file.bytes, file.source_bytes);
    format!("{} -> {}  {bytes} bytes, {before} as source", name(&source), name(&output))
}
