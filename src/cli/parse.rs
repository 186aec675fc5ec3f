//! From words to what is asked for.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser};

use super::args::{Bare, CommandLine, Compile, Global, Line, Reset, Subcommands, Sync};
use crate::demo::loader::{Chip, Fault, Hands};
use crate::model::{
    ClockOptions, CompileOptions, FirmwareOptions, MonitorOptions, Problem, Request, ResetKind,
    StopOptions, SyncOptions,
};

/// A command line, read.
#[derive(Debug)]
pub struct Invocation {
    pub global: Global,
    pub ask: Ask,
}

/// What a command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// No subcommand: the TUI.
    Workbench,
    /// A simulated board; with the TUI on it unless `headless`.
    Demo {
        headless: bool,
        link: Option<PathBuf>,
    },
    /// A simulated chip without firmware.
    Bare(Box<BareChip>),
    Request(Request),
}

/// The chip that `demo --bare` starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BareChip {
    pub chip: Chip,
    /// In MB.
    pub flash_size: u8,
    pub hold_boot: bool,
    pub hands: Hands,
    pub faults: Vec<Fault>,
    /// Where its flash is kept.
    pub flash: Option<PathBuf>,
    pub link: Option<PathBuf>,
}

/// Reads the arguments of the process, its name first. The error prints itself as
/// clap has it (help and version too) and says its exit code.
pub fn parse_arguments<I, T>(arguments: I) -> Result<Invocation, clap::Error>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let mut command = definition();
    let line = command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| CommandLine::from_arg_matches(&matches))
        .map_err(|error| error.format(&mut command))?;
    let ask = line.command.map_or(Ask::Workbench, asked);
    Ok(Invocation { global: line.global, ask })
}

/// The definition with one change that its derived form cannot say: after `mkdir`, `-p`
/// makes the folders above, as everywhere else; the port is `--port` there.
pub(super) fn definition() -> clap::Command {
    let port = Arg::new("port").long("port").value_name("PORT").action(ArgAction::Append);
    CommandLine::command().mut_subcommand("mkdir", |mkdir| {
        mkdir.arg(port.help("The board's port").help_heading("Options everywhere"))
    })
}

/// Reads a command without the name of the program and without global options: the
/// TUI's `:` line.
pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Request, Problem> {
    let line = Line::try_parse_from(words.iter().map(AsRef::as_ref)).map_err(as_problem)?;
    match asked(line.command) {
        Ask::Request(request) => Ok(request),
        Ask::Workbench | Ask::Demo { .. } | Ask::Bare(_) => Err(Problem::usage(
            "run `demo`",
            "it starts a program of its own; leave the workbench and type `mpdeck demo`",
        )),
    }
}

/// Takes a typed line apart as a shell would: spaces part words, quotes and
/// backslashes keep them together.
pub fn words(line: &str) -> Result<Vec<String>, Problem> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), close) if open == close => quote = None,
            (Some('\''), _) => word.get_or_insert_default().push(letter),
            (Some(_), '\\') => match letters.next() {
                Some(kept @ ('"' | '\\')) => word.get_or_insert_default().push(kept),
                Some(other) => word.get_or_insert_default().extend(['\\', other]),
                None => word.get_or_insert_default().push('\\'),
            },
            (Some(_), _) => word.get_or_insert_default().push(letter),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(letter),
        }
    }
    if let Some(open) = quote {
        return Err(Problem::usage("read the line", format!("a {open} is not closed")));
    }
    words.extend(word);
    Ok(words)
}

/// clap's text in one line, without the usage below it.
fn as_problem(error: clap::Error) -> Problem {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let why = first.strip_prefix("error: ").unwrap_or(first).to_owned();
    let tips: Vec<&str> = lines.filter_map(|line| line.strip_prefix("tip: ")).collect();
    let tried = match error.kind() {
        ErrorKind::InvalidSubcommand => "find the command",
        _ => "read the command",
    };
    Problem::usage(tried, why).next(tips.join("; "))
}

fn asked(command: Subcommands) -> Ask {
    Ask::Request(match command {
        Subcommands::Devices => Request::Devices,
        Subcommands::Doctor => Request::Doctor,
        Subcommands::Info(words) => words.into(),
        Subcommands::Ls { long, path } => Request::List { path, long },
        Subcommands::Tree { path } => Request::Tree { path },
        Subcommands::Df => Request::Space,
        Subcommands::Cat { path } => Request::Cat { path },
        Subcommands::Get { recursive, remote, local } => {
            Request::Get { from: remote, to: local, recursive }
        }
        Subcommands::Put { recursive, local, remote } => {
            Request::Put { from: local, to: remote, recursive }
        }
        Subcommands::Rm { recursive, yes, paths } => Request::Remove { paths, recursive, yes },
        Subcommands::Mkdir { parents, path } => Request::MakeFolder { path, parents },
        Subcommands::Mv { from, to } => Request::Move { from, to },
        Subcommands::Touch { path } => Request::Touch { path },
        Subcommands::Hash { paths } => Request::Hash { paths },
        Subcommands::Run { file, arguments } => Request::Run { file, arguments },
        Subcommands::Exec { code } => Request::Exec { code, argv: Vec::new() },
        Subcommands::Eval { expression } => Request::Eval { expression },
        Subcommands::Repl => Request::Repl,
        Subcommands::Monitor { timestamps, raw, log } => {
            Request::Monitor(MonitorOptions { timestamps, raw, log })
        }
        Subcommands::Stop { hard, catch } => Request::Stop(StopOptions { hard, catch }),
        Subcommands::Rtc { set, utc } => Request::Clock(ClockOptions { set, utc, gently: false }),
        Subcommands::Reset(reset) => Request::Reset { kind: kind(&reset) },
        Subcommands::Sync(sync) => Request::Sync(options(sync)),
        Subcommands::Compile(compile) => Request::Compile(compiling(compile)),
        Subcommands::Firmware(words) => Request::Firmware(FirmwareOptions {
            board: words.board,
            chip: words.chip,
            get: words.get,
            version: words.release,
        }),
        Subcommands::Flash(words) => words.into(),
        Subcommands::Erase(words) => words.into(),
        Subcommands::Backup(words) => words.into(),
        Subcommands::About(words) => Request::About(words.into()),
        Subcommands::Demo { headless, link, bare } => return simulated(headless, link, bare),
    })
}

fn simulated(headless: bool, link: Option<PathBuf>, bare: Bare) -> Ask {
    let Bare { bare, hold_boot, hands_off, flash, flash_size, fault } = bare;
    let Some(chip) = bare else { return Ask::Demo { headless, link } };
    let hands = if hands_off { Hands::Off } else { Hands::Helpful };
    Ask::Bare(Box::new(BareChip { chip, flash_size, hold_boot, hands, faults: fault, flash, link }))
}

fn kind(reset: &Reset) -> ResetKind {
    if reset.soft {
        ResetKind::Soft
    } else if reset.safe {
        ResetKind::Safe
    } else if reset.bootloader {
        ResetKind::Bootloader
    } else {
        ResetKind::Hard
    }
}

fn compiling(compile: Compile) -> CompileOptions {
    CompileOptions {
        files: compile.files,
        output: compile.output,
        version: compile.version,
        arch: compile.march,
        optimize: compile.optimize,
        name: compile.name,
    }
}

fn options(sync: Sync) -> SyncOptions {
    SyncOptions {
        only: Vec::new(),
        watch: sync.watch,
        dry_run: sync.dry_run,
        rehash: sync.rehash,
        delete: sync.delete,
        compile: sync.compile,
        pull: sync.pull,
        force: sync.force,
        yes: sync.yes,
        source: sync.source,
        target: sync.target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Chip;

    fn line(text: &str) -> Result<Invocation, clap::Error> {
        let words = words(text).unwrap();
        parse_arguments(std::iter::once("mpdeck".to_owned()).chain(words))
    }

    #[test]
    fn clap_accepts_its_own_definition() {
        definition().debug_assert();
        Line::command().debug_assert();
    }

    #[test]
    fn reads_every_subcommand() {
        let put = Request::Put {
            from: vec!["a".into(), "b c".into()],
            to: "/lib".to_owned(),
            recursive: true,
        };
        let sync = SyncOptions {
            watch: true,
            force: true,
            source: Some("src".into()),
            ..SyncOptions::default()
        };
        let compile = CompileOptions {
            files: vec!["a.py".into(), "b.py".into()],
            output: Some("out".into()),
            version: Some("1.27".to_owned()),
            optimize: Some(2),
            ..CompileOptions::default()
        };
        let noted = MonitorOptions { timestamps: true, raw: false, log: Some("x".into()) };
        for (text, request) in [
            ("compile -o out --for 1.27 -O2 a.py b.py", Request::Compile(compile)),
            ("devices", Request::Devices),
            (
                "firmware --chip ESP32-C3",
                Request::Firmware(FirmwareOptions {
                    chip: Some(Chip::Esp32C3),
                    ..FirmwareOptions::default()
                }),
            ),
            ("doctor", Request::Doctor),
            ("info", Request::Info),
            ("ls", Request::List { path: String::new(), long: false }),
            ("ls -l /", Request::List { path: "/".to_owned(), long: true }),
            ("tree lib", Request::Tree { path: "lib".to_owned() }),
            ("df", Request::Space),
            ("cat :x.py", Request::Cat { path: ":x.py".to_owned() }),
            ("get x", Request::Get { from: "x".to_owned(), to: None, recursive: false }),
            ("put -r a 'b c' /lib", put),
            (
                "rm -r /x",
                Request::Remove { paths: vec!["/x".to_owned()], recursive: true, yes: false },
            ),
            ("mkdir -p /a/b", Request::MakeFolder { path: "/a/b".to_owned(), parents: true }),
            ("mv a b", Request::Move { from: "a".to_owned(), to: "b".to_owned() }),
            ("touch a", Request::Touch { path: "a".to_owned() }),
            ("hash a", Request::Hash { paths: vec!["a".to_owned()] }),
            ("run a.py", Request::Run { file: "a.py".into(), arguments: Vec::new() }),
            (
                "run a.py 3 -- --fast",
                Request::Run { file: "a.py".into(), arguments: vec!["3".into(), "--fast".into()] },
            ),
            ("exec -1", Request::Exec { code: "-1".to_owned(), argv: Vec::new() }),
            ("eval -x", Request::Eval { expression: "-x".to_owned() }),
            ("repl", Request::Repl),
            ("monitor", Request::Monitor(MonitorOptions::default())),
            ("monitor -t --log x", Request::Monitor(noted)),
            ("rtc --set", Request::Clock(ClockOptions { set: true, utc: false, gently: false })),
            ("reset", Request::Reset { kind: ResetKind::Hard }),
            ("reset --soft", Request::Reset { kind: ResetKind::Soft }),
            ("reset --safe", Request::Reset { kind: ResetKind::Safe }),
            ("stop", Request::Stop(StopOptions::default())),
            ("stop --catch", Request::Stop(StopOptions { hard: false, catch: true })),
            ("reset --bootloader", Request::Reset { kind: ResetKind::Bootloader }),
            ("sync --watch --force --source src", Request::Sync(sync)),
        ] {
            assert_eq!(line(text).unwrap().ask, Ask::Request(request.clone()), "{text}");
            assert_eq!(parse(&words(text).unwrap()).as_ref(), Ok(&request), "{text}");
        }
        assert_eq!(line("").unwrap().ask, Ask::Workbench);
        assert_eq!(line("demo").unwrap().ask, Ask::Demo { headless: false, link: None });
    }

    #[test]
    fn takes_global_options_before_and_after() {
        for text in ["-p /dev/x --json --baud 9600 ls", "ls -p /dev/x --json --baud 9600"] {
            let global = line(text).unwrap().global;
            assert_eq!(global.port, ["/dev/x"], "{text}");
            assert!(global.json, "{text}");
            assert_eq!(global.baud, Some(9600), "{text}");
        }
    }

    #[test]
    fn p_after_mkdir_is_parents() {
        let made = line("-p /dev/x mkdir -p a/b").unwrap();
        assert_eq!(made.global.port, ["/dev/x"]);
        let request = Request::MakeFolder { path: "a/b".to_owned(), parents: true };
        assert_eq!(made.ask, Ask::Request(request));
        assert_eq!(line("mkdir --port /dev/x a").unwrap().global.port, ["/dev/x"]);
    }

    #[test]
    fn refuses_with_a_hint() {
        let error = line("sycn").unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("'sync'"), "{error}");
        let problem = parse(&["lss"]).unwrap_err();
        assert_eq!(problem.exit.code(), 2);
        assert!(problem.next.contains("ls"), "{problem}");
        for text in ["cat", "put x", "reset --soft --hard", "--baud 0 ls", "demo --link x"] {
            assert_eq!(line(text).unwrap_err().exit_code(), 2, "{text}");
        }
        for text in ["demo --bare esp32", "demo --headless --bare rp2040", "demo --hold-boot"] {
            assert_eq!(line(text).unwrap_err().exit_code(), 2, "{text}");
        }
        assert!(parse(&["demo"]).is_err());
    }

    #[test]
    fn splits_a_line_as_a_shell_does() {
        for (text, split) in [
            ("", vec![]),
            ("  ls   -l ", vec!["ls", "-l"]),
            ("put 'a b' \"c \\\" d\" e\\ f", vec!["put", "a b", "c \" d", "e f"]),
            ("exec 'print(\"x\\n\")'", vec!["exec", "print(\"x\\n\")"]),
            ("cat ''", vec!["cat", ""]),
        ] {
            assert_eq!(words(text).unwrap(), split, "{text}");
        }
        assert_eq!(words("a 'b").unwrap_err().exit.code(), 2);
    }
}
