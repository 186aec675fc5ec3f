//! A key: an action where the keymap has one, else text.

use std::time::Duration;

use crate::app::action::{Action, Context};
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};
use crate::model::{Key, Level};

/// A question that comes up while the user types is deaf for this long.
const DEAF: Duration = Duration::from_millis(700);

impl State {
    pub(super) fn key(&mut self, key: Key, action: Option<Action>) {
        self.notice = None;
        if self.size.too_small() && action != Some(Action::Quit) {
            return;
        }
        let left_by = self.repl.left_by.take();
        if left_by == Some(key) && matches!(self.context(), Context::Repl | Context::Plot) {
            self.repl.typing = true;
            self.type_key(key);
            return;
        }
        let context = self.context();
        if context == Context::Typing && action == Some(Action::LeaveTyping) {
            self.repl.left_by = Some(key);
        }
        if context == Context::Dialog && self.deaf() {
            return;
        }
        match action {
            Some(action) => self.act(action),
            None if context.takes_text() => self.text_key(key, context),
            None => {}
        }
    }

    fn text_key(&mut self, key: Key, context: Context) {
        self.typed_at = Some(self.now);
        match context {
            Context::Typing => self.type_key(key),
            Context::Input => self.input_key(key),
            Context::Editor => self.editor_key(key),
            _ => self.field_key(key),
        }
    }

    /// Whether the question on top came up too recently to be answered by a key that
    /// was meant for something else.
    fn deaf(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Dialog(dialog)) => self.now < dialog.armed,
            _ => false,
        }
    }

    /// When a question that comes up now begins to listen.
    pub(super) fn armed(&self) -> Duration {
        let typing = self.context().takes_text()
            && self.typed_at.is_some_and(|at| self.now.saturating_sub(at) < DEAF);
        if typing { self.now + DEAF } else { self.now }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match self.context() {
            Context::Typing => self.paste_to_board(text),
            Context::Input => self.input_paste(text),
            Context::Editor => self.editor_paste(text),
            Context::Field | Context::Palette => self.field_paste(text),
            _ if self.overlays.is_empty() && self.focus == Pane::Repl => {
                self.notify(Level::Info, "Press i to type, then paste");
            }
            _ => {}
        }
    }
}
