//! Lists to choose from.

use crate::app::action::Action;
use crate::app::chooser::{Chooser, Choosing, Item};
use crate::app::effect::{Choice, Effect};
use crate::app::list::Cursor;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::model::Level;

use super::panes::motion;

impl State {
    /// Each theme is shown while the cursor is on it.
    pub(super) fn choose_theme(&mut self) {
        let items: Vec<Item> = self
            .setup
            .themes
            .iter()
            .map(|name| Item { name: name.clone(), says: String::new() })
            .collect();
        let before = self.setup.theme.clone();
        let at = items.iter().position(|item| item.name == before).unwrap_or_default();
        let mut cursor = Cursor::default();
        cursor.put(at, items.len(), items.len());
        self.overlays.push(Overlay::Chooser(Chooser {
            title: "Theme",
            items,
            cursor,
            what: Choosing::Theme { before },
        }));
    }

    pub(super) fn in_chooser(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let Some(Overlay::Chooser(chooser)) = self.overlays.last_mut() else { return };
        if let Some(motion) = motion(action) {
            let lines = chooser.items.len();
            chooser.cursor.go(motion, lines, page);
            return self.preview();
        }
        match action {
            Action::Accept | Action::Open => self.choose(),
            Action::Run => self.run_choice(),
            Action::Dismiss | Action::Quit | Action::Cancel => self.leave_chooser(),
            _ => {}
        }
    }

    /// Only a snippet can be run.
    fn run_choice(&mut self) {
        let Some(Overlay::Chooser(chooser)) = self.overlays.last() else { return };
        let Choosing::Snippet { texts } = &chooser.what else { return };
        let text = texts.get(chooser.cursor.at).cloned();
        self.overlays.pop();
        if let Some(text) = text {
            self.run_text(text);
        }
    }

    /// A row of the list was clicked.
    pub(super) fn click_chooser(&mut self, row: usize) {
        let page = usize::from(self.layout.overlay);
        let Some(Overlay::Chooser(chooser)) = self.overlays.last_mut() else { return };
        let (at, lines) = (chooser.cursor.offset + row, chooser.items.len());
        if at < lines {
            chooser.cursor.put(at, lines, page);
            self.choose();
        }
    }

    fn preview(&mut self) {
        let Some(Overlay::Chooser(chooser)) = self.overlays.last() else { return };
        if let (Choosing::Theme { .. }, Some(name)) = (&chooser.what, chooser.name()) {
            let effect = Effect::Theme(name.to_owned());
            self.emit(effect);
        } else if let Choosing::Layout { .. } = chooser.what {
            self.set_layout(chooser.cursor.at);
        }
    }

    fn choose(&mut self) {
        let Some(Overlay::Chooser(chooser)) = self.overlays.pop() else { return };
        let Some(name) = chooser.name().map(str::to_owned) else { return };
        match chooser.what {
            Choosing::Guide => {
                self.overlays.push(Overlay::Chooser(chooser));
                self.open_page(&name);
            }
            Choosing::Board => self.board_chosen(&name),
            Choosing::Text { texts } => {
                if let Some(text) = texts.get(chooser.cursor.at) {
                    self.fill_input(text);
                }
            }
            Choosing::Line { texts } => {
                if let Some(text) = texts.get(chooser.cursor.at) {
                    self.fill_line(text);
                }
            }
            Choosing::Snippet { texts } => {
                if let Some(text) = texts.get(chooser.cursor.at) {
                    self.insert_input(text);
                }
            }
            Choosing::Place { frames } => {
                if let Some(frame) = frames.get(chooser.cursor.at) {
                    self.open_frame(frame);
                }
            }
            Choosing::Layout { .. } => {
                self.set_layout(chooser.cursor.at);
                self.keep_layout();
            }
            Choosing::Theme { .. } => {
                self.setup.theme.clone_from(&name);
                self.notify(Level::Good, format!("Theme {name}, also from now on"));
                self.emit(Effect::Theme(name.clone()));
                self.emit(Effect::Remember(Choice::Theme(name)));
            }
        }
    }

    /// As if nothing had been looked at.
    pub(super) fn leave_chooser(&mut self) {
        let Some(Overlay::Chooser(chooser)) = self.overlays.pop() else { return };
        match chooser.what {
            Choosing::Theme { before } => self.emit(Effect::Theme(before)),
            Choosing::Layout { before } => self.leave_layout(before),
            _ => {}
        }
    }
}
