//! `repl`, a faithful raw terminal.

use std::io::Read;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, UnboundedReceiver, channel};
use tokio::time::{Instant, sleep_until};

use super::leave::Leave;
use super::run::{hear, interrupted};
use super::signals::{Signal, Signals};
use super::{Output, Printer, terminal};
use crate::model::{Event, Mode, Problem, Request};
use crate::session::Session;

/// How soon the second press of a way out must follow to be meant for the board.
const TWICE: Duration = Duration::from_millis(300);

/// Pieces of typed input that wait while the session takes none: a handful, as each
/// holds up to 1 kB and the terminal holds the rest.
const TYPED: usize = 8;

const INTERRUPT: u8 = 0x03;

/// Talks until the user leaves.
pub(super) async fn converse(
    session: &Session,
    printer: &Printer,
    events: &mut UnboundedReceiver<Event>,
    signals: &mut Signals,
) -> Result<(), Problem> {
    tokio::select! {
        opened = session.connected() => opened?,
        _ = signals.next() => return Err(interrupted(&Request::Repl)),
    }
    let raw = terminal::raw()?;
    printer.clone().note(format!("{}: Ctrl-] or Ctrl-X leaves", session.address()));
    let ended = talk(session, printer, events, signals).await;
    drop(raw);
    ended
}

async fn talk(
    session: &Session,
    printer: &Printer,
    events: &mut UnboundedReceiver<Event>,
    signals: &mut Signals,
) -> Result<(), Problem> {
    let mut keys = keys();
    let mut leave = Leave::default();
    let mut until = Instant::now();
    loop {
        tokio::select! {
            biased;
            piece = keys.recv() => {
                let Some(piece) = piece else { return Ok(()) };
                let (sent, left) = leave.typed(&piece);
                send(session, &sent);
                if left {
                    return Ok(());
                }
                until = Instant::now() + TWICE;
            }
            () = sleep_until(until), if leave.is_open() => return Ok(()),
            signal = signals.next() => match signal {
                // A Ctrl-C that another process sent; typed ones come as keys.
                Signal::Interrupt => session.interrupt(),
                Signal::End => return Err(interrupted(&Request::Repl)),
            },
            () = printer.broken() => return Ok(()),
            Some(event) = events.recv() => tell(event, session, printer),
        }
    }
}

/// Ctrl-C overtakes what was typed before it and was not yet sent, as on any terminal.
fn send(session: &Session, typed: &[u8]) {
    for piece in typed.split_inclusive(|byte| *byte == INTERRUPT) {
        match piece.split_last() {
            Some((&INTERRUPT, before)) => {
                if !before.is_empty() {
                    session.type_bytes(before.to_vec());
                }
                session.interrupt();
            }
            _ => session.type_bytes(piece.to_vec()),
        }
    }
}

pub(super) fn tell(event: Event, session: &Session, printer: &Printer) {
    match event {
        Event::Mode { mode: Mode::Lost, .. } => {
            printer.clone().note(format!("{} is gone; waiting for it", session.address()));
        }
        Event::Mode { mode: Mode::Attached, generation, .. } if generation.0 > 1 => {
            printer.clone().note(format!("{} is back", session.address()));
        }
        Event::Output { stream, bytes, .. } => printer.output(stream, bytes),
        event => hear(event, printer),
    }
}

/// Reads the terminal on a thread of its own: there is no other way to wait for it.
fn keys() -> Receiver<Vec<u8>> {
    let (sender, typed) = channel(TYPED);
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut piece = [0; 1024];
        while let Ok(length @ 1..) = stdin.read(&mut piece) {
            if sender.blocking_send(piece[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    typed
}
