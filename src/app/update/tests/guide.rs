//! The guide, and the welcome at the very first start.

use super::*;

fn first() -> Deck {
    Deck::new(Setup { first_run: true, ..Setup::default() })
}

fn welcomed(deck: &Deck) -> bool {
    matches!(deck.state.overlays.last(), Some(Overlay::Welcome(_)))
}

#[test]
fn the_first_start_without_a_board_welcomes_once() {
    let mut deck = first();
    assert!(!welcomed(&deck), "nothing is known of devices yet");
    deck.event(Event::Devices(vec![]));
    assert!(welcomed(&deck));
    deck.act(Action::Dismiss);
    assert!(deck.state.overlays.is_empty());
    deck.event(Event::Devices(vec![]));
    assert!(deck.state.overlays.is_empty(), "not again");
    let mut deck = Deck::new(Setup::default());
    deck.event(Event::Devices(vec![]));
    assert!(deck.state.overlays.is_empty(), "and not at a later start");
}

#[test]
fn the_welcome_takes_no_key_away() {
    let welcomes = || {
        let mut deck = first();
        deck.event(Event::Devices(vec![]));
        deck
    };
    let mut deck = welcomes();
    assert_eq!(deck.state.context(), Context::Devices);
    deck.act(Action::Down);
    assert!(welcomed(&deck), "it scrolls");
    deck.act(Action::FocusLog);
    assert!(!welcomed(&deck));
    assert_eq!(deck.state.focus, Pane::Log);
    let mut deck = welcomes();
    deck.act(Action::Quit);
    assert_eq!(deck.last(), Some(&Effect::Quit));
    let mut deck = welcomes();
    deck.act(Action::Guide);
    assert!(matches!(deck.state.overlays.as_slice(), [Overlay::Chooser(_)]));
}

#[test]
fn with_a_board_at_the_first_start_a_line_names_the_guide() {
    let mut deck = first();
    deck.event(Event::Devices(vec![device("/dev/ttyUSB0", DeviceState::Free)]));
    assert!(deck.state.overlays.is_empty());
    assert_eq!(deck.state.boards.len(), 1, "it is connected as ever");
    assert!(deck.notice().contains("guide"), "{}", deck.notice());
}

#[test]
fn a_page_lies_over_the_list_of_pages_and_tells_of_the_board() {
    let mut deck = Deck::connected();
    let info = Box::new(BoardInfo { machine: "Raspberry Pi Pico with RP2040".into(), ..*info() });
    deck.event(Event::Probed { board: BOARD, generation: FIRST, info });
    deck.act(Action::Help).act(Action::Guide);
    for _ in 0..8 {
        deck.act(Action::Down);
    }
    deck.act(Action::Accept);
    let Some(Overlay::Viewer(viewer)) = deck.state.overlays.last() else { panic!("no page") };
    assert_eq!(viewer.title, "First blink");
    let lines: Vec<String> = (0..viewer.lines()).map(|at| viewer.line(at)).collect();
    assert!(lines.iter().any(|line| line.contains("Pin(25, Pin.OUT)")), "{lines:#?}");
    deck.act(Action::Dismiss);
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Chooser(_))), "the list again");
    deck.act(Action::Dismiss).act(Action::Dismiss);
    assert!(deck.state.overlays.is_empty());
}
