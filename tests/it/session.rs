//! Sessions on real MicroPython, over a real port.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mpdeck::board::Opener as _;
use mpdeck::demo::{self, DemoBoard};
use mpdeck::link::serial::SerialOpener;
use mpdeck::model::{
    self, AttachPolicy, BoardId, ControlLines, Event, Exit, Expect, Generation, Holder, Landing,
    Level, Mode, Problem, RemotePath, Reply, ResetKind, ResetWay, Stream, Upload,
};
use mpdeck::session::{Options, Session, start};
use tokio::sync::Notify;

use crate::board::{MPDECK, options, special};

/// Generous: the tests of this binary share two cores with each other's boards.
const DEADLINE: Duration = Duration::from_secs(60);

fn holder(_: &str) -> Option<Holder> {
    Some(Holder { pid: 1, name: "somebody".into() })
}

fn board(change: impl FnOnce(&mut demo::Options)) -> DemoBoard {
    let mut options = options();
    change(&mut options);
    special(options)
}

fn path(path: &str) -> RemotePath {
    RemotePath::parse(path, &RemotePath::root()).unwrap()
}

#[derive(Default)]
struct Heard {
    events: Mutex<Vec<Event>>,
    bell: Notify,
}

/// A session and all it has told.
pub struct Attached {
    pub session: Session,
    heard: Arc<Heard>,
}

impl Attached {
    pub fn to(port: &Path, attach: AttachPolicy) -> Attached {
        let heard = Arc::new(Heard::default());
        let listener = Arc::clone(&heard);
        let opener = SerialOpener::new(port.to_str().unwrap(), 115_200, holder);
        let options = Options { board: BoardId(1), attach, reconnect: true };
        let session = start(
            Box::new(opener),
            options,
            Arc::new(move |event| {
                listener.events.lock().unwrap().push(event);
                listener.bell.notify_waiters();
            }),
        );
        Attached { session, heard }
    }

    pub async fn until<T>(&self, what: &str, condition: impl Fn(&[Event]) -> Option<T>) -> T {
        let wait = async {
            loop {
                let bell = self.heard.bell.notified();
                if let Some(found) = condition(&self.heard.events.lock().unwrap()) {
                    return found;
                }
                bell.await;
            }
        };
        match tokio::time::timeout(DEADLINE, wait).await {
            Ok(found) => found,
            Err(_) => panic!(
                "waited in vain for {what}; console: {:?}; last events: {:#?}",
                self.output(Stream::Console),
                self.heard.events.lock().unwrap().iter().rev().take(10).collect::<Vec<_>>()
            ),
        }
    }

    pub async fn until_mode(&self, wanted: Mode) {
        let mode = |event: &Event| match event {
            Event::Mode { mode, .. } => Some(*mode),
            _ => None,
        };
        self.until(&format!("{wanted:?}"), |events| {
            (events.iter().rev().find_map(mode) == Some(wanted)).then_some(())
        })
        .await;
    }

    pub async fn until_said(&self, text: &str) {
        self.until(&format!("{text:?}"), |events| {
            output(events, Stream::Console).contains(text).then_some(())
        })
        .await;
    }

    /// All that was told so far.
    pub fn heard(&self) -> Vec<Event> {
        self.heard.events.lock().unwrap().clone()
    }

    pub fn output(&self, stream: Stream) -> String {
        output(&self.heard.events.lock().unwrap(), stream)
    }

    pub fn type_text(&self, text: &str) {
        self.session.type_bytes(text.as_bytes().to_vec());
    }
}

fn output(events: &[Event], wanted: Stream) -> String {
    let bytes: Vec<u8> = events
        .iter()
        .filter_map(|event| match event {
            Event::Output { stream, bytes, .. } if *stream == wanted => Some(bytes.as_slice()),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn opened(port: &Path) -> Result<(), Problem> {
    let options = Options { board: BoardId(2), attach: AttachPolicy::Passive, reconnect: false };
    let opener = SerialOpener::new(port.to_str().unwrap(), 115_200, holder);
    let session = start(Box::new(opener), options, Arc::new(|_| {}));
    let opened = session.connected().await;
    session.close().await;
    opened
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_up_and_down_and_the_console_stays_quiet() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    let session = &attached.session;
    let info = session.probe().await.unwrap();
    assert_eq!(info.implementation, "micropython");

    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..=255).cycle().take(5000).collect();
    fs::write(folder.path().join("data.bin"), &content).unwrap();
    session.make_folder(path("/lib/deep"), true).await.unwrap();
    let upload = |name: &str, to: &str| Upload {
        from: folder.path().join(name),
        to: path(to),
        expect: Expect::Nothing,
    };
    let landings = session
        .upload(vec![upload("data.bin", "/lib/deep/data.bin"), upload("gone", "/gone")])
        .await
        .unwrap();
    assert!(matches!(landings[..], [Landing::Done(_), Landing::Failed(_)]), "{landings:?}");
    assert_eq!(session.read(path("/lib/deep/data.bin")).await.unwrap(), content);

    let back = folder.path().join("back.bin");
    session.download(path("/lib/deep/data.bin"), back.clone()).await.unwrap();
    assert_eq!(fs::read(&back).unwrap(), content);
    let missing = session.download(path("/no"), folder.path().join("no")).await.unwrap_err();
    assert_eq!(missing.exit, Exit::Failed);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no leftovers");

    session.remove(path("/lib"), true).await.unwrap();
    assert_eq!(session.stat(path("/lib")).await.unwrap(), None);
    assert_eq!(session.eval("2**100").await.unwrap(), (1_u128 << 100).to_string());
    attached.until_mode(Mode::Friendly).await;
    attached.type_text("1+1\r");
    attached.until_said("1+1\r\n2\r\n>>> ").await;
    assert_eq!(attached.output(Stream::Console), ">>> 1+1\r\n2\r\n>>> ");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_during_file_work_comes_after_it() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    let session = attached.session.clone();
    let writing = tokio::spawn(async move {
        session.write(path("/x.bin"), vec![7; 60_000], Expect::Anything).await
    });
    attached.until_mode(Mode::Raw).await;
    attached.type_text("'ty' + 'ped'\r");
    let landing = writing.await.unwrap().unwrap();
    assert!(matches!(landing, Landing::Done(_)), "{landing:?}");
    attached.until_said("'typed'\r\n>>> ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_main_py_runs_after_a_reset_and_is_stopped_only_with_leave() {
    let files = tempfile::tempdir().unwrap();
    let main = "import time\nn = 0\nwhile True:\n    print('tick', n)\n    n += 1\n    time.sleep_ms(20)\n";
    fs::write(files.path().join("main.py"), main).unwrap();
    let board = board(|options| options.files = Some(files.path().to_owned()));
    let attached = Attached::to(&board.port, AttachPolicy::Ask);
    attached.until_said("tick").await;
    let session = attached.session.clone();
    let call = tokio::spawn(async move { session.list(RemotePath::root()).await });
    let question = attached
        .until("the question", |events| {
            events.iter().find_map(|event| match event {
                Event::Asks { question, .. } => Some(*question),
                _ => None,
            })
        })
        .await;
    attached.session.answer(question, mpdeck::model::Answer::Yes);
    let entries = call.await.unwrap().unwrap();
    assert!(entries.iter().any(|entry| entry.path == path("/main.py")), "{entries:?}");
    attached
        .until("word that the program was stopped", |events| {
            events.iter().find_map(|event| match event {
                Event::Log(line) if line.level == Level::Warn && line.text.contains("stopped") => {
                    Some(())
                }
                _ => None,
            })
        })
        .await;
    attached.until_said("KeyboardInterrupt").await;

    let ticks = attached.output(Stream::Console).matches("tick 0").count();
    attached.session.reset(ResetKind::Soft).await.unwrap();
    attached
        .until("the restart", |events| {
            let restarted = events.iter().any(|event| matches!(event, Event::Restarted { .. }));
            let again = output(events, Stream::Console).matches("tick 0").count() > ticks;
            (restarted && again).then_some(())
        })
        .await;
    assert_eq!(attached.session.mode(), Mode::Attached);
    attached.session.interrupt();
    attached.until_mode(Mode::Friendly).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeting_stops_no_program_once_the_board_has_told_what_it_is() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    let session = &attached.session;
    let Reply::Info(told) = session.call(model::Command::Greet).await.unwrap() else { panic!() };
    attached.until_mode(Mode::Friendly).await;
    let source = "import time\nwhile True:\n    print('tick')\n    time.sleep_ms(5)\n";
    session.start_source(source).await.unwrap();
    attached.until_said("tick").await;
    assert_eq!(session.call(model::Command::Greet).await.unwrap(), Reply::Info(told));
    let ticks = attached.output(Stream::Console).matches("tick").count();
    attached.until_said(&"tick\r\n".repeat(ticks + 3)).await;
    // whoever wants to know it anew gets it
    session.probe().await.unwrap();
    attached.until_said("KeyboardInterrupt").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn started_source_streams_until_it_is_interrupted() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    let source =
        "import time\nfor i in range(100000):\n    print('round', i)\n    time.sleep_ms(10)\n";
    attached.session.start_source(source).await.unwrap();
    attached.until_said("round 3").await;
    assert!(!attached.output(Stream::Console).contains("import"), "the echo is not shown");
    attached.session.interrupt();
    attached.until_said("KeyboardInterrupt").await;
    attached.until_mode(Mode::Friendly).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn output_without_end_is_interrupted_and_memory_is_not_its_victim() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    let session = attached.session.clone();
    let call = tokio::spawn(async move { session.exec("while True: print('x' * 70)").await });
    attached
        .until("much output", |events| {
            (output(events, Stream::Program).len() > 100_000).then_some(())
        })
        .await;
    attached.session.interrupt();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::Interrupted);
    assert_eq!(attached.session.eval("1+1").await.unwrap(), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_that_is_unplugged_and_plugged_in_again_is_a_new_generation() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("board");
    let first = board(|options| options.link = Some(link.clone()));
    let attached = Attached::to(&link, AttachPolicy::Interrupt);
    let session = attached.session.clone();
    let call = tokio::spawn(async move { session.exec("while True: pass").await });
    attached.until_mode(Mode::Raw).await;
    drop(first);
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::NoBoard);
    attached.until_mode(Mode::Lost).await;
    let again = board(|options| options.link = Some(link.clone()));
    attached
        .until("the second connection", |events| {
            events.iter().find_map(|event| match event {
                Event::Mode { generation: Generation(2), mode: Mode::Attached, .. } => Some(()),
                _ => None,
            })
        })
        .await;
    assert_eq!(attached.session.eval("3*4").await.unwrap(), "12");
    drop(again);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_is_held_alone_and_given_back() {
    let board = board(|_| {});
    let attached = Attached::to(&board.port, AttachPolicy::Interrupt);
    attached.session.connected().await.unwrap();
    let busy = opened(&board.port).await.unwrap_err();
    assert_eq!(busy.exit, Exit::NoBoard);
    assert!(busy.why.contains("somebody (pid 1)"), "{busy}");
    attached.session.close().await;
    opened(&board.port).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ports_that_are_none_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let missing = opened(&folder.path().join("ttyUSB9")).await.unwrap_err();
    assert_eq!(missing.why, "no such port");
    assert!(missing.next.contains("mpdeck devices"), "{missing}");
    let file = folder.path().join("file");
    fs::write(&file, b"x").unwrap();
    let file = opened(&file).await.unwrap_err();
    assert_eq!(file.why, "this is not a serial port");
    for none in [folder.path(), Path::new("/dev/null")] {
        assert_eq!(opened(none).await.unwrap_err().why, "this is not a serial port", "{none:?}");
    }
}

/// Root may open anything, so it is somebody else who tries.
#[test]
fn a_port_of_others_names_the_group_to_join() {
    let board = board(|_| {});
    let groups = fs::read_to_string("/etc/group").unwrap();
    let dialout = groups.lines().find(|line| line.starts_with("dialout:")).unwrap();
    let group: u32 = dialout.split(':').nth(2).unwrap().parse().unwrap();
    let root = rustix::process::geteuid().is_root();
    let mode = if root { 0o660 } else { 0o000 };
    if root {
        std::os::unix::fs::chown(&board.port, None, Some(group)).unwrap();
    }
    fs::set_permissions(&board.port, fs::Permissions::from_mode(mode)).unwrap();

    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let binary = folder.path().join("mpdeck");
    fs::copy(MPDECK, &binary).unwrap();
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary);
        command
    } else {
        Command::new(&binary)
    };
    let output =
        command.env("HOME", folder.path()).arg("-p").arg(&board.port).arg("info").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("permission denied"), "{said}");
    assert!(!root || said.contains("sudo usermod -aG dialout $USER"), "{said}");
}

#[tokio::test]
async fn a_board_is_opened_where_it_is_now() {
    let board = board(|_| {});
    let port = board.port.to_str().unwrap().to_owned();
    let mut opener = SerialOpener::new("/dev/mpdeck-no-such-port", 115_200, holder)
        .wired(Some(ControlLines::None), ResetWay::Command)
        .finding(Box::new(move || Some(port.clone())));
    let link = opener.open().await.expect("open it where it is");
    assert_eq!(link.reset_way(), ResetWay::Command);
    assert_eq!(opener.address(), "/dev/mpdeck-no-such-port", "it keeps its name");
}
