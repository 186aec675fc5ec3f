//! A line that is cut in the middle of a sync: each file is the old or the new, and the
//! next sync finishes the rest.

use mpdeck::model::SyncOptions;

use super::bench::{Bench, Folders, board, put};
use crate::line::{Line, Wiring};

const FILES: [&str; 4] = ["main.py", "lib/a.py", "lib/b c.py", "data/x.txt"];
const CUTS: u32 = 8;
const SEED: u64 = 0x5eed_0001;

fn fast(cut: Option<u64>) -> Wiring {
    Wiring { baud: 2_000_000, cut, ..Wiring::default() }
}

/// Every version differs from the others in length and content.
fn version(file: &str, n: u32) -> String {
    format!("# {file} {n}\n").repeat(60 + n as usize)
}

fn write(folders: &Folders, n: u32) {
    for file in FILES {
        put(folders.project.path(), file, &version(file, n));
    }
    // each time also a file that was not there before
    put(folders.project.path(), &format!("new/{n}.py"), &version("new", n));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_is_the_old_or_the_new_and_the_next_sync_finishes() {
    let board = board(&[], |_| {});
    let mut folders = Folders::new();
    write(&folders, 0);
    let line = Line::to(&board.port, fast(None));
    let mut bench = Bench::at(&line.port, folders, |_| {}).await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().added, 5, "{outcome:#?}");
    folders = bench.close().await;
    let (up, down) = line.carried();
    let all = up + down;
    drop(line);

    let mut random = SEED;
    let mut broken = 0;
    for n in 1..=CUTS {
        write(&folders, n);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        // the first sync also asked what the board is: those that follow carry less
        let cut = 20 + (random >> 33) % (all / 2);
        let line = Line::to(&board.port, fast(Some(cut)));
        let mut bench = Bench::at(&line.port, folders, |_| {}).await;
        let outcome = bench.sync(SyncOptions::default()).await;
        broken += u32::from(outcome.problem.is_some());
        folders = bench.folders;
        drop(line);

        let line = Line::to(&board.port, fast(None));
        let mut bench = Bench::at(&line.port, folders, |_| {}).await;
        for file in FILES {
            let found = bench.on_board(file).await.unwrap_or_else(|| panic!("{file} is gone"));
            let whole = [n - 1, n].iter().any(|n| found == version(file, *n));
            assert!(whole, "seed {SEED:#x}, cut {n} at byte {cut}: {file} is {found:?}");
        }
        let outcome = bench.sync(SyncOptions::default()).await;
        let summary = outcome.summary();
        assert_eq!(summary.conflicts, [""; 0], "seed {SEED:#x}, cut {n} at byte {cut}");
        assert_eq!(summary.failed, [], "seed {SEED:#x}, cut {n} at byte {cut}");
        for file in FILES {
            assert_eq!(bench.on_board(file).await.as_deref(), Some(&*version(file, n)));
        }
        let files = bench.files().await;
        assert!(files.iter().all(|file| !file.ends_with('~')), "leftovers: {files:?}");
        folders = bench.close().await;
    }
    // how well a version deflates decides whether a cut near the end comes too late to hurt
    assert!(broken >= CUTS / 2, "only {broken} of {CUTS} cuts broke a sync");
}
