use super::*;
use crate::app::{Body, LineOf};
use crate::model::{
    Digest, Expect, Fetched, Landing, LastChange, PutBack, SyncState, Undone, Upload,
};

#[test]
fn uploads_to_the_matching_folder_and_asks_before_replacing() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::Mark);
    deck.on(Side::Local, "new.py").act(Action::Mark).act(Action::Upload);
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("no look at the files") };
    assert_eq!(*op, LocalOp::Files { paths: vec!["/p/main.py".into(), "/p/new.py".into()] });
    let file = |name: &str| LocalFile {
        path: PathBuf::from("/p").join(name),
        relative: name.into(),
        size: 5,
    };
    deck.answer(Ok(Outcome::Files(vec![file("main.py"), file("new.py"), file("a/b.py")])));
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.lines, ["On A board on /dev/ttyUSB0 already:", "/main.py"]);
    deck.act(Action::Yes);
    let folder = Command::MakeFolders { paths: vec![path("/a")] };
    assert_eq!(deck.commands(), [&folder]);
    deck.answer(Ok(Outcome::Reply(Reply::Done)));
    let upload = |name: &str| Upload {
        from: PathBuf::from("/p").join(name),
        to: path(name),
        expect: Expect::Anything,
    };
    let files = vec![upload("main.py"), upload("new.py"), upload("a/b.py")];
    assert_eq!(deck.commands()[1], &Command::Upload { files });
    let landed = Landing::Done(Digest::Crc32("0".into()));
    deck.answer(Ok(Outcome::Reply(Reply::Landings(vec![landed; 3]))));
    assert!(deck.notice().starts_with("Uploaded 3 files"), "{}", deck.notice());
    assert!(matches!(deck.commands()[2], Command::Walk { .. }));
}

#[test]
fn a_landing_that_failed_is_told() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "new.py").act(Action::Upload);
    let file = LocalFile { path: "/p/new.py".into(), relative: "new.py".into(), size: 5 };
    deck.answer(Ok(Outcome::Files(vec![file])));
    let problem = Problem::failed("write /new.py", "no space left on the board");
    deck.answer(Ok(Outcome::Reply(Reply::Landings(vec![Landing::Failed(problem)]))));
    assert!(deck.log().iter().any(|line| line.contains("no space left")));
    assert!(deck.notice().contains("1 of 1 files failed"), "{}", deck.notice());
}

#[test]
fn downloads_whole_folders_into_the_project() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "lib").act(Action::Download);
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("no folder made") };
    assert_eq!(*op, LocalOp::MakeFolder { path: "/p/lib".into() });
    deck.answer(Ok(Outcome::Done));
    let download = Command::Download { from: path("/lib/x.py"), to: "/p/lib/x.py".into() };
    assert_eq!(deck.commands(), [&download]);
    deck.answer(Ok(Outcome::Reply(Reply::Done)));
    assert!(deck.notice().starts_with("Downloaded 1 file"));
    deck.on(Side::Remote, "main.py").act(Action::Download);
    assert_eq!(deck.dialog(), Some("Replace 1 entry?"));
}

#[test]
fn deleting_names_board_and_paths() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "lib").act(Action::Delete);
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.lines, ["On A board on /dev/ttyUSB0:", "/lib/ and all that is in it"]);
    deck.act(Action::Accept);
    assert!(deck.commands().is_empty(), "Enter alone deletes nothing");
    deck.act(Action::Delete).act(Action::Yes);
    assert_eq!(deck.commands(), [&Command::Remove { path: path("/lib"), recursive: true }]);
    deck.on(Side::Local, "new.py").act(Action::Delete).act(Action::Yes);
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("nothing removed") };
    assert_eq!(*op, LocalOp::Remove { paths: vec!["/p/new.py".into()] });
}

#[test]
fn names_are_checked_before_anything_happens() {
    for (name, error) in [
        ("", "Type a name"),
        ("../x", "A name cannot be"),
        ("a//b", "A name cannot be"),
        ("main.py", "/main.py is there already"),
    ] {
        let mut deck = Deck::connected();
        deck.on(Side::Remote, "boot.py").act(Action::NewFolder).text(name).act(Action::Accept);
        let Some(Overlay::Prompt(prompt)) = deck.state.overlays.last() else { panic!("{name}") };
        let told = prompt.error.as_deref().unwrap_or_default();
        assert!(told.starts_with(error), "{name}: {told}");
        assert!(deck.commands().is_empty());
        deck.act(Action::Dismiss).act(Action::NewFolder).text("fine").act(Action::Accept);
        let folder = Command::MakeFolder { path: path("/fine"), parents: true };
        assert_eq!(deck.commands(), [&folder]);
        assert!(deck.state.overlays.is_empty());
    }
}

#[test]
fn renames_on_both_sides() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "boot.py").act(Action::Rename).text(".old").act(Action::Accept);
    let rename = Command::Rename { from: path("/boot.py"), to: path("/boot.py.old") };
    assert_eq!(deck.commands(), [&rename]);
    deck.on(Side::Local, "new.py").act(Action::Rename).text("c").act(Action::Accept);
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("nothing renamed") };
    let (from, to) = ("/p/new.py".into(), "/p/new.pyc".into());
    assert_eq!(*op, LocalOp::Rename { from, to });
}

#[test]
fn shows_a_file_of_either_side() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::Open);
    assert_eq!(deck.commands(), [&Command::Read { path: path("/main.py") }]);
    deck.answer(Ok(Outcome::Reply(Reply::Bytes(b"print(1)\n".to_vec()))));
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no viewer") };
    assert_eq!(viewer.title, "/main.py on A board on /dev/ttyUSB0");
    deck.act(Action::ToggleHex);
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no viewer") };
    assert!(viewer.line(0).contains("70 72 69 6e"));
    deck.act(Action::Dismiss).on(Side::Local, "main.py").act(Action::View);
    assert!(matches!(deck.last(), Some(Effect::Local { op: LocalOp::Read { .. }, .. })));
}

#[test]
fn tells_what_differs_before_any_sync() {
    let deck = Deck::connected();
    let status = |side, path: &str| {
        let node = deck.state.tree(side).unwrap().node(path).cloned().unwrap();
        deck.state.status(side, &node)
    };
    assert_eq!(status(Side::Local, "main.py"), Some(SyncState::Differs));
    assert_eq!(status(Side::Local, "new.py"), Some(SyncState::OnlyHere));
    assert_eq!(status(Side::Remote, "boot.py"), Some(SyncState::OnlyThere));
    assert_eq!(status(Side::Remote, "lib/x.py"), None, "the local folder was not read yet");
}

#[test]
fn works_without_board_and_without_project() {
    let mut deck = Deck::new(Setup::default());
    deck.answer_all();
    deck.act(Action::FocusFiles);
    assert_eq!(deck.state.tree(Side::Local).map(|tree| tree.rows().len()), Some(3));
    assert!(deck.state.tree(Side::Remote).is_none());
    for action in crate::app::commands().iter().map(|row| row.action) {
        deck.act(action);
        deck.state.overlays.clear();
    }
}

#[test]
fn any_two_actions_are_harmless() {
    let all = || crate::app::commands().iter().map(|row| row.action);
    for first in all() {
        let mut deck = Deck::connected();
        for second in all() {
            deck.act(first).act(second).act(Action::Dismiss).act(Action::No);
            assert!(deck.state.overlays.len() <= 3, "{first:?} {second:?} piles up overlays");
            deck.state.overlays.clear();
        }
    }
}

#[test]
fn what_a_sync_said_holds_until_a_side_shows_otherwise() {
    let mut deck = Deck::connected();
    let states = [("main.py", SyncState::Same), ("new.py", SyncState::Same)];
    let states = states.map(|(path, state)| (path.to_owned(), state)).into();
    deck.event(Event::Work(crate::model::WorkEvent::States { board: BOARD, states }));
    let status = |deck: &Deck, path: &str| {
        let node = deck.state.tree(Side::Local).unwrap().node(path).cloned().unwrap();
        deck.state.status(Side::Local, &node)
    };
    assert_eq!(status(&deck, "main.py"), Some(SyncState::ChangedHere), "21 bytes here, 20 there");
    assert_eq!(status(&deck, "new.py"), Some(SyncState::OnlyHere));
    let mut files = local_files();
    files[0].size = Some(20);
    deck.act(Action::FocusFiles).act(Action::Refresh);
    let local = deck.effects.iter().find(|effect| matches!(effect, Effect::Local { .. }));
    let job = local.and_then(job_of).unwrap();
    deck.send(Msg::Answered { job, result: Ok(Outcome::Listing(files)) });
    assert_eq!(status(&deck, "main.py"), Some(SyncState::Same));
}

#[test]
fn an_open_folder_that_was_deleted_is_no_error() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "lib").act(Action::Right);
    deck.answer(Ok(Outcome::Listing(vec![])));
    let errors = deck.state.log.unread;
    deck.act(Action::Refresh);
    let jobs: Vec<JobId> = (deck.effects.iter())
        .filter(|effect| matches!(effect, Effect::Local { op: LocalOp::List { .. }, .. }))
        .filter_map(job_of)
        .collect();
    let listing = local_files().into_iter().filter(|entry| entry.name != "lib").collect();
    let gone = Problem::failed("read /p/lib", "no such folder");
    deck.send(Msg::Answered { job: jobs[2], result: Err(gone) });
    deck.send(Msg::Answered { job: jobs[1], result: Ok(Outcome::Listing(listing)) });
    assert_eq!(deck.state.log.unread, errors);
    assert!(deck.state.files.local.node("lib").is_none());
}

#[test]
fn moves_to_the_board_what_arrived_there_and_only_that() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "new.py").act(Action::MoveAcross);
    let file = LocalFile { path: "/p/new.py".into(), relative: "new.py".into(), size: 5 };
    deck.answer(Ok(Outcome::Files(vec![file.clone()])));
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.title, "Move 1 file?");
    assert_eq!(dialog.lines, ["To A board on /dev/ttyUSB0:", "/p/new.py"]);
    deck.act(Action::Yes);
    let sent = Digest::Crc32("0".into());
    deck.answer(Ok(Outcome::Reply(Reply::Landings(vec![Landing::Done(sent.clone())]))));
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("nothing removed") };
    let files = vec![("/p/new.py".into(), sent)];
    assert_eq!(*op, LocalOp::RemoveSent { files, folders: vec![] });
    // one that failed stays here
    let mut deck = Deck::connected();
    deck.on(Side::Local, "new.py").act(Action::MoveAcross);
    deck.answer(Ok(Outcome::Files(vec![file]))).act(Action::Yes);
    let problem = Problem::failed("write /new.py", "no space left on the board");
    deck.answer(Ok(Outcome::Reply(Reply::Landings(vec![Landing::Failed(problem)]))));
    let removes =
        |effect: &Effect| matches!(effect, Effect::Local { op: LocalOp::RemoveSent { .. }, .. });
    assert!(!deck.effects.iter().any(removes));
}

#[test]
fn moves_from_the_board_a_folder_and_what_was_in_it() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "lib").act(Action::MoveAcross);
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.lines, ["To this machine:", "/lib/x.py"]);
    deck.act(Action::Yes).answer(Ok(Outcome::Done)).answer(Ok(Outcome::Reply(Reply::Done)));
    let landed = Landing::Done(Digest::Crc32("0".into()));
    deck.answer(Ok(Outcome::Reply(Reply::Landings(vec![landed]))));
    let remove = Command::RemoveFiles { files: vec![(path("/lib/x.py"), Expect::Anything)] };
    let folder = Command::Remove { path: path("/lib"), recursive: false };
    assert_eq!(deck.commands()[1..], [&remove, &folder]);
}

#[test]
fn shows_what_differs_between_here_and_the_board() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::Diff);
    let Some(Effect::Local { op: LocalOp::Read { path: read, .. }, .. }) = deck.last() else {
        panic!("not read")
    };
    assert_eq!(read, &PathBuf::from("/p/main.py"));
    deck.answer(Ok(Outcome::Content { bytes: b"a\nb\n".to_vec(), size: 4 }));
    assert_eq!(deck.commands(), [&Command::Read { path: path("/main.py") }]);
    deck.answer(Ok(Outcome::Reply(Reply::Bytes(b"a\n".to_vec()))));
    let Some(Overlay::Diff(view)) = deck.state.overlays.last() else { panic!("no diff") };
    let Body::Lines(lines) = &view.body else { panic!("{:?}", view.body) };
    assert_eq!((lines[1].of, lines[1].text.as_str()), (LineOf::Here, "b"));
    assert_eq!(view.title, "+ /p/main.py  - /main.py on A board on /dev/ttyUSB0");
}

fn fetched() -> Box<Fetched> {
    let digest = Digest::Crc32("0".into());
    Box::new(Fetched {
        board: BOARD,
        path: path("/main.py"),
        copy: "/s/edit/1/main.py".into(),
        digest,
    })
}

#[test]
fn a_board_file_goes_through_the_editor_and_back() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::Edit);
    assert!(matches!(deck.last(), Some(Effect::Fetch { path: at, .. }) if *at == path("/main.py")));
    deck.answer(Ok(Outcome::Fetched(fetched())));
    assert!(matches!(deck.last(), Some(Effect::Edit { path, .. }) if *path == fetched().copy));
    deck.answer(Ok(Outcome::Done));
    assert!(matches!(deck.last(), Some(Effect::PutBack { force: false, .. })));
    deck.answer(Ok(Outcome::PutBack(PutBack::Differs)));
    assert_eq!(deck.dialog(), Some("Changed meanwhile"));
    deck.act(Action::No);
    assert!(deck.notice().contains("kept as /s/edit/1/main.py"), "{}", deck.notice());
    deck.act(Action::Edit).answer(Ok(Outcome::Fetched(fetched()))).answer(Ok(Outcome::Done));
    deck.answer(Ok(Outcome::PutBack(PutBack::Differs))).act(Action::Yes);
    assert!(matches!(deck.last(), Some(Effect::PutBack { force: true, .. })));
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::Edit);
    deck.answer(Ok(Outcome::Fetched(fetched())));
    deck.answer(Err(Problem::failed("edit main.py with vi", "it ended with exit status: 1")));
    assert!(!deck.effects.iter().any(|effect| matches!(effect, Effect::PutBack { .. })));
    let notice = deck.notice();
    assert!(notice.contains("what the editor saved is /s/edit/1/main.py"), "{notice}");
}

#[test]
fn undo_names_what_it_takes_back_and_asks_again_where_somebody_else_was() {
    let mut deck = Deck::connected();
    deck.act(Action::Undo).answer(Ok(Outcome::LastChange(None)));
    assert!(deck.notice().contains("Nothing to undo"), "{}", deck.notice());
    let last = LastChange {
        what: "upload 2 files".into(),
        ago: Duration::from_secs(200),
        paths: vec![path("/a.py"), path("/b\x1b.py")],
    };
    deck.act(Action::Undo).answer(Ok(Outcome::LastChange(Some(last))));
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    let lines = ["On A board on /dev/ttyUSB0:", "upload 2 files, 3 min ago", "/a.py", "/b\\x1b.py"];
    assert_eq!(dialog.lines, lines);
    deck.act(Action::Yes);
    assert_eq!(deck.commands(), [&Command::Undo { force: false }]);
    deck.answer(Ok(Outcome::Reply(Reply::Undone(Undone::Differs(vec![path("/a.py")])))));
    assert_eq!(deck.dialog(), Some("Changed since"));
    deck.act(Action::Accept);
    assert_eq!(deck.commands().len(), 1, "Enter alone overwrites nothing");
    deck.act(Action::Undo);
    deck.answer(Ok(Outcome::LastChange(Some(LastChange {
        what: "write /a.py".into(),
        ago: Duration::ZERO,
        paths: vec![path("/a.py")],
    }))));
    deck.act(Action::Yes);
    deck.answer(Ok(Outcome::Reply(Reply::Undone(Undone::Differs(vec![path("/a.py")])))));
    deck.act(Action::Yes);
    assert_eq!(deck.commands().last(), Some(&&Command::Undo { force: true }));
    let done = Undone::Done { what: "write /a.py".into(), files: 1 };
    deck.answer(Ok(Outcome::Reply(Reply::Undone(done))));
    assert!(deck.notice().starts_with("Undone on A board"), "{}", deck.notice());
    assert!(matches!(
        deck.commands().last(),
        Some(Command::Walk { .. }) | Some(Command::Space { .. })
    ));
}

#[test]
fn finding_opens_the_tree_down_to_the_file() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles);
    deck.state.files.side = Side::Local;
    deck.act(Action::Find);
    let paths = vec!["main.py".to_owned(), "a/deep/sensor.py".to_owned()];
    deck.answer(Ok(Outcome::Paths { paths, cut: false })).text("sens");
    deck.act(Action::Accept);
    assert!(deck.state.overlays.is_empty());
    let listed: Vec<&PathBuf> = deck
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Local { op: LocalOp::List { folder }, .. } => Some(folder),
            _ => None,
        })
        .collect();
    assert_eq!(listed, [&PathBuf::from("/p/a"), &PathBuf::from("/p/a/deep")]);
    let jobs: Vec<JobId> = deck.effects.iter().filter_map(job_of).collect();
    let entry = |name: &str, kind| LocalEntry { name: name.into(), kind, size: None };
    let root = vec![entry("a", EntryKind::Folder), entry("main.py", EntryKind::File)];
    deck.state.local_folder("", root);
    let deep = vec![entry("deep", EntryKind::Folder)];
    deck.send(Msg::Answered { job: jobs[1], result: Ok(Outcome::Listing(deep)) });
    let sensor = vec![entry("other.py", EntryKind::File), entry("sensor.py", EntryKind::File)];
    deck.send(Msg::Answered { job: jobs[2], result: Ok(Outcome::Listing(sensor)) });
    let current = deck.state.files.local.current().unwrap().node.path.clone();
    assert_eq!(current, "a/deep/sensor.py");
}
