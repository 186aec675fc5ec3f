//! Where things were drawn: `ui` fills it, the runtime hands it back, and the mouse
//! and the page keys go by it.

use super::action::Action;
use super::state::{Pane, Side};
use crate::model::Edge;

/// Cells of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub columns: u16,
    pub rows: u16,
}

impl Size {
    /// Below this nothing sensible can be shown.
    pub const LEAST: Size = Size { columns: 60, rows: 16 };

    pub fn too_small(self) -> bool {
        self.columns < Size::LEAST.columns || self.rows < Size::LEAST.rows
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    pub fn holds(self, x: u16, y: u16) -> bool {
        x >= self.x && y >= self.y && x - self.x < self.width && y - self.y < self.height
    }
}

/// What lies under the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A pane: its border, its title, its empty part.
    Pane(Pane),
    /// The rows of a list; the area's first row is the one at the list's offset.
    Devices,
    Files(Side),
    Log,
    /// The rows of the overlay that is open: palette, help, plan.
    Overlay,
    /// The cells of the REPL.
    Repl,
    /// The cells of the text that is edited.
    Page,
    /// The curves of the plot.
    Plot,
    /// A hint, a button.
    Do(Action),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The most particular first: the first that holds the point wins.
    pub spots: Vec<(Area, Spot)>,
    /// Borders between panes that can be moved.
    pub edges: Vec<(Area, Edge)>,
    /// Rows that fit, of each list.
    pub devices: u16,
    pub local: u16,
    pub remote: u16,
    pub log: u16,
    pub overlay: u16,
    /// Lines the overlay has in all, where only `ui` knows: help.
    pub overlay_lines: usize,
    /// The cells of the text that is edited.
    pub page: Size,
    /// The cells of the REPL: the emulator takes this size. None while it is hidden.
    pub repl: Option<Size>,
    /// Columns of the plot's curves; 0 while it is hidden.
    pub plot: u16,
}

impl Layout {
    /// Rows of a screen from which on the REPL is seen below the editor.
    pub const ROWS_FOR_BOTH: u16 = 20;

    pub fn spot(&self, x: u16, y: u16) -> Option<(Area, Spot)> {
        self.spots.iter().copied().find(|(area, _)| area.holds(x, y))
    }
}
