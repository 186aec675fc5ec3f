//! Modules as bytecode, on a board that imports and runs them.

use std::path::Path;

use mpdeck::model::{Command, Compile, Event, Stream, SyncOptions, SyncState};

use super::bench::{Bench, board};

const PROJECT: &[(&str, &str)] = &[
    ("boot.py", ""),
    ("main.py", "import lib.x\n"),
    ("lib/x.py", "def f(n):\n    return n + 41\n"),
];

/// With a cache of its own, so that the compiler is fetched, and nothing else found.
async fn bench(cache: &Path, files: &[(&str, &str)], compile: Compile) -> Bench {
    let cache = cache.to_path_buf();
    Bench::with(files, board(&[], |_| {}), |setup| {
        setup.compile = compile;
        setup.cache = cache;
    })
    .await
}

async fn run(bench: &mut Bench, source: &str) -> String {
    let exec = Command::Exec { source: source.to_owned(), argv: Vec::new() };
    bench.session.call(exec).await.unwrap();
    bench
        .until("the program's output", |event| match event {
            Event::Output { stream: Stream::Program, bytes, .. } => {
                Some(String::from_utf8_lossy(bytes).trim().to_owned())
            }
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn fetches_a_compiler_and_sends_bytecode_that_runs() {
    let cache = tempfile::tempdir().unwrap();
    let mut bench = bench(cache.path(), PROJECT, Compile::Off).await;
    bench.sync(SyncOptions::default()).await;
    assert_eq!(bench.files().await, ["/boot.py", "/lib/x.py", "/main.py"]);

    let on = SyncOptions { compile: true, ..SyncOptions::default() };
    let outcome = bench.sync(on.clone()).await;
    assert_eq!(outcome.summary().failed, [], "{outcome:#?}");
    let bytecode = outcome.summary().bytecode.expect("bytes that were saved");
    assert!(bytecode.files == 1 && bytecode.bytecode > 0, "{bytecode:?}");
    assert_eq!(bench.files().await, ["/boot.py", "/lib/x.mpy", "/main.py"], "the .py made room");
    assert_eq!(run(&mut bench, "from lib.x import f\nprint(f(1))").await, "42");
    assert_eq!(bench.states()["lib/x.py"], SyncState::Same);
    let source = "from lib.x import f\nf('1')".to_owned();
    let raised = bench.session.call(Command::Exec { source, argv: Vec::new() }).await.unwrap_err();
    let traceback = raised.traceback.expect("a traceback");
    assert!(traceback.contains("File \"lib/x.py\", line 2, in f"), "{traceback}");

    let outcome = bench.sync(on.clone()).await;
    assert_eq!((outcome.summary().same, outcome.summary().updated), (3, 0));
    bench.save("lib/x.py", "def f(n):\n    return n + 99\n");
    assert_eq!(bench.sync(on).await.summary().updated, 1);

    // and back: the bytecode makes room for the source
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!((outcome.summary().added, outcome.summary().deleted), (1, 1), "{outcome:#?}");
    assert_eq!(bench.files().await, ["/boot.py", "/lib/x.py", "/main.py"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_names_its_line_and_nothing_is_sent() {
    let files =
        [("lib/x.py", "a = 1\nb = (\n"), ("lib/y.py", "def f(:\n    pass\n"), ("ok.py", "")];
    let cache = crate::board::options().cache;
    let mut bench = bench(&cache, &files, Compile::On).await;
    let outcome = bench.sync(SyncOptions::default()).await;
    let problem = outcome.problem.expect("a problem");
    assert_eq!(problem.tried, "compile lib/x.py");
    assert!(problem.why.contains("line 2") || problem.why.contains("line 3"), "{problem}");
    assert!(problem.why.contains("compile lib/y.py: line 1: SyntaxError"), "{problem}");
    assert_eq!(bench.files().await, Vec::<String>::new());
    bench.save("lib/x.py", "a = 1\n");
    bench.save("lib/y.py", "");
    assert_eq!(bench.sync(SyncOptions::default()).await.summary().added, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_somebody_else_put_there_is_not_removed() {
    let cache = crate::board::options().cache;
    let mut bench = bench(&cache, &[("x.py", "a = 1\n")], Compile::On).await;
    bench.write_on_board("x.py", "theirs\n").await;
    let outcome = bench.sync(SyncOptions::default()).await;
    assert_eq!(outcome.summary().conflicts, ["x.py"], "{outcome:#?}");
    assert_eq!(bench.on_board("x.py").await.as_deref(), Some("theirs\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_compiler_auto_sends_sources_and_on_says_so() {
    let nothing = tempfile::tempdir().unwrap();
    let mut bench = Bench::with(&[("x.py", "a = 1\n")], board(&[], |_| {}), |setup| {
        setup.compile = Compile::On;
        setup.mpy_cross = Some(nothing.path().join("mpy-cross"));
    })
    .await;
    let outcome = bench.sync(SyncOptions::default()).await;
    let problem = outcome.problem.expect("a problem");
    assert!(problem.why.contains("no mpy-cross that runs here"), "{problem}");
    assert!(problem.next.contains("config.toml"));

    let mut bench = Bench::with(&[("x.py", "a = 1\n")], board(&[], |_| {}), |setup| {
        setup.compile = Compile::Auto;
        setup.mpy_cross = Some(nothing.path().join("mpy-cross"));
    })
    .await;
    bench.sync(SyncOptions::default()).await;
    assert_eq!(bench.files().await, ["/x.py"]);
}
