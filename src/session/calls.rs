//! The commands of a board as typed calls. Each waits in the session's queue for its
//! turn; `Err` is what [`Session::call`] says.

use std::path::PathBuf;

use super::Session;
use crate::model::{
    BoardFacts, BoardInfo, Command, Completion, Digest, Entry, Expect, Landing, Problem,
    RemotePath, Reply, ResetKind, Space, Upload,
};

/// Calls a command and takes the one kind of reply that it has.
macro_rules! reply {
    ($session:expr, $command:expr, $kind:path) => {{
        let command = $command;
        let tried = super::describe::describe(&command);
        match $session.call(command).await? {
            $kind(value) => Ok(value),
            other => Err(mismatch(tried, &other)),
        }
    }};
}

impl Session {
    /// What the board is and can do. Also told as [`Event::Probed`](crate::model::Event).
    pub async fn probe(&self) -> Result<BoardInfo, Problem> {
        reply!(self, Command::Probe, Reply::Info).map(|info| *info)
    }

    /// What the info page tells beyond the probe.
    pub async fn facts(&self) -> Result<BoardFacts, Problem> {
        reply!(self, Command::Facts, Reply::Facts).map(|facts| *facts)
    }

    /// The folder that relative paths start at.
    pub async fn boot_folder(&self) -> Result<RemotePath, Problem> {
        reply!(self, Command::BootFolder, Reply::Folder)
    }

    /// Runs source to its end; its output comes as events.
    pub async fn exec(&self, source: impl Into<String>) -> Result<(), Problem> {
        self.run(source, Vec::new()).await
    }

    /// The same with a `sys.argv` for it; an empty one is left as it is.
    pub async fn run(&self, source: impl Into<String>, argv: Vec<String>) -> Result<(), Problem> {
        self.done(Command::Exec { source: source.into(), argv }).await
    }

    /// The `repr` of an expression.
    pub async fn eval(&self, expression: impl Into<String>) -> Result<String, Problem> {
        reply!(self, Command::Eval { expression: expression.into() }, Reply::Value)
    }

    /// What one folder holds.
    pub async fn list(&self, path: RemotePath) -> Result<Vec<Entry>, Problem> {
        reply!(self, Command::List { path }, Reply::Entries)
    }

    /// All below a folder, with hashes if asked.
    pub async fn walk(&self, path: RemotePath, hash: bool) -> Result<Vec<Entry>, Problem> {
        reply!(self, Command::Walk { path, hash }, Reply::Entries)
    }

    /// None where nothing is.
    pub async fn stat(&self, path: RemotePath) -> Result<Option<Entry>, Problem> {
        reply!(self, Command::Stat { path }, Reply::Entry)
    }

    /// Total and free bytes of the file systems at or below a path.
    pub async fn space(&self, path: RemotePath) -> Result<Vec<Space>, Problem> {
        reply!(self, Command::Space { path }, Reply::Spaces)
    }

    /// One digest per path; none where there is no such file.
    pub async fn hash(&self, paths: Vec<RemotePath>) -> Result<Vec<Option<Digest>>, Problem> {
        reply!(self, Command::Hash { paths }, Reply::Digests)
    }

    /// A file's content.
    pub async fn read(&self, path: RemotePath) -> Result<Vec<u8>, Problem> {
        reply!(self, Command::Read { path }, Reply::Bytes)
    }

    /// A file of the board to one of this machine, whole or not at all.
    pub async fn download(&self, from: RemotePath, to: PathBuf) -> Result<(), Problem> {
        self.done(Command::Download { from, to }).await
    }

    /// Writes a file, if on the board there is what is expected.
    pub async fn write(
        &self,
        path: RemotePath,
        content: Vec<u8>,
        expect: Expect,
    ) -> Result<Landing, Problem> {
        let command = Command::Write { path, content, expect };
        let tried = super::describe::describe(&command);
        let landings = reply!(self, command, Reply::Landings)?;
        landings
            .into_iter()
            .next()
            .ok_or_else(|| Problem::failed(tried, "the board did not say how it ended"))
    }

    /// Files of this machine to the board; one landing per file, in order.
    pub async fn upload(&self, files: Vec<Upload>) -> Result<Vec<Landing>, Problem> {
        reply!(self, Command::Upload { files }, Reply::Landings)
    }

    /// Makes an empty file, or leaves the one that is there.
    pub async fn touch(&self, path: RemotePath) -> Result<(), Problem> {
        self.done(Command::Touch { path }).await
    }

    pub async fn make_folder(&self, path: RemotePath, parents: bool) -> Result<(), Problem> {
        self.done(Command::MakeFolder { path, parents }).await
    }

    /// With those above them.
    pub async fn make_folders(&self, paths: Vec<RemotePath>) -> Result<(), Problem> {
        self.done(Command::MakeFolders { paths }).await
    }

    pub async fn rename(&self, from: RemotePath, to: RemotePath) -> Result<(), Problem> {
        self.done(Command::Rename { from, to }).await
    }

    pub async fn remove(&self, path: RemotePath, recursive: bool) -> Result<(), Problem> {
        self.done(Command::Remove { path, recursive }).await
    }

    /// Removes files, each only if it is what is expected; one landing per file.
    pub async fn remove_files(
        &self,
        files: Vec<(RemotePath, Expect)>,
    ) -> Result<Vec<Landing>, Problem> {
        reply!(self, Command::RemoveFiles { files }, Reply::Landings)
    }

    /// Clears what an interrupted transfer left below a folder.
    pub async fn clear_leftovers(&self, path: RemotePath) -> Result<(), Problem> {
        self.done(Command::ClearLeftovers { path }).await
    }

    /// Year, month, day, weekday (Monday is 0), hour, minute, second, microsecond.
    pub async fn read_clock(&self) -> Result<[u32; 8], Problem> {
        reply!(self, Command::ReadClock, Reply::Clock)
    }

    /// See [`read_clock`](Self::read_clock) for the fields.
    pub async fn set_clock(&self, time: [u32; 8], gently: bool) -> Result<(), Problem> {
        self.done(Command::SetClock { time, gently }).await
    }

    /// Restarts the board; what it runs then is not waited for.
    pub async fn reset(&self, kind: ResetKind) -> Result<(), Problem> {
        self.done(Command::Reset { kind }).await
    }

    /// Starts source as a user at the REPL would, and leaves it running.
    pub async fn start_source(&self, source: impl Into<String>) -> Result<(), Problem> {
        self.done(Command::Start { source: source.into() }).await
    }

    /// Names that begin with what was typed; see [`Command::Complete`].
    pub async fn complete(&self, wanted: Completion) -> Result<Vec<String>, Problem> {
        reply!(self, Command::Complete(wanted), Reply::Names)
    }

    /// Pastes at the friendly prompt; a program that runs gets the text as its input.
    pub async fn paste(&self, source: impl Into<String>) -> Result<(), Problem> {
        self.done(Command::Paste { source: source.into(), input: true }).await
    }

    /// For commands whose reply says nothing more than that they are done.
    async fn done(&self, command: Command) -> Result<(), Problem> {
        self.call(command).await.map(drop)
    }
}

fn mismatch(tried: String, reply: &Reply) -> Problem {
    Problem::failed(tried, format!("the session answered something else: {reply:?}"))
        .next("This is a mistake in mpdeck; please report it")
}
