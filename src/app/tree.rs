//! Files and folders of one side as rows to show. What is below a folder is known
//! only once it was read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::EntryKind;

use super::list::{Cursor, Motion};

/// One file or folder. Paths are relative to the tree's root, with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub path: String,
    pub kind: EntryKind,
    /// Bytes; none where it is not known, and for folders.
    pub size: Option<u64>,
    /// Another file system is mounted here (board side).
    pub mount: bool,
}

impl Node {
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }
}

/// One row as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub node: Node,
    pub depth: u16,
    /// An open folder.
    pub open: bool,
}

/// What lies below a folder, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub files: usize,
    pub bytes: u64,
    /// Some folder below was never read.
    pub partial: bool,
}

#[derive(Debug, Default)]
pub struct Tree {
    /// What each folder that was read holds; the root is the empty path.
    folders: HashMap<String, Vec<Node>>,
    open: BTreeSet<String>,
    marked: BTreeSet<String>,
    filter: String,
    rows: Vec<Row>,
    pub cursor: Cursor,
    /// What is about to be made: the cursor goes there once it is shown, unless the user
    /// moves it before.
    awaited: Option<String>,
}

impl Tree {
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn current(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    /// Whether what a folder holds is known.
    pub fn is_read(&self, folder: &str) -> bool {
        self.folders.contains_key(folder)
    }

    pub fn is_open(&self, folder: &str) -> bool {
        folder.is_empty() || self.open.contains(folder)
    }

    /// The open folders that were read, the root first.
    pub fn open_folders(&self) -> Vec<String> {
        let open = self.open.iter().filter(|folder| self.is_read(folder));
        std::iter::once(String::new()).chain(open.cloned()).collect()
    }

    pub fn node(&self, path: &str) -> Option<&Node> {
        self.folders.get(parent(path))?.iter().find(|node| node.path == path)
    }

    /// What one folder holds, after it was read.
    pub fn set_folder(&mut self, folder: &str, mut nodes: Vec<Node>, page: usize) {
        sort(&mut nodes);
        self.folders.insert(folder.to_owned(), nodes);
        self.forget_lost();
        self.rebuild(page);
    }

    /// All below a folder, after a walk; folders it did not go into (mounts) keep
    /// what is known of them.
    pub fn set_below(&mut self, folder: &str, nodes: Vec<Node>, page: usize) {
        let mut folders: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        folders.insert(folder.to_owned(), Vec::new());
        for node in nodes {
            if node.is_folder() && !node.mount {
                folders.entry(node.path.clone()).or_default();
            }
            folders.entry(parent(&node.path).to_owned()).or_default().push(node);
        }
        for (path, mut nodes) in folders {
            sort(&mut nodes);
            self.folders.insert(path, nodes);
        }
        self.forget_lost();
        self.rebuild(page);
    }

    /// One file is there now; its folders too.
    pub fn put_file(&mut self, path: &str, size: u64) {
        let mut node =
            Node { path: path.to_owned(), kind: EntryKind::File, size: Some(size), mount: false };
        loop {
            let folder = parent(&node.path).to_owned();
            // what a folder never read holds besides this is not known
            let known = folder.is_empty() || self.node(&folder).is_none();
            let Some(nodes) = (if known {
                Some(self.folders.entry(folder.clone()).or_default())
            } else {
                self.folders.get_mut(&folder)
            }) else {
                return;
            };
            match nodes.iter_mut().find(|other| other.path == node.path) {
                Some(other) if other.is_folder() => return,
                Some(other) => {
                    *other = node;
                    return;
                }
                None => {
                    nodes.push(node);
                    sort(nodes);
                }
            }
            if folder.is_empty() {
                return;
            }
            node = Node { path: folder, kind: EntryKind::Folder, size: None, mount: false };
        }
    }

    /// A file or folder is gone.
    pub fn remove(&mut self, path: &str) {
        if let Some(nodes) = self.folders.get_mut(parent(path)) {
            nodes.retain(|node| node.path != path);
        }
        self.forget_lost();
    }

    /// Drops what hangs below folders that are no longer there.
    fn forget_lost(&mut self) {
        let mut kept = BTreeSet::from([String::new()]);
        let mut paths = BTreeSet::new();
        let mut next = vec![String::new()];
        while let Some(folder) = next.pop() {
            for node in self.folders.get(&folder).into_iter().flatten() {
                paths.insert(node.path.clone());
                if node.is_folder() && kept.insert(node.path.clone()) {
                    next.push(node.path.clone());
                }
            }
        }
        self.folders.retain(|folder, _| kept.contains(folder));
        self.open.retain(|folder| kept.contains(folder));
        self.marked.retain(|path| paths.contains(path));
    }

    pub fn clear(&mut self) {
        *self = Tree { filter: std::mem::take(&mut self.filter), ..Tree::default() };
    }

    pub fn open(&mut self, folder: &str, page: usize) {
        self.open.insert(folder.to_owned());
        self.rebuild(page);
    }

    pub fn close(&mut self, folder: &str, page: usize) {
        self.open.remove(folder);
        self.rebuild(page);
    }

    pub fn go(&mut self, motion: Motion, page: usize) {
        self.awaited = None;
        self.cursor.go(motion, self.rows.len(), page);
    }

    /// The cursor goes to this path when it comes.
    pub fn look_forward_to(&mut self, path: &str) {
        self.awaited = Some(path.to_owned());
    }

    /// Puts the cursor on a path, if it is shown.
    pub fn go_to(&mut self, path: &str, page: usize) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.node.path == path) else {
            return false;
        };
        self.cursor.put(at, self.rows.len(), page);
        true
    }

    pub fn is_marked(&self, path: &str) -> bool {
        self.marked.contains(path)
    }

    pub fn marks(&self) -> usize {
        self.marked.len()
    }

    pub fn toggle_mark(&mut self, path: &str) {
        if !self.marked.remove(path) {
            self.marked.insert(path.to_owned());
        }
    }

    pub fn mark_all(&mut self) {
        self.marked = self.rows.iter().map(|row| row.node.path.clone()).collect();
    }

    pub fn clear_marks(&mut self) {
        self.marked.clear();
    }

    /// What an action is about: the marked nodes, without those inside of a marked
    /// folder; else the one under the cursor.
    pub fn chosen(&self) -> Vec<Node> {
        if self.marked.is_empty() {
            return self.current().map(|row| row.node.clone()).into_iter().collect();
        }
        let inside = |path: &str| {
            std::iter::successors(Some(parent(path)), |path| {
                (!path.is_empty()).then(|| parent(path))
            })
            .any(|folder| self.marked.contains(folder))
        };
        self.marked
            .iter()
            .filter(|path| !inside(path))
            .filter_map(|path| self.node(path).cloned())
            .collect()
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Shows only what has `filter` in its name, wherever it is, with its folders.
    pub fn set_filter(&mut self, filter: &str, page: usize) {
        self.filter = filter.to_lowercase();
        self.rebuild(page);
    }

    pub fn totals(&self, folder: &str) -> Totals {
        let Some(nodes) = self.folders.get(folder) else {
            return Totals { partial: true, ..Totals::default() };
        };
        nodes.iter().fold(Totals::default(), |sum, node| {
            let more = if node.is_folder() {
                self.totals(&node.path)
            } else {
                Totals { files: 1, bytes: node.size.unwrap_or(0), partial: false }
            };
            Totals {
                files: sum.files + more.files,
                bytes: sum.bytes + more.bytes,
                partial: sum.partial || more.partial,
            }
        })
    }

    /// A folder and those below it that are known; not what is mounted in it.
    pub fn folders_at(&self, folder: &str) -> Vec<String> {
        let mut found = vec![folder.to_owned()];
        for node in self.folders.get(folder).into_iter().flatten() {
            if node.is_folder() && !node.mount {
                found.extend(self.folders_at(&node.path));
            }
        }
        found
    }

    /// What a folder holds, as far as it is known.
    pub fn inside(&self, folder: &str) -> &[Node] {
        self.folders.get(folder).map(Vec::as_slice).unwrap_or_default()
    }

    /// All known files below the root.
    pub fn files(&self) -> impl Iterator<Item = &Node> {
        self.folders.values().flatten().filter(|node| !node.is_folder())
    }

    /// Makes the rows anew; the cursor stays on its path where that is still shown.
    pub fn rebuild(&mut self, page: usize) {
        let mut on = self.current().map(|row| row.node.path.clone());
        let mut rows = Vec::new();
        self.add_rows("", 0, &mut rows);
        self.rows = rows;
        let came = |path: &mut String| self.rows.iter().any(|row| row.node.path == *path);
        if let Some(path) = self.awaited.take_if(came) {
            on = Some(path);
        }
        if !on.is_some_and(|path| self.go_to(&path, page)) {
            self.cursor.put(self.cursor.at, self.rows.len(), page);
        }
    }

    /// Adds the rows of a folder; tells whether any was shown.
    fn add_rows(&self, folder: &str, depth: u16, rows: &mut Vec<Row>) {
        for node in self.folders.get(folder).into_iter().flatten() {
            let before = rows.len();
            let fits = self.filter.is_empty() || node.name().to_lowercase().contains(&self.filter);
            let open = node.is_folder() && (self.is_open(&node.path) || !self.filter.is_empty());
            rows.push(Row { node: node.clone(), depth, open: open && self.is_read(&node.path) });
            if open {
                self.add_rows(&node.path, depth + 1, rows);
            }
            if !fits && rows.len() == before + 1 {
                rows.pop();
            }
        }
    }
}

/// The folder a path is in; the root's own is the root.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default()
}

/// A name in a folder, as a path.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn sort(nodes: &mut [Node]) {
    nodes.sort_by_cached_key(|node| (node.kind, node.name().to_lowercase(), node.path.clone()));
}

#[cfg(test)]
mod tests;
