//! What the terminal can show.

use super::{Check, Health, Host};
use crate::theme::Depth;

/// The workbench needs this many columns and rows.
const LEAST: (u16, u16) = (60, 16);

pub(super) fn checks(host: &Host) -> Vec<Check> {
    let mut checks = vec![terminal(host), letters(host)];
    checks.extend(clipboard(host));
    checks
}

fn terminal(host: &Host) -> Check {
    const NAME: &str = "terminal";
    let Some((columns, rows)) = host.terminal else {
        return Check::new(NAME, Health::Info, "the output goes to no terminal");
    };
    let term = host.variable("TERM").unwrap_or("dumb");
    let colours = match Depth::detect(|name| host.variable(name).map(str::to_owned)) {
        Depth::Mono => "no colours",
        Depth::Sixteen => "16 colours",
        Depth::Indexed => "256 colours",
        Depth::True => "true colour",
    };
    let found = format!("{term}, {columns}x{rows}, {colours}");
    if term == "dumb" {
        return Check::new(NAME, Health::Bad, found).fix("export TERM=xterm-256color");
    }
    if columns < LEAST.0 || rows < LEAST.1 {
        return Check::new(NAME, Health::Warn, found).fix(format!(
            "Make it at least {}x{}; on a serial console: stty columns 80 rows 24",
            LEAST.0, LEAST.1
        ));
    }
    Check::new(NAME, Health::Good, found)
}

fn letters(host: &Host) -> Check {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| host.variable(name));
    let shown = locale.unwrap_or("none");
    let lower = shown.to_lowercase();
    if lower.contains("utf-8") || lower.contains("utf8") {
        return Check::new("locale", Health::Good, shown);
    }
    Check::new("locale", Health::Info, format!("{shown}: frames are drawn in ASCII"))
        .fix("export LANG=C.UTF-8   (if the terminal shows Unicode)")
}

/// Inside of tmux, copying reaches the user's clipboard only if tmux passes it on: what a
/// program sends where it was told so, what it is given by `load-buffer -w` by itself.
fn clipboard(host: &Host) -> Option<Check> {
    host.variable("TMUX")?;
    let says = (host.ask)("tmux", &["show", "-gv", "set-clipboard"])?;
    let gives =
        says == "external" && (host.ask)("tmux", &["-V"]).is_some_and(|says| can_be_given(&says));
    if says == "on" || gives {
        return Some(Check::new("clipboard", Health::Good, "tmux passes copied text on"));
    }
    let found = format!("tmux keeps copied text to itself (set-clipboard {says})");
    Some(Check::new("clipboard", Health::Info, found).fix("tmux set -g set-clipboard on"))
}

/// Whether this tmux, `tmux 3.3a`, knows `load-buffer -w`.
fn can_be_given(version: &str) -> bool {
    let number = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts =
        number.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    let version: (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    version >= (3, 2)
}
