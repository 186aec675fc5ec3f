use super::*;
use crate::model::StopStep;

fn steps(deck: &Deck) -> Vec<StopStep> {
    let step = |effect: &Effect| match effect {
        Effect::Stop { step, .. } => Some(*step),
        _ => None,
    };
    deck.effects.iter().filter_map(step).collect()
}

fn stubborn() -> Deck {
    let mut deck = Deck::connected();
    deck.mode(FIRST, Mode::Attached);
    deck
}

#[test]
fn each_press_climbs_and_the_last_gives_up() {
    let mut deck = stubborn();
    for step in StopStep::ALL {
        deck.act(Action::Stop);
        assert_eq!(steps(&deck).last(), Some(&step));
        assert!(deck.notice().contains(&format!("step {} of 5", step.number())));
        if step < StopStep::HardReset {
            deck.answer(Err(Problem::failed("stop", "no prompt came")));
            assert!(deck.notice().contains("The same key again: step"), "{}", deck.notice());
        }
    }
    deck.act(Action::Stop);
    assert_eq!(deck.last(), Some(&Effect::Cancel { board: BOARD }));
    deck.answer(Err(Problem::interrupted("stop")));
    deck.act(Action::Stop);
    assert_eq!(steps(&deck).last(), Some(&StopStep::Interrupt), "from the bottom again");
}

#[test]
fn a_held_key_does_not_climb_and_a_late_one_begins_anew() {
    let mut deck = stubborn();
    deck.act(Action::Stop);
    let effects = update(&mut deck.state, Msg::Do(Action::Stop), deck.at);
    assert_eq!(effects, []);
    deck.answer(Err(Problem::failed("stop", "no prompt came")));
    deck.at += Duration::from_secs(60);
    deck.act(Action::Stop);
    assert_eq!(steps(&deck), [StopStep::Interrupt, StopStep::Interrupt]);
}

#[test]
fn a_prompt_ends_the_climb_and_a_lost_board_is_waited_for() {
    let mut deck = stubborn();
    deck.act(Action::Stop).act(Action::Stop).answer(Ok(Outcome::Done));
    assert!(deck.notice().contains("stopped"), "{}", deck.notice());
    deck.act(Action::Stop);
    assert_eq!(steps(&deck).last(), Some(&StopStep::Interrupt));
    let mut deck = stubborn();
    deck.mode(FIRST, Mode::Lost).act(Action::Stop);
    assert_eq!(steps(&deck), [StopStep::Catch]);
}
