//! Text fields: the command line, filters, names; and the palette.

use crate::app::action::Action;
use crate::app::editor::Field;
use crate::app::list::{Cursor, Motion};
use crate::app::overlay::{FilterOf, Overlay, Palette, Prompt, Purpose, Viewer};
use crate::app::state::{Side, State};
use crate::model::{Key, KeyCode};

use super::panes::motion;

impl State {
    pub(super) fn ask_text(&mut self, title: impl Into<String>, text: &str, purpose: Purpose) {
        let title = crate::app::clean(&title.into()).into_owned();
        let field = Field::new(text);
        let prompt = Prompt {
            title,
            field,
            purpose,
            error: None,
            history: None,
            choices: Vec::new(),
            waits: false,
        };
        self.overlays.push(Overlay::Prompt(prompt));
    }

    pub(super) fn ask_filter(&mut self, of: FilterOf) {
        let now = match of {
            FilterOf::Files(side) => self.tree(side).map(|tree| tree.filter().to_owned()),
            FilterOf::Log => Some(self.log.filter.clone()),
            FilterOf::Pins => None,
        };
        self.ask_text("Filter:", &now.unwrap_or_default(), Purpose::Filter(of));
    }

    pub(super) fn open_palette(&mut self) {
        let palette = Palette { field: Field::new(""), cursor: Cursor::default() };
        self.overlays.push(Overlay::Palette(palette));
    }

    pub(super) fn field_key(&mut self, key: Key) {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => {
                if prompt.purpose == Purpose::Command && key.code == KeyCode::Tab {
                    return self.complete_line();
                }
                prompt.field.key(key);
            }
            Some(Overlay::Palette(palette)) => palette.field.key(key),
            Some(Overlay::Finder(finder)) => finder.field.key(key),
            _ => {}
        }
        self.field_changed();
    }

    pub(super) fn field_paste(&mut self, text: &str) {
        match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => prompt.field.insert(text),
            Some(Overlay::Palette(palette)) => palette.field.insert(text),
            Some(Overlay::Finder(finder)) => finder.field.insert(text),
            _ => {}
        }
        self.field_changed();
    }

    /// Filters work while they are typed.
    fn field_changed(&mut self) {
        let (purpose, text) = match self.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => {
                prompt.error = None;
                prompt.history = None;
                prompt.waits = false;
                prompt.choices.clear();
                (prompt.purpose.clone(), prompt.field.text().to_owned())
            }
            Some(Overlay::Palette(palette)) => {
                palette.cursor = Cursor::default();
                return;
            }
            Some(Overlay::Finder(finder)) => return finder.find(),
            _ => return,
        };
        match purpose {
            Purpose::Filter(of) => self.filter(of, &text),
            Purpose::Find { from } => self.find_typed(from, &text),
            _ => {}
        }
    }

    fn filter(&mut self, of: FilterOf, text: &str) {
        match of {
            FilterOf::Log => self.filter_log(text),
            FilterOf::Pins => self.filter_pins(text),
            FilterOf::Files(side) => {
                let page = self.page(side);
                if let Some(tree) = self.tree_mut(side) {
                    tree.set_filter(text, page);
                }
            }
        }
    }

    pub(super) fn in_field(&mut self, action: Action) {
        match action {
            Action::Dismiss | Action::Cancel => self.close_overlay(),
            Action::Accept => self.accept(),
            Action::HistoryUp => self.recall(true),
            Action::HistoryDown => self.recall(false),
            Action::HistoryList => self.list_lines(),
            _ => {
                if let Some(motion) = motion(action) {
                    self.go_in_palette(motion);
                }
            }
        }
    }

    /// A filter that is not taken is removed.
    pub(super) fn close_overlay(&mut self) {
        if let Some(Overlay::Chooser(_)) = self.overlays.last() {
            return self.leave_chooser();
        }
        if let Some(Overlay::Flash(_)) = self.overlays.last() {
            return self.close_flash();
        }
        let Some(Overlay::Prompt(prompt)) = self.overlays.pop() else { return };
        match prompt.purpose {
            Purpose::Filter(of) => self.filter(of, ""),
            Purpose::Find { from } => self.find_typed(from, ""),
            _ => {}
        }
    }

    fn go_in_palette(&mut self, motion: Motion) {
        let rows = self.palette_rows().len();
        let page = usize::from(self.layout.overlay);
        if let Some(Overlay::Palette(palette)) = self.overlays.last_mut() {
            palette.cursor.go(motion, rows, page);
        }
        if let Some(Overlay::Finder(finder)) = self.overlays.last_mut() {
            let rows = finder.found().len();
            finder.cursor.go(motion, rows, page);
        }
    }

    fn accept(&mut self) {
        match self.overlays.last() {
            Some(Overlay::Finder(_)) => self.take_found(),
            Some(Overlay::Prompt(prompt)) => {
                let text = prompt.field.text().to_owned();
                let purpose = prompt.purpose.clone();
                self.take_text(text, purpose);
            }
            Some(Overlay::Palette(palette)) => {
                let chosen = self.palette_rows().get(palette.cursor.at).map(|row| row.action);
                self.overlays.pop();
                if let Some(action) = chosen {
                    self.act(action);
                }
            }
            _ => {}
        }
    }

    fn take_text(&mut self, text: String, purpose: Purpose) {
        let named = match &purpose {
            Purpose::Command => {
                self.overlays.pop();
                return self.run_line(text);
            }
            Purpose::Filter(_) => {
                self.overlays.pop();
                return;
            }
            Purpose::Search => {
                self.overlays.pop();
                return self.search(text);
            }
            Purpose::Find { .. } => {
                self.overlays.pop();
                return self.found_in_page();
            }
            Purpose::ReplaceWhat => {
                self.overlays.pop();
                return self.replace_what(text);
            }
            Purpose::ReplaceWith => {
                self.overlays.pop();
                return self.replace_with(text);
            }
            Purpose::Line => self.page_line(&text),
            Purpose::Rename { side, path } => self.rename(*side, path, &text),
            Purpose::NewFolder { side, folder } => self.make_folder(*side, folder, &text),
            Purpose::NewFile { side, folder } => self.make_file(*side, folder, &text),
            Purpose::Image => {
                self.overlays.pop();
                return self.look_at_image(&text);
            }
        };
        match named {
            // a step of it may have asked something on top of the field
            Ok(()) => self.overlays.retain(
                |overlay| !matches!(overlay, Overlay::Prompt(prompt) if prompt.purpose == purpose),
            ),
            Err(error) => {
                if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
                    prompt.error = Some(error);
                }
            }
        }
    }

    pub(super) fn view(&mut self, name: &str, title: String, bytes: Vec<u8>, size: u64) {
        self.overlays.push(Overlay::Viewer(Viewer::of_file(name, title, bytes, size)));
    }

    /// The name a side of Files is called by in questions.
    pub(super) fn side_name(&self, side: Side) -> String {
        match side {
            Side::Local => "this machine".to_owned(),
            Side::Remote => {
                self.board().map_or_else(|| "the board".to_owned(), |board| board.full_name())
            }
        }
    }
}
