//! What a command does, as the phrase that questions and problems name it by.

use crate::model::{Command, ResetKind};

pub(super) fn describe(command: &Command) -> String {
    match command {
        Command::Probe | Command::Greet => "ask the board what it is".to_owned(),
        Command::Facts => "ask the board for its particulars".to_owned(),
        Command::BootFolder => "find the boot folder".to_owned(),
        Command::Exec { .. } => "run source on the board".to_owned(),
        Command::Eval { expression } => format!("evaluate {}", short(expression)),
        Command::List { path } => format!("list {path}"),
        Command::Walk { path, .. } | Command::Survey { path } => format!("walk {path}"),
        Command::Stat { path } => format!("look at {path}"),
        Command::Space { path } => format!("ask for the space on {path}"),
        Command::Hash { paths } => format!("hash {}", files(paths.len(), paths.first())),
        Command::Read { path } => format!("read {path}"),
        Command::Download { from, .. } => format!("download {from}"),
        Command::Write { path, .. } => format!("write {path}"),
        Command::Upload { files: list } => {
            format!("upload {}", files(list.len(), list.first().map(|file| &file.to)))
        }
        Command::Touch { path } => format!("touch {path}"),
        Command::MakeFolder { path, .. } => format!("make the folder {path}"),
        Command::MakeFolders { paths } => match &paths[..] {
            [path] => format!("make the folder {path}"),
            _ => format!("make {} folders", paths.len()),
        },
        Command::Rename { from, to } => format!("rename {from} to {to}"),
        Command::Remove { path, .. } => format!("remove {path}"),
        Command::RemoveFiles { files: list } => {
            format!("remove {}", files(list.len(), list.first().map(|(path, _)| path)))
        }
        Command::Undo { .. } => "undo the last change on the board".to_owned(),
        Command::ClearLeftovers { path } => format!("clear leftovers below {path}"),
        Command::ReadWords { .. } => "read the levels of its pins".to_owned(),
        Command::ReadClock => "read the board's clock".to_owned(),
        Command::SetClock { .. } => "set the board's clock".to_owned(),
        Command::Reset { kind: ResetKind::Soft } => "soft-reset the board".to_owned(),
        Command::Reset { kind: ResetKind::Safe } => {
            "soft-reset the board without main.py".to_owned()
        }
        Command::Reset { kind: ResetKind::Hard } => "reset the board".to_owned(),
        Command::Reset { kind: ResetKind::Bootloader } => "start the boot loader".to_owned(),
        Command::Complete(_) => "complete a name".to_owned(),
        Command::Paste { .. } => "paste".to_owned(),
        Command::Start { .. } => "start a program on the board".to_owned(),
    }
}

fn files(count: usize, first: Option<&crate::model::RemotePath>) -> String {
    match (count, first) {
        (1, Some(path)) => path.to_string(),
        _ => format!("{count} files"),
    }
}

/// The first line of an expression, as long as it fits a line of text.
fn short(expression: &str) -> String {
    const SHOWN: usize = 40;
    let line: String = expression.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    if line.len() < expression.len() { format!("{line}…") } else { line }
}
