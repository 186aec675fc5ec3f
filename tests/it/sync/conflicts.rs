//! Files that were changed on the board: what is shown of them, and what each decision
//! leaves on both sides.

use std::fs;

use mpdeck::model::{
    AfterSync, Comparison, Conflict, Event, Keep, Settled, Stream, SyncOptions, WorkEvent,
};

use super::bench::{BOARD, Bench, board};

const FILES: &[(&str, &str)] = &[("main.py", "1\n"), ("lib/x.py", "one\n"), ("gone.py", "1\n")];

/// Synced once, and then edited on both sides.
async fn edited() -> (Bench, Vec<Conflict>) {
    let mut bench = Bench::new(FILES, &[]).await;
    bench.sync(SyncOptions::default()).await;
    bench.write_on_board("lib/x.py", "one\ntheirs\n").await;
    bench.save("lib/x.py", "one\nmine\n");
    let conflicts = found(&mut bench, SyncOptions::default()).await;
    (bench, conflicts)
}

/// What a sync finds.
async fn found(bench: &mut Bench, options: SyncOptions) -> Vec<Conflict> {
    let outcome = bench.sync(options).await;
    let told = bench.conflicts();
    let paths: Vec<&str> = told.iter().map(|conflict| conflict.path.as_str()).collect();
    assert_eq!(outcome.summary().conflicts, paths, "{outcome:#?}");
    told
}

/// Decides, and waits until no conflict is left.
async fn settle(bench: &mut Bench, conflict: &Conflict, keep: Keep) {
    let settled = Settled { conflict: conflict.clone(), keep };
    bench.work.settle(BOARD, settled);
    bench
        .until("an end of the conflict", |event| match event {
            Event::Work(WorkEvent::Conflicts { conflicts, .. }) => {
                conflicts.iter().all(|other| other.path != conflict.path).then_some(())
            }
            Event::Work(WorkEvent::Failed { problem, .. }) => panic!("{problem}"),
            _ => None,
        })
        .await;
    // the board is free again, and nothing else is news
    bench
        .until("the end of it", |event| {
            matches!(event, Event::Work(WorkEvent::Ended { .. })).then_some(())
        })
        .await;
}

fn here(bench: &Bench, path: &str) -> Option<String> {
    fs::read_to_string(bench.project().join(path)).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_contents_are_there_to_compare() {
    let (mut bench, conflicts) = edited().await;
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:#?}") };
    assert_eq!(conflict.here.as_ref().and_then(|side| side.size), Some(9));
    assert_eq!(conflict.there.as_ref().and_then(|side| side.size), Some(11));
    bench.work.show(BOARD, conflict.clone());
    let comparison = bench
        .until("both contents", |event| match event {
            Event::Work(WorkEvent::Compared { path, comparison, .. }) if path == "lib/x.py" => {
                Some(comparison.clone())
            }
            _ => None,
        })
        .await;
    let text = |text: &str| Some(text.to_owned());
    let expected = Comparison::Text { here: text("one\nmine\n"), there: text("one\ntheirs\n") };
    assert_eq!(comparison, Ok(expected));
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("one\ntheirs\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_can_be_kept_or_both() {
    let (mut bench, conflicts) = edited().await;
    // something else that waits to be sent is none of it
    bench.save("main.py", "2\n");
    settle(&mut bench, &conflicts[0], Keep::Both).await;
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("one\nmine\n"));
    assert_eq!(here(&bench, "lib/x.py").as_deref(), Some("one\nmine\n"));
    assert_eq!(here(&bench, "lib/x.from-board.py").as_deref(), Some("one\ntheirs\n"));
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("1\n"));

    bench.write_on_board("lib/x.py", "theirs again\n").await;
    let conflicts = found(&mut bench, SyncOptions::default()).await;
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("2\n"));
    settle(&mut bench, &conflicts[0], Keep::Boards).await;
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("theirs again\n"));
    assert_eq!(here(&bench, "lib/x.py").as_deref(), Some("theirs again\n"));

    bench.write_on_board("lib/x.py", "and again\n").await;
    let conflicts = found(&mut bench, SyncOptions::default()).await;
    settle(&mut bench, &conflicts[0], Keep::Mine).await;
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("theirs again\n"));

    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!((outcome.summary().same, outcome.summary().updated), (3, 0), "{outcome:#?}");
    let files = ["/gone.py", "/lib/x.py", "/main.py"];
    assert_eq!(bench.files().await, files, "the copy stays at home");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_removed_here_and_changed_there_is_not_lost() {
    let mut bench = Bench::new(FILES, &[]).await;
    bench.sync(SyncOptions::default()).await;
    let delete = SyncOptions { delete: true, ..SyncOptions::default() };
    for (keep, theirs) in [(Keep::Boards, "theirs\n"), (Keep::Mine, "theirs again\n")] {
        fs::remove_file(bench.project().join("gone.py")).unwrap();
        bench.write_on_board("gone.py", theirs).await;
        let conflicts = found(&mut bench, delete.clone()).await;
        assert_eq!((&conflicts[0].path[..], &conflicts[0].here), ("gone.py", &None));
        settle(&mut bench, &conflicts[0], keep).await;
        let left = (keep == Keep::Boards).then_some(theirs);
        assert_eq!(bench.on_board("gone.py").await.as_deref(), left);
        assert_eq!(here(&bench, "gone.py").as_deref(), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_about_something_that_has_changed_since_is_not_carried_out() {
    let (mut bench, conflicts) = edited().await;
    bench.save("lib/x.py", "saved meanwhile\n");
    let settled = Settled { conflict: conflicts[0].clone(), keep: Keep::Boards };
    bench.work.settle(BOARD, settled);
    let problem = bench
        .until("a refusal", |event| match event {
            Event::Work(WorkEvent::Failed { problem, .. }) => Some(problem.clone()),
            _ => None,
        })
        .await;
    assert!(problem.why.contains("changed since it was shown"), "{problem}");
    assert_eq!(here(&bench, "lib/x.py").as_deref(), Some("saved meanwhile\n"));

    // and on the board
    bench.write_on_board("lib/x.py", "edited meanwhile\n").await;
    bench.work.board_changed(BOARD);
    let settled = Settled { conflict: conflicts[0].clone(), keep: Keep::Mine };
    bench.work.settle(BOARD, settled);
    assert_eq!(bench.synced().await.conflicts, ["lib/x.py"]);
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("edited meanwhile\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_conflict_does_not_leave_the_board_silent() {
    let main = "import time\nwhile True:\n    print('alive')\n    time.sleep_ms(20)\n";
    let board = board(&[("main.py", main), ("x.py", "theirs\n")], |_| {});
    let files = [("main.py", main), ("x.py", "mine\n")];
    let mut bench = Bench::with(&files, board, |setup| setup.after = AfterSync::Auto).await;
    let conflicts = found(&mut bench, SyncOptions::default()).await;
    let alive = async |what: &str, bench: &mut Bench| {
        bench
            .until(what, |event| match event {
                Event::Output { stream: Stream::Console, bytes, .. } => {
                    String::from_utf8_lossy(bytes).contains("alive").then_some(())
                }
                _ => None,
            })
            .await;
    };
    alive("the program after the sync", &mut bench).await;
    bench.work.show(BOARD, conflicts[0].clone());
    bench
        .until("both contents", |event| {
            matches!(event, Event::Work(WorkEvent::Compared { comparison: Ok(_), .. }))
                .then_some(())
        })
        .await;
    alive("the program after the look", &mut bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_watching_a_conflict_is_told_and_decided_and_the_watch_goes_on() {
    let mut bench = Bench::new(FILES, &[]).await;
    let job = bench.work.sync(SyncOptions { watch: true, ..SyncOptions::default() });
    bench.ended(job).await;
    bench.write_on_board("lib/x.py", "theirs\n").await;
    bench.save("lib/x.py", "mine\n");
    assert_eq!(bench.synced().await.conflicts, ["lib/x.py"]);
    let conflicts = bench.conflicts();
    settle(&mut bench, &conflicts[0], Keep::Both).await;
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("mine\n"));
    assert_eq!(here(&bench, "lib/x.from-board.py").as_deref(), Some("theirs\n"));
    bench.save("main.py", "3\n");
    let summary = bench.synced().await;
    assert!(summary.updated == 1 && summary.conflicts.is_empty(), "{summary:?}");
}
