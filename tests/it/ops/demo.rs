//! On the simulated board: MicroPython 1.27 with everything.

use mpdeck::board::{Board, Error, error::errno};
use mpdeck::demo::{DemoBoard, Options, RawPaste};
use mpdeck::model::{Digest, Entry, Expect, Landing};

use super::{NAMES, every_byte, exec, hear_until, noise, open, path};
use crate::board::{options, special};

fn start(change: impl FnOnce(&mut Options)) -> DemoBoard {
    let mut options = options();
    change(&mut options);
    special(options)
}

async fn on_a_board() -> (DemoBoard, Board) {
    let demo = start(|_| {});
    let board = open(&demo.port).await;
    (demo, board)
}

fn names(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.path.to_string()).collect()
}

fn sha256(content: &[u8]) -> Digest {
    mpdeck::board::DigestKind::Sha256.hash(content)
}

fn done(landing: Landing) -> Digest {
    match landing {
        Landing::Done(digest) => digest,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tells_what_it_is() {
    let demo = start(|options| options.uid = *b"\x01\x02\x03\x04\x05\x06\x07\x08");
    let mut board = open(&demo.port).await;
    let info = board.probe().await.unwrap();
    assert_eq!((info.implementation.as_str(), info.version.as_str()), ("micropython", "1.27.0"));
    assert_eq!(info.unique_id.as_deref(), Some("0102030405060708"));
    assert_eq!(info.boot_folder, path("/"));
    assert_eq!(info.mpy.unwrap().version, 6);
    let can = &info.capabilities;
    assert!(can.raw_paste && can.folders && can.rename && can.stat && can.statvfs, "{can:?}");
    assert!(can.sha256 && can.crc32 && can.stdin && can.rtc, "{can:?}");
    assert_eq!(can.inflate.as_deref(), Some("deflate"));
    let space = info.space.unwrap();
    assert_eq!(space.total, 1_441_792);
    assert!(space.free > 1_000_000 && space.free < space.total, "{space:?}");
    // Nothing of ours is left among the user's names.
    let (_, out) = exec(&mut board, "print(sorted(k for k in globals() if k[:2]!='__'))").await;
    assert_eq!(out, "[]\r\n");
}

#[tokio::test]
async fn runs_source_and_tells_exceptions() {
    for raw_paste in [RawPaste::Yes, RawPaste::Refused, RawPaste::Unknown] {
        let demo = start(|options| options.raw_paste = raw_paste);
        let mut board = open(&demo.port).await;
        let (ran, out) = exec(&mut board, "print('grüße', 2**100)").await;
        assert_eq!((ran, out.as_str()), (Ok(()), "grüße 1267650600228229401496703205376\r\n"));
        let (ran, _) = exec(&mut board, "x = 1\nraise ValueError('no')").await;
        let Err(Error::Raised { traceback }) = ran else { panic!("{ran:?}") };
        assert!(traceback.contains("line 2") && traceback.ends_with("ValueError: no\n"));
        let (ran, _) = exec(&mut board, "print(1\nx y").await;
        assert!(matches!(&ran, Err(Error::Raised { traceback }) if traceback.contains("Syntax")));
        let (ran, out) = exec(&mut board, "print('a\x04b\x03c')").await;
        assert_eq!((ran, out.as_str()), (Ok(()), "a\x04b\x03c\r\n"));
        let (ran, out) = exec(&mut board, "import sys; print('bye'); sys.exit()").await;
        assert_eq!(ran, Ok(()), "{out}");
        assert_eq!(exec(&mut board, "print(1)").await.1, "1\r\n", "after sys.exit");
        let long: String = (0..300).map(|line| format!("print({line})\n")).collect();
        assert_eq!(exec(&mut board, &long).await.1.lines().count(), 300);
    }
}

#[tokio::test]
async fn writes_and_reads_any_content_under_any_name() {
    let (_demo, mut board) = on_a_board().await;
    for content in [Vec::new(), b"x".to_vec(), every_byte(), noise(10_000)] {
        for name in NAMES {
            let landing = board.write(&path(name), content.clone(), Expect::Anything).await;
            assert_eq!(done(landing.unwrap()), sha256(&content), "{name}");
            assert_eq!(board.read(&path(name)).await.unwrap(), content, "{name}");
        }
    }
    let mut expected: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    expected.sort();
    assert_eq!(names(&board.list(&path("/")).await.unwrap()), expected, "no leftovers");
    for name in NAMES {
        let entry = board.stat(&path(name)).await.unwrap().unwrap();
        assert_eq!(entry.size, Some(10_000), "{name}");
        board.remove(&path(name), false).await.unwrap();
        assert_eq!(board.stat(&path(name)).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn replaces_a_file_only_if_it_is_what_was_expected() {
    let (_demo, mut board) = on_a_board().await;
    let file = path("/main.py");
    let write = |content: &str| content.as_bytes().to_vec();
    let old = sha256(b"old");
    let new = sha256(b"new");
    let landed = board.write(&file, write("old"), Expect::Content(new.clone())).await.unwrap();
    assert_eq!(landed, Landing::Differs(None), "nothing there");
    done(board.write(&file, write("old"), Expect::Nothing).await.unwrap());
    let landed = board.write(&file, write("new"), Expect::Nothing).await.unwrap();
    assert_eq!(landed, Landing::Differs(Some(old.clone())));
    let landed = board.write(&file, write("new"), Expect::Content(new.clone())).await.unwrap();
    assert_eq!(landed, Landing::Differs(Some(old.clone())));
    assert_eq!(board.read(&file).await.unwrap(), b"old");
    done(board.write(&file, write("new"), Expect::Content(old.clone())).await.unwrap());
    assert_eq!(board.read(&file).await.unwrap(), b"new");
    // The new content is there already.
    done(board.write(&file, write("new"), Expect::Content(old)).await.unwrap());
    assert_eq!(names(&board.list(&path("/")).await.unwrap()), ["/main.py"]);
}

#[tokio::test]
async fn walks_hashes_and_counts() {
    let (_demo, mut board) = on_a_board().await;
    board.make_folder(&path("/a/b c/d"), true).await.unwrap();
    board.make_folder(&path("/a/b c/d"), true).await.unwrap();
    done(board.write(&path("/a/b c/x.py"), b"x".to_vec(), Expect::Nothing).await.unwrap());
    done(board.write(&path("/a/y.py"), noise(5000), Expect::Nothing).await.unwrap());
    let tree = board.walk(&path("/"), true).await.unwrap();
    assert_eq!(names(&tree), ["/a", "/a/b c", "/a/b c/d", "/a/b c/x.py", "/a/y.py"]);
    assert_eq!(tree[4].digest, Some(sha256(&noise(5000))));
    assert_eq!((tree[3].size, tree[4].size), (Some(1), Some(5000)));
    assert!(tree.iter().all(|entry| !entry.mount));
    let plain = board.walk(&path("/a"), false).await.unwrap();
    assert!(plain.iter().all(|entry| entry.digest.is_none()));
    let hashes = board.hash(&[path("/a/y.py"), path("/none"), path("/a")]).await.unwrap();
    assert_eq!(hashes, [Some(sha256(&noise(5000))), None, None]);
    let (digests, free) = board.hash_and_free(&[path("/none"), path("/a/y.py")]).await.unwrap();
    assert_eq!(digests, [None, Some(sha256(&noise(5000)))]);
    let spaces = board.space(&path("/")).await.unwrap();
    assert_eq!(free, Some(spaces[0].free));
    assert_eq!(spaces.len(), 1);
    assert!(spaces[0].free < spaces[0].total);
}

#[tokio::test]
async fn never_goes_into_another_file_system() {
    let (_demo, mut board) = on_a_board().await;
    let source = "
import os, vfs
class Ram:
    def __init__(self, n): self.data = bytearray(n * 512)
    def readblocks(self, n, buf, off=0):
        a = n * 512 + off
        buf[:] = self.data[a:a + len(buf)]
    def writeblocks(self, n, buf, off=0):
        a = n * 512 + off
        self.data[a:a + len(buf)] = buf
    def ioctl(self, op, arg): return {4: len(self.data) // 512, 5: 512, 6: 0}.get(op)
V = getattr(vfs, 'VfsLfs2', None) or getattr(vfs, 'VfsFat', None)
if V:
    r = Ram(100)
    V.mkfs(r)
    os.mkdir('/sd')
    vfs.mount(r, '/sd')
    open('/sd/keep.txt', 'w').close()
print(V)";
    let (ran, out) = exec(&mut board, source).await;
    assert_eq!(ran, Ok(()), "{out}");
    if out.trim() == "None" {
        // This build has no second file system: a mount is told by what statvfs says.
        let fake = "
import os
_s = os.statvfs
os.mkdir('/sd')
open('/sd/keep.txt', 'w').close()
os.statvfs = lambda p: (512, 512, 100, 50, 50, 0, 0, 0, 0, 255) if p.startswith('/sd') else _s(p)";
        assert_eq!(exec(&mut board, fake).await.0, Ok(()));
    }
    done(board.write(&path("/x.py"), b"x".to_vec(), Expect::Nothing).await.unwrap());
    let tree = board.walk(&path("/"), true).await.unwrap();
    assert_eq!(names(&tree), ["/sd", "/x.py"]);
    assert!(tree[0].mount);
    assert!(board.list(&path("/")).await.unwrap()[0].mount);
    let error = board.remove(&path("/sd"), true).await.unwrap_err();
    assert_eq!(error.errno(), Some(errno::EBUSY));
    assert_eq!(names(&board.list(&path("/sd")).await.unwrap()), ["/sd/keep.txt"]);
    assert_eq!(board.space(&path("/")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn changes_the_tree_and_says_why_it_cannot() {
    let (_demo, mut board) = on_a_board().await;
    let errno = |result: Result<(), Error>| result.unwrap_err().errno();
    let write = async |board: &mut Board, name: &str| {
        done(board.write(&path(name), b"x".to_vec(), Expect::Nothing).await.unwrap());
    };
    board.make_folder(&path("/lib"), false).await.unwrap();
    write(&mut board, "/lib/x.py").await;
    assert_eq!(errno(board.make_folder(&path("/lib"), false).await), Some(errno::EEXIST));
    assert_eq!(errno(board.make_folder(&path("/no/x"), false).await), Some(errno::ENOENT));
    assert_eq!(errno(board.make_folder(&path("/lib/x.py/z"), true).await), Some(errno::ENOTDIR));
    assert_eq!(board.list(&path("/lib/x.py")).await.unwrap_err().errno(), Some(errno::ENOTDIR));
    assert_eq!(board.list(&path("/none")).await.unwrap_err().errno(), Some(errno::ENOENT));
    assert_eq!(board.read(&path("/none")).await.unwrap_err().errno(), Some(errno::ENOENT));
    assert_eq!(board.read(&path("/lib")).await.unwrap_err().errno(), Some(errno::EISDIR));
    assert_eq!(errno(board.remove(&path("/lib"), false).await), Some(errno::ENOTEMPTY));
    assert_eq!(errno(board.remove(&path("/none"), false).await), Some(errno::ENOENT));
    let landing = board.write(&path("/lib"), b"x".to_vec(), Expect::Anything).await.unwrap();
    assert!(matches!(&landing, Landing::Failed(problem) if problem.why.contains("folder")));
    let landing = board.write(&path("/no/x"), b"x".to_vec(), Expect::Anything).await.unwrap();
    assert!(matches!(&landing, Landing::Failed(problem) if problem.why.contains("no such")));

    let many: Vec<_> = (0..50).map(|n| path(&format!("/many/{}/{n}", n % 7))).collect();
    board.make_folders(&many).await.unwrap();
    assert_eq!(board.walk(&path("/many"), false).await.unwrap().len(), 57);
    let blocked = [path("/fine"), path("/lib/x.py/z")];
    assert_eq!(errno(board.make_folders(&blocked).await), Some(errno::ENOTDIR));
    board.remove(&path("/many"), true).await.unwrap();
    board.remove(&path("/fine"), true).await.unwrap();

    board.rename(&path("/lib/x.py"), &path("/lib/it's.py")).await.unwrap();
    write(&mut board, "/y.py").await;
    let error = board.rename(&path("/y.py"), &path("/lib/it's.py")).await.unwrap_err();
    assert_eq!(error, Error::Os { errno: errno::EEXIST, path: "/lib/it's.py".into() });
    board.touch(&path("/empty")).await.unwrap();
    board.touch(&path("/y.py")).await.unwrap();
    assert_eq!(board.stat(&path("/y.py")).await.unwrap().unwrap().size, Some(1));
    board.remove(&path("/lib"), true).await.unwrap();
    assert_eq!(names(&board.walk(&path("/"), false).await.unwrap()), ["/empty", "/y.py"]);

    write(&mut board, "/left.py.mpdeck~").await;
    let cleared = board.clear_leftovers(&path("/")).await.unwrap();
    assert_eq!(cleared, [path("/left.py.mpdeck~")]);
}

#[tokio::test]
async fn removes_files_only_if_they_are_what_was_expected() {
    let (_demo, mut board) = on_a_board().await;
    for name in ["/a", "/b", "/c"] {
        done(board.write(&path(name), name.into(), Expect::Nothing).await.unwrap());
    }
    let files = [
        (path("/a"), Expect::Content(sha256(b"/a"))),
        (path("/b"), Expect::Content(sha256(b"other"))),
        (path("/c"), Expect::Anything),
        (path("/gone"), Expect::Content(sha256(b"gone"))),
        (path("/gone"), Expect::Anything),
    ];
    let landings = board.remove_files(&files).await.unwrap();
    assert_eq!(
        landings,
        [
            Landing::Done(sha256(b"/a")),
            Landing::Differs(Some(sha256(b"/b"))),
            Landing::Done(sha256(b"/c")),
            Landing::Done(sha256(b"gone")),
            Landing::Differs(None),
        ]
    );
    assert_eq!(names(&board.list(&path("/")).await.unwrap()), ["/b"]);
}

#[tokio::test]
async fn a_full_flash_is_told_and_leaves_the_old_file() {
    let demo = start(|options| options.flash = 64 * 1024);
    let mut board = open(&demo.port).await;
    let file = path("/data.bin");
    done(board.write(&file, noise(20_000), Expect::Nothing).await.unwrap());
    let landing = board.write(&file, noise(90_000), Expect::Anything).await.unwrap();
    let Landing::Failed(problem) = landing else { panic!("{landing:?}") };
    assert!(problem.why.contains("no space left"), "{problem}");
    assert_eq!(board.read(&file).await.unwrap(), noise(20_000));
    assert_eq!(names(&board.list(&path("/")).await.unwrap()), ["/data.bin"], "no leftovers");
}

#[tokio::test]
async fn reads_and_sets_the_clock() {
    let (_demo, mut board) = on_a_board().await;
    board.set_clock([2031, 5, 6, 1, 23, 58, 30, 0]).await.unwrap();
    let clock = board.read_clock().await.unwrap();
    assert_eq!(clock[..6], [2031, 5, 6, 1, 23, 58]);
}

#[tokio::test]
async fn starts_programs_that_outlive_us_and_resets() {
    let (_demo, mut board) = on_a_board().await;
    board.exec("kept = 1", &mut |_, _| {}).await.unwrap();
    let source = "def f():\n    for i in range(3):\n        print('round', i, 'ü')\n\nf()\n";
    board.start(source, &mut |_, _| {}).await.unwrap();
    hear_until(&mut board, "round 2 ü\r\n>>> ").await;
    let main = b"print('main runs')".to_vec();
    done(board.write(&path("/main.py"), main, Expect::Nothing).await.unwrap());
    board.soft_reset(&mut |_, _| {}).await.unwrap();
    hear_until(&mut board, "main runs").await;
    let (ran, _) = exec(&mut board, "kept").await;
    assert!(matches!(ran, Err(Error::Raised { .. })), "a fresh interpreter: {ran:?}");
}

#[tokio::test]
async fn tells_the_levels_of_its_pins_and_changes_none() {
    let (_demo, mut board) = on_a_board().await;
    let gpio_in = [0xD000_0004];
    assert_eq!(board.read_words(&gpio_in).await.unwrap(), [0]);
    let set = "from machine import Pin\nPin(14, Pin.OUT).on()\nPin(3, Pin.OUT).off()";
    exec(&mut board, set).await.0.unwrap();
    assert_eq!(board.read_words(&gpio_in).await.unwrap(), [1 << 14]);
    assert_eq!(board.read_words(&[]).await.unwrap(), [0; 0]);
    let (_, said) = exec(&mut board, "print(Pin(14).value(), 'mem32' in globals())").await;
    assert_eq!(said, "1 False\r\n", "nothing is left behind");
}
