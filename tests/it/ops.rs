//! Every operation of the board layer, on real MicroPython: the simulated board, and a
//! micro:bit in QEMU, which is as small and as old as boards come.

mod demo;
mod microbit;

use std::path::Path;
use std::time::Duration;

use mpdeck::board::{Board, Control, Error, Opener};
use mpdeck::link::serial::SerialOpener;
use mpdeck::model::{RemotePath, Stream};

fn path(typed: &str) -> RemotePath {
    RemotePath::parse(typed, &RemotePath::root()).unwrap()
}

async fn open(port: &Path) -> Board {
    let port = port.to_str().unwrap();
    let link = SerialOpener::new(port, 115_200, |_| None).open().await.unwrap();
    Board::new(link, Control::new())
}

/// Runs source and gives all that came.
async fn exec(board: &mut Board, source: &str) -> (Result<(), Error>, String) {
    let mut out = Vec::new();
    let mut hear = |_: Stream, bytes: &[u8]| out.extend_from_slice(bytes);
    let ran = board.exec(source, &mut hear).await;
    (ran, String::from_utf8_lossy(&out).into_owned())
}

/// Listens until `end` comes.
async fn hear_until(board: &mut Board, end: &str) {
    let mut heard = String::new();
    while !heard.contains(end) {
        let bytes = tokio::time::timeout(Duration::from_secs(20), board.listen()).await;
        let bytes = bytes.unwrap_or_else(|_| panic!("waited for {end:?}; heard: {heard:?}"));
        heard.push_str(&String::from_utf8_lossy(&bytes.unwrap()));
    }
}

/// Names that a careless tool trips over.
const NAMES: [&str; 8] = [
    "/plain.py",
    "/with space.txt",
    "/it's \"quoted\".txt",
    "/back\\slash\\n.txt",
    "/line\nend\ttab.txt",
    "/escape\x1b[31m.txt",
    "/grüße-你好.txt",
    "/'''.py",
];

/// All byte values, twice, in an order that puts each beside others.
fn every_byte() -> Vec<u8> {
    (0..512_u32).map(|at| (at * 7 + at / 256) as u8).collect()
}

/// Bytes that no compression shrinks.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(count)
    .collect()
}
