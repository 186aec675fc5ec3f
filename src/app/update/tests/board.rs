use super::*;

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
    assert_eq!(deck.commands(), [&Command::Greet], "and its files when it has answered");
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
    assert_eq!(deck.commands()[..1], [&Command::Greet]);
    assert!(matches!(deck.commands()[1], Command::Walk { .. }), "{:?}", deck.commands());
    let jobs: Vec<JobId> = deck.effects.iter().filter_map(job_of).collect();
    for job in jobs {
        deck.send(Msg::Answered { job, result: Err(Problem::failed("ask", "it cannot")) });
    }
    deck.effects.clear();
    deck.mode(FIRST, Mode::Raw).mode(FIRST, Mode::Friendly);
    assert!(deck.commands().is_empty(), "a board that cannot is not asked again and again");
}
