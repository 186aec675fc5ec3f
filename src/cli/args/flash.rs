//! The words of `mpdeck flash`, `erase`, `backup` and `info`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::{After, Before, Chip, FlashOptions, LoaderOptions, Request};

/// The highest rate that nearly every adapter and cable bears, in bits per second.
const USUAL_BAUD: u32 = 460_800;

#[derive(Debug, Args)]
pub(in crate::cli) struct FlashWords {
    /// Firmware: a .bin or .uf2 file for the board's chip
    pub image: PathBuf,
    /// Where it goes in the flash [default: where the chip starts from]
    #[arg(long, value_name = "N", value_parser = number)]
    pub offset: Option<u32>,
    /// Erase all of the flash first, with all files on the board
    #[arg(long)]
    pub erase: bool,
    /// Read all that is in the flash into this file first
    #[arg(long, value_name = "FILE")]
    pub backup: Option<PathBuf>,
    /// Where the drive of the board's UF2 boot loader is [default: looked for]
    #[arg(long, value_name = "FOLDER")]
    pub drive: Option<PathBuf>,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    #[command(flatten)]
    pub loader: LoaderWords,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EraseWords {
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    #[command(flatten)]
    pub loader: LoaderWords,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BackupWords {
    /// Where the content of the flash goes; it must not be there yet
    pub file: PathBuf,
    #[command(flatten)]
    pub loader: LoaderWords,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct InfoWords {
    /// Ask the loader of an ESP chip instead of MicroPython: this stops what runs there
    #[arg(long)]
    pub chip: bool,
    /// How the chip is brought into its loader
    #[arg(long, value_enum, value_name = "WAY", default_value = "default", requires = "chip")]
    before: BeforeWord,
    /// What happens to the chip afterwards
    #[arg(long, value_enum, value_name = "WAY", default_value = "default", requires = "chip")]
    after: AfterWord,
}

/// How the loader is reached and used.
#[derive(Debug, Args)]
pub(in crate::cli) struct LoaderWords {
    /// What the chip has to be; it is asked in any case
    #[arg(long, value_parser = chip)]
    chip: Option<Chip>,
    /// The highest rate on the line
    #[arg(long, value_name = "N", default_value_t = USUAL_BAUD,
        value_parser = clap::value_parser!(u32).range(9600..=4_000_000))]
    flash_baud: u32,
    /// Use the loader in the chip's ROM only
    #[arg(long)]
    no_stub: bool,
    /// How the chip is brought into its loader
    #[arg(long, value_enum, value_name = "WAY", default_value = "default")]
    before: BeforeWord,
    /// What happens to the chip afterwards
    #[arg(long, value_enum, value_name = "WAY", default_value = "default")]
    after: AfterWord,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum BeforeWord {
    /// As config.toml has it for the board, else by the control lines; by hand where there
    /// are none
    Default,
    /// By the control lines, as the chip's own USB port takes them
    UsbJtag,
    /// By the control lines, which are wired the wrong way round
    Crossed,
    /// By hand: no line is touched
    Hands,
    /// It is there already
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AfterWord {
    /// What is in its flash starts
    Default,
    /// It stays in its loader
    None,
}

impl From<BeforeWord> for Before {
    fn from(word: BeforeWord) -> Before {
        match word {
            BeforeWord::Default => Before::Default,
            BeforeWord::UsbJtag => Before::UsbJtag,
            BeforeWord::Crossed => Before::Crossed,
            BeforeWord::Hands => Before::Hands,
            BeforeWord::None => Before::None,
        }
    }
}

impl From<AfterWord> for After {
    fn from(word: AfterWord) -> After {
        match word {
            AfterWord::Default => After::Default,
            AfterWord::None => After::None,
        }
    }
}

impl From<LoaderWords> for LoaderOptions {
    fn from(words: LoaderWords) -> LoaderOptions {
        LoaderOptions {
            chip: words.chip,
            baud: words.flash_baud,
            stub: !words.no_stub,
            before: words.before.into(),
            after: words.after.into(),
        }
    }
}

impl From<FlashWords> for Request {
    fn from(words: FlashWords) -> Request {
        let FlashWords { image, offset, erase, backup, drive, yes, loader } = words;
        let loader = loader.into();
        Request::Flash(FlashOptions { image, offset, erase, backup, drive, yes, loader })
    }
}

impl From<EraseWords> for Request {
    fn from(words: EraseWords) -> Request {
        Request::Erase { yes: words.yes, loader: words.loader.into() }
    }
}

impl From<BackupWords> for Request {
    fn from(words: BackupWords) -> Request {
        Request::Backup { file: words.file, loader: words.loader.into() }
    }
}

impl From<InfoWords> for Request {
    fn from(words: InfoWords) -> Request {
        if !words.chip {
            return Request::Info;
        }
        // What little is asked goes at the first rate, and the ROM knows it.
        Request::Chip(LoaderOptions {
            chip: None,
            baud: 115_200,
            stub: false,
            before: words.before.into(),
            after: words.after.into(),
        })
    }
}

/// A chip's name, as esptool takes it or as its maker writes it.
pub(super) fn chip(word: &str) -> Result<Chip, String> {
    Chip::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Chip::words().collect();
        format!("there are {}", words.join(", "))
    })
}

/// `4096` or `0x1000`.
fn number(word: &str) -> Result<u32, String> {
    let parsed = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => word.parse(),
    };
    parsed.map_err(|_| "a number is wanted: 4096 or 0x1000".to_owned())
}
