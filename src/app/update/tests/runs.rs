use super::*;
use crate::app::{Ended, How, Place};
use crate::model::Digest;

fn says(deck: &mut Deck, text: &str) {
    deck.event(Event::Output {
        board: BOARD,
        generation: FIRST,
        stream: Stream::Console,
        bytes: text.as_bytes().to_vec(),
    });
}

/// What is being edited, and the line of its cursor, counted from 1.
fn edited(deck: &mut Deck) -> Option<(Place, usize)> {
    // the file is looked for first
    for _ in 0..2 {
        if let Some(Effect::Local { op: LocalOp::Read { .. }, .. }) = deck.last() {
            let bytes = b"x\n".repeat(20);
            deck.answer(Ok(Outcome::Content { bytes, size: 40 }));
        }
    }
    let page = deck.state.editing.as_ref()?;
    Some((page.place.clone(), page.sheet.cursor().0 + 1))
}

const TRACE: &str = "Traceback (most recent call last):\r\n  File \"<stdin>\", line 4, in <module>\r\n  File \"lib/x.py\", line 9, in go\r\nOSError: 5\r\n>>> ";

#[test]
fn the_status_bar_tells_how_and_after_how_long_it_ended() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::Run);
    assert_eq!(deck.state.last_end(), None);
    let job = deck.last().and_then(job_of).unwrap();
    let raised = Problem::raised("run", "ValueError: x");
    deck.send(Msg::Answered { job, result: Err(raised) });
    let took = Duration::from_secs(1);
    assert_eq!(deck.state.last_end(), Some(Ended { how: How::Raised, took }));
    assert!(deck.notice().contains("after 1.0 s"), "{}", deck.notice());
    // one key, anywhere
    deck.act(Action::FocusRepl).act(Action::RunAgain);
    assert!(matches!(deck.last(), Some(Effect::RunFile { path, .. }) if path.ends_with("main.py")));
    let job = deck.last().and_then(job_of).unwrap();
    deck.send(Msg::Answered { job, result: Ok(Outcome::Done) });
    assert_eq!(deck.state.last_end(), Some(Ended { how: How::Well, took }));
}

#[test]
fn a_selection_runs_without_its_prompts() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl);
    says(&mut deck, ">>> x = 4\r\n>>> for i in x:\r\n...     i\r\n");
    deck.key(Key::ctrl('5'), Some(Action::LeaveTyping));
    deck.act(Action::Select).act(Action::Up).act(Action::Run);
    let source = "for i in x:\n    i\n".to_owned();
    let exec = Command::Exec { source, argv: Vec::new() };
    assert_eq!(deck.commands(), [&exec]);
    deck.act(Action::RunAgain);
    assert_eq!(deck.commands(), [&exec, &exec]);
}

#[test]
fn a_file_gets_its_name_and_the_arguments_of_the_project() {
    let setup = Setup {
        project: true,
        folder: "/p".into(),
        arguments: vec!["--fast".into(), "it's".into()],
        ..Setup::default()
    };
    let mut deck = Deck::connected_with(setup);
    deck.on(Side::Local, "main.py").act(Action::Run);
    let Some(Effect::RunFile { argv, .. }) = deck.last() else { panic!("{:?}", deck.last()) };
    assert_eq!(*argv, ["main.py", "--fast", "it's"]);
}

#[test]
fn a_traceback_leads_to_file_and_line() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::Run);
    deck.answer(Ok(Outcome::Done));
    says(&mut deck, TRACE);
    deck.act(Action::FocusRepl).key(Key::ctrl('5'), Some(Action::LeaveTyping));
    // the innermost first
    deck.act(Action::OpenTrace);
    assert_eq!(deck.state.context(), Context::Chooser);
    deck.act(Action::Accept);
    assert_eq!(edited(&mut deck), Some((Place::Local("/p/lib/x.py".into()), 9)));
    assert_eq!(deck.state.context(), Context::Editor);
    deck.act(Action::FocusRepl).key(Key::ctrl('5'), Some(Action::LeaveTyping));
    deck.act(Action::OpenTrace).act(Action::Down).act(Action::Accept);
    assert_eq!(edited(&mut deck), Some((Place::Local("/p/main.py".into()), 4)));
}

#[test]
fn a_file_that_is_only_on_the_board_is_edited_there() {
    let mut deck = Deck::connected();
    says(
        &mut deck,
        "Traceback (most recent call last):\r\n  File \"/old.py\", line 9, in f\r\n>>> ",
    );
    deck.act(Action::FocusRepl).key(Key::ctrl('5'), Some(Action::LeaveTyping));
    deck.act(Action::OpenTrace);
    let away = Problem::failed("read", "no such file");
    deck.answer(Err(away));
    assert_eq!(deck.commands().last(), Some(&&Command::Hash { paths: vec![path("/old.py")] }));
    let digest = Some(Digest::Crc32("1".into()));
    deck.answer(Ok(Outcome::Reply(Reply::Digests(vec![digest]))));
    assert_eq!(deck.commands().last(), Some(&&Command::Read { path: path("/old.py") }));
    deck.answer(Ok(Outcome::Reply(Reply::Bytes(b"x\n".repeat(20)))));
    let place = Place::Board { board: BOARD, path: path("/old.py") };
    assert_eq!(edited(&mut deck), Some((place, 9)));
}

#[test]
fn what_names_no_file_is_no_link() {
    let mut deck = Deck::connected();
    says(
        &mut deck,
        "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1, in <module>\r\n>>> ",
    );
    deck.act(Action::FocusRepl).key(Key::ctrl('5'), Some(Action::LeaveTyping));
    let before = deck.effects.len();
    deck.act(Action::OpenTrace);
    assert_eq!(deck.effects.len(), before);
    assert!(deck.notice().contains("No traceback"), "{}", deck.notice());
}
