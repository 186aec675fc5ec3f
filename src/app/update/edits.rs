//! Files in the user's own editor, of either side.

use crate::app::effect::Effect;
use crate::app::overlay::Deed;
use crate::app::state::{Side, State};
use crate::model::{Fetched, Level, Problem, PutBack};

use super::jobs::Then;

impl State {
    pub(super) fn edit(&mut self) {
        let Some(node) = self.current_node().filter(|node| !node.is_folder()) else { return };
        match (self.files.side, self.selected) {
            (Side::Local, _) => {
                let path = self.local_path(&node.path);
                let job = self.job_for(None, "edit", Then::Edited);
                self.emit(Effect::Edit { job, path, line: None });
            }
            (Side::Remote, Some(board)) => {
                let path = State::remote_path(&node.path);
                let job = self.job_for(Some(board), format!("fetch {path}"), Then::FetchedForEdit);
                self.emit(Effect::Fetch { board, job, path });
            }
            (Side::Remote, None) => {}
        }
    }

    pub(super) fn edit_fetched(&mut self, fetched: Box<Fetched>) {
        let path = fetched.copy.clone();
        let job = self.job_for(None, "edit", Then::EditedThere(fetched));
        self.emit(Effect::Edit { job, path, line: None });
    }

    pub(super) fn put_back(&mut self, fetched: Box<Fetched>, force: bool) {
        let what = format!("put {} back", fetched.path);
        let job = self.job_for(Some(fetched.board), what, Then::PutBack(fetched.clone()));
        self.emit(Effect::PutBack { job, fetched, force });
    }

    pub(super) fn was_put_back(&mut self, fetched: Box<Fetched>, how: PutBack) {
        let path = &fetched.path;
        match how {
            PutBack::Unchanged => self.notify(Level::Info, format!("{path} was not changed")),
            PutBack::Written => {
                let text = format!("{path} is on the board as you edited it");
                self.log(Level::Good, "files", text.clone());
                self.notify(Level::Good, text);
                self.glance(fetched.board);
            }
            PutBack::Differs => {
                let lines = vec![
                    format!("{path} was changed on the board while you edited it."),
                    "Put yours over it? Else yours stays on this machine:".to_owned(),
                    fetched.copy.display().to_string(),
                ];
                self.ask(
                    "Changed meanwhile",
                    lines,
                    ("Put mine", "Keep both"),
                    Deed::PutBack(fetched),
                );
            }
        }
    }

    /// The text stays where it is.
    pub(super) fn keep_copy(&mut self, fetched: &Fetched) {
        let text = format!("Your {} is kept as {}", fetched.path.name(), fetched.copy.display());
        self.log(Level::Warn, "files", text.clone());
        self.notify(Level::Warn, text);
    }

    /// The editor ended with an error: nothing goes to the board, and nothing is lost.
    pub(super) fn not_edited(&mut self, fetched: &Fetched, problem: Problem) {
        let next = format!(
            "{} on the board is as it was; what the editor saved is {}.",
            fetched.path,
            fetched.copy.display()
        );
        self.report(&problem.next(next));
    }
}
