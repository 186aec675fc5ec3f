//! What the user sees and asks: state, actions, update, effects. Pure: no I/O, no
//! terminal, no clock. [`start`] gives the first [`State`]; [`update`] takes a
//! [`Msg`] and gives back [`Effect`]s; `ui` renders the state between them.

mod action;
mod annotate;
mod board;
mod chooser;
mod clean;
mod commands;
mod compare;
mod conflict;
mod diff;
mod editor;
mod effect;
mod finder;
mod flash;
mod fuzzy;
mod input;
mod keys;
mod layout;
mod line;
mod list;
mod log;
mod message;
mod offers;
mod overlay;
mod page;
mod pasted;
mod pins;
mod plot;
mod python;
mod run;
mod scrollback;
mod selection;
mod state;
mod strings;
mod terminal;
mod trace;
mod tree;
mod update;

pub use action::{Action, Context};
pub use board::{Board, Gauge, TreeRead};
pub use chooser::{Chooser, Choosing, Item};
pub use clean::{clean, clean_lines};
pub use commands::{Command, GROUPS, command, commands, hints, rows_of};
pub use conflict::ConflictView;
pub use diff::{Body, DiffLine, DiffView, LineOf};
pub use editor::{Area as TextArea, Field};
pub use effect::{Asker, Choice, Effect, FirmwareOp, FlashOrder, LocalOp, WorkOrder};
pub use finder::Finder;
pub use flash::{
    BackUp, Doing, Download, DownloadOf, Fits, FlashChoices, FlashStep, FlashWork, Menu, Way,
    Wizard,
};
pub use input::{Choices as Completions, Input};
pub use layout::{Area, Layout, Size, Spot};
pub use list::{Cursor, Motion, Scroll};
pub use log::{Log, LogEntry};
pub use message::{LocalEntry, LocalFile, Mouse, MouseKind, Msg, Outcome};
pub use overlay::{Dialog, FilterOf, Overlay, Palette, PlanView, Prompt, Purpose, Viewer};
pub use page::{Page, Place, shown};
pub use pins::{Levels, Pins};
pub use plot::{Plot, Row as PlotRow, SERIES, Scale, Window};
pub use python::end_of_long;
pub use run::{Ended, How};
pub use scrollback::{CellStyle, Colour, Line, Span};
pub use selection::Selection;
pub use state::{DeviceRow, Devices, Files, Job, Notice, Pane, Repl, Setup, Side, State, Watching};
pub use terminal::Terminal;
pub use trace::links;
pub use tree::{Node, Row, Totals, Tree};
pub use update::{start, update};
