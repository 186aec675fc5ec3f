//! Which panes are seen, and how large each is: by keys, by the mouse, from a list.

use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::{Choice, Effect};
use crate::app::list::Cursor;
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};
use crate::model::{Edge, Level, Preset};

/// What one key press moves an edge by, in cells.
const COLUMNS: i32 = 2;
const ROWS: i32 = 1;

impl State {
    /// Each layout is shown while the cursor is on it.
    pub(super) fn choose_layout(&mut self) {
        let item = |preset: Preset| Item {
            name: preset.word().to_owned(),
            says: preset.says().to_owned(),
        };
        let items = Preset::ALL.map(item).to_vec();
        let before = (self.arrangement.preset, self.focus);
        let mut cursor = Cursor::default();
        let at = Preset::ALL.iter().position(|preset| *preset == before.0).unwrap_or_default();
        cursor.put(at, items.len(), items.len());
        let (title, what) = ("Layout", Choosing::Layout { before });
        self.overlays.push(Overlay::Chooser(Chooser { title, items, cursor, what }));
    }

    /// The keys go to one of its panes; one that has the whole screen makes way.
    pub(super) fn set_layout(&mut self, at: usize) {
        let Some(preset) = Preset::ALL.get(at) else { return };
        self.arrangement.preset = *preset;
        self.zoomed = false;
        match (preset, self.focus) {
            (Preset::Code, Pane::Devices) => self.set_focus(Pane::Files),
            (Preset::Code, Pane::Log) => self.set_focus(Pane::Repl),
            (Preset::Monitor, Pane::Devices | Pane::Files) => self.set_focus(Pane::Repl),
            _ => {}
        }
    }

    pub(super) fn leave_layout(&mut self, (preset, focus): (Preset, Pane)) {
        self.arrangement.preset = preset;
        self.set_focus(focus);
    }

    pub(super) fn keep_layout(&mut self) {
        self.emit(Effect::Remember(Choice::Layout(self.arrangement)));
    }

    /// The pane with the keys becomes wider or narrower.
    pub(super) fn widen(&mut self, steps: i32) {
        let right = matches!(self.focus, Pane::Repl | Pane::Log);
        self.nudge(&[Edge::Left], if right { -steps } else { steps } * COLUMNS);
    }

    /// The pane with the keys becomes taller or less tall.
    pub(super) fn heighten(&mut self, steps: i32) {
        let (edge, steps) = match self.focus {
            Pane::Devices => (Edge::Devices, steps),
            Pane::Files => (Edge::Devices, -steps),
            Pane::Repl => (Edge::Log, steps),
            Pane::Log => (Edge::Log, -steps),
        };
        self.nudge(&[edge, Edge::Log], steps * ROWS);
    }

    /// As the screen suggests.
    pub(super) fn default_sizes(&mut self) {
        let preset = self.arrangement.preset;
        self.arrangement = crate::model::Arrangement { preset, ..Default::default() };
        self.keep_layout();
    }

    /// Moves the first of these that is on the screen.
    fn nudge(&mut self, edges: &[Edge], by: i32) {
        let shown = |edge: &&Edge| self.layout.edges.iter().any(|(_, other)| other == *edge);
        let Some(edge) = edges.iter().find(shown) else {
            return self.notify(Level::Info, "No other pane is beside this one");
        };
        let screen = self.panes_size();
        let at = i32::from(self.arrangement.at(*edge, screen)) + by;
        self.arrangement.put(*edge, u16::try_from(at).unwrap_or_default(), screen);
        self.keep_layout();
    }

    /// A border was pressed: it follows the mouse until that is released.
    pub(super) fn grab_edge(&mut self, x: u16, y: u16) {
        let edge = self.layout.edges.iter().find(|(area, _)| area.holds(x, y));
        self.grabbed = edge.map(|(_, edge)| *edge);
    }

    /// True while a border follows the mouse.
    pub(super) fn drag_edge(&mut self, x: u16, y: u16) -> bool {
        let Some(edge) = self.grabbed else { return false };
        let screen = self.panes_size();
        let at = if edge == Edge::Left { x } else { y };
        self.arrangement.put(edge, at, screen);
        true
    }

    /// True if a border was followed until now.
    pub(super) fn let_go_of_edge(&mut self) -> bool {
        let moved = self.grabbed.take().is_some();
        if moved {
            self.keep_layout();
        }
        moved
    }

    /// The screen without the status line.
    fn panes_size(&self) -> (u16, u16) {
        (self.size.columns, self.size.rows.saturating_sub(1))
    }
}
