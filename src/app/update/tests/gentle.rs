use super::*;

#[test]
fn what_nobody_asked_for_is_asked_gently_and_keeps_nobody_from_leaving() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles).mode(FIRST, Mode::Attached);
    deck.state.boards[0].tree_read = crate::app::TreeRead::Stale;
    deck.mode(FIRST, Mode::Friendly);
    let gently = |effect: &&Effect| matches!(effect, Effect::Glance { .. });
    assert_eq!(deck.effects.iter().filter(gently).count(), 2, "the files, and what is free");
    deck.act(Action::Quit);
    assert!(deck.state.overlays.is_empty());
    assert_eq!(deck.last(), Some(&Effect::Quit), "reading is nothing to wait for");
    // a program was started meanwhile
    deck.mode(FIRST, Mode::Attached);
    let jobs: Vec<JobId> = deck.effects.iter().filter_map(job_of).collect();
    for job in jobs {
        let refused = Problem::failed("list the files", "the board is not at its empty prompt");
        deck.send(Msg::Answered { job, result: Err(refused) });
    }
    assert_eq!(deck.notice(), "");
    deck.effects.clear();
    deck.mode(FIRST, Mode::Friendly);
    assert!(deck.commands().iter().any(|command| matches!(command, Command::Walk { .. })));
}
