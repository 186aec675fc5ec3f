//! What lies over the panes: questions, text fields, previews, help.

use crate::model::{BoardId, Fetched, JobId, Level, Plan, QuestionId, ResetKind, SyncOptions};

use super::action::Context;
use super::chooser::Chooser;
use super::conflict::ConflictView;
use super::diff::DiffView;
use super::editor::{Field, Spot};
use super::effect::Asker;
use super::finder::Finder;
use super::flash::Wizard;
use super::list::{Cursor, Scroll};
use super::pins::Pins;
use super::state::{Side, State};
use super::update::{After, Leave, Steps};

#[derive(Debug)]
pub enum Overlay {
    Help(Scroll),
    Prompt(Prompt),
    Palette(Palette),
    Finder(Finder),
    Dialog(Dialog),
    Viewer(Viewer),
    /// What a sync would do; nothing is asked.
    Plan(PlanView),
    Conflict(ConflictView),
    Diff(DiffView),
    Pins(Pins),
    Chooser(Chooser),
    /// Putting firmware on a board.
    Flash(Box<Wizard>),
    /// The file in [`State::editing`](super::State::editing).
    Page,
    /// At the very first start; the panes below keep their keys.
    Welcome(Viewer),
}

impl Overlay {
    pub fn context(&self) -> Context {
        match self {
            Overlay::Help(_) => Context::Help,
            Overlay::Prompt(_) => Context::Field,
            Overlay::Palette(_) | Overlay::Finder(_) => Context::Palette,
            Overlay::Dialog(_) => Context::Dialog,
            Overlay::Viewer(_) | Overlay::Diff(_) => Context::Viewer,
            Overlay::Plan(_) => Context::Plan,
            Overlay::Conflict(_) => Context::Conflict,
            Overlay::Pins(_) => Context::Pins,
            Overlay::Chooser(_) => Context::Chooser,
            Overlay::Flash(_) => Context::Flash,
            Overlay::Page => Context::Editor,
            Overlay::Welcome(_) => Context::Panes,
        }
    }
}

impl State {
    /// Where the keys act that the help is asked for.
    pub fn helped(&self) -> Context {
        let below = self.overlays.iter().rev().find(|at| !matches!(at, Overlay::Help(_)));
        below.map_or_else(|| self.pane_context(), Overlay::context)
    }
}

/// One line of text, and what it is for.
#[derive(Debug)]
pub struct Prompt {
    /// `Rename /main.py on ttyUSB0 to`.
    pub title: String,
    pub field: Field,
    pub purpose: Purpose,
    /// Why the text cannot be taken.
    pub error: Option<String>,
    /// Tab was pressed before it was known what there is.
    pub(super) waits: bool,
    /// Names that fit what is typed.
    pub choices: Vec<String>,
    /// The entry of the history that is shown, and what was typed before.
    pub(super) history: Option<(usize, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The `:` line; drawn at the bottom.
    Command,
    /// Filters as it is typed; drawn at the bottom.
    Filter(FilterOf),
    /// Searches the scrollback; drawn at the bottom.
    Search,
    /// Searches the file that is edited, from where the cursor was.
    Find {
        from: Spot,
    },
    /// What is to be replaced in it, and by what.
    ReplaceWhat,
    ReplaceWith,
    /// Goes to a line of it.
    Line,
    /// Paths are relative to the side's root.
    Rename {
        side: Side,
        path: String,
    },
    NewFolder {
        side: Side,
        folder: String,
    },
    NewFile {
        side: Side,
        folder: String,
    },
    /// The path of an image to flash.
    Image,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterOf {
    Files(Side),
    Log,
    Pins,
}

/// Finds a command by its name.
#[derive(Debug)]
pub struct Palette {
    pub field: Field,
    /// Among the [`matches`](super::State::palette_rows).
    pub cursor: Cursor,
}

/// A question with yes and no.
#[derive(Debug)]
pub struct Dialog {
    pub title: String,
    /// Cleaned; names board and path.
    pub lines: Vec<String>,
    /// The plan it is about, scrollable.
    pub plan: Option<PlanView>,
    pub level: Level,
    /// Words on the buttons.
    pub yes: &'static str,
    pub no: &'static str,
    /// Whether Enter means yes.
    pub on_yes: bool,
    pub(super) then: Deed,
    /// Keys before this moment are not meant for it: it came up while the user typed.
    pub(super) armed: std::time::Duration,
}

/// What a yes does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A no is told, too.
    Answer {
        asker: Asker,
        question: QuestionId,
        folder: bool,
    },
    Quit,
    Reset {
        boards: Vec<BoardId>,
        kind: ResetKind,
    },
    Steps(Steps),
    Sync(SyncOptions),
    /// The edited file goes over what somebody else wrote on the board.
    PutBack(Box<Fetched>),
    /// Takes back the last change of the board's files.
    Undo {
        board: BoardId,
        force: bool,
    },
    /// Ends work on a chip in the middle of it.
    StopFlash(JobId),
    /// A no throws the changes away, Esc goes back to them.
    Save(Leave),
    Overwrite(After),
    /// A no keeps what is in the editor.
    Reload(Vec<u8>),
}

/// The file under the cursor, as text or as bytes.
#[derive(Debug)]
pub struct Viewer {
    /// Path and board, cleaned.
    pub title: String,
    /// Of the whole file; more than is shown where the file is large.
    pub size: u64,
    pub hex: bool,
    pub scroll: Scroll,
    /// Columns scrolled to the right.
    pub right: usize,
    /// Long lines are broken, not cut; there is nothing to the right then.
    pub wraps: bool,
    /// The text is Python: it is shown in colours.
    pub python: bool,
    bytes: Vec<u8>,
    lines: Vec<String>,
}

impl Viewer {
    /// Bytes shown of a file at most.
    pub const MOST: u64 = 512 * 1024;

    pub fn new(title: String, mut bytes: Vec<u8>, size: u64) -> Self {
        bytes.truncate(Viewer::MOST as usize);
        let text = String::from_utf8_lossy(&bytes);
        let lines = super::clean::clean_lines(&text).collect();
        let hex = bytes.contains(&0) || text.chars().filter(|c| *c == '\u{fffd}').count() > 8;
        let scroll = Scroll::default();
        Viewer { title, size, hex, scroll, right: 0, wraps: false, python: false, bytes, lines }
    }

    /// A file, in colours if its name says that it is Python.
    pub fn of_file(name: &str, title: String, bytes: Vec<u8>, size: u64) -> Self {
        Viewer { python: name.ends_with(".py"), ..Viewer::new(title, bytes, size) }
    }

    /// The text, or what is seen of it, from the first line to before `end`.
    pub fn text_until(&self, end: usize) -> String {
        self.lines.get(..end.min(self.lines.len())).unwrap_or_default().join("\n")
    }

    pub fn text(title: String, text: &str) -> Self {
        let mut viewer = Viewer::new(title, text.as_bytes().to_vec(), text.len() as u64);
        viewer.hex = false;
        viewer
    }

    /// Text to be read from end to end.
    pub fn wrapped(title: String, text: &str) -> Self {
        Viewer { wraps: true, ..Viewer::text(title, text) }
    }

    /// Only the beginning is shown.
    pub fn is_cut(&self) -> bool {
        self.size > self.bytes.len() as u64
    }

    pub fn lines(&self) -> usize {
        if self.hex { self.bytes.len().div_ceil(16) } else { self.lines.len() }
    }

    /// A line of text, or `00000010  6d 61 …  |ma…|`.
    pub fn line(&self, index: usize) -> String {
        if !self.hex {
            return self.lines.get(index).cloned().unwrap_or_default();
        }
        let start = index * 16;
        let end = (start + 16).min(self.bytes.len());
        let bytes = self.bytes.get(start..end).unwrap_or_default();
        let mut line = format!("{start:08x} ");
        for column in 0..16 {
            if column == 8 {
                line.push(' ');
            }
            match bytes.get(column) {
                Some(byte) => line.push_str(&format!(" {byte:02x}")),
                None => line.push_str("   "),
            }
        }
        line.push_str("  |");
        line.extend(bytes.iter().map(|byte| match byte {
            0x20..=0x7e => char::from(*byte),
            _ => '.',
        }));
        line.push('|');
        line
    }
}

#[derive(Debug)]
pub struct PlanView {
    pub plan: Box<Plan>,
    pub scroll: Scroll,
}

impl PlanView {
    pub fn new(plan: Box<Plan>) -> Self {
        PlanView { plan, scroll: Scroll::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_text_as_text_and_the_rest_as_hex() {
        let viewer = Viewer::new("x".into(), b"print(1)\n\tx\x1b\n".to_vec(), 12);
        assert!(!viewer.hex && !viewer.is_cut());
        assert_eq!((viewer.line(0), viewer.line(1)), ("print(1)".into(), "    x\\x1b".into()));
        let viewer = Viewer::new("x".into(), b"M\0\x1f".to_vec(), 3);
        assert!(viewer.hex);
        assert_eq!(
            viewer.line(0),
            "00000000  4d 00 1f                                          |M..|"
        );
        assert_eq!(viewer.lines(), 1);
    }
}
