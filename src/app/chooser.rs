//! A list to choose from, with what is chosen shown at once where that can be seen.

use super::list::Cursor;
use super::state::Pane;
use super::trace::Frame;
use crate::model::Preset;

#[derive(Debug)]
pub struct Chooser {
    pub title: &'static str,
    pub items: Vec<Item>,
    pub cursor: Cursor,
    pub what: Choosing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is chosen by it.
    pub name: String,
    /// For a person, behind the name; may be empty.
    pub says: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choosing {
    /// Which board's pins are shown.
    Board,
    /// A page of the guide.
    Guide,
    /// `before` comes back when nothing is chosen.
    Theme { before: String },
    /// Which panes are seen; `before` comes back when nothing is chosen.
    Layout { before: (Preset, Pane) },
    /// A text for the input editor.
    Text { texts: Vec<String> },
    /// A line for the command line.
    Line { texts: Vec<String> },
    /// A program for the input editor, or to be run.
    Snippet { texts: Vec<String> },
    /// A place that a traceback names.
    Place { frames: Vec<Frame> },
}

impl Chooser {
    pub(super) fn name(&self) -> Option<&str> {
        self.items.get(self.cursor.at).map(|item| item.name.as_str())
    }
}
