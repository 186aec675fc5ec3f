//! The subcommands: one parser of a command line to a [`Request`](crate::model::Request),
//! one place that carries a request out, and the two shapes (text and JSON) of what
//! comes of it. Thin: all the work on a board is done by `session` and `work`, so the
//! TUI's `:` line and its keys end in the same code.

mod args;
mod clean;
mod found;
mod output;
mod parse;
mod printer;
mod progress;

pub use args::{Color, Global};
pub use clean::{Filter, name, text};
pub use found::{Copied, Found};
pub use output::{Output, Step};
pub use parse::{Ask, Invocation, parse, parse_arguments, words};
pub use printer::{Printer, Printing, Style};
