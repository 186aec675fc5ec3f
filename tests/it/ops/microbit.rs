//! On a micro:bit: MicroPython 1.9 without folders, rename, stat, hashes or raw paste,
//! in 10 kB of heap.

use mpdeck::board::{Board, DigestKind, Error};
use mpdeck::model::{Expect, Landing};

use super::{NAMES, every_byte, exec, noise, open, path};
use crate::microbit::Microbit;

async fn on_a_board() -> (Microbit, Board) {
    let microbit = Microbit::start();
    let board = open(&microbit.port).await;
    (microbit, board)
}

#[tokio::test]
async fn tells_what_it_is_and_what_it_cannot() {
    let (_microbit, mut board) = on_a_board().await;
    let info = board.probe().await.unwrap();
    assert_eq!((info.platform.as_str(), info.version.as_str()), ("microbit", "1.9.2"));
    let can = &info.capabilities;
    assert!(!can.raw_paste && !can.folders && !can.rename && !can.stat, "{can:?}");
    assert!(!can.sha256 && !can.crc32 && !can.stdin && can.inflate.is_none(), "{can:?}");
    assert!(info.heap_free + info.heap_used < 16_384, "{info:?}");
    for error in [
        board.make_folder(&path("/lib"), true).await.unwrap_err(),
        board.rename(&path("/a"), &path("/b")).await.unwrap_err(),
        board.space(&path("/")).await.unwrap_err(),
        board.read_clock().await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Unsupported(_)), "{error:?}");
    }
}

#[tokio::test]
async fn runs_source_and_tells_exceptions() {
    let (_microbit, mut board) = on_a_board().await;
    assert_eq!(exec(&mut board, "print(2**100)").await.1, "1267650600228229401496703205376\r\n");
    let (ran, _) = exec(&mut board, "1/0").await;
    assert!(matches!(ran, Err(Error::Raised { .. })), "{ran:?}");
    let (ran, _) = exec(&mut board, "import sys; sys.exit()").await;
    assert_eq!(ran, Ok(()));
    assert_eq!(exec(&mut board, "print(1)").await.1, "1\r\n");
}

#[tokio::test]
async fn writes_reads_lists_and_removes_any_content_under_any_name() {
    let (_microbit, mut board) = on_a_board().await;
    for content in [Vec::new(), every_byte(), noise(1000)] {
        for name in &NAMES[..4] {
            let landing = board.write(&path(name), content.clone(), Expect::Anything).await;
            let digest = DigestKind::Sum.hash(&content);
            assert_eq!(landing.unwrap(), Landing::Done(digest.clone()), "{name}");
            assert_eq!(board.read(&path(name)).await.unwrap(), content, "{name}");
            assert_eq!(board.hash(&[path(name)]).await.unwrap(), [Some(digest)], "{name}");
        }
    }
    let list = board.walk(&path("/"), true).await.unwrap();
    assert_eq!(list.len(), 4);
    assert!(list.iter().all(|entry| entry.size == Some(1000) && entry.digest.is_some()));
    for name in &NAMES[..4] {
        board.remove(&path(name), false).await.unwrap();
        assert_eq!(board.stat(&path(name)).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn replaces_and_removes_a_file_only_if_it_is_what_was_expected() {
    let (_microbit, mut board) = on_a_board().await;
    let file = path("/main.py");
    let old = DigestKind::Sum.hash(b"old");
    let landed = board.write(&file, b"old".to_vec(), Expect::Nothing).await.unwrap();
    assert_eq!(landed, Landing::Done(old.clone()));
    let landed = board.write(&file, b"new".to_vec(), Expect::Nothing).await.unwrap();
    assert_eq!(landed, Landing::Differs(Some(old.clone())));
    let wrong = Expect::Content(DigestKind::Sum.hash(b"other"));
    let landed = board.remove_files(&[(file.clone(), wrong)]).await.unwrap();
    assert_eq!(landed, [Landing::Differs(Some(old.clone()))]);
    assert_eq!(board.read(&file).await.unwrap(), b"old");
    let right = Expect::Content(old.clone());
    let landed = board.remove_files(&[(file.clone(), right)]).await.unwrap();
    assert_eq!(landed, [Landing::Done(old)]);
    assert_eq!(board.read(&file).await.unwrap_err().errno(), Some(2));
}

#[tokio::test]
async fn a_full_flash_is_told() {
    let (_microbit, mut board) = on_a_board().await;
    let landing = board.write(&path("/big"), noise(20_000), Expect::Nothing).await.unwrap();
    let Landing::Failed(problem) = landing else { panic!("{landing:?}") };
    assert!(problem.why.contains("no space left"), "{problem}");
}

#[tokio::test]
async fn tells_the_levels_of_its_pins() {
    let (_microbit, mut board) = on_a_board().await;
    let chip = mpdeck::catalog::Catalog::built_in().board("microbit").unwrap().chip.clone();
    let words = board.read_words(&[chip.registers[0].address]).await.unwrap();
    assert_eq!(words.len(), 1);
}
