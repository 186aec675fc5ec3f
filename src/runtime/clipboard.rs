//! What goes to the user's terminal beside the frames: the clipboard and the bell.

use std::{
    env,
    io::{self, Write as _, stdout},
    process::{Command, Stdio},
};

use crossterm::{clipboard::CopyToClipboard, style::Print};

/// By OSC 52, which works over SSH. A terminal without it ignores the sequence, so there
/// is no answer to wait for. tmux ignores it, too, unless it was told otherwise, but
/// passes on what it is given by its own command.
pub(super) fn copy(text: &str) {
    let _ = crossterm::execute!(stdout(), CopyToClipboard::to_clipboard_from(text));
    if env::var_os("TMUX").is_some() {
        let text = text.to_owned();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = give_to_tmux(&text) {
                tracing::info!(%error, "tmux load-buffer");
            }
        });
    }
}

/// Needs tmux 3.2 or later, from 2021.
fn give_to_tmux(text: &str) -> io::Result<()> {
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let given = tmux.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
    let ended = tmux.wait()?;
    given?;
    if ended.success() { Ok(()) } else { Err(io::Error::other(ended.to_string())) }
}

pub(super) fn bell() {
    let mut out = stdout();
    let _ = crossterm::queue!(out, Print('\x07'));
    let _ = out.flush();
}
