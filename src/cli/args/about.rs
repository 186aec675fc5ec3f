//! The words of what needs no board.

use clap::{Subcommand, ValueEnum};

use crate::model::{About, Shell};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AboutWords {
    /// Show boards and their pins: labels, GPIOs, functions, warnings
    #[command(after_help = "\
Without BOARD it lists the boards. Words after a board, or words that name no board,
are searched for: a label, a GPIO, a function, a warning.
Boards of your own are files in ~/.config/mpdeck/boards.

Examples:
  mpdeck pins                   which boards there are
  mpdeck pins d1-mini           its drawing
  mpdeck pins d1-mini adc       its analogue input
  mpdeck pins sda               every SDA of every board
  mpdeck pins nodemcu --json    for programs")]
    Pins {
        /// A board, or what to search for
        #[arg(value_name = "BOARD")]
        words: Vec<String>,
    },
    /// Read the guide: boards and wiring, flashing, first blink, syncing
    #[command(after_help = "\
Without PAGE it lists the pages. With a BOARD of `mpdeck pins` a page tells of that one.

Examples:
  mpdeck guide                  which pages there are
  mpdeck guide breadboard       one of them
  mpdeck guide blink d1-mini    with that board's LED")]
    Guide {
        /// The page
        #[arg(value_name = "PAGE")]
        page: Option<String>,
        /// A board
        #[arg(value_name = "BOARD")]
        board: Option<String>,
    },
    /// Show the settings in force
    #[command(after_help = "\
Your settings stand in ~/.config/mpdeck/config.toml, a project's in its mpdeck.toml.

Examples:
  mpdeck config                       what holds here
  mpdeck config --explain             and what it means, and where it is from
  mpdeck config --sample > ~/.config/mpdeck/config.toml
  mpdeck config --sample-project > mpdeck.toml")]
    Config {
        /// With each setting's meaning, and the file it is from
        #[arg(long)]
        explain: bool,
        /// A commented config.toml with every default
        #[arg(long, conflicts_with_all = ["explain", "sample_project"])]
        sample: bool,
        /// A commented mpdeck.toml with every default
        #[arg(long, conflicts_with = "explain")]
        sample_project: bool,
    },
    /// Print a script that completes mpdeck's commands in a shell
    #[command(after_help = "\
Examples:
  mpdeck completions bash > ~/.local/share/bash-completion/completions/mpdeck
  mpdeck completions zsh > ~/.zfunc/_mpdeck       (with ~/.zfunc in $fpath)
  mpdeck completions fish > ~/.config/fish/completions/mpdeck.fish")]
    Completions {
        /// The shell
        shell: ShellName,
    },
    /// Print a manual page
    #[command(after_help = "\
Examples:
  mpdeck man | man -l -
  mpdeck man sync | man -l -
  mpdeck man > ~/.local/share/man/man1/mpdeck.1")]
    Man {
        /// A command; without one the page of mpdeck as a whole
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

/// A shell, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShellName {
    Bash,
    Zsh,
    Fish,
}

impl From<AboutWords> for About {
    fn from(words: AboutWords) -> About {
        match words {
            AboutWords::Pins { words } => About::Pins { words },
            AboutWords::Guide { page, board } => About::Guide { page, board },
            AboutWords::Config { explain, sample, sample_project } => {
                About::Config { explain, sample, project_sample: sample_project }
            }
            AboutWords::Completions { shell } => About::Completions {
                shell: match shell {
                    ShellName::Bash => Shell::Bash,
                    ShellName::Zsh => Shell::Zsh,
                    ShellName::Fish => Shell::Fish,
                },
            },
            AboutWords::Man { command } => About::Manual { command },
        }
    }
}
