//! The guide: its pages, and the welcome at the very first start.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::list::Cursor;
use crate::app::overlay::{Overlay, Viewer};
use crate::app::state::State;
use crate::catalog::guide::{PAGES, Page, WELCOME};
use crate::catalog::{Board, Found};
use crate::model::Level;

use super::panes::motion;

impl State {
    pub(super) fn open_guide(&mut self) {
        let item = |page: &Page| Item { name: page.name.to_owned(), says: page.title().to_owned() };
        self.overlays.push(Overlay::Chooser(Chooser {
            title: "Guide",
            items: PAGES.iter().map(item).collect(),
            cursor: Cursor::default(),
            what: Choosing::Guide,
        }));
    }

    pub(super) fn open_page(&mut self, name: &str) {
        let Some(page) = Page::by_name(name) else { return };
        let text = page.text(self.pinout().as_deref());
        self.overlays.push(Overlay::Viewer(Viewer::wrapped(page.title().to_owned(), &text)));
    }

    /// The pinout of the board shown, where it is known which one it is.
    fn pinout(&self) -> Option<Arc<Board>> {
        let chosen = self.pinout_key().and_then(|key| self.setup.pinouts.get(&key).cloned());
        if let Some(board) = chosen.and_then(|name| self.setup.catalog.board(&name)) {
            return Some(board);
        }
        match self.setup.catalog.found(&self.board()?.info.as_ref()?.machine) {
            Found::One(board) => Some(board),
            _ => None,
        }
    }

    /// At the very first start: a box where there is no board to begin with, else a line
    /// that is not in the way.
    pub(super) fn welcome(&mut self) {
        if !std::mem::take(&mut self.setup.first_run) {
            return;
        }
        let nothing = !self.devices.list.iter().any(|device| device.candidate);
        if nothing && self.boards.is_empty() && self.overlays.is_empty() {
            let viewer = Viewer::wrapped(WELCOME.title().to_owned(), &WELCOME.text(None));
            self.overlays.push(Overlay::Welcome(viewer));
        } else if self.notice.is_none() {
            self.notify_offering(
                Level::Info,
                "New here? The guide tells the first steps",
                Action::Guide,
            );
        }
    }

    /// The welcome takes no key away from the panes but those that close it.
    pub(super) fn in_welcome(&mut self, action: Action) {
        if let (Some(motion), Some(Overlay::Welcome(viewer))) =
            (motion(action), self.overlays.last_mut())
        {
            let (lines, page) = (self.layout.overlay_lines, usize::from(self.layout.overlay));
            return viewer.scroll.go(motion, lines, page);
        }
        self.overlays.pop();
        if !matches!(action, Action::Dismiss | Action::Open | Action::Connect | Action::Cancel) {
            self.act(action);
        }
    }
}
