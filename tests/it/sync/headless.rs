//! What `mpdeck sync` does, told by its events.

use std::fs;
use std::os::unix::fs::symlink;

use mpdeck::model::{Change, Exit, SyncOptions, SyncState};

use super::bench::{Bench, board, path};

const PROJECT: &[(&str, &str)] = &[
    ("boot.py", ""),
    ("main.py", "import lib.blink\nprint('main')\n"),
    ("lib/blink.py", "RATE = 1\n"),
    ("lib/a b.py", "# a name with a blank\n"),
    ("lib/it's \"q\" ü.txt", "quotes and UTF-8\n"),
    (".git/HEAD", "ref"),
    ("secrets.py", "KEY = 1\n"),
    (".gitignore", "secrets.py\n"),
];

fn dry() -> SyncOptions {
    SyncOptions { dry_run: true, ..SyncOptions::default() }
}

fn forced() -> SyncOptions {
    SyncOptions { force: true, ..SyncOptions::default() }
}

fn deleting() -> SyncOptions {
    SyncOptions { delete: true, ..SyncOptions::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn first_sync_then_nothing_then_one_line() {
    let mut bench = Bench::new(PROJECT, &[("data.txt", "the board's own")]).await;

    let outcome = bench.sync(dry()).await;
    let plan = outcome.plan.expect("a plan");
    assert_eq!(plan.count(|change| *change == Change::Add), 5, "{plan:#?}");
    assert!(plan.items.iter().any(|item| {
        item.path == "secrets.py"
            && item.change == Change::Ignored { rule: ".gitignore: secrets.py".into() }
    }));
    assert!(plan.free.is_some_and(|free| free > 100_000));
    assert_eq!(bench.files().await, ["/data.txt"], "a dry run writes nothing");

    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().added, 5, "{outcome:#?}");
    assert_eq!(outcome.summary().failed, []);
    assert_eq!(
        bench.files().await,
        [
            "/boot.py",
            "/data.txt",
            "/lib/a b.py",
            "/lib/blink.py",
            "/lib/it's \"q\" ü.txt",
            "/main.py"
        ]
    );
    assert_eq!(bench.on_board("boot.py").await.as_deref(), Some(""));
    assert_eq!(bench.on_board("lib/it's \"q\" ü.txt").await.as_deref(), Some("quotes and UTF-8\n"));
    let states = bench.states();
    assert_eq!(states["lib/blink.py"], SyncState::Same);
    assert_eq!(states["secrets.py"], SyncState::Ignored);
    assert_eq!(states["data.txt"], SyncState::OnlyThere);

    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!((outcome.summary().added, outcome.summary().same), (0, 5));

    bench.save("lib/blink.py", "RATE = 2\n");
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!((outcome.summary().updated, outcome.summary().same), (1, 4));
    assert_eq!(bench.on_board("lib/blink.py").await.as_deref(), Some("RATE = 2\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_on_the_board_is_left_alone_until_forced() {
    let on_board = [("main.py", "print('theirs')\n"), ("same.py", "1\n")];
    let mut bench =
        Bench::new(&[("main.py", "print('mine')\n"), ("same.py", "1\n")], &on_board).await;

    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().conflicts, ["main.py"], "{outcome:#?}");
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("print('theirs')\n"));
    assert_eq!(bench.states()["main.py"], SyncState::Differs);

    let outcome = bench.sync(forced()).await;
    assert_eq!((outcome.summary().updated, outcome.summary().conflicts.len()), (1, 0));
    assert_eq!(bench.on_board("main.py").await.as_deref(), Some("print('mine')\n"));

    // found equal once: ours to replace; changed behind our back: not
    bench.save("same.py", "2\n");
    assert_eq!(bench.sync(SyncOptions::default()).await.summary().updated, 1);
    bench.write_on_board("same.py", "edited there\n").await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().conflicts, ["same.py"]);
    assert_eq!(bench.states()["same.py"], SyncState::ChangedThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn removes_only_what_it_wrote_and_only_when_asked() {
    let files = [("main.py", "1"), ("pkg/deep/x.py", "1"), ("edited.py", "1")];
    let mut bench = Bench::new(&files, &[("foreign.py", "theirs")]).await;
    bench.sync(SyncOptions::default()).await;
    bench.write_on_board("edited.py", "changed there").await;
    fs::remove_dir_all(bench.project().join("pkg")).unwrap();
    fs::remove_file(bench.project().join("edited.py")).unwrap();

    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().deleted, 0);
    let outcome = bench.sync(deleting()).await;
    assert_eq!(outcome.summary().deleted, 1, "{outcome:#?}");
    assert_eq!(outcome.summary().conflicts, ["edited.py"]);
    assert_eq!(bench.files().await, ["/edited.py", "/foreign.py", "/main.py"]);
    let gone = bench.session.call(mpdeck::model::Command::Stat { path: path("pkg") }).await;
    assert_eq!(gone, Ok(mpdeck::model::Reply::Entry(None)), "the empty folder went as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_does_not_fit_is_refused_before_the_first_byte() {
    let large = "x".repeat(300_000);
    let small = board(&[], |options| options.flash = 256 * 1024);
    let mut bench = Bench::with(&[("big.txt", &large), ("main.py", "1")], small, |_| {}).await;
    let outcome = bench.sync(SyncOptions::default()).await;
    let problem = outcome.problem.expect("a problem");
    assert_eq!(problem.exit, Exit::Usage);
    assert!(problem.why.contains("bytes are needed"), "{problem}");
    assert_eq!(bench.files().await, Vec::<String>::new());

    let yes = SyncOptions { yes: true, ..SyncOptions::default() };
    let outcome = bench.sync(yes).await;
    assert_eq!(outcome.summary().failed.len(), 1, "{outcome:#?}");
    assert_eq!(outcome.summary().added, 1, "the rest is done");
    assert_eq!(bench.files().await, ["/main.py"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_room_beside_its_old_version_takes_its_place_after_a_yes() {
    let small = board(&[], |options| options.flash = 256 * 1024);
    let old = "old text ".repeat(16_000);
    let mut bench = Bench::with(&[("big.txt", &old), ("main.py", "1")], small, |_| {}).await;
    bench.sync(SyncOptions::default()).await;
    let new = "new text ".repeat(17_000);
    bench.save("big.txt", &new);
    bench.save("main.py", "2");

    let outcome = bench.sync(SyncOptions::default()).await;
    let problem = outcome.problem.expect("a problem");
    assert!(problem.why.contains("big.txt (153000 bytes) does not fit beside"), "{problem}");
    assert!(problem.next.contains("--yes"), "{problem}");
    assert_eq!(bench.on_board("big.txt").await, Some(old));

    let outcome = bench.sync(SyncOptions { yes: true, ..SyncOptions::default() }).await;
    assert_eq!(outcome.summary().updated, 2, "{outcome:#?}");
    assert!(outcome.says("big.txt: the old version was removed"), "{outcome:#?}");
    assert_eq!(bench.on_board("big.txt").await, Some(new));
    assert_eq!(bench.files().await, ["/big.txt", "/main.py"]);
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().same, 2, "{outcome:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_in_the_way_and_links_out_of_the_project_are_said() {
    let mut bench = Bench::new(
        &[("lib", "a file here"), ("data/x.txt", "1"), ("ok.py", "1")],
        &[("lib/there.py", "1"), ("data", "a file there")],
    )
    .await;
    symlink("/etc/hostname", bench.project().join("host")).unwrap();
    let outcome = bench.sync(SyncOptions::default()).await;
    let failed: Vec<&str> =
        outcome.summary().failed.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(failed, ["data/x.txt", "lib"], "{outcome:#?}");
    assert!(outcome.says("host is not sent: it is a link out of the project"));
    assert_eq!(bench.files().await, ["/data", "/lib/there.py", "/ok.py"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_folder_is_made_and_nothing_outside_of_it_is_touched() {
    let board = board(&[("main.py", "theirs")], |_| {});
    let mut bench = Bench::with(&[("main.py", "mine")], board, |setup| {
        setup.target = Some("app/inner".into());
    })
    .await;
    let outcome = bench.sync(deleting()).await;
    assert_eq!(outcome.summary().added, 1, "{outcome:#?}");
    assert_eq!(bench.files().await, ["/app/inner/main.py", "/main.py"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn leftovers_of_a_cut_are_cleared() {
    let on_board = [("lib/x.py.mpdeck~", "half"), ("main.py.mpdeck~", "half")];
    let mut bench = Bench::new(&[("main.py", "1")], &on_board).await;
    bench.sync(SyncOptions::default()).await;
    assert_eq!(bench.files().await, ["/main.py"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_was_not_meant_is_not_synced() {
    let mut bench = Bench::with(&[("main.py", "1")], board(&[], |_| {}), |setup| {
        setup.meant = false;
    })
    .await;
    let outcome = bench.sync(SyncOptions::default()).await;
    let problem = outcome.problem.expect("a problem");
    assert_eq!(problem.exit, Exit::Usage);
    assert!(problem.next.contains("mpdeck.toml"), "{problem}");
    assert_eq!(bench.files().await, Vec::<String>::new());

    let source = Some(bench.project().to_path_buf());
    let outcome = bench.sync(SyncOptions { source, ..SyncOptions::default() }).await;
    assert_eq!(outcome.summary().added, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pulls_what_the_board_has_and_keeps_local_edits() {
    let on_board = [("lib/it's \"q\".py", "there\n"), ("both.py", "theirs\n"), ("x.log", "log\n")];
    let files = [(".gitignore", "*.log\n"), ("both.py", "mine\n"), ("gone.py", "1\n")];
    let mut bench = Bench::new(&files, &on_board).await;
    let pull = SyncOptions { pull: true, delete: true, ..SyncOptions::default() };

    let outcome = bench.sync(SyncOptions { dry_run: true, ..pull.clone() }).await;
    assert!(outcome.plan.is_some_and(|plan| plan.pull && plan.bytes == 6));
    let outcome = bench.sync(pull.clone()).await;
    assert_eq!(outcome.summary().added, 1, "{outcome:#?}");
    assert_eq!(outcome.summary().conflicts, ["both.py"]);
    let read = |bench: &Bench, path: &str| fs::read_to_string(bench.project().join(path)).ok();
    assert_eq!(read(&bench, "lib/it's \"q\".py").as_deref(), Some("there\n"));
    assert_eq!(read(&bench, "both.py").as_deref(), Some("mine\n"));
    assert_eq!(read(&bench, "gone.py").as_deref(), Some("1\n"), "it was never on the board");
    assert_eq!(read(&bench, "x.log"), None);

    // what came from the board is known on both sides now: an edit there comes, a
    // removal there goes, and an edit here is kept
    bench.write_on_board("lib/it's \"q\".py", "newer\n").await;
    let outcome = bench.sync(pull.clone()).await;
    assert_eq!(outcome.summary().updated, 1, "{outcome:#?}");
    let remove =
        mpdeck::model::Command::Remove { path: path("lib/it's \"q\".py"), recursive: false };
    bench.session.call(remove).await.unwrap();
    let outcome = bench.sync(pull.clone()).await;
    assert_eq!(outcome.summary().deleted, 1, "{outcome:#?}");
    assert_eq!(read(&bench, "lib/it's \"q\".py"), None);
    let outcome = bench.sync(SyncOptions { force: true, delete: false, ..pull }).await;
    assert_eq!(outcome.summary().updated, 1, "{outcome:#?}");
    assert_eq!(read(&bench, "both.py").as_deref(), Some("theirs\n"));
}
