use super::*;
use crate::app::{Mouse, MouseKind, Size};

fn typed(deck: &Deck) -> Vec<u8> {
    let bytes = deck.effects.iter().filter_map(|effect| match effect {
        Effect::Type { bytes, .. } => Some(bytes.clone()),
        _ => None,
    });
    bytes.flatten().collect()
}

#[test]
fn typing_sends_everything_but_ctrl_c() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl);
    assert_eq!(deck.state.context(), Context::Typing);
    deck.text("q1?:ü").key(Key::plain(KeyCode::Tab), None);
    deck.key(Key::plain(KeyCode::Enter), None).key(Key::ctrl('d'), None);
    assert_eq!(typed(&deck), "q1?:ü\t\r\x04".as_bytes());
    deck.key(Key::ctrl('c'), None);
    assert_eq!(deck.last(), Some(&Effect::Interrupt { board: BOARD }));
}

#[test]
fn the_way_out_pressed_twice_is_sent() {
    let leave = Some(Action::LeaveTyping);
    for (key, byte) in [(Key::ctrl('5'), 0x1d), (Key::ctrl('x'), 0x18)] {
        let mut deck = Deck::connected();
        deck.act(Action::FocusRepl).key(key, leave);
        assert_eq!(deck.state.context(), Context::Repl);
        assert_eq!(typed(&deck), b"");
        deck.key(key, None);
        assert_eq!((typed(&deck), deck.state.context()), (vec![byte], Context::Typing));
        deck.key(key, leave).act(Action::Up).key(Key::char('j'), Some(Action::Down));
        deck.key(key, None);
        assert_eq!(deck.state.context(), Context::Repl, "another key came between");
    }
}

#[test]
fn tab_goes_round_and_does_not_get_caught() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusDevices);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push((deck.state.focus, deck.state.files.side, deck.state.context()));
        deck.act(Action::NextPane);
    }
    assert_eq!(
        seen,
        [
            (Pane::Devices, Side::Local, Context::Devices),
            (Pane::Files, Side::Local, Context::Files),
            (Pane::Files, Side::Remote, Context::Files),
            (Pane::Repl, Side::Remote, Context::Repl),
            (Pane::Log, Side::Remote, Context::Log),
        ]
    );
    assert_eq!(deck.state.focus, Pane::Devices);
    deck.act(Action::PreviousPane);
    assert_eq!(deck.state.focus, Pane::Log);
}

#[test]
fn text_fields_take_letters_as_text() {
    let mut deck = Deck::connected();
    deck.act(Action::CommandLine).text("q?:1");
    deck.key(Key::plain(KeyCode::Enter), Some(Action::Accept));
    let Some(Effect::Line { board, text, .. }) = deck.last() else { panic!("no line") };
    assert_eq!((*board, text.as_str()), (Some(BOARD), "q?:1"));
    deck.answer(Ok(Outcome::Text("one\ntwo\x1b[2J\n".into())));
    assert_eq!(deck.state.context(), Context::Viewer);
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no viewer") };
    assert_eq!(viewer.line(1), "two\\x1b[2J");
    deck.act(Action::Dismiss).act(Action::CommandLine).act(Action::HistoryUp);
    let Some(Overlay::Prompt(prompt)) = deck.state.overlays.last() else { panic!("no field") };
    assert_eq!(prompt.field.text(), "q?:1");
}

#[test]
fn pasted_lines_go_the_careful_way() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl);
    deck.send(Msg::Paste("print(1)\x1b\x03".into()));
    assert_eq!(typed(&deck), b"print(1)");
    deck.send(Msg::Paste("print(1)\r\n".into()));
    assert_eq!(typed(&deck), b"print(1)print(1)\r");
    deck.send(Msg::Paste("while True:\r\n\tpass\r\n\r\n".into()));
    let source = "while True:\n\tpass".to_owned();
    let paste = Command::Paste { source, input: true };
    let last = deck.last();
    assert!(matches!(last, Some(Effect::Command { command, .. }) if *command == paste), "{last:?}");
    let before = deck.effects.len();
    deck.act(Action::FocusFiles).send(Msg::Paste("rm -rf\nq\n".into()));
    assert_eq!(deck.effects.len(), before, "a paste into a pane presses no keys");
    deck.act(Action::CommandLine).send(Msg::Paste("ls\n/".into()));
    let Some(Overlay::Prompt(prompt)) = deck.state.overlays.last() else { panic!("no field") };
    assert_eq!(prompt.field.text(), "ls /");
}

#[test]
fn quitting_asks_only_while_something_runs() {
    let mut deck = Deck::connected();
    deck.act(Action::Quit);
    assert_eq!(deck.last(), Some(&Effect::Quit));
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::Run);
    assert!(matches!(deck.last(), Some(Effect::RunFile { .. })));
    assert!(deck.state.needs_tick());
    deck.act(Action::Quit);
    assert_eq!(deck.dialog(), Some("Quit?"));
    deck.act(Action::Yes);
    assert_eq!(deck.last(), Some(&Effect::Quit));
}

#[test]
fn escape_stops_the_job() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::Run);
    let source = "exec(open('/main.py').read())".to_owned();
    assert_eq!(deck.commands(), [&Command::Exec { source, argv: vec!["main.py".into()] }]);
    let job = deck.last().and_then(job_of).unwrap();
    deck.act(Action::Dismiss);
    assert_eq!(deck.last(), Some(&Effect::Cancel { board: BOARD }));
    deck.send(Msg::Answered { job, result: Err(Problem::interrupted("run /main.py")) });
    deck.effects.clear();
    deck.answer_all();
    assert!(deck.state.jobs.values().all(|job| job.what != "run /main.py"));
    assert!(deck.log().iter().any(|line| line.contains("interrupted")));
}

#[test]
fn the_palette_finds_and_does() {
    let mut deck = Deck::connected();
    deck.act(Action::Palette).text("clear log");
    assert_eq!(deck.state.palette_rows()[0].action, Action::ClearLog);
    deck.act(Action::Dismiss).act(Action::Palette).text("zoom").act(Action::Accept);
    assert!(deck.state.overlays.is_empty());
}

#[test]
fn a_screen_too_small_takes_only_quit() {
    let mut deck = Deck::connected();
    deck.send(Msg::Resize(Size { columns: 20, rows: 5 }));
    assert!(deck.state.size.too_small());
    deck.key(Key::char('x'), Some(Action::Delete));
    assert_eq!(deck.dialog(), None);
    deck.key(Key::char('q'), Some(Action::Quit));
    assert_eq!(deck.last(), Some(&Effect::Quit));
}

#[test]
fn the_scrollback_is_searched_selected_and_copied() {
    use crate::app::{Area, Layout, Spot};
    let mut deck = Deck::connected();
    let repl = Some(Size { columns: 20, rows: 4 });
    let area = Area { x: 1, y: 10, width: 20, height: 4 };
    let spots = vec![(area, Spot::Repl)];
    deck.send(Msg::Laid(Layout { repl, spots, ..Layout::default() }));
    let text: String = (0..50).map(|n| format!("line {n}\r\n")).collect();
    let bytes = text.into_bytes();
    let stream = Stream::Console;
    deck.event(Event::Output { board: BOARD, generation: FIRST, stream, bytes });
    deck.state.focus = Pane::Repl;
    deck.act(Action::Search).text("LINE 7").act(Action::Accept);
    assert_eq!(deck.state.repl.found, Some(7));
    let top = deck.state.board().unwrap().terminal.top();
    assert!((4..=7).contains(&top), "{top}");
    deck.act(Action::Select).act(Action::Down).act(Action::Copy);
    assert_eq!(deck.last(), Some(&Effect::Copy("line 7\nline 8".into())));
    deck.act(Action::Select).act(Action::Up).act(Action::Up).act(Action::Copy);
    assert_eq!(deck.last(), Some(&Effect::Copy("line 5\nline 6\nline 7".into())));
    let mouse = |x, y, what| Msg::Mouse(Mouse { x, y, what });
    deck.act(Action::Bottom);
    deck.send(mouse(1, 10, MouseKind::Press)).send(mouse(4, 11, MouseKind::Drag));
    deck.send(mouse(4, 11, MouseKind::Release));
    assert_eq!(deck.last(), Some(&Effect::Copy("line 47\nline".into())));
}

#[test]
fn the_emulator_answers_the_board_only() {
    let mut deck = Deck::connected();
    let event = Event::Output {
        board: BOARD,
        generation: FIRST,
        stream: Stream::Console,
        bytes: b"\x1b]52;c;aGk=\x07\x1b[6n".to_vec(),
    };
    deck.event(event);
    assert_eq!(deck.effects, [Effect::Type { board: BOARD, bytes: b"\x1b[1;1R".to_vec() }]);
    assert!(deck.log().last().unwrap().contains("left out"));
}

#[test]
fn what_is_selected_moves_with_the_rows_that_go() {
    let mut deck = Deck::connected_with(Setup { scrollback: 0, ..Setup::default() });
    let output = |text: String| Event::Output {
        board: BOARD,
        generation: FIRST,
        stream: Stream::Console,
        bytes: text.into_bytes(),
    };
    deck.event(output((0..1100).map(|n| format!("line {n}\r\n")).collect()));
    deck.state.focus = Pane::Repl;
    deck.act(Action::Search).text("line 1090").act(Action::Accept).act(Action::Select);
    deck.event(output("a\r\nb\r\n".into())).act(Action::Copy);
    assert_eq!(deck.last(), Some(&Effect::Copy("line 1090".into())));
}

#[test]
fn keys_for_a_board_that_is_gone_are_not_sent() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl).mode(FIRST, Mode::Lost).text("x");
    assert_eq!(typed(&deck), b"");
    assert!(deck.notice().contains("not connected"), "{}", deck.notice());
}

#[test]
fn alt_digits_lead_out_of_everything_but_a_question() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusLog).act(Action::Filter).text("x").act(Action::Help);
    assert_eq!(deck.state.context(), Context::Help);
    deck.act(Action::FocusFiles);
    assert_eq!(deck.state.context(), Context::Files);
    assert_eq!(deck.state.log.filter, "", "the filter was not taken");
    deck.on(Side::Remote, "main.py").act(Action::Delete).act(Action::FocusLog);
    assert_eq!(deck.state.context(), Context::Dialog);
}

#[test]
fn enter_in_the_log_shows_the_whole_line() {
    let mut deck = Deck::connected();
    deck.state.log(crate::model::Level::Error, "mpdeck", "a long story");
    deck.act(Action::FocusLog).act(Action::Open);
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no page") };
    assert!(viewer.wraps && viewer.line(0).ends_with("mpdeck: a long story"), "{viewer:?}");
    deck.act(Action::Dismiss);
    assert_eq!(deck.state.context(), Context::Log);
}
