use super::*;

fn says(deck: &mut Deck, text: &str) {
    let bytes = text.as_bytes().to_vec();
    deck.event(Event::Output { board: BOARD, generation: FIRST, stream: Stream::Console, bytes });
}

#[test]
fn a_crash_is_explained_once_a_minute_and_then_with_how_often_it_came() {
    let mut deck = Deck::connected();
    let told = |deck: &Deck| deck.log().iter().filter(|line| line.starts_with("brown-out")).count();
    says(&mut deck, "\r\nBrownout detector ");
    assert_eq!(told(&deck), 0, "the line has not ended");
    says(&mut deck, "was triggered\r\n\r\nets Jun  8 2016 00:22:57\r\n");
    assert_eq!(told(&deck), 1, "{:?}", deck.log());
    for _ in 0..9 {
        says(&mut deck, "Brownout detector was triggered\r\n");
    }
    assert_eq!(told(&deck), 1);
    says(&mut deck, "OSError: [Errno 2] ENOENT\r\n");
    assert!(deck.log().iter().any(|line| line.starts_with("ENOENT")), "another kind");
    deck.at += Duration::from_secs(60);
    says(&mut deck, "Brownout detector was triggered\r\n");
    assert_eq!(told(&deck), 2);
    let last = *deck.log().last().unwrap();
    assert!(last.ends_with("(and 9 times more since)"), "{last}");
}

#[test]
fn a_board_without_firmware_is_asked_nothing_and_flashing_is_offered() {
    let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..Setup::default() });
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    let asks = || Question::StopProgram { board: BOARD, for_what: "read its files".into() };
    deck.event(Event::Asks { board: BOARD, question: QuestionId(7), asks: asks() });
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Dialog(_))));
    says(&mut deck, "invalid header: 0xffffffff\r\n");
    assert_eq!(deck.state.overlays.len(), 0);
    deck.event(Event::Asks { board: BOARD, question: QuestionId(8), asks: asks() });
    assert_eq!(deck.state.overlays.len(), 0);
    for question in [7, 8].map(QuestionId) {
        let asker = Asker::Board(BOARD);
        assert!(deck.asked(&Effect::Answer { asker, question, answer: Answer::No }));
    }
    let notice = deck.state.notice.as_ref().expect("a notice");
    assert_eq!(
        (notice.offers, notice.text.as_str()),
        (Some(Action::Flash), "No firmware runs on ttyUSB0")
    );
    // once it runs something, it is asked as any other
    deck.mode(FIRST, Mode::Friendly).mode(FIRST, Mode::Attached);
    deck.event(Event::Asks { board: BOARD, question: QuestionId(9), asks: asks() });
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Dialog(_))));
}

#[test]
fn nothing_but_noise_is_no_program_to_be_stopped() {
    let mut deck = Deck::new(Setup { ports: vec!["/dev/ttyUSB0".into()], ..Setup::default() });
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    let asks = Question::StopProgram { board: BOARD, for_what: "read its files".into() };
    deck.event(Event::Asks { board: BOARD, question: QuestionId(7), asks });
    let noise = |deck: &mut Deck| {
        let bytes = b"r$\xfe\xa1{\x02\x041\x93'\xc4\x80\x12p".repeat(8);
        deck.event(Event::Output {
            board: BOARD,
            generation: FIRST,
            stream: Stream::Console,
            bytes,
        });
    };
    // a second passes with each message
    (0..3).for_each(|_| noise(&mut deck));
    says(&mut deck, "\r\nMicroPython v1.27.0\r\n");
    (0..3).for_each(|_| noise(&mut deck));
    assert_eq!(deck.state.overlays.len(), 1, "each start of an ESP8266 makes some");
    noise(&mut deck);
    assert_eq!(deck.state.overlays.len(), 0);
    assert_eq!(deck.notice(), "No firmware runs on ttyUSB0");
    assert!(deck.log().iter().any(|line| line.contains("74880 baud")), "{:?}", deck.log());
}

#[test]
fn words_of_the_board_in_an_explanation_are_cleaned() {
    let mut deck = Deck::connected();
    says(&mut deck, "ImportError: no module named '\x1b]0;x\x07y'\r\n");
    let found: Vec<&str> =
        deck.log().into_iter().filter(|line| line.contains("no module `")).collect();
    assert!(found.len() == 1 && !found[0].contains('\x1b'), "{found:?}");
}
