use super::*;
use crate::app::{Area, Layout, Mouse, MouseKind, Plot, Spot};

fn says(deck: &mut Deck, text: &str) {
    deck.event(Event::Output {
        board: BOARD,
        generation: FIRST,
        stream: Stream::Console,
        bytes: text.as_bytes().to_vec(),
    });
}

fn plotting() -> Deck {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl).act(Action::LeaveTyping).act(Action::Plot);
    deck
}

fn plot(deck: &Deck) -> &Plot {
    deck.state.board().and_then(|board| board.plot.as_deref()).expect("a plot")
}

fn names(deck: &Deck) -> Vec<&str> {
    plot(deck).names().collect()
}

#[test]
fn what_is_in_the_scrollback_is_drawn_too_and_echoes_are_not() {
    let mut deck = Deck::connected();
    says(
        &mut deck,
        ">>> for i in range(2): print('t:', i)\r\n... \r\nt: 0\r\nt: 1\r\n>>> 40\r\n40\r\n>>> 5",
    );
    assert!(deck.state.boards[0].plot.is_none(), "nothing is collected before it is wanted");
    deck.act(Action::Plot);
    assert_eq!((names(&deck), plot(&deck).rows()), (vec!["t", "y"], 3));
    // the line under the cursor goes on
    says(&mut deck, "7\r\n57\r\n");
    assert_eq!(plot(&deck).rows(), 4);
}

#[test]
fn times_that_we_put_before_lines_are_no_numbers() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusRepl).act(Action::LeaveTyping).act(Action::Timestamps);
    says(&mut deck, "21\r\n");
    deck.act(Action::Plot);
    says(&mut deck, "22\r\n");
    assert_eq!((names(&deck), plot(&deck).rows()), (vec!["y"], 2));
}

#[test]
fn one_key_shows_it_from_anywhere_and_the_board_is_still_typed_to() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles).act(Action::Plot);
    assert_eq!((deck.state.focus, deck.state.context()), (Pane::Repl, Context::Plot));
    deck.act(Action::Type);
    assert_eq!(deck.state.context(), Context::Typing);
    deck.text("x");
    assert!(deck.asked(&Effect::Type { board: BOARD, bytes: b"x".to_vec() }));
    deck.act(Action::Plot);
    assert!(!deck.state.repl.plotting);
    assert_eq!(deck.state.context(), Context::Typing, "hiding it does not stop typing");
    let mut none = Deck::new(Setup::default());
    none.act(Action::Plot);
    assert!(none.notice().contains("No board is connected"), "{}", none.notice());
}

#[test]
fn it_collects_while_hidden_once_it_was_shown() {
    let mut deck = plotting();
    says(&mut deck, "1\r\n");
    deck.act(Action::Plot);
    says(&mut deck, "2\r\n");
    deck.act(Action::Plot);
    assert_eq!(plot(&deck).rows(), 2);
}

#[test]
fn paused_it_holds_still_and_goes_on_with_all_that_came() {
    let mut deck = plotting();
    says(&mut deck, "1\r\n");
    deck.act(Action::PausePlot);
    says(&mut deck, "2\r\n");
    assert_eq!((plot(&deck).waiting(), plot(&deck).window().len()), (1, 1));
    assert!(!deck.state.needs_tick());
    deck.act(Action::PausePlot);
    assert_eq!((plot(&deck).waiting(), plot(&deck).window().len()), (0, 2));
}

#[test]
fn what_came_last_is_shown_after_a_tick() {
    let mut deck = plotting();
    let at = deck.at;
    let output = |text: &str| {
        Msg::Event(Event::Output {
            board: BOARD,
            generation: FIRST,
            stream: Stream::Console,
            bytes: text.as_bytes().to_vec(),
        })
    };
    update(&mut deck.state, output("1\r\n"), at);
    update(&mut deck.state, output("2\r\n"), at + Duration::from_millis(20));
    assert_eq!(plot(&deck).window().len(), 1);
    assert!(deck.state.needs_tick());
    update(&mut deck.state, Msg::Tick, at + Duration::from_millis(250));
    assert_eq!(plot(&deck).window().len(), 2);
    assert!(!deck.state.needs_tick(), "an idle plot wakes nobody");
}

#[test]
fn values_are_read_off_by_keys_and_mouse() {
    let mut deck = plotting();
    says(&mut deck, "10\r\n20\r\n30\r\n");
    let area = Area { x: 50, y: 2, width: 10, height: 4 };
    let layout = Layout { plot: 10, spots: vec![(area, Spot::Plot)], ..Layout::default() };
    deck.send(Msg::Laid(layout));
    let value = |deck: &Deck| plot(deck).pointed().map(|(_, row)| row.values[0]);
    deck.act(Action::CursorLeft);
    assert_eq!(value(&deck), Some(30.0));
    deck.act(Action::CursorLeft).act(Action::CursorLeft);
    assert_eq!(value(&deck), Some(10.0));
    deck.act(Action::CursorRight);
    assert_eq!(value(&deck), Some(20.0));
    deck.act(Action::Dismiss);
    assert_eq!(value(&deck), None);
    deck.send(Msg::Mouse(Mouse { x: 50, y: 3, what: MouseKind::Press }));
    assert_eq!(value(&deck), Some(10.0));
}

#[test]
fn the_values_go_to_a_file_whose_path_is_told() {
    let mut deck = plotting();
    deck.act(Action::ExportPlot);
    assert!(deck.notice().contains("no numbers"), "{}", deck.notice());
    says(&mut deck, "t:21.5,h:40\r\n");
    deck.act(Action::ExportPlot);
    let Some(Effect::SavePlot { name, table, .. }) = deck.last() else { panic!() };
    assert_eq!((name.as_str(), table.as_str()), ("ttyUSB0", "seconds,t,h\n0.000,21.5,40\n"));
    deck.answer(Ok(Outcome::Text("/s/plots/ttyUSB0.csv".into())));
    assert_eq!(deck.notice(), "1 row written to /s/plots/ttyUSB0.csv");
    deck.act(Action::ExportPlot);
    deck.answer(Err(Problem::failed("write /s/x.csv", "no space left")));
    assert!(deck.notice().contains("no space left"), "{}", deck.notice());
    deck.act(Action::ClearPlot);
    assert!(plot(&deck).is_empty());
}

#[test]
fn a_hole_in_the_output_makes_no_number() {
    let mut deck = plotting();
    says(&mut deck, "1\r\n12");
    deck.send(Msg::Dropped { board: BOARD, bytes: 9000 });
    says(&mut deck, "34\r\n5\r\n");
    assert_eq!(plot(&deck).rows(), 2);
}
