//! What a session is asked to do on its board, and what it answers.

use std::path::{Path, PathBuf};

use super::{BoardFacts, BoardInfo, Digest, Entry, RemotePath, ResetKind, Space, Undone};

/// What must hold on the board at the moment a file is replaced or removed; checked
/// by the same program that does it, so nothing can slip in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Whatever is there may go.
    Anything,
    /// Nothing is there.
    Nothing,
    /// A file with this content (or already the new content) is there.
    Content(Digest),
}

/// One file to put on the board: temporary name, hash, rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Read when its turn comes, and only then.
    pub from: PathBuf,
    pub to: RemotePath,
    pub expect: Expect,
}

/// How one file of a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// It is there, with this content.
    Done(Digest),
    /// The board's file is not what was expected: left alone. What was found.
    Differs(Option<Digest>),
    /// It could not be done; the rest of the batch went on.
    Failed(super::Problem),
}

/// A command to the board of one session. All of them need the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Probe,
    /// A probe that stops no program to hear again what the board told since it connected.
    Greet,
    /// What the info page tells beyond the probe.
    Facts,
    /// The folder that relative paths start at; cheaper than a probe.
    BootFolder,
    /// Run source; output comes as [`Event::Output`](super::Event::Output) with
    /// [`Stream::Program`](super::Stream::Program).
    Exec {
        source: String,
        /// What it finds in `sys.argv`, its own name first; empty: what is there already.
        argv: Vec<String>,
    },
    /// Evaluate an expression and answer its `repr`.
    Eval {
        expression: String,
    },
    /// One folder, without what is below.
    List {
        path: RemotePath,
    },
    /// All below a folder, never across a mount point; with hashes if asked.
    Walk {
        path: RemotePath,
        hash: bool,
    },
    /// The same with hashes, and the room there: what a sync has to know.
    Survey {
        path: RemotePath,
    },
    Stat {
        path: RemotePath,
    },
    Space {
        path: RemotePath,
    },
    Hash {
        paths: Vec<RemotePath>,
    },
    Read {
        path: RemotePath,
    },
    /// To a file on this machine: temporary name beside it, then rename.
    Download {
        from: RemotePath,
        to: PathBuf,
    },
    Write {
        path: RemotePath,
        content: Vec<u8>,
        expect: Expect,
    },
    /// A batch in one go; answers one landing per file, in order.
    Upload {
        files: Vec<Upload>,
    },
    Touch {
        path: RemotePath,
    },
    MakeFolder {
        path: RemotePath,
        parents: bool,
    },
    /// With those above them, all in as few programs as can be; ends at the first that
    /// cannot be made.
    MakeFolders {
        paths: Vec<RemotePath>,
    },
    Rename {
        from: RemotePath,
        to: RemotePath,
    },
    Remove {
        path: RemotePath,
        recursive: bool,
    },
    /// Remove files, each only if it is what is expected; one landing per file.
    RemoveFiles {
        files: Vec<(RemotePath, Expect)>,
    },
    /// Takes the last change of the board's files back that was kept. Files that were
    /// changed since are left alone, unless `force`.
    Undo {
        force: bool,
    },
    /// Clears the temporary files an interrupted transfer left below a folder.
    ClearLeftovers {
        path: RemotePath,
    },
    ReadClock,
    /// Words of the board's memory, as its input levels are: at addresses where reading
    /// changes nothing.
    ReadWords {
        addresses: Vec<u32>,
    },
    /// Sets the clock to this local or UTC time: year, month, day, weekday (Monday
    /// is 0), hour, minute, second, microsecond.
    SetClock {
        time: [u32; 8],
        /// Nobody asked for it: it stops no program, but fails where one may run.
        gently: bool,
    },
    /// After it the program of the board runs; nobody waits for its end.
    Reset {
        kind: ResetKind,
    },
    /// Starts source the way a user at the REPL would and leaves it running.
    Start {
        source: String,
    },
    /// Names that begin with what was typed. Stops no program and no half-typed line: it
    /// fails where the board is not at its empty prompt.
    Complete(Completion),
    /// Several lines from the user, through the paste mode of the friendly prompt, seen on
    /// the console. Answered when all of them are with the board. Stops no program.
    Paste {
        source: String,
        /// A program that runs gets the text as its input; else that is a problem.
        input: bool,
    },
}

impl Command {
    /// Whether files on the board may be other ones afterwards; the board's own programs
    /// count as able to.
    pub fn may_change_files(&self) -> bool {
        !matches!(
            self,
            Command::Probe
                | Command::Greet
                | Command::Facts
                | Command::BootFolder
                | Command::List { .. }
                | Command::Walk { .. }
                | Command::Survey { .. }
                | Command::Stat { .. }
                | Command::Space { .. }
                | Command::Hash { .. }
                | Command::Read { .. }
                | Command::Download { .. }
                | Command::ReadClock
                | Command::ReadWords { .. }
                | Command::SetClock { .. }
                | Command::Complete(_)
                // as if typed
                | Command::Paste { .. }
        )
    }
}

/// `sys.argv` of a file that is run.
pub fn argv(file: &Path, arguments: &[String]) -> Vec<String> {
    let name = file.file_name().unwrap_or(file.as_os_str());
    let name = name.to_string_lossy().into_owned();
    std::iter::once(name).chain(arguments.iter().cloned()).collect()
}

/// What is to be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// Names of the REPL.
    Globals { start: String },
    /// Attributes of an object, given as names with points between them.
    Attributes { object: String, start: String },
    /// After `import`.
    Modules { start: String },
    /// In a string.
    Files { folder: String, start: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Done,
    /// Of a completion.
    Names(Vec<String>),
    Info(Box<BoardInfo>),
    Facts(Box<BoardFacts>),
    /// The `repr` of an evaluated expression.
    Value(String),
    Entries(Vec<Entry>),
    /// With the free bytes of the file system they are in, if that is known.
    Survey(Vec<Entry>, Option<u64>),
    /// None: nothing is there.
    Entry(Option<Entry>),
    Spaces(Vec<Space>),
    /// One per path asked for; none where there is no such file.
    Digests(Vec<Option<Digest>>),
    Bytes(Vec<u8>),
    Folder(RemotePath),
    Landings(Vec<Landing>),
    Undone(Undone),
    /// Year, month, day, weekday (Monday is 0), hour, minute, second, microsecond.
    Clock([u32; 8]),
    /// One for each address asked for.
    Words(Vec<u32>),
}
