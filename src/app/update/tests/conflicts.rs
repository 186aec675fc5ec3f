use super::*;
use crate::app::Body;
use crate::model::{
    Comparison, Conflict, Digest, Keep, Problem, Settled, SyncSummary, Version, WorkEvent,
};

fn version(text: &str) -> Option<Version> {
    Some(Version { size: Some(text.len() as u64), digest: Some(Digest::Sum(text.into())) })
}

fn conflict(name: &str) -> Conflict {
    Conflict {
        path: name.into(),
        to: path(name),
        file: format!("/p/{name}").into(),
        here: version("mine"),
        there: version("theirs"),
        made: false,
    }
}

fn found(conflicts: Vec<Conflict>) -> Event {
    Event::Work(WorkEvent::Conflicts { board: BOARD, conflicts })
}

fn shown(deck: &Deck) -> (&str, &Body) {
    let Some(Overlay::Conflict(view)) = deck.state.overlays.last() else { panic!("no conflict") };
    (&view.conflict.path, &view.body)
}

fn show(conflict: Conflict) -> Effect {
    Effect::Work(WorkOrder::Show { board: BOARD, conflict: Box::new(conflict) })
}

fn settle(conflict: Conflict, keep: Keep) -> Effect {
    let settled = Box::new(Settled { conflict, keep });
    Effect::Work(WorkOrder::Settle { board: BOARD, settled })
}

#[test]
fn conflicts_are_shown_one_by_one_and_decided() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles).act(Action::Conflicts);
    assert!(deck.notice().starts_with("No conflicts"), "{}", deck.notice());
    deck.event(found(vec![conflict("a.py"), conflict("b.py"), conflict("c.py")]));
    assert!(deck.state.overlays.is_empty(), "they come up when they are asked for");

    deck.act(Action::Conflicts);
    assert_eq!(deck.last(), Some(&show(conflict("a.py"))));
    assert_eq!(shown(&deck), ("a.py", &Body::Reading));
    let text = |text: &str| Some(text.to_owned());
    let comparison = Ok(Comparison::Text { here: text("1\n"), there: text("2\n") });
    let compared = WorkEvent::Compared { board: BOARD, path: "a.py".into(), comparison };
    deck.event(Event::Work(compared));
    let Body::Lines(lines) = shown(&deck).1 else { panic!("no lines") };
    assert_eq!(lines.len(), 2);

    deck.act(Action::NextConflict).act(Action::NextConflict).act(Action::NextConflict);
    assert_eq!(shown(&deck).0, "a.py", "round and round");
    deck.act(Action::PreviousConflict);
    assert_eq!(shown(&deck).0, "c.py");
    deck.act(Action::KeepBoards);
    assert!(deck.asked(&settle(conflict("c.py"), Keep::Boards)));
    assert_eq!(shown(&deck).0, "a.py", "the next one comes up");
    deck.act(Action::KeepMine).act(Action::KeepBoth);
    assert!(deck.asked(&settle(conflict("a.py"), Keep::Mine)));
    assert!(deck.asked(&settle(conflict("b.py"), Keep::Both)));
    assert!(deck.state.overlays.is_empty());
}

#[test]
fn a_conflict_follows_what_happens_meanwhile() {
    let mut deck = Deck::connected();
    deck.event(found(vec![conflict("a.py"), conflict("b.py")]));
    deck.act(Action::Conflicts);
    let mut newer = conflict("a.py");
    newer.here = version("mine again");
    deck.event(found(vec![newer.clone(), conflict("b.py")]));
    assert_eq!(deck.last(), Some(&show(newer)), "saved again: read again");
    let comparison = Err(Problem::no_board("read /a.py", "it was unplugged"));
    let path = "a.py".to_owned();
    deck.event(Event::Work(WorkEvent::Compared { board: BOARD, path, comparison }));
    assert!(matches!(shown(&deck).1, Body::Trouble(why) if why.contains("unplugged")));
    deck.event(found(vec![conflict("b.py")]));
    assert!(deck.state.overlays.is_empty());
    assert_eq!(deck.notice(), "a.py is no conflict any more");
}

#[test]
fn what_makes_no_sense_is_not_done() {
    let mut deck = Deck::connected();
    let made = Conflict { made: true, ..conflict("a.mpy") };
    let gone_here = Conflict { here: None, ..conflict("b.py") };
    let gone_there = Conflict { there: None, ..conflict("c.py") };
    for (conflict, action) in
        [(made, Action::KeepBoards), (gone_here, Action::KeepBoth), (gone_there, Action::KeepBoth)]
    {
        deck.event(found(vec![conflict.clone()]));
        deck.act(Action::Conflicts);
        deck.act(action);
        assert_eq!(deck.last(), Some(&show(conflict)), "{}", deck.notice());
        deck.act(Action::Dismiss);
    }
}

#[test]
fn a_notice_names_the_way_to_them() {
    let mut deck = Deck::connected();
    let conflicts = vec!["a.py".to_owned()];
    let summary = SyncSummary { conflicts, ..SyncSummary::default() };
    deck.event(Event::Work(WorkEvent::Synced { board: BOARD, job: JobId(1), summary }));
    let notice = deck.state.notice.as_ref().expect("a notice");
    assert_eq!(notice.offers, Some(Action::Conflicts));
}
