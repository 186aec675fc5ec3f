//! The words of `mpdeck firmware`.

use clap::Args;

use super::flash::chip;
use crate::model::Chip;

#[derive(Debug, Args)]
pub(in crate::cli) struct FirmwareWords {
    /// The board, as micropython.org names it
    pub board: Option<String>,
    /// List the boards that may have this chip
    #[arg(long, value_parser = chip, conflicts_with_all = ["board", "get"])]
    pub chip: Option<Chip>,
    /// Download the newest release, and print where it is
    #[arg(long, requires = "board")]
    pub get: bool,
    /// Another release than the newest
    #[arg(long, value_name = "VERSION", requires = "get")]
    pub release: Option<String>,
}
