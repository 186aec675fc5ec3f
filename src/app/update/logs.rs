//! The Log pane.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::list::Motion;
use crate::app::overlay::{FilterOf, Overlay, Viewer};
use crate::app::state::State;
use crate::model::Level;

impl State {
    pub(super) fn in_log(&mut self, action: Action) {
        match action {
            Action::LogLevel => {
                self.log.next_level();
                self.log.follows = true;
                self.keep_log_in_sight();
                let least = match self.log.least {
                    Level::Debug => "everything",
                    Level::Info | Level::Good => "all but debug lines",
                    Level::Warn => "warnings and errors",
                    Level::Error => "errors",
                };
                self.notify(Level::Info, format!("Log shows {least}"));
            }
            Action::ClearLog => self.log.clear(),
            Action::Filter => self.ask_filter(FilterOf::Log),
            Action::Open => {
                if let Some(line) = self.shown_line() {
                    self.overlays.push(Overlay::Viewer(Viewer::wrapped("Log".to_owned(), &line)));
                }
            }
            Action::Copy => {
                if let Some(line) = self.shown_line() {
                    self.emit(Effect::Copy(line));
                    self.notify(Level::Info, "Copied the line");
                }
            }
            _ => {}
        }
    }

    /// The line under the cursor, whole.
    fn shown_line(&self) -> Option<String> {
        self.log
            .shown()
            .nth(self.log.cursor.at)
            .map(|entry| format!("{} {}: {}", self.time_of_day(entry.at), entry.source, entry.text))
    }

    pub(super) fn log_go(&mut self, motion: Motion) {
        let lines = self.log.shown().count();
        let page = usize::from(self.layout.log);
        self.log.cursor.go(motion, lines, page);
        self.log.follows = self.log.cursor.at + 1 >= lines;
    }

    pub(super) fn filter_log(&mut self, filter: &str) {
        self.log.filter = filter.to_owned();
        self.log.follows = true;
        self.keep_log_in_sight();
    }

    pub(super) fn keep_log_in_sight(&mut self) {
        let lines = self.log.shown().count();
        let page = usize::from(self.layout.log);
        let at = if self.log.follows { usize::MAX } else { self.log.cursor.at };
        self.log.cursor.put(at, lines, page);
    }
}
