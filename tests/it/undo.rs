//! The last change on a real board is taken back; nobody's edit is lost by it.

use std::path::PathBuf;
use std::sync::Arc;

use mpdeck::demo::{DemoBoard, Options};
use mpdeck::link::serial::SerialOpener;
use mpdeck::model::{
    AttachPolicy, BoardId, Command, Expect, Identity, Landing, RemotePath, Reply, Undone, Upload,
};
use mpdeck::session::{self, Kept, Session};

use crate::board::{options, special};
use crate::peer::mpremote;

struct Desk {
    session: Session,
    board: DemoBoard,
    home: tempfile::TempDir,
}

fn path(path: &str) -> RemotePath {
    RemotePath::parse(path, &RemotePath::root()).unwrap()
}

impl Desk {
    async fn new(files: &[(&str, &str)]) -> Desk {
        let home = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let file = home.path().join("files").join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content).unwrap();
        }
        let board = special(Options { files: Some(home.path().join("files")), ..options() });
        let session = open(&board, home.path().join("state"));
        session.connected().await.unwrap();
        Desk { session, board, home }
    }

    async fn undo(&self, force: bool) -> Undone {
        match self.session.call(Command::Undo { force }).await.unwrap() {
            Reply::Undone(undone) => undone,
            other => panic!("{other:?}"),
        }
    }

    async fn undone(&self) -> String {
        match self.undo(false).await {
            Undone::Done { what, .. } => what,
            other => panic!("{other:?}"),
        }
    }

    async fn text(&self, at: &str) -> Option<String> {
        let bytes = self.session.read(path(at)).await.ok()?;
        Some(String::from_utf8(bytes).unwrap())
    }

    async fn write(&self, at: &str, content: &str) {
        let landing = self.session.write(path(at), content.into(), Expect::Anything).await;
        assert!(matches!(landing, Ok(Landing::Done(_))), "{landing:?}");
    }
}

fn open(board: &DemoBoard, state: PathBuf) -> Session {
    let opener = SerialOpener::new(board.port.to_str().unwrap(), 115_200, |_| None);
    let options =
        session::Options { board: BoardId(1), attach: AttachPolicy::Interrupt, reconnect: true };
    let kept = Kept::new(&state, &Identity::Address("here".into()));
    session::start_keeping(Box::new(opener), options, Arc::new(|_| {}), kept)
}

#[tokio::test]
async fn what_was_overwritten_made_and_removed_comes_back() {
    let desk =
        Desk::new(&[("a.txt", "old"), ("lib/x.py", "x = 1"), ("lib/in/y.py", "y = 2")]).await;
    let session = &desk.session;
    desk.write("/a.txt", "new").await;
    let upload = desk.home.path().join("up");
    std::fs::write(&upload, "sent").unwrap();
    let files = vec![Upload { from: upload, to: path("/b.txt"), expect: Expect::Anything }];
    session.upload(files).await.unwrap();
    session.remove(path("/lib"), true).await.unwrap();
    session.rename(path("/a.txt"), path("/c.txt")).await.unwrap();
    session.remove_files(vec![(path("/c.txt"), Expect::Anything)]).await.unwrap();

    assert_eq!(session.last_change().unwrap().unwrap().what, "remove /c.txt");
    assert_eq!(desk.undone().await, "remove /c.txt");
    assert_eq!(desk.text("/c.txt").await.as_deref(), Some("new"));
    assert_eq!(desk.undone().await, "rename /a.txt to /c.txt");
    assert_eq!(desk.text("/a.txt").await.as_deref(), Some("new"));
    assert_eq!(desk.undone().await, "remove /lib");
    assert_eq!(desk.text("/lib/x.py").await.as_deref(), Some("x = 1"));
    assert_eq!(desk.text("/lib/in/y.py").await.as_deref(), Some("y = 2"));
    assert_eq!(desk.undone().await, "upload /b.txt");
    assert_eq!(desk.text("/b.txt").await, None);
    assert_eq!(desk.undone().await, "write /a.txt");
    assert_eq!(desk.text("/a.txt").await.as_deref(), Some("old"));
    let nothing = session.call(Command::Undo { force: false }).await.unwrap_err();
    assert!(nothing.why.contains("nothing was changed"), "{nothing}");
}

#[tokio::test]
async fn a_file_that_was_changed_since_is_left_alone_until_told_and_kept_then() {
    let desk = Desk::new(&[("a.txt", "old")]).await;
    desk.write("/a.txt", "new").await;
    desk.session.close().await;
    mpremote(&desk.board.port, &["exec", "f=open('/a.txt','w');f.write('theirs');f.close()"]);

    // another run of mpdeck
    let session = open(&desk.board, desk.home.path().join("state"));
    let desk = Desk { session, ..desk };
    assert_eq!(desk.undo(false).await, Undone::Differs(vec![path("/a.txt")]));
    assert_eq!(desk.text("/a.txt").await.as_deref(), Some("theirs"));
    assert!(matches!(desk.undo(true).await, Undone::Done { files: 1, .. }));
    assert_eq!(desk.text("/a.txt").await.as_deref(), Some("old"));
    assert_eq!(desk.undone().await, "undo: write /a.txt");
    assert_eq!(desk.text("/a.txt").await.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn what_is_too_large_is_not_kept_and_said() {
    let large = "x".repeat(200 * 1024);
    let desk = Desk::new(&[("a.txt", &large)]).await;
    desk.write("/a.txt", "new").await;
    let refused = desk.session.call(Command::Undo { force: false }).await.unwrap_err();
    assert_eq!(refused.why, "/a.txt was too large to be kept");
    // what we wrote ourselves is kept without reading it back
    desk.write("/a.txt", &large).await;
    desk.write("/a.txt", "newer").await;
    assert_eq!(desk.undone().await, "write /a.txt");
    assert_eq!(desk.text("/a.txt").await, Some(large));
}
