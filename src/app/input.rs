//! The REPL's input editor: Python of several lines, and what was sent before.

use super::editor::Area;
use super::python;
use crate::model::{BoardId, JobId, Key};

/// Entries that are kept; older ones go.
const HISTORY: usize = 1000;

#[derive(Debug, Default)]
pub struct Input {
    /// Keys go here and not to the board.
    pub open: bool,
    pub area: Area,
    /// Oldest first.
    pub history: Vec<String>,
    /// The history of earlier runs was asked for.
    pub(super) asked: bool,
    /// The entry of the history that is shown, and what was typed before.
    recalled: Option<(usize, String)>,
    pub choices: Option<Choices>,
    /// A completion that was asked for, and where.
    pub(super) waits: Option<Wait>,
}

/// Names that fit what stands before the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    pub names: Vec<String>,
    pub at: usize,
    /// Letters before the cursor that each of them replaces.
    pub typed: usize,
}

/// What was before the cursor when the board was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wait {
    pub job: JobId,
    pub board: BoardId,
    pub text: String,
    pub cursor: (usize, usize),
}

impl Input {
    /// A key that means nothing else here.
    pub fn key(&mut self, key: Key) {
        self.choices = None;
        self.area.key(key);
    }

    pub fn insert(&mut self, text: &str) {
        self.choices = None;
        self.area.insert(text);
    }

    pub fn text(&self) -> String {
        self.area.text()
    }

    /// Replaces all of it; the cursor stands at the end.
    pub fn set(&mut self, text: &str) {
        self.choices = None;
        self.area.set(text);
    }

    /// Whether Enter sends: the cursor is at the end of something whole.
    pub fn is_ready(&self) -> bool {
        self.area.at_end() && python::is_complete(&self.text())
    }

    pub fn new_line(&mut self) {
        self.choices = None;
        let indent = python::indent_after(&self.area.before());
        self.area.insert(&format!("\n{indent}"));
    }

    /// Takes what is to be sent, and remembers it.
    pub fn take(&mut self) -> String {
        let text = self.text().trim_end().to_owned();
        self.set("");
        self.recalled = None;
        self.remember(&text);
        text
    }

    fn remember(&mut self, text: &str) {
        if text.is_empty() || self.history.last().is_some_and(|last| last == text) {
            return;
        }
        self.history.push(text.to_owned());
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
    }

    /// What earlier runs sent; what this one sent meanwhile stays behind it.
    pub fn load(&mut self, mut earlier: Vec<String>) {
        earlier.append(&mut self.history);
        let surplus = earlier.len().saturating_sub(HISTORY);
        earlier.drain(..surplus);
        self.history = earlier;
    }

    /// The entry before or after that begins with what was typed. False where there is
    /// none.
    pub fn recall(&mut self, older: bool) -> bool {
        self.choices = None;
        let (from, typed) = match &self.recalled {
            Some((at, typed)) => (*at, typed.clone()),
            None => (self.history.len(), self.text()),
        };
        let fits =
            |at: &usize| self.history[*at].starts_with(&typed) && self.history[*at] != self.text();
        let found = if older {
            (0..from.min(self.history.len())).rev().find(fits)
        } else {
            (from.saturating_add(1)..self.history.len()).find(fits)
        };
        match found {
            Some(at) => {
                let entry = self.history[at].clone();
                self.area.set(&entry);
                self.recalled = Some((at, typed));
                true
            }
            // below the newest is what was typed
            None if !older && self.recalled.is_some() => {
                self.area.set(&typed);
                self.recalled = None;
                true
            }
            None => false,
        }
    }

    /// The key was for the text: what it was before the history is no more.
    pub fn forget_recall(&mut self) {
        self.recalled = None;
    }

    /// Takes the choice under the cursor.
    pub fn choose(&mut self) {
        if let Some(Choices { names, at, typed }) = self.choices.take()
            && let Some(name) = names.get(at)
        {
            let rest: String = name.chars().skip(typed).collect();
            self.area.insert(&rest);
        }
    }

    /// Shows the names that fit: one is taken at once, of several their common beginning.
    pub fn offer(&mut self, names: Vec<String>, typed: usize) {
        let Some(first) = names.first() else { return };
        let common = names.iter().fold(first.chars().count(), |common, name| {
            let same = name.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
            common.min(same)
        });
        let rest: String = first.chars().take(common).skip(typed).collect();
        self.area.insert(&rest);
        self.choices =
            (names.len() > 1).then_some(Choices { names, at: 0, typed: typed.max(common) });
    }

    /// Goes through the choices; false where there are none.
    pub fn step_choice(&mut self, by: isize) -> bool {
        let Some(choices) = &mut self.choices else { return false };
        let count = choices.names.len() as isize;
        choices.at = (choices.at as isize + by).rem_euclid(count) as usize;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Input {
        let mut input = Input::default();
        text.chars().for_each(|c| input.key(Key::char(c)));
        input
    }

    #[test]
    fn a_block_is_indented_and_ready_after_a_blank_line() {
        let mut input = typed("while True:");
        assert!(!input.is_ready());
        input.new_line();
        "led.on()".chars().for_each(|c| input.key(Key::char(c)));
        assert!(!input.is_ready());
        input.new_line();
        assert_eq!(input.text(), "while True:\n    led.on()\n    ");
        assert!(input.is_ready());
        assert_eq!(input.take(), "while True:\n    led.on()");
        assert_eq!((input.text().as_str(), input.history.len()), ("", 1));
    }

    #[test]
    fn the_history_goes_by_what_was_typed() {
        let mut input = Input::default();
        input.load(vec!["import a".into(), "x = 1".into(), "import b".into()]);
        input.set("im");
        assert!(input.recall(true));
        assert_eq!(input.text(), "import b");
        assert!(input.recall(true));
        assert_eq!(input.text(), "import a");
        assert!(!input.recall(true));
        assert!(input.recall(false) && input.recall(false));
        assert_eq!(input.text(), "im");
        assert!(!input.recall(false));
    }

    #[test]
    fn one_name_is_taken_and_of_several_what_they_share() {
        let mut input = typed("led.va");
        input.offer(vec!["value".into()], 2);
        assert_eq!((input.text().as_str(), &input.choices), ("led.value", &None));
        let mut input = typed("led.o");
        input.offer(vec!["off".into(), "on".into()], 1);
        assert!(input.step_choice(-1));
        input.choose();
        assert_eq!(input.text(), "led.on");
        let mut input = typed("Pin.P");
        input.offer(vec!["PULL_DOWN".into(), "PULL_UP".into()], 1);
        assert_eq!(input.text(), "Pin.PULL_");
        input.choose();
        assert_eq!(input.text(), "Pin.PULL_DOWN");
    }
}
