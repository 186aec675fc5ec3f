//! Keys to actions, by context: the built-in map, and the user's `keymap.toml` laid
//! over it.
//!
//! A file has a table for each [`Context`]; each line is `"KEYS" = "ACTION"`. Keys
//! pressed one after the other stand with a space between them. `"none"` takes a key
//! away. What a key means is looked up in the contexts of [`Context::chain`], the most
//! particular first.

mod document;
mod file;
mod key;
mod trie;

use std::path::Path;

use trie::Trie;

use crate::app::{Action, Context};
use crate::config::document::Document;
use crate::model::{Chord, Key, Problem};

pub use document::document;
pub use key::{label, parse};

/// The built-in map, as text.
pub const DEFAULT: &str = include_str!("keymap/default.toml");

/// The maps a user can begin from: name, and what is laid over the built-in one.
pub const PRESETS: [(&str, &str); 3] = [
    ("default", ""),
    ("vim", include_str!("keymap/vim.toml")),
    ("emacs", include_str!("keymap/emacs.toml")),
];

/// What a row of keys means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A longer row means something.
    Prefix,
    Action(Action),
}

/// One line of a keymap file; no action takes the keys away.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    context: Context,
    chord: Chord,
    action: Option<Action>,
}

#[derive(Debug, Clone, Default)]
pub struct Keymap {
    tries: [Trie; Context::ALL.len()],
    /// In the order of the files, the user's first: the first one that works names the
    /// action's key.
    bindings: Vec<Binding>,
}

impl Keymap {
    /// The built-in map.
    pub fn built_in() -> Keymap {
        let document = Document::new("src/keymap/default.toml", DEFAULT);
        // A test reads the same text, so this cannot fail in a build that was tested.
        let bindings = file::read(&document).unwrap_or_default();
        let mut keymap = Keymap::default();
        keymap.lay(bindings);
        keymap
    }

    /// One of the [`PRESETS`]; the built-in map for any other name.
    pub fn preset(name: &str) -> Keymap {
        let mut keymap = Keymap::built_in();
        if let Some((name, text)) = PRESETS.iter().find(|(known, _)| *known == name) {
            let document = Document::new(format!("src/keymap/{name}.toml"), *text);
            // Read by a test, as the built-in one.
            keymap.lay(file::read(&document).unwrap_or_default());
        }
        keymap
    }

    /// A preset with the user's file laid over it, if there is one.
    ///
    /// # Errors
    /// A file that cannot be read or holds a mistake: file, line and fix.
    pub fn load(preset: &str, path: &Path) -> Result<Keymap, Problem> {
        let mut keymap = Keymap::preset(preset);
        if let Some(document) = Document::read(path)? {
            keymap.lay(file::read(&document)?);
        }
        Ok(keymap)
    }

    fn lay(&mut self, mut bindings: Vec<Binding>) {
        for binding in &bindings {
            self.tries[binding.context as usize].insert(&binding.chord, binding.action);
        }
        bindings.append(&mut self.bindings);
        self.bindings = bindings;
    }

    /// What these keys mean in this context.
    pub fn look_up(&self, context: Context, keys: &[Key]) -> Found {
        for at in context.chain() {
            match self.tries[*at as usize].get(keys) {
                trie::Hit::Miss => {}
                trie::Hit::Branch => return Found::Prefix,
                trie::Hit::Leaf(Some(action)) => return Found::Action(action),
                trie::Hit::Leaf(None) => return Found::Nothing,
            }
        }
        Found::Nothing
    }

    /// The key to name for an action in this context: `Ctrl-C`, `g g`; none if it has
    /// none there.
    pub fn label(&self, context: Context, action: Action) -> Option<String> {
        self.chords(context, action).next().map(|chord| key::label(chord))
    }

    /// Every key for an action in this context, the one to name first.
    pub fn labels(&self, context: Context, action: Action) -> Vec<String> {
        self.chords(context, action).map(|chord| key::label(chord)).collect()
    }

    fn chords(&self, context: Context, action: Action) -> impl Iterator<Item = &Chord> {
        let in_file_order = move |at: &Context| {
            let at = *at;
            self.bindings.iter().filter(move |binding| binding.context == at)
        };
        context
            .chain()
            .iter()
            .flat_map(in_file_order)
            .filter(move |binding| binding.action == Some(action))
            .map(|binding| &binding.chord)
            .filter(move |chord| self.look_up(context, chord) == Found::Action(action))
    }
}

#[cfg(test)]
mod tests;
