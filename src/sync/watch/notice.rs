//! What an event of the `notify` crate says about each of its paths.

use std::path::Path;

use notify::Event;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};

use crate::sync::settle::Happened;

/// The paths of an event and what happened to them; reading says nothing.
pub fn of(event: &Event) -> Vec<(&Path, Happened)> {
    let all = |happened| event.paths.iter().map(|path| (path.as_path(), happened)).collect();
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => all(Happened::Whole),
        EventKind::Access(_) => Vec::new(),
        EventKind::Create(_) => all(Happened::Made),
        EventKind::Remove(_) => all(Happened::Gone),
        EventKind::Modify(ModifyKind::Metadata(_)) => all(Happened::Attributes),
        EventKind::Modify(ModifyKind::Name(mode)) => renamed(event, mode),
        EventKind::Modify(_) | EventKind::Any | EventKind::Other => all(Happened::Touched),
    }
}

fn renamed(event: &Event, mode: RenameMode) -> Vec<(&Path, Happened)> {
    match (mode, event.paths.as_slice()) {
        // the two ends come by themselves as well, before it
        (RenameMode::Both, _) => Vec::new(),
        (RenameMode::From, [from, ..]) => vec![(from.as_path(), Happened::Gone)],
        (RenameMode::To, [to, ..]) => vec![(to.as_path(), Happened::Whole)],
        (_, paths) => paths.iter().map(|path| (path.as_path(), Happened::Touched)).collect(),
    }
}
