//! The options of every command.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The options every command takes, before or after its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Options everywhere")]
pub struct Global {
    /// The board's port: /dev/ttyUSB0, COM9; may repeat
    #[arg(
        short,
        long,
        global = true,
        env = "MPDECK_PORT",
        hide_env_values = true,
        value_name = "PORT"
    )]
    pub port: Vec<String>,
    /// All of the project's boards (`sync` does so by itself)
    #[arg(long, global = true, conflicts_with = "port")]
    pub all: bool,
    /// The project: a folder with an mpdeck.toml, or to be treated as one
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Print one JSON document, or one line per event for long work
    #[arg(long, global = true)]
    pub json: bool,
    /// The speed of the REPL's line, in baud [default: 115200]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub baud: Option<u32>,
    /// Another config.toml than the user's own
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The workbench's theme
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say more on stderr; twice: all there is
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// When to colour what goes to a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    // On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether our stdout gets colours.
    pub(in crate::cli) fn on_stdout(self) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
                std::io::stdout().is_terminal() && !refused
            }
        }
    }
}
