//! The table of layers, as ARCHITECTURE.md has it.

pub struct Layer {
    pub name: &'static str,
    /// The layers it may import.
    pub imports: &'static [&'static str],
    /// The crates it may name, or modules of them.
    pub crates: &'static [&'static str],
}

const fn row(
    name: &'static str,
    imports: &'static [&'static str],
    crates: &'static [&'static str],
) -> Layer {
    Layer { name, imports, crates }
}

pub const LAYERS: &[Layer] = &[
    row("model", &[], &[]),
    // no runtime of tokio's in these two: `select` is a macro, used on leaf reads only
    row(
        "board",
        &["model"],
        &[
            "tokio::select",
            "tokio::io",
            "tokio::time",
            "tokio::sync",
            "flate2",
            "sha2",
            "crc32fast",
            "base64",
        ],
    ),
    row(
        "link",
        &["board", "model"],
        &["tokio::select", "tokio::io", "tokio::time", "tokio_serial", "serialport"],
    ),
    row("device", &["model"], &["serialport", "inotify", "rustix", "tempfile"]),
    row(
        "flash",
        &["model"],
        &["espflash", "serialport", "md5", "sha2", "flate2", "serde_json", "base64"],
    ),
    // serde_json and tempfile keep what is known of a board in the state folder
    row("sync", &["model"], &["ignore", "notify", "serde_json", "tempfile"]),
    row("session", &["board", "link", "sync", "model"], &["tokio", "tempfile", "jiff"]),
    row("work", &["session", "sync", "flash", "device", "config", "model"], &["tokio", "tempfile"]),
    row(
        "app",
        &["model", "catalog"],
        &["tui_textarea", "alacritty_terminal", "similar", "unicode_width", "unicode_segmentation"],
    ),
    row("keymap", &["model", "app", "config"], &["toml"]),
    row("theme", &["model", "config"], &["toml"]),
    row("config", &["model"], &["toml", "strsim", "etcetera"]),
    row("catalog", &["model"], &["toml"]),
    row(
        "ui",
        &["app", "keymap", "theme", "catalog", "model"],
        &["ratatui", "unicode_width", "unicode_segmentation"],
    ),
    row(
        "cli",
        &[
            "model", "board", "link", "device", "flash", "sync", "session", "work", "config",
            "keymap", "theme", "catalog", "demo",
        ],
        &[
            "clap",
            "clap_complete",
            "clap_mangen",
            "indicatif",
            "regex_automata",
            "serde_json",
            "tokio",
            "jiff",
            "tempfile",
            "rustix",
        ],
    ),
    // the simulated chip inflates and hashes as its loaders do
    row("demo", &["model"], &["rustix", "signal_hook", "tempfile", "flate2", "md5", "sha2"]),
    row(
        "runtime",
        &[
            "model", "board", "link", "device", "flash", "sync", "session", "work", "app",
            "keymap", "theme", "config", "catalog", "ui", "cli", "demo",
        ],
        &[
            "crossterm",
            "ratatui",
            "tokio",
            "serde_json",
            "tracing_subscriber",
            "tracing_appender",
            "futures_util",
            "signal_hook",
            "rustix",
            "jiff",
            "anyhow",
            "tempfile",
        ],
    ),
];

/// Crates that every layer may name.
pub const FREE: &[&str] = &["serde", "thiserror", "tracing"];

/// Crates that one file of a layer keeps to itself.
pub const ALONE: &[(&str, &str)] =
    &[("tui_textarea", "src/app/editor"), ("alacritty_terminal", "src/app/terminal")];

/// What a layer may not take from the standard library: no I/O, no clock, no threads.
pub const FORBIDDEN: &[(&str, &[&str])] = &[
    ("app", &["std::fs", "std::net", "std::process", "std::thread", "Instant", "SystemTime"]),
    ("ui", &["std::fs", "std::net", "std::process", "std::thread", "Instant", "SystemTime"]),
    ("model", &["std::fs", "std::net", "std::process", "std::thread", "Instant", "SystemTime"]),
];

/// The front doors of the crate and the binary.
pub const TOP: &[&str] = &["src/lib.rs", "src/main.rs"];
