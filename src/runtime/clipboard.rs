//! What goes to the user's terminal beside the frames: the clipboard and the bell.

use std::io::{Write as _, stdout};

use crossterm::{clipboard::CopyToClipboard, style::Print};

/// By OSC 52, which works over SSH and, where it is allowed there, in tmux. A terminal
/// without it ignores the sequence, so there is no answer to wait for.
pub(super) fn copy(text: &str) {
    let _ = crossterm::execute!(stdout(), CopyToClipboard::to_clipboard_from(text));
}

pub(super) fn bell() {
    let mut out = stdout();
    let _ = crossterm::queue!(out, Print('\x07'));
    let _ = out.flush();
}
