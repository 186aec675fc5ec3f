//! Completion in the input editor: whose answer is taken.

use super::*;
use crate::model::Completion;

fn names(names: &[&str]) -> Result<Outcome, Problem> {
    Ok(Outcome::Reply(Reply::Names(names.iter().map(|&name| name.into()).collect())))
}

fn editing(text: &str) -> Deck {
    let mut deck = Deck::connected();
    deck.act(Action::SwitchInput).answer_all();
    deck.text(text);
    deck.effects.clear();
    deck
}

fn questions(deck: &Deck) -> usize {
    let asks = |command: &&&Command| matches!(command, Command::Complete(_));
    deck.commands().iter().filter(asks).count()
}

#[test]
fn a_late_answer_is_taken_where_nothing_was_typed_since() {
    let mut deck = editing("import mat");
    deck.act(Action::Complete);
    let asked = Command::Complete(Completion::Modules { start: "mat".into() });
    assert_eq!(deck.commands(), [&asked]);
    deck.at += Duration::from_secs(5);
    // pressed again meanwhile, which asks no second time
    deck.act(Action::Complete);
    assert_eq!(questions(&deck), 1);
    deck.answer(names(&["math"]));
    assert_eq!(deck.state.repl.input.text(), "import math");
}

#[test]
fn an_answer_to_what_is_no_longer_there_is_dropped() {
    let mut typed_on = editing("le");
    typed_on.act(Action::Complete).text("n");
    let mut left = editing("le");
    left.act(Action::Complete).act(Action::LeaveTyping);
    for (mut deck, text) in [(typed_on, "len"), (left, "le")] {
        deck.answer(names(&["led"]));
        assert_eq!(deck.state.repl.input.text(), text);
    }
}

#[test]
fn a_question_waits_for_a_look_of_ours_but_for_no_program() {
    let mut deck = editing("le");
    deck.mode(FIRST, Mode::Raw).act(Action::Complete);
    assert_eq!(questions(&deck), 1, "{}", deck.notice());
    let mut deck = editing("le");
    deck.mode(FIRST, Mode::Attached).act(Action::Complete);
    assert_eq!(questions(&deck), 0);
    assert!(deck.notice().contains("at its prompt"), "{}", deck.notice());
}
