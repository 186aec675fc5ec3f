//! From a typed line to what is asked for, in our words or in those of other shells.

use std::path::PathBuf;

use super::Pattern;
use crate::cli::{parse, words};
use crate::model::{Problem, Request};

/// Names that are no subcommands of ours.
pub(super) const NAMES: &[&str] = &[
    "boards",
    "cd",
    "close",
    "connect",
    "cp",
    "disconnect",
    "echo",
    "edit",
    "execfile",
    "filesize",
    "filetype",
    "help",
    "lcd",
    "lls",
    "lpwd",
    "md",
    "mget",
    "mput",
    "mpyc",
    "mrm",
    "open",
    "putc",
    "pwd",
    "quit",
    "rsync",
    "runfile",
    "shell",
];

/// Files of one side.
#[derive(Debug, Clone, PartialEq)]
pub enum Name {
    Plain(String),
    /// Those in a folder whose names fit.
    Matching {
        folder: String,
        pattern: Pattern,
    },
}

/// A line, read.
#[derive(Debug, PartialEq)]
pub enum Typed {
    Request(Request),
    Put {
        from: Vec<Name>,
        to: String,
        recursive: bool,
    },
    Get {
        from: Vec<Name>,
        to: PathBuf,
        recursive: bool,
    },
    /// From one place of the board to another.
    CopyThere {
        from: Vec<Name>,
        to: String,
    },
    /// `force`: what is not there is no matter.
    Remove {
        paths: Vec<Name>,
        recursive: bool,
        force: bool,
    },
    List {
        paths: Vec<Name>,
        long: bool,
    },
    PutCompiled {
        file: PathBuf,
        to: String,
    },
    /// `-`: where one was before is not kept; it is the boot folder.
    ChangeFolder(String),
    WhichFolder,
    ChangeHere(PathBuf),
    WhichHere,
    ListHere(Option<PathBuf>),
    Size(String),
    Kind(String),
    Echo {
        text: String,
        to: Option<String>,
    },
    /// For the shell of this computer.
    Shell(String),
    Help(String),
    /// What the workbench itself does.
    Connect(String),
    Disconnect,
    /// On the side that has it; `:` and `/` say that it is the board's.
    Edit(String),
    /// To the REPL, with lines to be typed there.
    Repl(Vec<String>),
}

impl Typed {
    /// Whether files on the board may be other ones afterwards.
    pub fn may_change_files(&self) -> bool {
        match self {
            Typed::Request(request) => request.may_change_files(),
            Typed::Put { .. }
            | Typed::CopyThere { .. }
            | Typed::Remove { .. }
            | Typed::PutCompiled { .. } => true,
            Typed::Echo { to, .. } => to.is_some(),
            _ => false,
        }
    }
}

/// Reads a line. Several things may be asked for at once.
///
/// # Errors
/// Usage, with what can be typed instead.
pub fn read(line: &str) -> Result<Vec<Typed>, Problem> {
    let line = line.trim();
    if let Some(command) = line.strip_prefix('!') {
        return Ok(vec![Typed::Shell(command.trim().to_owned())]);
    }
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match name {
        "shell" if !rest.is_empty() => return Ok(vec![Typed::Shell(rest.to_owned())]),
        "exec" | "eval" => return Ok(vec![Typed::Request(code(name, rest)?)]),
        "repl" if !rest.is_empty() => return Ok(vec![Typed::Repl(lines(rest))]),
        "echo" => return echo(rest).map(|typed| vec![typed]),
        _ => {}
    }
    let words = words(line)?;
    let given = words.get(1..).unwrap_or_default();
    let one = |typed: Typed| Ok(vec![typed]);
    let ours = || Ok(vec![Typed::Request(parse(&words)?)]);
    let asked = |request: &str, words: &[String]| -> Result<Vec<Typed>, Problem> {
        let all: Vec<&str> = std::iter::once(request).chain(words.iter().map(|w| &**w)).collect();
        Ok(vec![Typed::Request(parse(&all)?)])
    };
    match (name, given) {
        ("cd", []) => one(Typed::ChangeFolder(String::new())),
        ("cd", [to]) => one(Typed::ChangeFolder(to.clone())),
        ("pwd", []) => one(Typed::WhichFolder),
        ("lcd", [to]) => one(Typed::ChangeHere(home(to))),
        ("lcd", []) => one(Typed::ChangeHere(home("~"))),
        ("lpwd", []) => one(Typed::WhichHere),
        ("lls", []) => one(Typed::ListHere(None)),
        ("lls", [of]) => one(Typed::ListHere(Some(home(of)))),
        ("boards", []) => asked("devices", &[]),
        ("connect", [kind, port, ..]) if kind == "serial" => one(Typed::Connect(port_of(port)?)),
        ("open", [port]) | ("connect", [port]) => one(Typed::Connect(port_of(port)?)),
        ("connect", [kind, ..]) => Err(no_network(kind)),
        ("close" | "disconnect", []) => one(Typed::Disconnect),
        ("edit", [file]) => one(Typed::Edit(file.clone())),
        ("help", [name]) => one(Typed::Help(name.clone())),
        ("filesize", [path]) => one(Typed::Size(path.clone())),
        ("filetype", [path]) => one(Typed::Kind(path.clone())),
        ("execfile" | "runfile", given) => asked("run", given),
        ("mpyc", given) => asked("compile", given),
        ("putc", [file]) => one(Typed::PutCompiled { file: file.into(), to: ".".to_owned() }),
        ("putc", [file, to]) => one(Typed::PutCompiled { file: file.into(), to: to.clone() }),
        ("mput", [text]) => {
            let from = vec![matching("", Pattern::either(text)?)];
            one(Typed::Put { from, to: ".".to_owned(), recursive: false })
        }
        ("mget", [text]) => {
            let from = vec![matching("", Pattern::either(text)?)];
            one(Typed::Get { from, to: PathBuf::new(), recursive: false })
        }
        ("mrm", [text]) => {
            let paths = vec![matching("", Pattern::either(text)?)];
            one(Typed::Remove { paths, recursive: false, force: false })
        }
        ("md", given) | ("mkdir", given @ [_, _, ..])
            if !given.iter().any(|word| is_option(word)) =>
        {
            let make = |path| Ok(Typed::Request(parse(&["mkdir", path])?));
            given.iter().map(|path| make(&**path)).collect()
        }
        ("cat", given @ [_, _, ..]) => {
            given.iter().map(|path| Ok(Typed::Request(parse(&["cat", path])?))).collect()
        }
        ("df", [option]) if is_option(option) => asked("df", &[]),
        ("put", [file]) if !is_option(file) => one(Typed::Put {
            from: names(std::slice::from_ref(file))?,
            to: ".".to_owned(),
            recursive: false,
        }),
        ("put", given) if given.iter().any(|word| Pattern::is_one(word)) => {
            let (options, from, to) = to_last("put", given, "r")?;
            one(Typed::Put { from: names(from)?, to, recursive: options.contains('r') })
        }
        ("get", [file]) if Pattern::is_one(file) => {
            let from = names(std::slice::from_ref(file))?;
            one(Typed::Get { from, to: PathBuf::new(), recursive: false })
        }
        ("cp", given) => copy(given).map(|typed| vec![typed]),
        ("rsync", given) => mirror(given).map(|typed| vec![typed]),
        ("rm", given) if !given.iter().any(|word| word.starts_with("--")) => {
            let (options, paths) = split("rm", given, "rfy")?;
            let patterns = paths.iter().any(|path| Pattern::is_one(path));
            if (!patterns && !options.contains('f')) || options.contains('y') {
                return ours();
            }
            let (recursive, force) = (options.contains('r'), options.contains('f'));
            one(Typed::Remove { paths: names(paths)?, recursive, force })
        }
        ("ls", given) if !given.iter().any(|word| word.starts_with("--")) => {
            let (options, paths) = split("ls", given, "al")?;
            let paths =
                if paths.is_empty() { vec![Name::Plain(String::new())] } else { names(paths)? };
            one(Typed::List { paths, long: options.contains('l') })
        }
        _ => ours(),
    }
}

/// All that is behind the word, where it is not one word in quotes: quotes in Python stay.
fn code(name: &str, rest: &str) -> Result<Request, Problem> {
    let quoted = rest.starts_with(['"', '\'']);
    match words(rest) {
        Ok(words) if words.len() == 1 && quoted => parse(&[name, &words[0]]),
        _ if rest.is_empty() => parse(&[name]),
        _ => parse(&[name, rest]),
    }
}

/// `[board] ~ line ~ line ~`: the lines.
fn lines(rest: &str) -> Vec<String> {
    let lines = rest.split('~').skip(1).map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

fn echo(rest: &str) -> Result<Typed, Problem> {
    let words = words(rest)?;
    match words.iter().position(|word| word == ">") {
        Some(at) if at + 2 == words.len() => {
            let text = format!("{}\n", words[..at].join(" "));
            Ok(Typed::Echo { text, to: Some(words[at + 1].clone()) })
        }
        _ => Ok(Typed::Echo { text: words.join(" "), to: None }),
    }
}

fn is_option(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1
}

/// The letters of options, and the words behind them.
fn split<'a>(
    name: &str,
    given: &'a [String],
    known: &str,
) -> Result<(String, &'a [String]), Problem> {
    let count = given.iter().take_while(|word| is_option(word)).count();
    let mut letters = String::new();
    for word in &given[..count] {
        let option = match word.as_str() {
            "--recursive" => "r",
            "--force" => "f",
            "--long" => "l",
            "--all" => "a",
            other => other.trim_start_matches('-'),
        };
        if let Some(other) = option.chars().find(|letter| !known.contains(*letter)) {
            return Err(Problem::usage(format!("run `{name}`"), format!("-{other} means nothing")));
        }
        letters.push_str(option);
    }
    Ok((letters, &given[count..]))
}

/// Options, sources, and where they go.
fn to_last<'a>(
    name: &str,
    given: &'a [String],
    known: &str,
) -> Result<(String, &'a [String], String), Problem> {
    let (options, words) = split(name, given, known)?;
    match words {
        [from @ .., to] if !from.is_empty() => Ok((options, from, to.clone())),
        _ => Err(Problem::usage(format!("run `{name}`"), "a source and a destination are wanted")),
    }
}

fn names(words: &[String]) -> Result<Vec<Name>, Problem> {
    words.iter().map(|word| name_of(word)).collect()
}

fn name_of(word: &str) -> Result<Name, Problem> {
    let (folder, last) = word
        .rsplit_once('/')
        .map_or(("", word), |(folder, last)| (if folder.is_empty() { "/" } else { folder }, last));
    if Pattern::is_one(folder) {
        let problem = Problem::usage(format!("read `{word}`"), "its folder is a pattern");
        return Err(problem.next("Only the last part of a path can be one."));
    }
    match Pattern::is_one(last) {
        true => Ok(matching(folder, Pattern::glob(last)?)),
        false => Ok(Name::Plain(word.to_owned())),
    }
}

fn matching(folder: &str, pattern: Pattern) -> Name {
    Name::Matching { folder: folder.to_owned(), pattern }
}

/// rshell's `cp`: paths on the board are told by how they begin.
fn copy(given: &[String]) -> Result<Typed, Problem> {
    let (options, from, to) = to_last("cp", given, "r")?;
    let recursive = options.contains('r');
    let there = from.iter().filter(|path| on_board(path)).count();
    let from_names = names(from)?;
    match (there, on_board(&to)) {
        (0, true) => Ok(Typed::Put { from: from_names, to, recursive }),
        (all, false) if all == from.len() => {
            Ok(Typed::Get { from: from_names, to: home(&to), recursive })
        }
        (all, true) if all == from.len() => Ok(Typed::CopyThere { from: from_names, to }),
        (0, false) => Err(Problem::usage("run `cp`", "neither side is on the board").next(
            "Paths on the board begin with `:`, /pyboard, /flash or /sd; or use put and get.",
        )),
        _ => Err(Problem::usage("run `cp`", "the sources are on both sides")),
    }
}

/// rshell's `rsync`: what is in a folder, to another one.
fn mirror(given: &[String]) -> Result<Typed, Problem> {
    let (options, from, to) = to_last("rsync", given, "mnq")?;
    if options.contains(['m', 'n']) {
        let problem = Problem::usage("run `rsync`", "this option is `sync`'s here");
        return Err(problem.next("Use `sync --delete`, or `sync --dry-run`."));
    }
    let [from] = from else {
        return Err(Problem::usage("run `rsync`", "one folder and another one are wanted"));
    };
    match (on_board(from), on_board(&to)) {
        (false, true) => {
            let from = vec![Name::Plain(format!("{}/.", from.trim_end_matches('/')))];
            Ok(Typed::Put { from, to, recursive: true })
        }
        (true, false) => {
            let from = vec![matching(from, Pattern::glob("*")?)];
            Ok(Typed::Get { from, to: home(&to), recursive: true })
        }
        _ => Err(Problem::usage("run `rsync`", "one side has to be on the board")
            .next("Paths on the board begin with `:`, /pyboard, /flash or /sd.")),
    }
}

fn on_board(path: &str) -> bool {
    let below = |root: &str| {
        path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    path.starts_with(':') || ["/pyboard", "/flash", "/sd"].into_iter().any(below)
}

/// A path of this computer; `~` is the home folder.
fn home(path: &str) -> PathBuf {
    let rest = path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (rest, std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest.trim_start_matches('/')),
        _ => PathBuf::from(path),
    }
}

/// `ttyUSB0` as mpfshell has it, `ser:/dev/ttyUSB0`, or a path.
fn port_of(word: &str) -> Result<String, Problem> {
    let word = word.strip_prefix("ser:").unwrap_or(word);
    if word.starts_with("ws:") || word.starts_with("tn:") {
        return Err(no_network(word));
    }
    let short = word.starts_with("tty") || word.starts_with("cu.");
    Ok(if short { format!("/dev/{word}") } else { word.to_owned() })
}

fn no_network(word: &str) -> Problem {
    Problem::usage(format!("connect to {word}"), "boards are reached by serial ports only")
        .next("Type `connect serial /dev/ttyUSB0`, or `open ttyUSB0`.")
}

#[cfg(test)]
mod tests;
