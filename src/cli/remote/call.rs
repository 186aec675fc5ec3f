//! The subcommand's side.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;

use super::{Ask, Frame, folder};
use crate::cli::Color;
use crate::cli::printer::knows_unicode;
use crate::cli::several::Heed;
use crate::config::Places;
use crate::model::{Exit, Request};

/// Whoever holds a port answers this at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// Before a port is lent, what runs on its board is ended.
const ENDING: Duration = Duration::from_secs(20);

/// Asks every mpdeck that runs whether it holds this port and carries the request out;
/// the line to the one that does. None too for what has to be done here.
pub fn knock(
    places: &Places,
    port: &str,
    request: &Request,
    named: (Option<&str>, usize),
    color: Color,
) -> Option<UnixStream> {
    if !can_be_handed_over(request) {
        return None;
    }
    ask_all(places, || made(port, request, named, color), PATIENCE)
}

/// Asks every mpdeck that runs to lend this port for work on the chip's loader. It takes
/// the port back when the line that is answered is gone.
pub fn borrow(places: &Places, port: &str, request: &Request) -> Option<UnixStream> {
    ask_all(places, || made(port, request, (None, 0), Color::Never), ENDING)
}

fn ask_all(
    places: &Places,
    made: impl Fn() -> Option<Ask>,
    patience: Duration,
) -> Option<UnixStream> {
    let folder = folder(places.runtime.as_deref(), &places.state);
    let sockets = fs::read_dir(folder).ok()?;
    let mut ask: Option<Ask> = None;
    for socket in sockets.flatten().map(|entry| entry.path()) {
        if socket.extension().is_none_or(|extension| extension != "sock") {
            continue;
        }
        let stream = match UnixStream::connect(&socket) {
            Ok(stream) => stream,
            Err(error) => {
                // its owner is gone, and was in no state to clear it away
                if error.kind() == io::ErrorKind::ConnectionRefused {
                    let _ = fs::remove_file(&socket);
                }
                continue;
            }
        };
        if ask.is_none() {
            ask = Some(made()?);
        }
        if ask.as_ref().is_some_and(|ask| accepted(&stream, ask, patience)) {
            return Some(stream);
        }
    }
    None
}

/// What is one piece of work on one board.
fn can_be_handed_over(request: &Request) -> bool {
    matches!(
        request,
        Request::Info
            | Request::List { .. }
            | Request::Tree { .. }
            | Request::Space
            | Request::Cat { .. }
            | Request::Get { .. }
            | Request::Put { .. }
            | Request::Remove { .. }
            | Request::MakeFolder { .. }
            | Request::Move { .. }
            | Request::Touch { .. }
            | Request::Hash { .. }
            | Request::Run { .. }
            | Request::Exec { .. }
            | Request::Eval { .. }
            | Request::Monitor(_)
            | Request::Stop(_)
            | Request::Clock(_)
            | Request::Reset { .. }
    )
}

/// None where the command line is no Unicode: then it is not handed over.
fn made(
    port: &str,
    request: &Request,
    (named, number): (Option<&str>, usize),
    color: Color,
) -> Option<Ask> {
    let words = std::env::args_os().skip(1).map(|word| word.into_string().ok());
    let input = match request {
        Request::Run { file, .. } if file == Path::new("-") => {
            let mut text = String::new();
            io::stdin().lock().read_to_string(&mut text).ok()?;
            Some(text)
        }
        _ => None,
    };
    let arguments = match request {
        Request::Run { arguments, .. } => arguments.clone(),
        _ => Vec::new(),
    };
    Some(Ask {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        port: fs::canonicalize(port).ok()?.to_str()?.to_owned(),
        words: words.collect::<Option<_>>()?,
        folder: std::env::current_dir().ok()?,
        input,
        arguments,
        named: named.map(str::to_owned),
        number,
        colours: color.on_stdout(),
        out_is_terminal: io::stdout().is_terminal(),
        err_is_terminal: io::stderr().is_terminal(),
        unicode: knows_unicode(),
    })
}

fn accepted(mut stream: &UnixStream, ask: &Ask, patience: Duration) -> bool {
    let _ = stream.set_read_timeout(Some(patience));
    let answer = ask.write(&mut stream).and_then(|()| Frame::read(&mut stream));
    let _ = stream.set_read_timeout(None);
    matches!(answer, Ok(Frame::Accepted))
}

/// Shows what comes of it; answers the exit code.
pub(in crate::cli) async fn follow(stream: UnixStream, mut heed: watch::Receiver<Heed>) -> u8 {
    let (sender, mut frames) = unbounded_channel();
    let Ok(mut reader) = stream.try_clone() else { return Exit::Failed.code() };
    std::thread::spawn(move || {
        while let Ok(frame) = Frame::read(&mut reader) {
            if sender.send(frame).is_err() {
                break;
            }
        }
    });
    let mut stream = stream;
    loop {
        tokio::select! {
            biased;
            Ok(()) = heed.changed() => {
                if heed.borrow_and_update().end || stream.write_all(b"I").is_err() {
                    return Exit::Interrupted.code();
                }
            }
            frame = frames.recv() => match frame {
                Some(Frame::End(code)) => return code,
                Some(Frame::Out(bytes)) => {
                    let mut out = io::stdout();
                    if out.write_all(&bytes).and_then(|()| out.flush()).is_err() {
                        // whoever closed our stdout has seen enough
                        return 0;
                    }
                }
                Some(Frame::Err(bytes)) => {
                    let _ = io::stderr().write_all(&bytes);
                }
                Some(_) => {}
                None => {
                    let text = "mpdeck: the mpdeck that has the port ended in the middle of it\n";
                    let _ = io::stderr().write_all(text.as_bytes());
                    return Exit::Failed.code();
                }
            },
        }
    }
}
