//! Rows of keys as a tree: each key leads on, or ends at an action.

use std::collections::BTreeMap;

use crate::app::Action;
use crate::model::Key;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Trie(BTreeMap<Key, Node>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Branch(Trie),
    Leaf(Option<Action>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    Miss,
    Branch,
    Leaf(Option<Action>),
}

impl Trie {
    /// The later one wins: `g` takes `g g` away, and `g g` takes `g` away.
    pub(super) fn insert(&mut self, chord: &[Key], action: Option<Action>) {
        let Some((first, rest)) = chord.split_first() else { return };
        if rest.is_empty() {
            self.0.insert(*first, Node::Leaf(action));
            return;
        }
        let node = self.0.entry(*first).or_insert_with(|| Node::Branch(Trie::default()));
        if let Node::Leaf(_) = node {
            *node = Node::Branch(Trie::default());
        }
        if let Node::Branch(branch) = node {
            branch.insert(rest, action);
        }
    }

    pub(super) fn get(&self, keys: &[Key]) -> Hit {
        let Some((first, rest)) = keys.split_first() else { return Hit::Branch };
        match self.0.get(first) {
            Some(Node::Branch(branch)) => branch.get(rest),
            Some(Node::Leaf(action)) if rest.is_empty() => Hit::Leaf(*action),
            _ => Hit::Miss,
        }
    }
}
