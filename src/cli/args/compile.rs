//! The words of `mpdeck compile`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct Compile {
    /// Python files of this computer
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The output's name; with several files, or a / at its end: the folder for them
    /// [default: beside each]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// For this version of MicroPython; no board is asked
    #[arg(long = "for", value_name = "VERSION")]
    pub version: Option<String>,
    /// The architecture of native code [default: the board's]
    #[arg(long, value_name = "ARCH")]
    pub march: Option<String>,
    /// Leave out asserts (1), and line numbers too (3)
    #[arg(short = 'O', value_name = "N", value_parser = clap::value_parser!(u8).range(0..=3))]
    pub optimize: Option<u8>,
    /// The source's name in tracebacks [default: FILE]
    #[arg(short = 's', long = "name", value_name = "NAME")]
    pub name: Option<String>,
}
