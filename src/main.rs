//! Only the headless board so far; the command line takes this over.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use mpdeck::config::Places;
use mpdeck::demo;
use mpdeck::model::Problem;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["demo", "--headless"] => headless(None),
        ["demo", "--headless", "--link", path] => headless(Some(PathBuf::from(path))),
        _ => Err(Problem::usage(
            "read the command line",
            "only `demo --headless [--link PATH]` is built",
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "mpdeck: {problem}");
            ExitCode::from(problem.exit.code())
        }
    }
}

fn headless(link: Option<PathBuf>) -> Result<(), Problem> {
    demo::headless(&Places::find()?.cache, link, &mut io::stdout())
}
