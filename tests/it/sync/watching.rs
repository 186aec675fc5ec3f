//! Saves that go to the board, and what the user is asked.

use std::fs;

use mpdeck::demo;
use mpdeck::model::{
    AfterSync, Answer, Event, Question, Stream, SyncOptions, SyncState, WorkEvent,
};

use super::bench::{Bench, board};

fn watching() -> SyncOptions {
    SyncOptions { watch: true, ..SyncOptions::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_arrives_and_a_conflict_does_not_stop_the_rest() {
    let mut bench = Bench::new(&[("main.py", "1\n"), ("lib/x.py", "1\n")], &[]).await;
    let job = bench.work.sync(watching());
    assert_eq!(bench.ended(job).await.summary().added, 2);

    bench.save("lib/x.py", "2\n");
    let summary = bench.synced().await;
    assert_eq!((summary.updated, summary.added), (1, 0));
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("2\n"));

    bench.save("new/deep.py", "1\n");
    assert_eq!(bench.synced().await.added, 1);

    // somebody edits on the board: the save finds out and leaves it alone
    bench.write_on_board("lib/x.py", "edited there\n").await;
    bench.save("lib/x.py", "3\n");
    let summary = bench.synced().await;
    assert_eq!(summary.conflicts, ["lib/x.py"]);
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("edited there\n"));
    bench.save("main.py", "2\n");
    assert_eq!(bench.synced().await.updated, 1);
    assert_eq!(bench.on_board("lib/x.py").await.as_deref(), Some("edited there\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_starts_again_after_a_save() {
    let main = |n: u32| {
        format!("while True:\n    print('turn {n}')\n    import time\n    time.sleep_ms(20)\n")
    };
    let board = board(&[("main.py", &main(1))], |_| {});
    let mut bench =
        Bench::with(&[("main.py", &main(1))], board, |setup| setup.after = AfterSync::Auto).await;
    let job = bench.work.sync(watching());
    bench.ended(job).await;
    bench.save("main.py", &main(2));
    assert_eq!(bench.synced().await.after.as_deref(), Some("soft reset"));
    let mut output = String::new();
    bench
        .until("the new program's output", |event| {
            if let Event::Output { stream: Stream::Console, bytes, .. } = event {
                output += &String::from_utf8_lossy(bytes);
            }
            output.contains("turn 2").then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_with_nothing_to_send_does_not_leave_the_board_silent() {
    let main = "import time\nwhile True:\n    print('alive')\n    time.sleep_ms(20)\n";
    let board = board(&[("main.py", main)], |_| {});
    let mut bench =
        Bench::with(&[("main.py", main)], board, |setup| setup.after = AfterSync::Auto).await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!((outcome.summary().updated, outcome.summary().same), (0, 1));
    bench
        .until("the program's output", |event| match event {
            Event::Output { stream: Stream::Console, bytes, .. } => {
                String::from_utf8_lossy(bytes).contains("alive").then_some(())
            }
            _ => None,
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saves_wait_for_a_board_that_is_away() {
    let link = tempfile::tempdir().unwrap();
    let place = link.path().join("port");
    let uid = *b"the same";
    let first = board(&[], |options| {
        options.link = Some(place.clone());
        options.uid = uid;
    });
    let mut bench = Bench::with(&[("main.py", "1\n")], first, |_| {}).await;
    let job = bench.work.sync(watching());
    bench.ended(job).await;

    bench.board = None;
    bench
        .until("the loss of the board", |event| {
            matches!(event, Event::Mode { mode: mpdeck::model::Mode::Lost, .. }).then_some(())
        })
        .await;
    bench.save("main.py", "2\n");
    bench.save("more.py", "1\n");
    bench
        .until("the batch to wait", |event| {
            matches!(event, Event::Work(WorkEvent::Waiting { .. })).then_some(())
        })
        .await;

    // it comes back with an older state of its flash
    let mut options = crate::board::options();
    let flash = tempfile::tempdir().unwrap();
    fs::write(flash.path().join("main.py"), "1\n").unwrap();
    options.files = Some(flash.path().to_path_buf());
    options.link = Some(place);
    options.uid = uid;
    bench.board = Some(demo::start(options).unwrap());
    let summary = bench.synced().await;
    assert_eq!((summary.updated, summary.added), (1, 1), "{summary:?}");
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("2\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sync_asks_and_the_second_does_not() {
    let mut bench = Bench::with(&[("main.py", "1\n")], board(&[], |_| {}), |setup| {
        setup.interactive = true;
    })
    .await;
    let job = bench.work.sync(SyncOptions::default());
    let Question::FirstSync { plan, .. } = bench.asked(Answer::No).await else {
        panic!("another question");
    };
    assert_eq!(plan.items.len(), 1);
    let outcome = bench.ended(job).await;
    assert!(outcome.summary.is_none() && outcome.says("nothing was written"), "{outcome:#?}");
    assert_eq!(bench.files().await, Vec::<String>::new());

    let job = bench.work.sync(SyncOptions::default());
    bench.asked(Answer::Yes).await;
    assert_eq!(bench.ended(job).await.summary().added, 1);
    bench.save("main.py", "2\n");
    assert_eq!(bench.sync(SyncOptions::default()).await.summary().updated, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_used_only_after_a_yes() {
    let mut bench = Bench::with(&[("main.py", "1\n")], board(&[], |_| {}), |setup| {
        setup.interactive = true;
        setup.meant = false;
    })
    .await;
    bench.work.watch(true);
    let Question::UseFolder { folder } = bench.asked(Answer::Yes).await else {
        panic!("another question");
    };
    assert_eq!(folder, bench.project().display().to_string());
    let Question::FirstSync { .. } = bench.asked(Answer::Yes).await else {
        panic!("another question");
    };
    assert_eq!(bench.synced().await.added, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_change_meanwhile_are_said_not_to_hold_yet() {
    let mut bench = Bench::new(&[("main.py", "1\n")], &[]).await;
    let job = bench.work.sync(watching());
    bench.ended(job).await;
    bench.save("mpdeck.toml", "compile = \"on\"\n");
    bench
        .until("a word about it", |event| match event {
            Event::Log(line) => line.text.contains("mpdeck.toml was changed").then_some(()),
            _ => None,
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_watching_a_save_only_changes_how_files_stand() {
    let mut bench = Bench::with(&[("main.py", "1\n")], board(&[], |_| {}), |setup| {
        setup.interactive = true;
    })
    .await;
    let job = bench.work.sync(SyncOptions { yes: true, ..SyncOptions::default() });
    bench.ended(job).await;
    assert_eq!(bench.states()["main.py"], SyncState::Same);
    bench.save("main.py", "2\n");
    bench
        .until("the new state", |event| match event {
            Event::Work(WorkEvent::States { states, .. }) => {
                (states["main.py"] == SyncState::ChangedHere).then_some(())
            }
            _ => None,
        })
        .await;
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("1\n"));
}
