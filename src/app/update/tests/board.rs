use super::*;
use crate::model::{Level, LogLine};

#[test]
fn the_only_candidate_is_connected_to_once() {
    let mut deck = Deck::new(Setup::default());
    deck.event(Event::Devices(vec![device("/dev/ttyUSB0", DeviceState::Free)]));
    let connect = Effect::Connect { board: BOARD, port: "/dev/ttyUSB0".into() };
    assert_eq!(deck.last(), Some(&connect));
    deck.act(Action::FocusDevices).act(Action::Disconnect);
    assert_eq!(deck.last(), Some(&Effect::Disconnect { board: BOARD }));
    deck.event(Event::Devices(vec![device("/dev/ttyUSB0", DeviceState::Free)]));
    assert_eq!(deck.last(), Some(&Effect::Disconnect { board: BOARD }), "the user closed it");
    deck.act(Action::Open);
    assert!(matches!(deck.last(), Some(Effect::Connect { board: BoardId(1), .. })));
}

#[test]
fn several_candidates_are_left_to_the_user() {
    let mut deck = Deck::new(Setup::default());
    let busy = DeviceState::Busy(crate::model::Holder { pid: 7, name: "screen".into() });
    let list = vec![
        device("/dev/ttyUSB0", DeviceState::Free),
        device("/dev/ttyUSB1", DeviceState::Free),
        device("/dev/ttyUSB2", busy),
    ];
    deck.event(Event::Devices(list));
    assert!(deck.state.boards.is_empty());
    assert!(deck.notice().contains("choose one"), "{}", deck.notice());
    deck.act(Action::Bottom).act(Action::Open);
    assert!(deck.notice().contains("screen (process 7)"), "{}", deck.notice());
    deck.act(Action::Up).act(Action::Open);
    let connect = Effect::Connect { board: BOARD, port: "/dev/ttyUSB1".into() };
    assert_eq!(deck.last(), Some(&connect));
    assert_eq!(deck.state.selected, Some(BOARD));
}

#[test]
fn a_new_board_is_asked_what_it_is_and_has() {
    let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..Setup::default() });
    deck.mode(FIRST, Mode::Opening);
    assert!(deck.commands().is_empty(), "opening asks nothing");
    deck.mode(FIRST, Mode::Attached);
    assert_eq!(deck.commands(), [&Command::Probe], "and its files when it has answered");
    deck.event(Event::Probed { board: BOARD, generation: FIRST, info: info() });
    assert!(matches!(deck.last(), Some(Effect::SetClock { .. })));
    deck.answer_all();
    let board = deck.state.board().unwrap();
    let rows: Vec<&str> = board.tree.rows().iter().map(|row| row.node.path.as_str()).collect();
    assert_eq!(rows, ["lib", "boot.py", "main.py"], "and not what a transfer left behind");
    assert!(deck.log().contains(&"micropython 1.27.0 on A board"));
    assert!(!deck.state.is_busy());
}

#[test]
fn the_clock_is_set_once_and_stops_no_program() {
    let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..Setup::default() });
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached).mode(FIRST, Mode::Raw);
    deck.event(Event::Probed { board: BOARD, generation: FIRST, info: info() });
    let asks = |deck: &Deck| {
        let clocks = deck.effects.iter().filter(|it| matches!(it, Effect::SetClock { .. }));
        clocks.count()
    };
    assert!(matches!(deck.last(), Some(Effect::SetClock { gently: true, .. })));
    // a program began just then: once more when it has ended
    deck.answer(Err(Problem::failed("set the board's clock", "a program runs")));
    assert_eq!((asks(&deck), deck.notice()), (1, ""));
    deck.mode(FIRST, Mode::Attached).mode(FIRST, Mode::Friendly);
    assert_eq!(asks(&deck), 2);
    let job = deck.effects.iter().rev().find(|it| matches!(it, Effect::SetClock { .. }));
    let job = job.and_then(job_of).unwrap();
    deck.send(Msg::Answered { job, result: Ok(Outcome::Text(String::new())) });
    deck.mode(FIRST, Mode::Attached).mode(FIRST, Mode::Friendly);
    assert_eq!(asks(&deck), 2);
}

#[test]
fn passive_asks_nothing() {
    let setup = Setup {
        ports: vec!["/dev/ttyUSB0".into()],
        attach: crate::model::AttachPolicy::Passive,
        ..Setup::default()
    };
    let mut deck = Deck::new(setup);
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    assert!(deck.commands().is_empty());
}

#[test]
fn what_an_older_connection_said_is_dropped() {
    let mut deck = Deck::connected();
    let second = Generation(2);
    deck.mode(FIRST, Mode::Lost).mode(second, Mode::Opening).mode(second, Mode::Attached);
    let output = |generation, text: &str| Event::Output {
        board: BOARD,
        generation,
        stream: Stream::Console,
        bytes: text.into(),
    };
    deck.event(output(FIRST, "old")).event(output(second, "new"));
    deck.mode(FIRST, Mode::Lost);
    let board = deck.state.board().unwrap();
    assert_eq!(board.mode, Mode::Attached);
    assert_eq!(board.terminal.line(0).text(), "new");
    assert!(deck.commands().is_empty(), "a replug alone must not stop the program");
    deck.mode(second, Mode::Friendly);
    assert!(matches!(deck.commands()[..], [Command::Walk { .. }, Command::Space { .. }]));
}

#[test]
fn nothing_is_read_while_a_line_is_typed() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl);
    deck.event(Event::Restarted { board: BOARD, generation: FIRST });
    deck.mode(FIRST, Mode::Friendly);
    assert!(deck.commands().is_empty());
}

#[test]
fn a_question_waits_its_turn_and_is_answered_once() {
    let mut deck = Deck::connected();
    let asks = |id| Event::Asks {
        board: BOARD,
        question: QuestionId(id),
        asks: Question::StopProgram { board: BOARD, for_what: "read files".into() },
    };
    deck.act(Action::CommandLine).event(asks(1)).event(asks(2));
    assert_eq!(deck.state.context(), Context::Field, "text is not interrupted");
    deck.act(Action::Dismiss);
    assert_eq!(deck.dialog(), Some("Stop the program?"));
    deck.act(Action::Accept);
    let answer = |id, answer| Effect::Answer {
        asker: Asker::Board(BOARD),
        question: QuestionId(id),
        answer,
    };
    assert_eq!(deck.last(), Some(&answer(1, Answer::No)), "Enter alone is the safe answer");
    assert!(deck.dialog().is_some());
    deck.act(Action::Right).act(Action::Accept);
    assert_eq!(deck.last(), Some(&answer(2, Answer::Yes)));
    assert_eq!(deck.dialog(), None);
    deck.event(asks(3)).mode(FIRST, Mode::Lost);
    assert_eq!(deck.dialog(), None, "its session is gone");
}

#[test]
fn a_question_does_not_take_the_letter_that_was_just_typed() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl).text("x = y");
    let asks = Question::StopProgram { board: BOARD, for_what: "sync".into() };
    let event = Event::Asks { board: BOARD, question: QuestionId(1), asks };
    deck.effects.extend(update(&mut deck.state, Msg::Event(event), deck.at));
    let yes = Msg::Key { key: Key::char('y'), action: Some(Action::Yes) };
    let soon = deck.at + Duration::from_millis(100);
    deck.effects.extend(update(&mut deck.state, yes.clone(), soon));
    assert!(deck.dialog().is_some(), "too soon to be meant");
    deck.send(yes);
    assert!(matches!(deck.last(), Some(Effect::Answer { answer: Answer::Yes, .. })));
}

#[test]
fn a_trouble_is_told_once() {
    let mut deck = Deck::connected();
    let problem = Problem::no_board("open /dev/ttyUSB0", "no such port");
    for _ in 0..3 {
        deck.event(Event::Trouble { board: BOARD, problem: problem.clone() });
    }
    let told = deck.log().iter().filter(|line| line.contains("no such port")).count();
    assert_eq!(told, 1);
    assert!(deck.notice().contains("no such port"));
}

#[test]
fn a_reset_names_the_board_and_asks() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusDevices).act(Action::HardReset);
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.lines[..2], ["Restart", "A board on /dev/ttyUSB0"]);
    deck.act(Action::No);
    assert!(deck.commands().is_empty());
    deck.act(Action::HardReset).act(Action::Yes);
    assert!(matches!(deck.commands()[..], [Command::Reset { .. }]));
}

#[test]
fn marked_boards_are_reset_together() {
    let mut deck = Deck::new(Setup {
        ports: vec!["/dev/ttyUSB0".into(), "/dev/ttyUSB1".into(), "/dev/ttyUSB2".into()],
        ..Setup::default()
    });
    deck.act(Action::FocusDevices).act(Action::Mark).act(Action::Mark).act(Action::SoftReset);
    let to: Vec<BoardId> = (deck.effects.iter())
        .filter_map(|effect| match effect {
            Effect::Command { board, .. } => Some(*board),
            _ => None,
        })
        .collect();
    assert_eq!(to, [BoardId(0), BoardId(1)]);
    deck.act(Action::ClearMarks).act(Action::Disconnect);
    assert_eq!(deck.last(), Some(&Effect::Disconnect { board: BoardId(2) }));
}

#[test]
fn a_board_tells_what_it_is() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusDevices).act(Action::Probe);
    assert!(
        matches!(deck.last(), Some(Effect::Line { board: Some(BOARD), text, .. }) if text == "info"),
        "{:?}",
        deck.last()
    );
    deck.answer(Ok(Outcome::Text("chip          ESP32\nmodules       gc".into())));
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no page") };
    assert!(viewer.title.contains("A board on /dev/ttyUSB0"), "{}", viewer.title);
    let lines: Vec<String> = (0..viewer.lines()).map(|index| viewer.line(index)).collect();
    assert_eq!(lines, ["chip          ESP32", "modules       gc"]);
}

#[test]
fn progress_that_comes_after_the_end_is_dropped() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::View);
    let job = deck.last().and_then(job_of).unwrap();
    let progress = crate::model::Progress { done: 5, total: 20, ..Default::default() };
    let event = Event::Progress { board: BOARD, job, progress };
    deck.event(event.clone());
    assert_eq!(deck.state.board().unwrap().gauge.as_ref().unwrap().part(), Some(0.25));
    deck.answer(Ok(Outcome::Reply(Reply::Bytes(Vec::new()))));
    assert!(deck.state.board().unwrap().gauge.is_none());
    deck.event(event);
    assert!(deck.state.board().unwrap().gauge.is_none());
}

#[test]
fn trouble_that_is_over_is_no_longer_told() {
    let mut deck = Deck::connected();
    let problem = Problem::no_board("use /dev/ttyUSB0", "the board is gone");
    deck.mode(FIRST, Mode::Lost).event(Event::Trouble { board: BOARD, problem });
    assert!(deck.notice().contains("gone"));
    let second = Generation(2);
    deck.mode(second, Mode::Opening).mode(second, Mode::Attached);
    assert_eq!(deck.notice(), "");
}

#[test]
fn a_program_that_ends_by_itself_need_not_be_stopped() {
    let mut deck = Deck::connected();
    deck.mode(FIRST, Mode::Attached);
    let asks = Question::StopProgram { board: BOARD, for_what: "sync".into() };
    deck.event(Event::Asks { board: BOARD, question: QuestionId(7), asks });
    assert_eq!(deck.dialog(), Some("Stop the program?"));
    deck.mode(FIRST, Mode::Friendly);
    assert_eq!(deck.dialog(), None);
    assert!(deck.effects.iter().all(|effect| !matches!(effect, Effect::Answer { .. })));
}

#[test]
fn what_was_refused_is_done_when_the_program_has_ended() {
    let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..Setup::default() });
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    let jobs: Vec<JobId> = deck.effects.iter().filter_map(job_of).collect();
    for job in jobs {
        let refused = Problem::failed("ask", "you chose not to stop it");
        deck.send(Msg::Answered { job, result: Err(refused) });
    }
    deck.effects.clear();
    deck.mode(FIRST, Mode::Friendly);
    assert_eq!(deck.commands()[..1], [&Command::Probe]);
    assert!(matches!(deck.commands()[1], Command::Walk { .. }), "{:?}", deck.commands());
    let jobs: Vec<JobId> = deck.effects.iter().filter_map(job_of).collect();
    for job in jobs {
        deck.send(Msg::Answered { job, result: Err(Problem::failed("ask", "it cannot")) });
    }
    deck.effects.clear();
    deck.mode(FIRST, Mode::Raw).mode(FIRST, Mode::Friendly);
    assert!(deck.commands().is_empty(), "a board that cannot is not asked again and again");
}

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
