//! The workbench empty, as usual, overflowing and in trouble.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::rig::{PORT, Rig};
use crate::app::{Action, LocalEntry, Msg, Setup, Side};
use crate::model::*;

pub(super) fn setup() -> Setup {
    Setup {
        folder: PathBuf::from("/home/pi/blink"),
        project: true,
        second_of_day: 14 * 3600 + 3 * 60,
        ..Setup::default()
    }
}

pub(super) fn empty() -> Rig {
    let mut rig = Rig::new(Setup { project: false, ..setup() });
    rig.local(|_| Ok(Vec::new()));
    rig
}

pub(super) fn device(port: &str, product: &str, state: DeviceState) -> Device {
    Device {
        port: port.into(),
        by_id: None,
        usb: None,
        description: Some(product.into()),
        candidate: true,
        state,
        identity: Identity::Address(port.into()),
        alias: None,
        hands_off: false,
    }
}

pub(super) fn file(name: &str, size: u64) -> LocalEntry {
    LocalEntry { name: name.into(), kind: EntryKind::File, size: Some(size) }
}

pub(super) fn folder(name: &str) -> LocalEntry {
    LocalEntry { name: name.into(), kind: EntryKind::Folder, size: None }
}

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text, &RemotePath::root()).unwrap()
}

fn entry(at: &str, size: Option<u64>) -> Entry {
    let kind = if size.is_some() { EntryKind::File } else { EntryKind::Folder };
    Entry { path: path(at), kind, size, digest: None, mount: false }
}

pub(super) fn info() -> Box<BoardInfo> {
    Box::new(BoardInfo {
        implementation: "micropython".into(),
        version: "1.27.0".into(),
        platform: "esp32".into(),
        machine: "Generic ESP32 module with ESP32".into(),
        build: String::new(),
        mpy: None,
        unique_id: Some("a4cf12aabbcc".into()),
        frequency_hz: Some(160_000_000),
        heap_free: 100_000,
        heap_used: 11_000,
        space: Some(Space { mount: RemotePath::root(), total: 2_097_152, free: 1_258_291 }),
        boot_folder: RemotePath::root(),
        epoch: Some(2000),
        capabilities: Capabilities {
            raw_paste: true,
            folders: true,
            rename: true,
            stat: true,
            statvfs: true,
            sha256: true,
            crc32: true,
            inflate: None,
            stdin: true,
            binary_out: true,
            kbd_intr: true,
            rtc: true,
        },
    })
}

fn listing(folder_: &str) -> Vec<LocalEntry> {
    if folder_.ends_with("lib") {
        vec![file("bme280.py", 4_302), file("ssd1306.py", 5_911)]
    } else {
        vec![
            folder("lib"),
            file("boot.py", 139),
            file("main.py", 1_203),
            file("sensor.py", 2_048),
            file("mpdeck.toml", 0),
            file("notes.md", 912),
        ]
    }
}

/// A project and a board that was opened and read.
pub(super) fn usual() -> Rig {
    let mut rig = Rig::new(setup());
    rig.local(|folder| Ok(listing(folder)));
    rig.event(Event::Devices(vec![device(PORT, "CP210x USB to UART bridge", DeviceState::Free)]));
    rig.wait(40);
    rig.mode(Mode::Opening);
    rig.mode(Mode::Attached);
    rig.event(Event::Devices(vec![
        device(PORT, "CP210x USB to UART bridge", DeviceState::Ours),
        device("/dev/ttyACM0", "Raspberry Pi Pico", DeviceState::Free),
        device(
            "/dev/ttyUSB1",
            "CH340",
            DeviceState::Busy(Holder { pid: 2187, name: "minicom".into() }),
        ),
    ]));
    let (board, generation) = (BoardId(0), Generation(1));
    rig.event(Event::Probed { board, generation, info: info() });
    rig.board(|command| match command {
        Command::Walk { .. } => Some(Ok(Reply::Entries(vec![
            entry("/boot.py", Some(139)),
            entry("/lib", None),
            entry("/lib/bme280.py", Some(4_302)),
            entry("/main.py", Some(1_187)),
            entry("/old.py", Some(77)),
        ]))),
        Command::Greet => Some(Ok(Reply::Info(info()))),
        Command::Space { .. } => Some(Ok(Reply::Spaces(Vec::from_iter(info().space)))),
        _ => None,
    });
    rig.does(Action::FocusFiles);
    rig.does(Action::Right);
    rig.local(|folder| Ok(listing(folder)));
    rig.mode(Mode::Friendly);
    let states = [
        ("boot.py", SyncState::Same),
        ("main.py", SyncState::ChangedHere),
        ("lib/bme280.py", SyncState::Differs),
        ("lib/ssd1306.py", SyncState::OnlyHere),
        ("old.py", SyncState::OnlyThere),
        ("notes.md", SyncState::Ignored),
    ];
    let states = BTreeMap::from(states.map(|(path, state)| (path.to_owned(), state)));
    rig.event(Event::Work(WorkEvent::States { board, states }));
    rig.screen(80, 24);
    rig.output(
        "MicroPython v1.27.0 on 2025-12-09; Generic ESP32 module with ESP32\r\n\
         Type \"help()\" for more information.\r\n>>> 1+1\r\n2\r\n\
         >>> \x1b[32mprint\x1b[0m('blink')\r\nblink\r\n>>> ",
    );
    rig.wait(2_000);
    rig.log(Level::Good, "sync", "main.py to ttyUSB0: 1 file, 1.2K in 0.2 s");
    rig.log(Level::Warn, "sync", "lib/bme280.py differs on the board and was left alone");
    rig
}

/// More of everything than fits, with names that do their worst.
pub(super) fn overflowing() -> Rig {
    let mut rig = Rig::new(Setup {
        folder: PathBuf::from("/home/pi/a/very/long/path/to/the/project/of/the/whole/course"),
        ..setup()
    });
    let odd = || {
        let mut entries = vec![
            folder("ein-sehr-langer-ordner-fuer-alle-bibliotheken-des-kurses"),
            file("温度センサーの値を読み取るモジュール.py", 107_671),
            file("a\x1b[31mred\nname\u{202e}.py", 1_048_576),
            file("the_module_with_the_longest_name_of_all_modules.py", 3_221_225_472),
        ];
        entries.extend((0..300).map(|n| file(&format!("module_{n:03}.py"), n * n)));
        entries
    };
    rig.local(|_| Ok(odd()));
    let devices = (0..40)
        .map(|n| {
            let product = format!("Silicon Labs CP2102N USB to UART Bridge Controller {n}");
            device(&format!("/dev/ttyUSB{n}"), &product, DeviceState::Free)
        })
        .collect();
    rig.event(Event::Devices(devices));
    rig.does(Action::FocusDevices);
    rig.does(Action::Open);
    rig.mode(Mode::Attached);
    let walked: Vec<Entry> =
        (0..200).map(|n| entry(&format!("/deep/er/and/er/{n:03}.py"), Some(n))).collect();
    let folders =
        ["/deep", "/deep/er", "/deep/er/and", "/deep/er/and/er"].map(|at| entry(at, None));
    rig.board(|command| match command {
        Command::Greet => Some(Ok(Reply::Info(info()))),
        Command::Walk { .. } => {
            Some(Ok(Reply::Entries(folders.iter().chain(&walked).cloned().collect())))
        }
        _ => None,
    });
    for n in 0..400 {
        rig.output(&format!("{n:4} \x1b[1;33mtemperature\x1b[0m {}\r\n", "21.5 ".repeat(n % 60)));
        rig.log(Level::Info, "session", &format!("line {n} {}", "of the log ".repeat(n % 20)));
    }
    rig.send(Msg::Dropped { board: BoardId(0), bytes: 81_920 });
    rig.does(Action::FocusRepl);
    rig.does(Action::LeaveTyping);
    rig.does(Action::PageUp);
    rig.does(Action::FocusFiles);
    for _ in 0..30 {
        rig.does(Action::Down);
    }
    rig.does(Action::Mark);
    rig
}

/// Nothing works.
pub(super) fn failing() -> Rig {
    let mut rig = Rig::new(setup());
    rig.local(|_| Err(Problem::failed("read /home/pi/blink", "permission denied")));
    rig.event(Event::Devices(vec![device(PORT, "CP210x", DeviceState::Free)]));
    rig.mode(Mode::Attached);
    let refused = || {
        Problem::failed("read the files of the board", "the program was not stopped")
            .next("Stop it in the REPL with Ctrl-C, then refresh Files.")
    };
    rig.board(|_| Some(Err(refused())));
    rig.event(Event::Trouble {
        board: BoardId(0),
        problem: Problem::no_board(format!("open {PORT}"), "permission denied").next(
            "Your user is not in the group dialout: run `sudo usermod -aG dialout pi`, then log \
             in again.",
        ),
    });
    rig.mode(Mode::Lost);
    rig
}

pub(super) fn plan() -> Box<Plan> {
    let item = |path_: &str, size: u64, change: Change| PlanItem {
        path: path_.into(),
        to: path(path_),
        size,
        change,
        board: None,
        local: None,
        source: None,
        from: None,
    };
    let mut items = vec![
        item("lib/ssd1306.py", 5_911, Change::Add),
        item("main.py", 1_203, Change::Update),
        item("old.py", 0, Change::Delete),
        item("boot.py", 139, Change::Same),
        item("notes.md", 912, Change::Ignored { rule: "*.md of .mpdeckignore".into() }),
        item("lib/bme280.py", 4_302, Change::Conflict { board: None, board_size: Some(4_302) }),
        item("data.bin", 10, Change::Blocked { why: "a folder stands there".into() }),
    ];
    items.extend((0..30).map(|n| item(&format!("lib/part_{n:02}.py"), 700 + n, Change::Add)));
    Box::new(Plan {
        pull: false,
        source: PathBuf::from("/home/pi/blink"),
        target: RemotePath::root(),
        board: format!("Generic ESP32 module on {PORT}"),
        items,
        bytes: 28_549,
        free: Some(1_258_291),
        warnings: vec!["main.py imports secrets, which .gitignore leaves out".into()],
    })
}

/// A file of this machine in the editor.
pub(super) fn edited(text: &str) -> Rig {
    let mut rig = usual();
    rig.output("\r\n>>> ");
    rig.does(Action::FocusFiles);
    rig.state.files.side = Side::Local;
    while rig.state.files.local.current().is_none_or(|row| row.node.name() != "main.py") {
        rig.does(Action::Down);
    }
    rig.does(Action::EditHere);
    rig.content(text);
    rig
}

/// Two conflicts, the first one shown.
pub(super) fn conflicts() -> Rig {
    let version = |size: u64| {
        let hex = format!("{size:x}").repeat(16);
        Some(Version { size: Some(size), digest: Some(Digest::Sha256(hex)) })
    };
    let conflict = |name: &str, here, there| Conflict {
        path: name.into(),
        to: path(name),
        file: PathBuf::from("/home/pi/blink").join(name),
        here,
        there,
        made: false,
    };
    let conflicts = vec![
        conflict("main.py", version(1_203), version(1_187)),
        conflict("lib/logo.bin", version(40_960), version(40_960)),
    ];
    let mut rig = usual();
    let board = BoardId(0);
    rig.event(Event::Work(WorkEvent::Conflicts { board, conflicts }));
    rig.does(Action::Conflicts);
    rig
}

pub(super) fn compared(rig: &mut Rig, name: &str, comparison: Result<Comparison, Problem>) {
    let compared = WorkEvent::Compared { board: BoardId(0), path: name.into(), comparison };
    rig.event(Event::Work(compared));
}

/// A text of a few functions, and the same with a change in two places.
pub(super) fn differing() -> Comparison {
    let part = |n: u32| format!("def part_{n}(led):\n\tled.on()\n\treturn {n}\n\n");
    let here: String = (0..12).map(part).collect();
    let there =
        here.replace("return 1\n", "return 101\n").replace("def part_9(led)", "def part_9()");
    Comparison::Text { here: Some(here), there: Some(there) }
}
