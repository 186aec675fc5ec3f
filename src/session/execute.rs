//! One command on the board.

use super::describe::describe;
use super::kept::{self, Copying, Kept};
use super::local::{Files, Saving, aside};
use super::room;
use super::undo::{self, undo};
use super::voice::Voice;
use crate::board::transfer::{self, Source, Tell};
use crate::board::{Board, Error};
use crate::model::{
    Command, JobId, Level, Problem, Progress, RemotePath, Reply, ResetKind, Stream,
};

/// Marks where output ends and the value begins; `repr` never holds it.
const VALUE: u8 = 0x02;

/// How a command ended.
pub(super) struct Outcome {
    pub(super) reply: Result<Reply, Problem>,
    /// The link went with it.
    pub(super) lost: Option<Error>,
}

/// What stopped a command.
pub(super) enum Trouble {
    Board(Error),
    /// A file or folder of this machine.
    Local(Problem),
}

impl From<undo::Trouble> for Trouble {
    fn from(trouble: undo::Trouble) -> Self {
        match trouble {
            undo::Trouble::Board(error) => Trouble::Board(error),
            undo::Trouble::Problem(problem) => Trouble::Local(problem),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Trouble::Board(error)
    }
}

/// Runs a command in the raw REPL; what it overwrites or removes is kept first.
pub(super) async fn execute(
    board: &mut Board,
    command: &Command,
    id: JobId,
    voice: &mut Voice,
    kept: Option<&Kept>,
) -> Outcome {
    match keeping(board, command, id, voice, kept).await {
        Ok(reply) => Outcome { reply: Ok(reply), lost: None },
        Err(Trouble::Local(problem)) => Outcome { reply: Err(problem), lost: None },
        Err(Trouble::Board(error)) => {
            if error == Error::Restarted {
                voice.restarted();
            }
            Outcome {
                reply: Err(error.problem(describe(command))),
                lost: error.is_lost().then_some(error),
            }
        }
    }
}

async fn keeping(
    board: &mut Board,
    command: &Command,
    id: JobId,
    voice: &mut Voice,
    kept: Option<&Kept>,
) -> Result<Reply, Trouble> {
    voice.report.began(id);
    let Some(kept) = kept else { return run(board, command, id, voice, None, None).await };
    if let Command::Undo { force } = command {
        let mut tell = |progress: Progress| voice.report.progress(id, progress);
        return Ok(Reply::Undone(undo(kept, board, *force, &mut tell).await?));
    }
    let before = kept::look(kept, board, command).await?;
    for path in before.iter().flat_map(|before| &before.lost) {
        voice.report.log(Level::Warn, format!("{path} is not kept: undo will not bring it back"));
    }
    let mut copies = Vec::new();
    let free = before.as_ref().and_then(|before| before.free);
    let reply = run(board, command, id, voice, Some(&mut copies), free).await;
    let noted = before.map_or(Ok(()), |before| {
        let reply = reply.as_ref().ok();
        aside(|| before.note(kept, command, reply, copies))
    });
    if let Err(error) = noted {
        voice.report.log(Level::Warn, format!("This change cannot be undone: {error}"));
    }
    if let Ok(Reply::Info(info)) = &reply
        && let Some(unique) = &info.unique_id
    {
        kept.is_of(unique);
    }
    reply
}

/// Files that went to the board, where they are kept.
type Copies<'a> = Option<&'a mut Vec<(RemotePath, Vec<u8>)>>;

/// Puts files on the board, and keeps copies of them.
async fn send(
    board: &mut Board,
    files: &mut dyn Source,
    tell: Tell<'_>,
    copies: Copies<'_>,
) -> Result<Reply, Trouble> {
    let Some(copies) = copies else {
        return Ok(Reply::Landings(transfer::up(board, files, tell).await?));
    };
    let mut copying = Copying::new(files);
    let landings = transfer::up(board, &mut copying, tell).await;
    *copies = copying.copies;
    Ok(Reply::Landings(landings?))
}

async fn run(
    board: &mut Board,
    command: &Command,
    id: JobId,
    voice: &mut Voice,
    copies: Copies<'_>,
    free: Option<u64>,
) -> Result<Reply, Trouble> {
    let mut tell = |progress: Progress| voice.report.progress(id, progress);
    Ok(match command {
        Command::Probe | Command::Greet => {
            let info = Box::new(board.probe().await?);
            voice.report.probed(&info);
            Reply::Info(info)
        }
        Command::Facts => Reply::Facts(Box::new(board.facts().await?)),
        Command::BootFolder => Reply::Folder(board.boot_folder().await?),
        Command::Exec { source, argv } => {
            if !argv.is_empty() {
                board.set_argv(argv).await?;
            }
            board.exec(source, &mut |stream, bytes| voice.program(stream, bytes)).await?;
            Reply::Done
        }
        Command::Eval { expression } => eval(board, expression, voice).await?,
        Command::List { path } => Reply::Entries(board.list(path).await?),
        Command::Walk { path, hash } => Reply::Entries(board.walk(path, *hash).await?),
        Command::Survey { path } => {
            let (entries, free) = board.survey(path, true).await?;
            Reply::Survey(entries, free)
        }
        Command::Stat { path } => Reply::Entry(board.stat(path).await?),
        Command::Space { path } => Reply::Spaces(board.space(path).await?),
        Command::Hash { paths } => Reply::Digests(board.hash(paths).await?),
        Command::Read { path } => {
            let mut content = Vec::new();
            let mut sink = |bytes: &[u8]| {
                content.extend_from_slice(bytes);
                Ok(())
            };
            transfer::down(board, path, &mut sink, &mut tell).await?;
            Reply::Bytes(content)
        }
        Command::Download { from, to } => {
            let mut saving = Saving::begin(to).map_err(Trouble::Local)?;
            transfer::down(board, from, &mut |bytes| saving.write(bytes), &mut tell).await?;
            saving.finish().map_err(Trouble::Local)?;
            Reply::Done
        }
        Command::Write { path, content, expect } => {
            let mut file = transfer::One::new(path.clone(), content.clone(), expect.clone());
            send(board, &mut file, &mut tell, copies).await?
        }
        Command::Upload { files } => {
            room::check(board, files, free).await?;
            let mut files = Files::new(files);
            send(board, &mut files, &mut tell, copies).await?
        }
        Command::RemoveFiles { files } => Reply::Landings(board.remove_files(files).await?),
        Command::ReadWords { addresses } => Reply::Words(board.read_words(addresses).await?),
        Command::Complete(wanted) => Reply::Names(board.complete(wanted).await?),
        Command::ReadClock => Reply::Clock(board.read_clock().await?),
        _ => {
            change(board, command).await?;
            Reply::Done
        }
    })
}

/// Commands that change the board and have nothing to say.
async fn change(board: &mut Board, command: &Command) -> Result<(), Error> {
    match command {
        Command::Touch { path } => board.touch(path).await,
        Command::MakeFolder { path, parents } => board.make_folder(path, *parents).await,
        Command::MakeFolders { paths } => board.make_folders(paths).await,
        Command::Rename { from, to } => board.rename(from, to).await,
        Command::Remove { path, recursive } => board.remove(path, *recursive).await,
        Command::ClearLeftovers { path } => board.clear_leftovers(path).await.map(drop),
        Command::SetClock { time, .. } => board.set_clock(*time).await,
        // The others were taken before; a reset and a start do not run in here.
        _ => Err(Error::Unsupported("run this within the raw REPL".into())),
    }
}

/// The value comes behind a mark, after what evaluating it printed.
async fn eval(board: &mut Board, expression: &str, voice: &mut Voice) -> Result<Reply, Trouble> {
    let source = format!("print('\\x02'+repr((({expression}\n))))");
    let mut printed = Vec::new();
    board
        .exec(&source, &mut |stream, bytes| match stream {
            Stream::Program => printed.extend_from_slice(bytes),
            _ => voice.program(stream, bytes),
        })
        .await?;
    let Some(mark) = printed.iter().rposition(|byte| *byte == VALUE) else {
        return Err(Error::Damaged("the value of the expression did not come".into()).into());
    };
    if mark > 0 {
        voice.program(Stream::Program, &printed[..mark]);
    }
    let value = String::from_utf8_lossy(&printed[mark + 1..]).replace("\r\n", "\n");
    Ok(Reply::Value(value.strip_suffix('\n').unwrap_or(&value).to_owned()))
}

/// Starts something that runs on without us.
///
/// # Errors
/// Those of the board.
pub(super) async fn part(
    board: &mut Board,
    command: &Command,
    voice: &mut Voice,
) -> Result<Reply, Error> {
    match command {
        Command::Start { source } => {
            board.start(source, &mut |_, bytes| voice.aside(bytes)).await?;
        }
        Command::Reset { kind: ResetKind::Soft } => {
            board.soft_reset(&mut |_, bytes| voice.aside(bytes)).await?;
        }
        Command::Reset { kind: ResetKind::Safe } => {
            board.reset_without_main(&mut |_, bytes| voice.aside(bytes)).await?;
            voice.restarted();
        }
        Command::Reset { kind } => {
            board.hard_reset(*kind, &mut |_, bytes| voice.aside(bytes)).await?;
            if *kind == ResetKind::Hard {
                voice.restarted();
            }
        }
        _ => return Err(Error::Unsupported("be started".into())),
    }
    Ok(Reply::Done)
}
