//! `mpdeck man`: manual pages, made of the same words as `--help`.

use crate::cli::parse::definition;
use crate::config::document::did_you_mean;
use crate::model::Problem;

pub(super) fn manual(command: Option<&str>) -> Result<String, Problem> {
    let mut whole = definition();
    whole.build();
    let title = command.map_or("mpdeck".to_owned(), |name| format!("mpdeck-{name}"));
    let page = match command {
        None => whole,
        Some(name) => {
            let found = whole.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let names: Vec<&str> =
                    whole.get_subcommands().map(clap::Command::get_name).collect();
                Problem::usage(format!("show the manual of `{name}`"), "there is no such command")
                    .next(did_you_mean(name, names, "`mpdeck --help` lists them."))
            })?
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page)
        .title(title.to_uppercase())
        .render(&mut text)
        .map_err(|error| Problem::failed("make the manual page", error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
