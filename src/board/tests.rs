//! The protocol against a scripted board: every way in, and every fault.

mod ladder;
mod reset;
mod source;

use std::sync::{Arc, Mutex};

use super::scripted::Seen;
use super::{Board, Error};
use crate::model::Stream;

/// Runs source and gives its output, then its traceback.
async fn exec(board: &mut Board, source: &str) -> (Result<(), Error>, String, String) {
    let mut out = Vec::new();
    let mut error = Vec::new();
    let mut hear = |stream: Stream, bytes: &[u8]| match stream {
        Stream::ProgramError => error.extend_from_slice(bytes),
        _ => out.extend_from_slice(bytes),
    };
    let ran = board.exec(source, &mut hear).await;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (ran, text(out), text(error))
}

/// Enters the raw REPL and gives what was passed on meanwhile.
async fn enter(board: &mut Board) -> (Result<(), Error>, String) {
    let mut heard = Vec::new();
    let mut hear = |_: Stream, bytes: &[u8]| heard.extend_from_slice(bytes);
    let entered = board.enter(&mut hear).await;
    (entered, String::from_utf8_lossy(&heard).into_owned())
}

fn sources(seen: &Arc<Mutex<Seen>>) -> Vec<String> {
    seen.lock().unwrap().sources.clone()
}
