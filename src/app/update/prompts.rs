//! Text fields: the command line, filters, names; and the palette.

use crate::app::action::Action;
use crate::app::editor::Field;
use crate::app::effect::Effect;
use crate::app::list::{Cursor, Motion};
use crate::app::overlay::{FilterOf, Overlay, Palette, Prompt, Purpose, Viewer};
use crate::app::state::{Side, State};
use crate::model::{BoardId, Key, Level};

use super::jobs::Then;
use super::panes::motion;

/// Command lines remembered.
const HISTORY: usize = 100;

impl State {
    pub(super) fn ask_text(&mut self, title: impl Into<String>, text: &str, purpose: Purpose) {
        let title = crate::app::clean(&title.into()).into_owned();
        let field = Field::new(text);
        let prompt = Prompt { title, field, purpose, error: None, history: None };
        self.overlays.push(Overlay::Prompt(prompt));
    }

    pub(super) fn ask_command(&mut self) {
        self.ask_text(":", "", Purpose::Command);
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
            Some(Overlay::Prompt(prompt)) => prompt.field.key(key),
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
            Action::HistoryUp => self.recall(1),
            Action::HistoryDown => self.recall(-1),
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

    /// Goes through the command lines typed before; -1 towards the newest.
    fn recall(&mut self, by: isize) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else { return };
        if prompt.purpose != Purpose::Command {
            return;
        }
        let at = prompt.history.map_or(-1, |at| at as isize) + by;
        let newest_first = |at: usize| self.history.iter().rev().nth(at);
        match usize::try_from(at) {
            Err(_) => {
                prompt.history = None;
                prompt.field.set("");
            }
            Ok(at) => {
                if let Some(line) = newest_first(at) {
                    prompt.history = Some(at);
                    prompt.field.set(line);
                }
            }
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

    fn run_line(&mut self, text: String) {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        self.history.retain(|line| *line != text);
        self.history.push(text.clone());
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
        match text.as_str() {
            "q" | "quit" | "exit" => return self.act(Action::Quit),
            "help" => return self.act(Action::Help),
            _ => {}
        }
        match self.marked_boards().as_slice() {
            [] => self.line(self.selected, &text),
            [one] => self.line(Some(*one), &text),
            several => self.line_on_each(several, &text),
        }
    }

    /// Each answer says whose it is.
    fn line_on_each(&mut self, boards: &[BoardId], text: &str) {
        for id in boards {
            let name = self.board_mut(*id).map(|board| board.name().to_owned());
            let says = format!("{text} on {}", name.unwrap_or_default());
            let job = self.job_for(Some(*id), says.clone(), Then::Line(says));
            self.emit(Effect::Line { board: Some(*id), job, text: text.to_owned() });
        }
    }

    /// Has the one parser read a line, as if it was typed.
    pub(super) fn line(&mut self, board: Option<BoardId>, text: &str) {
        let text = text.to_owned();
        let job = self.job_for(board, text.clone(), Then::Line(text.clone()));
        self.emit(Effect::Line { board, job, text });
    }

    /// Long output gets a page of its own; a line fits the status bar.
    pub(super) fn line_answered(&mut self, line: &str, text: &str) {
        let text = text.trim_end();
        match text.lines().count() {
            0 => self.notify(Level::Good, format!("{line}: done")),
            1 if text.len() < usize::from(self.size.columns) / 2 => self.notify(Level::Info, text),
            1 => {
                let title = crate::app::clean(line).into_owned();
                self.overlays.push(Overlay::Viewer(Viewer::wrapped(title, text)));
            }
            // its fixes are to be read from end to end
            _ if line == "doctor" => {
                self.overlays.push(Overlay::Viewer(Viewer::wrapped("Doctor".to_owned(), text)));
            }
            _ => {
                let title = crate::app::clean(line).into_owned();
                self.overlays.push(Overlay::Viewer(Viewer::text(title, text)));
            }
        }
        // what was typed may have changed files on either side
        self.refresh_local();
        if let Some(board) = self.board_mut_selected() {
            board.stale();
        }
        self.refresh_stale();
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
