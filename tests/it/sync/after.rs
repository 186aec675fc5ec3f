//! What follows a sync, on a board that shows it.

use mpdeck::model::{AfterSync, Event, Level, Stream, SyncOptions};

use super::bench::{Bench, board};

/// Waits until the board has said a text so often.
async fn says(bench: &mut Bench, text: &str, times: usize) {
    let mut said = bench.console();
    if said.matches(text).count() >= times {
        return;
    }
    bench
        .until(&format!("{text:?} from the board"), |event| {
            if let Event::Output { stream: Stream::Console, bytes, .. } = event {
                said += &String::from_utf8_lossy(bytes);
            }
            (said.matches(text).count() >= times).then_some(())
        })
        .await;
}

async fn bench(files: &[(&str, &str)], after: AfterSync) -> Bench {
    let mut bench = Bench::with(files, board(&[], |_| {}), |setup| setup.after = after).await;
    bench.sync(SyncOptions::default()).await;
    bench
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_start_main_again() {
    for (after, what) in
        [(AfterSync::SoftReset, "soft reset"), (AfterSync::HardReset, "hard reset")]
    {
        let mut bench = bench(&[("main.py", "print('turn', 1)\n")], after).await;
        says(&mut bench, "turn 1", 1).await;
        bench.save("main.py", "print('turn', 2)\n");
        let outcome = bench.sync(SyncOptions::default()).await;
        assert_eq!(outcome.summary().after.as_deref(), Some(what), "{outcome:#?}");
        says(&mut bench, "turn 2", 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_run_whichever_changed() {
    let files = [("app.py", "import data\nprint('app has', data.N)\n"), ("data.py", "N = 1\n")];
    let mut bench = bench(&files, AfterSync::Run("app.py".into())).await;
    says(&mut bench, "app has 1", 1).await;
    bench.save("data.py", "N = 2\n");
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().after.as_deref(), Some("ran /app.py"), "{outcome:#?}");
    says(&mut bench, "app has 2", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_modules_are_imported_again_and_others_are_not() {
    let files = [("a.py", "print('a', 1)\n"), ("b.py", "print('b', 1)\n")];
    let mut bench = bench(&files, AfterSync::Import).await;
    says(&mut bench, "b 1", 1).await;
    bench.save("a.py", "print('a', 2)\n");
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().after.as_deref(), Some("imported a again"), "{outcome:#?}");
    says(&mut bench, "a 2", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_board_ends_silent_that_was_stopped_for_a_sync() {
    let main = |n: u32| {
        format!("import time\nwhile True:\n    print('turn {n}')\n    time.sleep_ms(20)\n")
    };
    // also where only another folder is synced, and where nothing can be imported
    for (after, target) in [
        (AfterSync::Auto, None),
        (AfterSync::Auto, Some("app".to_owned())),
        (AfterSync::Import, None),
    ] {
        let board = board(&[("main.py", &main(1))], |_| {});
        let mut bench = Bench::with(&[("x.txt", "1\n")], board, |setup| {
            setup.after = after.clone();
            setup.target = target;
        })
        .await;
        let outcome = bench.sync(SyncOptions::default()).await;
        assert_eq!(outcome.summary().after.as_deref(), Some("soft reset"), "{after:?}");
        says(&mut bench, "turn 1", 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn main_starts_again_also_if_it_had_ended_and_another_folder_is_synced() {
    let board = board(&[("main.py", "print('ran to its end')\n")], |_| {});
    let mut bench = Bench::with(&[("x.txt", "1\n")], board, |setup| {
        setup.after = AfterSync::Auto;
        setup.target = Some("/app".to_owned());
    })
    .await;
    says(&mut bench, "ran to its end", 1).await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().after.as_deref(), Some("soft reset"), "{outcome:#?}");
    says(&mut bench, "ran to its end", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_nothing_is_told_that_the_program_stays_stopped_and_can_change_it() {
    let main = "import time\nwhile True:\n    print('alive')\n    time.sleep_ms(20)\n";
    let board = board(&[("main.py", main)], |_| {});
    let mut bench = Bench::with(&[("x.txt", "1\n")], board, |setup| {
        setup.after = AfterSync::Nothing;
    })
    .await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().after, None);
    let told =
        |(level, line): &(Level, String)| *level == Level::Warn && line.contains("stays stopped");
    assert!(outcome.lines.iter().any(told), "{outcome:#?}");
    let before = bench.console().matches("alive").count();
    bench.work.set_after(AfterSync::SoftReset);
    bench.save("x.txt", "2\n");
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().after.as_deref(), Some("soft reset"));
    says(&mut bench, "alive", before + 1).await;
}
