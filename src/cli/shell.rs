//! The `:` line: our subcommands, and the spellings that fingers know from rshell and
//! mpfshell. Reading a line is pure; carrying it out ends in the same requests.

mod carry;
mod pattern;
mod spell;

use std::path::PathBuf;

use crate::model::{Problem, RemotePath};

pub use carry::{Ended, carry_out};
pub use pattern::Pattern;
pub use spell::{Name, Typed, read};

/// Where relative paths of a line start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub local: PathBuf,
    /// None: the board's boot folder.
    pub remote: Option<RemotePath>,
}

/// The help of one command.
fn help(name: &str) -> Result<String, Problem> {
    let mut definition = super::parse::definition();
    let found = definition.find_subcommand_mut(name);
    found.map(|command| command.render_long_help().to_string()).ok_or_else(|| {
        let problem = Problem::usage(format!("help {name}"), "there is no such command");
        problem.next("`help` alone shows the keys; `:` and Tab the commands.")
    })
}

/// The names that a line may begin with, sorted.
pub fn names() -> Vec<String> {
    let definition = super::parse::definition();
    let ours = definition.get_subcommands().map(|command| command.get_name().to_owned());
    let mut names: Vec<String> = ours.chain(spell::NAMES.iter().map(ToString::to_string)).collect();
    names.sort();
    names.dedup();
    names
}
