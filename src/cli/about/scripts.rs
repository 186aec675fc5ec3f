//! `mpdeck completions`: what a shell completes with.

use crate::cli::parse::definition;
use crate::model::Shell;

pub(super) fn completions(shell: Shell) -> String {
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), "mpdeck", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
