//! The subcommands: one parser of a command line to a [`Request`](crate::model::Request),
//! one place that carries a request out, and the two shapes (text and JSON) of what
//! comes of it. Thin: all the work on a board is done by `session` and `work`, so the
//! TUI's `:` line and its keys end in the same code.

mod about;
mod alone;
mod args;
mod choice;
mod clean;
mod compile;
mod doctor;
mod firmware;
mod flash;
mod found;
mod leave;
mod local;
mod monitor;
mod output;
mod parse;
mod perform;
mod printer;
mod progress;
pub mod remote;
mod repl;
mod run;
mod several;
pub mod shell;
mod signals;
mod sync;
mod terminal;

pub use about::{catalog, tell};
pub use alone::alone;
pub use args::{Color, Global};
pub use choice::{
    Chosen, device, kept, lenient, log_bound, name as name_devices, named_devices, of_project,
    opener, own, settings,
};
pub use clean::{Filter, name, text};
pub use compile::without_board;
pub use firmware::firmware;
pub use flash::reach;
pub use found::{Copied, Found};
use local::reason;
pub use output::{Output, Step};
pub use parse::{Ask, BareChip, Invocation, parse, parse_arguments, words};
pub use perform::{Place, perform, program};
pub use printer::{Printer, Printing, Style};
pub use run::{complain, run, simulate, simulate_chip};
