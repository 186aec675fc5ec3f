//! Every key of both files: name, kind, default and meaning.

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Texts,
    Flag,
    /// A whole number, both ends included.
    Number {
        from: i64,
        to: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, or `{ run = "FILE" }`.
    AfterSync(&'static [&'static str]),
}

impl Kind {
    /// As an error says it.
    pub fn expects(self) -> String {
        match self {
            Kind::Text => "text in quotes".to_owned(),
            Kind::Texts => "a list of texts, like [\"a\", \"b\"]".to_owned(),
            Kind::Flag => "true or false".to_owned(),
            Kind::Number { from, to } => format!("a whole number from {from} to {to}"),
            Kind::Choice(words) => one_of(words),
            Kind::AfterSync(words) => format!("{}, or {{ run = \"FILE\" }}", one_of(words)),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Which file may hold a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    User,
    Project,
    Both,
}

#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Dotted; `*` stands for a name the user chooses.
    pub name: &'static str,
    pub kind: Kind,
    /// As it would be written; empty where there is none.
    pub default: &'static str,
    pub scope: Scope,
    pub meaning: &'static str,
    /// Why a project file may not hold it, where that needs a reason.
    pub refused: &'static str,
}

const HOST_PROGRAM: &str = "a project must not choose which program runs on your computer";

const BAUD: Kind = Kind::Number { from: 300, to: 4_000_000 };
const ATTACH: Kind = Kind::Choice(&["ask", "interrupt", "passive"]);
const CLOCK: Kind = Kind::Choice(&["local", "utc", "off"]);
const LOG: Kind = Kind::Choice(&["off", "text", "raw", "both"]);
const COMPILE: Kind = Kind::Choice(&["off", "on", "auto"]);
const AFTER: Kind = Kind::AfterSync(&["auto", "nothing", "soft-reset", "hard-reset", "import"]);

const fn both(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting { name, kind, default, scope: Scope::Both, meaning, refused: "" }
}

const fn user(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting {
        name,
        kind,
        default,
        scope: Scope::User,
        meaning,
        refused: "it is a matter of your own terminal",
    }
}

const fn program(name: &'static str, meaning: &'static str) -> Setting {
    Setting {
        name,
        kind: Kind::Text,
        default: "",
        scope: Scope::User,
        meaning,
        refused: HOST_PROGRAM,
    }
}

const fn project(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting { name, kind, default, scope: Scope::Project, meaning, refused: "" }
}

/// In the order of the sample files.
pub const SETTINGS: &[Setting] = &[
    project("source", Kind::Text, "\".\"", "the folder that is synced, seen from this file"),
    project(
        "target",
        Kind::Text,
        "",
        "the folder on the board; without it the one the board boots from",
    ),
    project("ignore", Kind::Texts, "[]", "what is not sent, in the words of .gitignore"),
    project("delete", Kind::Flag, "false", "a file deleted here is deleted on the board too"),
    project(
        "boards",
        Kind::Texts,
        "[]",
        "the project's boards: \"uid:…\", \"usb:…\" (see `mpdeck devices`), an alias or a port",
    ),
    both(
        "compile",
        COMPILE,
        "\"off\"",
        "send modules as .mpy; auto: if a fitting mpy-cross is already on this computer",
    ),
    both("after_sync", AFTER, "\"auto\"", "what follows a sync that changed something"),
    project(
        "arguments",
        Kind::Texts,
        "[]",
        "what a program finds in sys.argv behind its name, unless `run` is given others",
    ),
    both("baud", BAUD, "115200", "speed of the serial line, bits per second"),
    both("attach", ATTACH, "\"ask\"", "a program runs on the board and we need the prompt"),
    both("clock", CLOCK, "\"local\"", "what the board's clock is set to, or off"),
    both("theme", Kind::Text, "\"default\"", "colours; a built-in name or a file of yours"),
    user(
        "keymap",
        Kind::Choice(&["default", "vim", "emacs"]),
        "\"default\"",
        "the keys to begin from; your keymap.toml is laid over them",
    ),
    user(
        "color",
        Kind::Choice(&["auto", "always", "never"]),
        "\"auto\"",
        "colour in output; auto: on a terminal, and not with NO_COLOR",
    ),
    user(
        "symbols",
        Kind::Choice(&["auto", "unicode", "ascii"]),
        "\"auto\"",
        "frames and marks; auto: Unicode where the locale has it",
    ),
    user(
        "layout",
        Kind::Choice(&["all", "code", "monitor", "narrow"]),
        "\"all\"",
        "which panes are seen, until another layout is chosen in a folder",
    ),
    user(
        "motion",
        Kind::Choice(&["full", "reduced"]),
        "\"full\"",
        "reduced: nothing counts up by itself, and output is drawn four times a second",
    ),
    user("mouse", Kind::Flag, "true", "the workbench listens to the mouse"),
    user(
        "scrollback",
        Kind::Number { from: 100, to: 1_000_000 },
        "10000",
        "lines of output that are kept per board",
    ),
    user("log", LOG, "\"off\"", "what boards say goes to files: as text with times, raw, or both"),
    user(
        "log_folder",
        Kind::Text,
        "",
        "where those files are; without it logs in the state folder",
    ),
    user(
        "log_size",
        Kind::Number { from: 1, to: 100_000 },
        "10",
        "megabytes after which such a file is put aside and a new one begun",
    ),
    user(
        "log_keep",
        Kind::Number { from: 0, to: 1000 },
        "5",
        "how many of those put aside are kept",
    ),
    program("editor", "what opens a file; without it $VISUAL, then $EDITOR"),
    program("mpy_cross", "the compiler for .mpy; without it PATH and the cache are searched"),
    program("node", "Node.js for the simulated board; without it PATH is searched"),
    program("curl", "what downloads firmware; without it PATH is searched"),
    Setting {
        refused: "a project must not choose where firmware comes from",
        ..user(
            "firmware_url",
            Kind::Text,
            "\"https://micropython.org\"",
            "the site that firmware is downloaded from",
        )
    },
    user("board.*.alias", Kind::Text, "", "a name for this board, shown and usable everywhere"),
    user("board.*.baud", BAUD, "", "speed of this board's line"),
    user("board.*.attach", ATTACH, "", "as `attach`, for this board"),
    user("board.*.clock", CLOCK, "", "as `clock`, for this board"),
    user(
        "board.*.lines",
        Kind::Choice(&["both", "dtr", "rts", "none"]),
        "",
        "which control lines are on once its port is open; without it as the system does",
    ),
    user(
        "board.*.reset",
        Kind::Choice(&["auto", "command", "lines"]),
        "",
        "how its chip is restarted: by machine.reset(), by the port's lines, or what works",
    ),
    user(
        "board.*.loader",
        Kind::Choice(&["default", "usb-jtag", "crossed", "none"]),
        "",
        "how its chip gets into its boot loader: by the lines, as a chip's own USB port takes \
         them, with DTR and RTS crossed, or by hand",
    ),
    user("board.*.never_probe", Kind::Flag, "", "send it nothing unless the user types"),
    user("board.*.log", LOG, "", "as `log`, for this board"),
];

impl Setting {
    pub fn allowed_in(&self, scope: Scope) -> bool {
        self.scope == Scope::Both || self.scope == scope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_and_each_says_what_it_means() {
        let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(SETTINGS.iter().all(|setting| !setting.meaning.is_empty()));
    }

    #[test]
    fn an_expectation_reads_as_a_sentence() {
        assert_eq!(ATTACH.expects(), "\"ask\", \"interrupt\" or \"passive\"");
        assert_eq!(BAUD.expects(), "a whole number from 300 to 4000000");
    }
}
