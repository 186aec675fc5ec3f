use super::*;
use crate::model::{Level, LogLine};

#[test]
fn the_boards_of_a_project_are_opened_once_each_time_they_are_plugged_in() {
    let mut deck = Deck::new(Setup { named: true, ..Setup::default() });
    let opened = |deck: &Deck| -> Vec<String> {
        let port = |effect: &Effect| match effect {
            Effect::Connect { port, .. } => Some(port.clone()),
            _ => None,
        };
        deck.effects.iter().filter_map(port).collect()
    };
    let meant = |ports: &[&str]| Msg::Meant(ports.iter().map(|port| (*port).to_owned()).collect());
    deck.send(meant(&[]));
    assert_eq!(opened(&deck), Vec::<String>::new());
    deck.send(meant(&["/dev/a", "/dev/b"])).send(meant(&["/dev/a", "/dev/b"]));
    assert_eq!(opened(&deck), ["/dev/a", "/dev/b"]);
    // who closes one does not want it opened with the next change
    deck.act(Action::FocusDevices).act(Action::Disconnect);
    assert_eq!(deck.state.boards.len(), 1);
    deck.send(meant(&["/dev/a", "/dev/b"]));
    assert_eq!(opened(&deck).len(), 2);
    // plugged in again, it is
    deck.send(meant(&["/dev/b"])).send(meant(&["/dev/a", "/dev/b"]));
    assert_eq!(opened(&deck), ["/dev/a", "/dev/b", "/dev/a"]);
}

#[test]
fn the_cursor_stays_on_its_device_and_begins_on_the_board() {
    let free = |port: &str| device(port, DeviceState::Free);
    let other = Device { candidate: false, ..free("/dev/ttyS0") };
    let mut deck = Deck::new(Setup::default());
    deck.event(Event::Devices(vec![other.clone(), free("/dev/ttyUSB3")]));
    let under = |deck: &Deck| {
        let rows = deck.state.device_rows();
        rows[deck.state.devices.cursor.at].port.to_owned()
    };
    assert_eq!(under(&deck), "/dev/ttyUSB3", "the one that is connected");
    deck.event(Event::Devices(vec![free("/dev/ttyACM0"), other.clone(), free("/dev/ttyUSB3")]));
    assert_eq!(under(&deck), "/dev/ttyUSB3", "F is for the same one");
    // a board that was named, and is in no list
    let mut deck = Deck::new(Setup { ports: vec!["/tmp/board".into()], ..Setup::default() });
    deck.event(Event::Devices(vec![other]));
    assert_eq!(under(&deck), "/tmp/board");
}

fn pico(port: &str, alias: Option<&str>) -> Device {
    Device {
        identity: Identity::Usb("2e8a:0005:E661@1-1:1.0".into()),
        alias: alias.map(str::to_owned),
        ..device(port, DeviceState::Free)
    }
}

#[test]
fn a_board_that_comes_back_elsewhere_is_still_itself() {
    let mut deck = Deck::new(Setup::default());
    deck.event(Event::Devices(vec![pico("/dev/ttyACM0", Some("lamp"))]));
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    assert_eq!(deck.state.board().unwrap().name(), "lamp");
    assert!(deck.log().contains(&"connected to /dev/ttyACM0"), "{:?}", deck.log());
    deck.mode(FIRST, Mode::Lost).event(Event::Devices(Vec::new()));
    let rows = deck.state.device_rows();
    assert!(rows.len() == 1 && rows[0].device.is_none(), "it is shown as gone: {rows:?}");
    deck.event(Event::Devices(vec![pico("/dev/ttyACM1", Some("lamp"))]));
    let rows = deck.state.device_rows();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].device.is_some() && rows[0].board.is_some());
    assert_eq!(deck.state.board().unwrap().port, "/dev/ttyACM1");
    assert_eq!(deck.state.board().unwrap().full_name(), "lamp (/dev/ttyACM1)");
}

#[test]
fn a_board_that_is_not_to_be_touched_is_left_alone_until_the_user_wants_it() {
    let mut deck = Deck::new(Setup::default());
    let shy = Device { hands_off: true, ..pico("/dev/ttyACM0", None) };
    deck.event(Event::Devices(vec![shy]));
    assert!(deck.state.boards.is_empty());
    deck.act(Action::FocusDevices).act(Action::Probe);
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no page") };
    let lines: Vec<String> = (0..viewer.lines()).map(|index| viewer.line(index)).collect();
    assert!(lines.iter().any(|line| line.contains("usb:2e8a:0005:E661@1-1:1.0")), "{lines:?}");
    deck.act(Action::Dismiss).act(Action::Open);
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached).mode(FIRST, Mode::Friendly);
    assert!(deck.commands().is_empty(), "nothing is sent: {:?}", deck.commands());
}

#[test]
fn a_chip_in_its_boot_loader_is_not_opened() {
    let mut deck = Deck::new(Setup::default());
    let drive = Device { candidate: false, ..device("usb 1-2", DeviceState::Drive) };
    deck.event(Event::Devices(vec![drive]));
    deck.act(Action::FocusDevices).act(Action::Open);
    assert!(deck.state.boards.is_empty());
    assert!(deck.notice().contains("boot loader"), "{}", deck.notice());
}

/// The second board's device, at a port.
fn by_usb(port: &str) -> Device {
    let identity = Identity::Usb("1a86:7523@1-2:1.0".into());
    Device { identity, ..device(port, DeviceState::Free) }
}

/// A second board beside the one of the deck, which stays selected.
fn with_a_second() -> (Deck, BoardId) {
    let mut deck = Deck::connected();
    let list = vec![device("/dev/ttyUSB0", DeviceState::Ours), by_usb("/dev/ttyUSB1")];
    deck.event(Event::Devices(list)).act(Action::FocusDevices).act(Action::Bottom);
    deck.act(Action::Open);
    let second = BoardId(1);
    for mode in [Mode::Opening, Mode::Attached, Mode::Friendly] {
        deck.event(Event::Mode { board: second, generation: FIRST, mode });
    }
    deck.act(Action::NextBoard);
    assert_eq!(deck.state.selected, Some(BOARD));
    deck.state.notice = None;
    deck.effects.clear();
    (deck, second)
}

#[test]
fn a_run_a_reset_a_sync_and_a_line_go_to_the_marked_boards_wherever_the_focus_is() {
    let (mut deck, second) = with_a_second();
    deck.act(Action::Top).act(Action::Mark).act(Action::Mark);
    assert_eq!(deck.state.marked_boards(), [BOARD, second]);
    deck.on(Side::Local, "main.py").act(Action::Run);
    let on = |deck: &Deck, wanted: fn(&Effect) -> Option<BoardId>| -> Vec<BoardId> {
        deck.effects.iter().filter_map(wanted).collect()
    };
    let ran = |effect: &Effect| match effect {
        Effect::RunFile { board, .. } => Some(*board),
        _ => None,
    };
    assert_eq!(on(&deck, ran), [BOARD, second]);
    deck.act(Action::SoftReset);
    let reset = |effect: &Effect| match effect {
        Effect::Command { board, command: Command::Reset { .. }, .. } => Some(*board),
        _ => None,
    };
    assert_eq!(on(&deck, reset), [BOARD, second]);
    deck.act(Action::CommandLine).text("df").act(Action::Accept);
    let line = |effect: &Effect| match effect {
        Effect::Line { board, .. } => *board,
        _ => None,
    };
    assert_eq!(on(&deck, line), [BOARD, second]);
    deck.act(Action::FocusDevices).act(Action::Top).act(Action::Mark);
    deck.act(Action::FocusFiles).act(Action::Sync);
    let Some(Effect::Work(WorkOrder::Sync(options))) = deck.last() else { panic!("no sync") };
    assert_eq!(options.only, [second], "only the one that is marked still");
    deck.act(Action::FocusDevices).act(Action::ClearMarks);
    deck.act(Action::FocusFiles).act(Action::SoftReset);
    assert_eq!(on(&deck, reset), [BOARD, second, BOARD]);
}

#[test]
fn a_mark_goes_with_its_board_and_goes_when_that_is_gone() {
    let (mut deck, second) = with_a_second();
    deck.act(Action::FocusDevices).act(Action::Bottom).act(Action::Mark);
    let zero = || device("/dev/ttyUSB0", DeviceState::Ours);
    deck.event(Event::Devices(vec![zero(), by_usb("/dev/ttyUSB7")]));
    assert_eq!(deck.state.marked_boards(), [second]);
    assert!(deck.state.devices.marked.contains("/dev/ttyUSB7"));
    // a device that is no board of ours loses its mark with its port
    deck.event(Event::Devices(vec![zero(), device("/dev/ttyACM3", DeviceState::Free)]));
    deck.state.devices.marked.insert("/dev/ttyACM3".into());
    deck.event(Event::Devices(vec![zero()]));
    assert!(!deck.state.devices.marked.contains("/dev/ttyACM3"));
}

#[test]
fn what_a_board_in_the_background_says_is_marked_until_it_is_looked_at() {
    let (mut deck, second) = with_a_second();
    let bytes = b"hello\r\n".to_vec();
    let output = Event::Output { board: second, generation: FIRST, stream: Stream::Console, bytes };
    let line = LogLine { level: Level::Warn, source: "ttyUSB1".into(), text: "odd".into() };
    deck.event(output).event(Event::Log(line.clone()));
    let board = |deck: &Deck| {
        let board = deck.state.boards.iter().find(|board| board.id == second).unwrap();
        (board.unread, board.news)
    };
    assert_eq!(board(&deck), (true, 1));
    deck.act(Action::FocusLog);
    assert_eq!(board(&deck), (true, 0), "the log was looked at, its REPL not");
    deck.event(Event::Log(line.clone()));
    assert_eq!(board(&deck), (true, 0));
    deck.act(Action::FocusFiles).event(Event::Log(line));
    deck.act(Action::NextBoard);
    assert_eq!(board(&deck), (false, 0));
}
