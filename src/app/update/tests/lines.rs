//! The `:` line: history, completion, and what it wants of the workbench.

use super::*;
use crate::model::Wish;

fn field(deck: &Deck) -> String {
    match deck.state.overlays.last() {
        Some(Overlay::Prompt(prompt)) => prompt.field.text().to_owned(),
        other => panic!("no line but {other:?}"),
    }
}

fn choices(deck: &Deck) -> Vec<String> {
    match deck.state.overlays.last() {
        Some(Overlay::Prompt(prompt)) => prompt.choices.clone(),
        _ => Vec::new(),
    }
}

fn tab(deck: &mut Deck) {
    deck.key(Key::plain(KeyCode::Tab), None);
}

/// A line is open, and what earlier runs and the commands are is known.
fn opened() -> Deck {
    let mut deck = Deck::connected();
    deck.act(Action::CommandLine);
    let names = ["cat", "cd", "put", "putc"].map(str::to_owned).to_vec();
    deck.answer(Ok(Outcome::Inputs(names)));
    let jobs: Vec<_> = deck.effects.iter().filter_map(job_of).collect();
    let earlier = ["ls /lib", "df", "ls /"].map(str::to_owned).to_vec();
    let first = jobs[jobs.len() - 2];
    deck.send(Msg::Answered { job: first, result: Ok(Outcome::Inputs(earlier)) });
    deck
}

#[test]
fn lines_of_earlier_runs_come_back_by_what_they_begin_with() {
    let mut deck = opened();
    deck.text("ls");
    for (action, line) in [
        (Action::HistoryUp, "ls /"),
        (Action::HistoryUp, "ls /lib"),
        (Action::HistoryUp, "ls /lib"),
        (Action::HistoryDown, "ls /"),
        (Action::HistoryDown, "ls"),
    ] {
        deck.act(action);
        assert_eq!(field(&deck), line);
    }
    deck.act(Action::HistoryList);
    assert_eq!(deck.state.context(), Context::Chooser);
    deck.act(Action::Down).act(Action::Accept);
    assert_eq!(field(&deck), "ls /lib");
    deck.act(Action::Accept);
    assert!(deck.asked(&Effect::KeepLine("ls /lib".into())));
    deck.act(Action::CommandLine).act(Action::HistoryUp);
    assert_eq!(field(&deck), "ls /lib", "the newest, once");
    assert_eq!(deck.effects.iter().filter(|e| matches!(e, Effect::ReadLines { .. })).count(), 1);
}

#[test]
fn tab_completes_commands_and_paths_of_both_sides() {
    let mut deck = opened();
    // a Tab that comes too early is made up for
    let mut early = Deck::connected();
    early.act(Action::CommandLine).text("pu");
    let names = early.effects.iter().filter_map(job_of).next_back();
    tab(&mut early);
    let result = Ok(Outcome::Inputs(vec!["put".into()]));
    early.send(Msg::Answered { job: names.unwrap(), result });
    assert_eq!(field(&early), "put ");
    deck.text("pu");
    tab(&mut deck);
    assert_eq!((field(&deck).as_str(), choices(&deck)), ("put", vec!["put".into(), "putc".into()]));
    deck.text(" ");
    assert!(choices(&deck).is_empty(), "they go with the next letter");
    deck.text("n");
    tab(&mut deck);
    let Some(Effect::Local { op, .. }) = deck.last() else { panic!("no look at the folder") };
    assert_eq!(*op, LocalOp::List { folder: "/p/".into() });
    let file = |name: &str| LocalEntry { name: name.into(), kind: EntryKind::File, size: Some(1) };
    deck.answer(Ok(Outcome::Listing(vec![file("new one.py"), file("main.py")])));
    assert_eq!(field(&deck), "put new\\ one.py ");
    deck.text("/l");
    tab(&mut deck);
    deck.answer(Err(Problem::failed("list", "no such folder")));
    assert_eq!(field(&deck), "put new\\ one.py /lib/");
    deck.act(Action::Dismiss).act(Action::CommandLine).text("cat \"li");
    tab(&mut deck);
    assert_eq!(field(&deck), "cat \"lib/");
    tab(&mut deck);
    assert_eq!(field(&deck), "cat \"lib/x.py\" ");
    // an answer that comes too late changes nothing
    deck.act(Action::Dismiss).act(Action::CommandLine).text("run n");
    tab(&mut deck);
    deck.text("x").answer(Ok(Outcome::Listing(vec![file("new.py")])));
    assert_eq!(field(&deck), "run nx");
}

#[test]
fn folders_that_were_gone_to_hold_for_later_lines() {
    let mut deck = opened();
    deck.text("cd lib").act(Action::Accept);
    deck.answer(Ok(Outcome::Wish(Wish::Stand(Some(path("/lib"))))));
    assert_eq!(deck.notice(), "On the board: /lib");
    deck.act(Action::CommandLine).text("lcd src").act(Action::Accept);
    deck.answer(Ok(Outcome::Wish(Wish::StandHere("/p/src".into()))));
    deck.act(Action::CommandLine).text("cat ");
    tab(&mut deck);
    assert_eq!(field(&deck), "cat x.py ");
    deck.act(Action::Accept);
    let Some(Effect::Line { text, here, there, .. }) = deck.last() else { panic!("no line") };
    assert_eq!((text.as_str(), here, there), ("cat x.py", &"/p/src".into(), &Some(path("/lib"))));
}

#[test]
fn a_line_may_lead_to_another_place() {
    let mut deck = opened();
    deck.text("repl ~ 1+1 ~").act(Action::Accept);
    deck.answer(Ok(Outcome::Wish(Wish::Repl(vec!["1+1".into()]))));
    assert_eq!(deck.state.context(), Context::Typing);
    assert!(deck.asked(&Effect::Type { board: BOARD, bytes: b"1+1\r".to_vec() }));
    deck.act(Action::FocusFiles).act(Action::CommandLine).text("open ttyUSB7");
    deck.act(Action::Accept).answer(Ok(Outcome::Wish(Wish::Connect("/dev/ttyUSB7".into()))));
    assert!(
        deck.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Connect { port, .. } if port == "/dev/ttyUSB7"))
    );
}
