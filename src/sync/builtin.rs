//! What never belongs on a board, whatever a project says about it.

/// The end of the names that a transfer uses on a board until a file is whole.
pub const TEMPORARY: &str = ".mpdeck~";

/// In the language of `.gitignore`; `.mpdeckignore` can undo each.
pub const PATTERNS: &[&str] = &[
    // version control and what steers us
    ".git",
    ".hg/",
    ".svn/",
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
    ".mpdeckignore",
    "mpdeck.toml",
    // Python on this machine
    "__pycache__/",
    "*.pyc",
    ".venv/",
    "venv/",
    ".mypy_cache/",
    ".ruff_cache/",
    ".pytest_cache/",
    ".tox/",
    "node_modules/",
    // vim: swap files, backups, the file it creates to see whether it may
    "*~",
    ".*.sw?",
    "*.swp",
    "4913",
    "5036",
    "5159",
    // emacs: locks and autosaves
    ".#*",
    "\\#*#",
    // JetBrains' safe write; gedit; kate; LibreOffice
    "*___jb_tmp___",
    "*___jb_old___",
    ".goutputstream-*",
    ".*.kate-swp",
    ".~lock.*#",
    // a board's copy of a file, saved beside ours
    "*.from-board",
    "*.from-board.*",
    "*.from-board-*",
    // folders of editors and desktops
    ".idea/",
    ".vscode/",
    ".DS_Store",
    "._*",
    "Thumbs.db",
    ".directory",
];

/// What a download is called on this computer until it is whole.
const DOWNLOAD: &str = ".mpdeck-";

/// The pattern a name of our own making fits; nothing undoes it.
pub fn temporary(name: &str) -> Option<&'static str> {
    if name.ends_with(TEMPORARY) {
        return Some("*.mpdeck~");
    }
    name.starts_with(DOWNLOAD).then_some(".mpdeck-*")
}
