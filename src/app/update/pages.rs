//! The editor: opening files in it, and its keys.

use std::path::PathBuf;

use crate::app::action::Action;
use crate::app::editor::Spot;
use crate::app::effect::{Effect, LocalOp};
use crate::app::layout::Layout;
use crate::app::overlay::{Overlay, Purpose, Viewer};
use crate::app::page::{Find, Page, Place};
use crate::app::state::{Pane, Side, State};
use crate::model::{BoardId, Command, Digest, Key, KeyCode, Level, Problem, RemotePath};

use super::jobs::Then;
use super::saves::{After, Leave};

impl State {
    /// The file under the cursor of Files.
    pub(super) fn edit_here(&mut self) {
        let Some(node) = self.current_node() else { return };
        if node.is_folder() {
            return self.notify(Level::Info, "A folder cannot be edited");
        }
        match (self.files.side, self.selected) {
            (Side::Local, _) => self.edit_file(self.local_path(&node.path), None),
            (Side::Remote, Some(board)) => {
                self.edit_on_board(board, State::remote_path(&node.path), None);
            }
            (Side::Remote, None) => {}
        }
    }

    pub(super) fn edit_file(&mut self, path: PathBuf, line: Option<u32>) {
        self.open_file(Place::Local(path), line);
    }

    pub(super) fn edit_on_board(&mut self, board: BoardId, path: RemotePath, line: Option<u32>) {
        self.open_file(Place::Board { board, path }, line);
    }

    pub(super) fn open_file(&mut self, place: Place, line: Option<u32>) {
        match &mut self.editing {
            Some(page) if page.place == place => {
                if let Some(line) = line {
                    page.go_to(line);
                }
                self.show_page();
            }
            Some(page) if page.changed => self.ask_to_save(Leave::Open(place, line)),
            _ => self.read_page(place, line),
        }
    }

    pub(super) fn read_page(&mut self, place: Place, line: Option<u32>) {
        let what = format!("open {}", self.place_name(&place));
        match place.clone() {
            Place::Local(path) => {
                let op = LocalOp::Read { path, limit: Page::MOST + 1 };
                self.local(op, what, Then::OpenPage { place, line, digest: None });
            }
            // its hash first: whoever changes it between the two is found when it is saved
            Place::Board { board, path } => {
                let command = Command::Hash { paths: vec![path] };
                self.command(board, command, what, Then::OpenHashed { place, line });
            }
        }
    }

    pub(super) fn page_hashed(&mut self, place: Place, line: Option<u32>, digest: Option<Digest>) {
        let Place::Board { board, path } = &place else { return };
        let (board, path) = (*board, path.clone());
        if digest.is_none() {
            let problem = Problem::failed(format!("open {path}"), "there is no such file");
            return self.report(&problem.next("Refresh Files: it may have been removed."));
        }
        let then = Then::OpenPage { place, line, digest };
        self.command(board, Command::Read { path: path.clone() }, format!("read {path}"), then);
    }

    pub(super) fn page_read(
        &mut self,
        place: Place,
        line: Option<u32>,
        digest: Option<Digest>,
        bytes: Vec<u8>,
        size: u64,
    ) {
        let title = self.place_name(&place);
        match Page::open(place.clone(), title.clone(), bytes.clone()) {
            Ok(mut page) => {
                page.digest = digest;
                if let Some(line) = line {
                    page.go_to(line);
                }
                self.editing = Some(Box::new(page));
                self.show_page();
            }
            Err(unfit) => {
                let mut viewer = Viewer::new(title, bytes, size);
                if let Some(line) = line.filter(|_| !viewer.hex) {
                    viewer.scroll.offset = (line as usize).saturating_sub(4);
                }
                self.overlays.push(Overlay::Viewer(viewer));
                let name = crate::app::clean(&place.name()).into_owned();
                self.notify(Level::Warn, format!("{name} is shown read-only: {unfit}"));
            }
        }
    }

    /// The open file, on top of all but questions.
    pub(super) fn show_page(&mut self) {
        if self.editing.is_none() {
            return self.notify(Level::Info, "No file is being edited: choose one in Files");
        }
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Page));
        let at = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Dialog(_)));
        self.overlays.insert(at.unwrap_or(self.overlays.len()), Overlay::Page);
        self.page_in_sight();
        self.check_page();
    }

    /// A place as titles have it, cleaned.
    pub(super) fn place_name(&self, place: &Place) -> String {
        let name = match place {
            Place::Local(path) => {
                path.strip_prefix(&self.setup.folder).unwrap_or(path).display().to_string()
            }
            Place::Board { board, path } => {
                let board = self.boards.iter().find(|other| other.id == *board);
                let name = board.map_or("the board", |board| board.name());
                format!("{path} on {name}")
            }
        };
        crate::app::clean(&name).into_owned()
    }

    pub(super) fn page_in_sight(&mut self) {
        let size = self.layout.page;
        if let Some(page) = &mut self.editing {
            page.keep_in_sight(usize::from(size.rows), usize::from(size.columns));
        }
    }

    pub(super) fn editor_key(&mut self, key: Key) {
        let rows = usize::from(self.layout.page.rows);
        let Some(page) = &mut self.editing else { return };
        if page.replacing().is_some() {
            return self.answer_replacing(key);
        }
        page.key(key, rows);
        self.page_in_sight();
    }

    pub(super) fn editor_paste(&mut self, text: &str) {
        let text = crate::app::pasted::text(text);
        self.put_into_page(&text);
    }

    fn put_into_page(&mut self, text: &str) {
        let fits = self.editing.as_mut().is_none_or(|page| page.insert(text));
        if !fits {
            self.notify(Level::Warn, "That is more than can be edited here");
        }
        self.page_in_sight();
    }

    pub(super) fn in_editor(&mut self, action: Action) {
        let Some(page) = &mut self.editing else { return self.close_overlay() };
        match action {
            Action::Save => self.save_page(After::Stay),
            Action::SaveRun => self.save_page(After::Run),
            Action::Close => self.leave_page(),
            Action::Dismiss if page.replacing().is_some() => self.stop_replacing(),
            Action::Dismiss if page.find.take().is_some() => {}
            Action::Dismiss => self.leave_page(),
            Action::UndoEdit if !page.undo() => self.notify(Level::Info, "Nothing to take back"),
            Action::RedoEdit if !page.redo() => self.notify(Level::Info, "Nothing was taken back"),
            Action::UndoEdit | Action::RedoEdit => {}
            Action::Indent => page.indent(),
            Action::Unindent => page.unindent(),
            Action::Comment => page.comment(),
            Action::SelectAll => page.sheet.select_all(),
            Action::Cut => {
                let text = page.cut();
                self.keep_clip(text, "Cut");
            }
            Action::Copy => {
                let text = page.copied();
                self.keep_clip(text, "Copied");
            }
            Action::Paste => {
                let text = self.clip.clone();
                self.put_into_page(&text);
            }
            Action::Search => {
                let text = page.sheet.selected().filter(|text| !text.contains('\n'));
                let text = text.or_else(|| page.find.as_ref().map(|find| find.text.clone()));
                let from = page.sheet.selection().map_or(page.sheet.cursor(), |(from, _)| from);
                self.ask_text("Find", &text.unwrap_or_default(), Purpose::Find { from });
            }
            Action::SearchNext => self.find_in_page(false),
            Action::SearchPrevious => self.find_in_page(true),
            Action::Replace => {
                let text = page.sheet.selected().filter(|text| !text.contains('\n'));
                let text = text.or_else(|| page.find.as_ref().map(|find| find.text.clone()));
                self.ask_text("Replace", &text.unwrap_or_default(), Purpose::ReplaceWhat);
            }
            Action::GoToLine => self.ask_text("Go to line", "", Purpose::Line),
            _ => return self.in_panes(action),
        }
        self.page_in_sight();
    }

    fn keep_clip(&mut self, text: String, did: &str) {
        let lines = text.lines().count();
        let what = if lines == 1 { "a line".to_owned() } else { format!("{lines} lines") };
        self.notify(Level::Info, format!("{did} {what}"));
        self.emit(Effect::Copy(text.clone()));
        self.clip = text;
    }

    /// The text that is looked for, while it is typed.
    pub(super) fn find_typed(&mut self, from: Spot, text: &str) {
        let Some(page) = &mut self.editing else { return };
        page.find = Some(Find::new(text.to_owned())).filter(|find| !find.text.is_empty());
        if !page.find_from(from) {
            page.sheet.put(from, false);
        }
        self.page_in_sight();
    }

    pub(super) fn found_in_page(&mut self) {
        let Some(page) = &self.editing else { return };
        let Some(find) = &page.find else { return };
        let text = match page.count_found() {
            0 => format!("`{}` is not in this file", find.text),
            1 => "1 place".to_owned(),
            more => format!("{more} places"),
        };
        self.notify(Level::Info, text);
    }

    fn find_in_page(&mut self, back: bool) {
        let Some(page) = &mut self.editing else { return };
        match page.find.is_some() {
            true if page.find_next(back) => {}
            true => self.found_in_page(),
            false => self.in_editor(Action::Search),
        }
    }

    pub(super) fn replace_what(&mut self, text: String) {
        let Some(page) = self.editing.as_mut().filter(|_| !text.is_empty()) else { return };
        page.find = Some(Find::new(text.clone()));
        if page.count_found() == 0 {
            return self.found_in_page();
        }
        let title = format!("Replace `{text}` with");
        self.ask_text(title, "", Purpose::ReplaceWith);
    }

    pub(super) fn replace_with(&mut self, text: String) {
        if let Some(page) = &mut self.editing {
            page.begin_replacing(text);
        }
        self.page_in_sight();
    }

    fn answer_replacing(&mut self, key: Key) {
        let Some(page) = &mut self.editing else { return };
        let goes_on = match key.code {
            KeyCode::Char('y') | KeyCode::Enter => page.replace_one(true),
            KeyCode::Char('n') => page.replace_one(false),
            KeyCode::Char('a') => {
                page.replace_rest();
                false
            }
            KeyCode::Char('q') => false,
            _ => return,
        };
        if !goes_on {
            self.stop_replacing();
        }
        self.page_in_sight();
    }

    fn stop_replacing(&mut self) {
        let Some(page) = &mut self.editing else { return };
        let count = page.end_replacing();
        page.find = None;
        let times = if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
        self.notify(Level::Info, format!("Replaced {times}"));
    }

    pub(super) fn page_line(&mut self, text: &str) -> Result<(), String> {
        let line = text.trim().parse().map_err(|_| "A number is wanted".to_owned())?;
        if let Some(page) = &mut self.editing {
            page.go_to(line);
        }
        self.page_in_sight();
        Ok(())
    }

    /// A press or a drag in the text, counted from its first cell.
    pub(super) fn point_in_page(&mut self, x: u16, y: u16, select: bool) {
        let Some(page) = &mut self.editing else { return };
        let spot = page.spot(page.top + usize::from(y), page.left + usize::from(x));
        page.sheet.put(spot, select);
    }

    pub(super) fn wheel_in_page(&mut self, by: isize) {
        let rows = usize::from(self.layout.page.rows);
        if let Some(page) = &mut self.editing {
            page.scroll(by, rows);
        }
    }

    /// Runs what is kept where the page was saved; its output is to be seen.
    pub(super) fn run_page(&mut self) {
        let Some(page) = &self.editing else { return };
        match page.place.clone() {
            Place::Local(path) => {
                let path = path.strip_prefix(&self.setup.folder).unwrap_or(&path);
                self.run_file(Side::Local, path.display().to_string());
            }
            Place::Board { board, path } => {
                self.selected = Some(board);
                self.run_file(Side::Remote, path.as_str().trim_start_matches('/').to_owned());
            }
        }
        self.zoomed = false;
        if self.size.rows < Layout::ROWS_FOR_BOTH {
            self.overlays.retain(|overlay| !matches!(overlay, Overlay::Page));
            self.set_focus(Pane::Repl);
        }
    }
}
