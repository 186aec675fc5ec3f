use super::*;
use crate::model::{Change, Plan, PlanItem, SyncOptions, SyncState, SyncSummary, WorkEvent};

fn plan() -> Box<Plan> {
    let item = |name: &str, size, change| PlanItem {
        path: name.into(),
        to: path(name),
        size,
        change,
        board: None,
        local: None,
        source: None,
        from: None,
    };
    Box::new(Plan {
        pull: false,
        source: "/p".into(),
        target: RemotePath::root(),
        board: "A board".into(),
        items: vec![
            item("main.py", 21, Change::Update),
            item("new.py", 5, Change::Add),
            item("lib/x.py", 42, Change::Conflict { board: None, board_size: None }),
            item("x.pyc", 42, Change::Ignored { rule: "*.pyc".into() }),
        ],
        bytes: 84,
        free: Some(1000),
        warnings: Vec::new(),
    })
}

fn state_of(deck: &Deck, side: Side, path: &str) -> Option<SyncState> {
    let node = deck.state.tree(side).and_then(|tree| tree.node(path).cloned()).expect("a node");
    deck.state.status(side, &node)
}

#[test]
fn a_sync_is_seen_from_plan_to_end() {
    let mut deck = Deck::connected();
    let job = JobId(900_001);
    deck.act(Action::Sync);
    let order = Effect::Work(WorkOrder::Sync(SyncOptions::default()));
    assert_eq!(deck.last(), Some(&order));
    deck.event(Event::Work(WorkEvent::Planned { board: BOARD, plan: plan() }));
    assert!(deck.state.overlays.is_empty());
    assert_eq!(state_of(&deck, Side::Local, "main.py"), Some(SyncState::ChangedHere));
    deck.event(Event::Work(WorkEvent::Started { board: BOARD, job }));
    assert_eq!(state_of(&deck, Side::Local, "main.py"), Some(SyncState::Sending));
    assert!(deck.state.is_busy() && deck.state.needs_tick());
    let summary = SyncSummary {
        added: 1,
        updated: 1,
        conflicts: vec!["lib/x.py".into()],
        bytes: 84,
        milliseconds: 12,
        after: Some("soft reset".into()),
        ..SyncSummary::default()
    };
    deck.event(Event::Work(WorkEvent::Synced { board: BOARD, job, summary }));
    assert_eq!(state_of(&deck, Side::Local, "main.py"), Some(SyncState::Same));
    assert_eq!(state_of(&deck, Side::Remote, "new.py"), Some(SyncState::Same));
    assert_eq!(state_of(&deck, Side::Remote, "lib/x.py"), Some(SyncState::Differs));
    assert!(!deck.state.is_busy());
    let line = "synced: 1 added, 1 updated, 1 in conflict, 84 bytes in 12 ms; then soft reset";
    assert_eq!(deck.notice(), line);
    assert!(deck.log().contains(&line), "{:?}", deck.log());
    assert!(deck.log().contains(&"lib/x.py: changed on the board, left alone"));
    assert!(deck.commands().is_empty(), "a walk would stop the program that now runs");
}

#[test]
fn a_plan_is_shown_when_it_was_asked_for() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles).act(Action::SyncPlan);
    let options = SyncOptions { dry_run: true, ..SyncOptions::default() };
    assert_eq!(deck.last(), Some(&Effect::Work(WorkOrder::Sync(options))));
    deck.event(Event::Work(WorkEvent::Planned { board: BOARD, plan: plan() }));
    assert_eq!(deck.state.context(), Context::Plan);
    deck.act(Action::Down).act(Action::Accept);
    assert_eq!(deck.state.context(), Context::Files);
    let sync = Effect::Work(WorkOrder::Sync(SyncOptions::default()));
    assert_eq!(deck.last(), Some(&sync), "Enter syncs, as the overlay says");
}

#[test]
fn overwriting_asks_first() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles).act(Action::SyncForce);
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.lines[..2], ["From /p", "to / on A board on /dev/ttyUSB0."]);
    deck.act(Action::Yes);
    let options = SyncOptions { force: true, ..SyncOptions::default() };
    assert_eq!(deck.last(), Some(&Effect::Work(WorkOrder::Sync(options))));
}

#[test]
fn the_first_sync_asks_with_its_plan() {
    let mut deck = Deck::connected();
    let asks = Question::FirstSync { board: BOARD, plan: plan() };
    deck.event(Event::Work(WorkEvent::Asks { question: QuestionId(5), asks }));
    let Some(Overlay::Dialog(dialog)) = deck.state.overlays.last() else { panic!("no dialog") };
    assert_eq!(dialog.plan.as_ref().map(|view| view.plan.items.len()), Some(4));
    deck.act(Action::Down).act(Action::Yes);
    let answer = Answer::Yes;
    assert_eq!(
        deck.last(),
        Some(&Effect::Answer { asker: Asker::Work, question: QuestionId(5), answer })
    );
}

#[test]
fn a_folder_that_is_no_project_becomes_one_by_a_yes() {
    let mut deck = Deck::connected_with(Setup { folder: "/p".into(), ..Setup::default() });
    assert!(!deck.state.offers(Action::Sync));
    let asks = Question::UseFolder { folder: "/p".into() };
    deck.event(Event::Work(WorkEvent::Asks { question: QuestionId(6), asks })).act(Action::Yes);
    assert!(deck.state.offers(Action::Sync));
}

#[test]
fn watching_is_what_work_says_it_is() {
    let mut deck = Deck::connected();
    deck.act(Action::Watch);
    assert_eq!(deck.last(), Some(&Effect::Work(WorkOrder::Watch(true))));
    assert!(!deck.state.watching.on);
    deck.event(Event::Work(WorkEvent::Watching { on: true, polling: false }));
    assert!(deck.state.watching.on);
    deck.act(Action::Watch);
    assert_eq!(deck.last(), Some(&Effect::Work(WorkOrder::Watch(false))));
    deck.event(Event::Work(WorkEvent::LocalChanged));
    assert!(matches!(deck.last(), Some(Effect::Local { op: LocalOp::List { .. }, .. })));
}

#[test]
fn escape_stops_a_sync() {
    let mut deck = Deck::connected();
    deck.event(Event::Work(WorkEvent::Started { board: BOARD, job: JobId(900_002) }));
    deck.act(Action::Dismiss);
    assert_eq!(deck.last(), Some(&Effect::Work(WorkOrder::Cancel)));
    let problem = Problem::interrupted("sync");
    deck.event(Event::Work(WorkEvent::Failed { board: BOARD, problem }));
    assert!(!deck.state.is_busy());
}

#[test]
fn the_log_says_how_long_a_sync_took_and_why_it_failed() {
    let mut deck = Deck::connected();
    let summary = SyncSummary { updated: 1, bytes: 9, milliseconds: 379_304, ..Default::default() };
    deck.event(Event::Work(WorkEvent::Synced { board: BOARD, job: JobId(1), summary }));
    assert_eq!(deck.notice(), "synced: 1 updated, 9 bytes in 6:19 min");
    let problem = Problem::failed("sync", "the board is full");
    deck.event(Event::Work(WorkEvent::Failed { board: BOARD, problem }));
    assert!(deck.log().iter().any(|line| line.contains("the board is full")), "{:?}", deck.log());
}

#[test]
fn a_key_goes_through_what_follows_a_sync() {
    let mut deck = Deck::connected();
    deck.act(Action::FocusFiles);
    let mut seen = Vec::new();
    for _ in 0..6 {
        deck.act(Action::AfterSync);
        let Some(Effect::Work(WorkOrder::After(after))) = deck.last() else { panic!("no order") };
        seen.push(after.word());
        assert!(deck.notice().starts_with("After a sync: "), "{}", deck.notice());
    }
    let run = &seen[3];
    assert!(run.starts_with("run ") && run.ends_with(".py"), "{run}");
    seen.remove(3);
    assert_eq!(seen, ["soft reset", "hard reset", "import again", "nothing", "auto"]);
}
