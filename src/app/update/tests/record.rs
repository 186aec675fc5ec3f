use super::*;

#[test]
fn a_key_begins_and_ends_the_log_file_and_another_marks_it() {
    let mut deck = Deck::connected();
    deck.act(Action::MarkRecord);
    assert!(deck.effects.is_empty() && deck.notice().contains("L begins"), "{}", deck.notice());
    deck.act(Action::Record);
    assert_eq!(deck.last(), Some(&Effect::Record { board: BOARD, on: true }));
    deck.event(Event::Recording { board: BOARD, to: Some("/s/logs/a.log".into()) });
    assert!(deck.notice().contains("/s/logs/a.log"), "{}", deck.notice());
    deck.act(Action::MarkRecord).act(Action::MarkRecord);
    let second = Effect::MarkRecord { board: BOARD, text: "mark 2".into() };
    assert_eq!(deck.last(), Some(&second));
    deck.act(Action::Record);
    assert_eq!(deck.last(), Some(&Effect::Record { board: BOARD, on: false }));
    deck.event(Event::Recording { board: BOARD, to: None });
    assert!(deck.state.board().unwrap().recording.is_none());
}
