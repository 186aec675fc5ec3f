//! The pinout and the lists to choose from.

use super::*;
use crate::app::{Choice, Chooser, Levels, Pins};

/// Connected to a board at its prompt that says it is this machine.
fn on(machine: &str) -> Deck {
    let mut deck = Deck::connected();
    let info = Box::new(BoardInfo { machine: machine.into(), ..*info() });
    deck.event(Event::Probed { board: BOARD, generation: FIRST, info });
    deck.answer_all();
    deck.effects.clear();
    deck
}

fn pins(deck: &Deck) -> &Pins {
    match deck.state.overlays.last() {
        Some(Overlay::Pins(pins)) => pins,
        other => panic!("no pinout: {other:?}"),
    }
}

fn chooser(deck: &Deck) -> &Chooser {
    match deck.state.overlays.last() {
        Some(Overlay::Chooser(chooser)) => chooser,
        other => panic!("no list: {other:?}"),
    }
}

fn label(deck: &Deck) -> &str {
    pins(deck).pin().map(|pin| pin.label.as_str()).unwrap_or_default()
}

#[test]
fn a_board_that_can_only_be_one_is_shown_at_once() {
    let mut deck = on("Raspberry Pi Pico W with RP2040");
    deck.act(Action::Pins);
    assert_eq!(pins(&deck).board.id, "pico-w");
    deck.act(Action::Dismiss);
    assert_eq!(deck.state.overlays.len(), 0);
}

#[test]
fn a_choice_among_several_is_remembered() {
    let mut deck = on("ESP module with ESP8266");
    deck.act(Action::Pins);
    assert_eq!(chooser(&deck).items[1].name, "d1-mini", "the likely ones come first");
    deck.act(Action::Down).act(Action::Accept);
    assert_eq!(pins(&deck).board.id, "d1-mini");
    let of = "ESP module with ESP8266".to_owned();
    let kept = Effect::Remember(Choice::Pinout { of, board: "d1-mini".into() });
    assert_eq!(deck.last(), Some(&kept));
    deck.act(Action::Dismiss).act(Action::Pins);
    assert_eq!(pins(&deck).board.id, "d1-mini", "and not asked again");
    deck.act(Action::ChooseBoard).act(Action::Dismiss);
    assert_eq!(pins(&deck).board.id, "d1-mini");
}

#[test]
fn without_a_board_or_with_an_unknown_one_all_are_offered() {
    let mut deck = Deck::new(Setup::default());
    deck.act(Action::Pins);
    assert_eq!(chooser(&deck).items.len(), deck.state.setup.catalog.boards().len());
    deck.act(Action::Accept).act(Action::Insert);
    assert!(deck.notice().contains("No board is connected"), "{}", deck.notice());
    deck.act(Action::Levels);
    assert!(matches!(pins(&deck).levels, Levels::Impossible(_)));
    assert_eq!(on("Some board with STM32F405").act(Action::Pins).state.overlays.len(), 1);
}

#[test]
fn a_search_goes_from_pin_to_pin_and_enter_types_one() {
    let mut deck = on("Raspberry Pi Pico with RP2040");
    deck.act(Action::Pins).act(Action::Filter).text("adc").act(Action::Accept);
    assert_eq!(label(&deck), "GP28");
    deck.act(Action::Down);
    assert_eq!(label(&deck), "GP27");
    deck.act(Action::Down).act(Action::Down);
    assert_eq!(label(&deck), "GP28", "round and round");
    deck.act(Action::Insert);
    let bytes = b"Pin(28)".to_vec();
    assert_eq!(deck.last(), Some(&Effect::Type { board: BOARD, bytes }));
    assert!(deck.state.repl.typing && deck.state.overlays.is_empty());
}

#[test]
fn sides_and_ends_are_reached_and_power_is_not_typed() {
    let mut deck = on("Raspberry Pi Pico with RP2040");
    deck.act(Action::Pins);
    assert_eq!(label(&deck), "GP0");
    deck.act(Action::Right);
    assert_eq!(label(&deck), "VBUS");
    deck.effects.clear();
    deck.act(Action::Insert);
    assert!(deck.effects.is_empty());
    assert!(deck.notice().contains("VBUS"), "{}", deck.notice());
    deck.act(Action::Bottom).act(Action::Left);
    assert_eq!(label(&deck), "GP15");
}

#[test]
fn levels_are_read_only_while_the_board_idles() {
    let mut deck = on("Raspberry Pi Pico with RP2040");
    deck.act(Action::Pins).act(Action::Levels);
    let asked = Command::ReadWords { addresses: vec![0xD000_0004] };
    assert_eq!(deck.commands(), [&asked]);
    assert!(deck.state.needs_tick());
    deck.send(Msg::Tick);
    assert_eq!(deck.commands().len(), 1, "one question at a time");
    deck.answer(Ok(Outcome::Reply(Reply::Words(vec![1 << 15]))));
    let high = |deck: &Deck| {
        let pins = pins(deck);
        let high = pins.board.pins().filter(|pin| pins.level(pin) == Some(true));
        high.map(|pin| pin.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(high(&deck), ["GP15"]);
    deck.send(Msg::Tick);
    assert_eq!(deck.commands().len(), 2);
    deck.answer(Ok(Outcome::Reply(Reply::Words(vec![0]))));
    assert!(high(&deck).is_empty());
    deck.mode(FIRST, Mode::Attached);
    deck.send(Msg::Tick);
    assert_eq!(deck.commands().len(), 2, "a program runs");
    deck.mode(FIRST, Mode::Friendly);
    deck.send(Msg::Tick);
    let problem = Problem::failed("read", "it has no machine.mem32 to read");
    deck.answer(Err(problem));
    assert_eq!(deck.notice(), "", "said in the pinout");
    assert!(matches!(&pins(&deck).levels, Levels::Impossible(why) if why.contains("mem32")));
    assert!(!deck.state.needs_tick());
}

#[test]
fn a_theme_is_shown_while_the_cursor_is_on_it() {
    let themes = vec!["dark".to_owned(), "default".to_owned(), "light".to_owned()];
    let mut deck = Deck::new(Setup { themes, ..Setup::default() });
    deck.act(Action::Themes);
    assert_eq!(chooser(&deck).cursor.at, 1, "the one that holds");
    deck.act(Action::Down);
    assert_eq!(deck.last(), Some(&Effect::Theme("light".into())));
    deck.act(Action::Dismiss);
    assert_eq!(deck.last(), Some(&Effect::Theme("default".into())), "as it was before");
    deck.act(Action::Themes).act(Action::Up).act(Action::FocusLog);
    assert_eq!(deck.last(), Some(&Effect::Theme("default".into())));
    deck.act(Action::Themes).act(Action::Up).act(Action::Accept);
    assert_eq!(deck.last(), Some(&Effect::Remember(Choice::Theme("dark".into()))));
}

#[test]
fn mistakes_in_the_users_files_are_told_at_the_start() {
    let problems = vec!["read keymap.toml: line 2: unknown action `quti`".to_owned()];
    let deck = Deck::new(Setup { problems, ..Setup::default() });
    assert!(deck.notice().contains("line 2"), "{}", deck.notice());
    assert!(deck.log().iter().any(|line| line.contains("quti")));
}
