//! The side of the mpdeck that holds the port.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use super::{Ask, Frame};
use crate::cli::printer::Ends;
use crate::cli::several::{Heed, One};
use crate::cli::{self, Invocation, Printer, Style};
use crate::model::{BoardId, Event, Exit, Mode, Problem, Request, argv};
use crate::session::Session;
use crate::session::capture::Bound;
use crate::work::{Files, Lent};

/// An ask that was read, and whoever waits for its answer.
pub struct Heard {
    pub ask: Ask,
    pub request: Request,
    style: Style,
    stream: UnixStream,
}

/// Reads what a caller asks; none where it is nothing that can be done.
pub fn accept(mut stream: UnixStream) -> Option<Heard> {
    let ask = Ask::read(&mut stream).ok()?;
    let words = std::iter::once("mpdeck".to_owned()).chain(ask.words.iter().cloned());
    let read = cli::parse_arguments(words).ok();
    let Some(Invocation { global, ask: cli::Ask::Request(request) }) =
        read.filter(|_| ask.version == env!("CARGO_PKG_VERSION"))
    else {
        refuse(stream);
        return None;
    };
    let request = match (request.with_arguments(&ask.arguments), &ask.input) {
        (Request::Run { file, arguments }, Some(code)) if file == Path::new("-") => {
            Request::Exec { code: code.clone(), argv: argv(&file, &arguments) }
        }
        (request, _) => request.seen_from(&ask.folder),
    };
    let style = Style { colours: ask.colours, ..Style::of(&global, &request) };
    Some(Heard { ask, request, style, stream })
}

/// Tells the caller to go on looking.
pub fn refuse(mut stream: UnixStream) {
    let _ = Frame::Refused.write(&mut stream);
}

impl Heard {
    /// The caller wants the port itself, to talk to the loader of a chip.
    pub fn borrows(&self) -> bool {
        matches!(
            self.request,
            Request::Flash(_) | Request::Erase { .. } | Request::Backup { .. } | Request::Chip(_)
        )
    }

    /// Tells the caller that nobody here has the port.
    pub fn refuse(self) {
        refuse(self.stream);
    }
}

/// Gives the port to a caller until it hangs up. One that is lent already is not there to
/// be given.
pub async fn lend(heard: Heard, session: &Session) {
    if session.mode() == Mode::Flashing {
        return heard.refuse();
    }
    let lent = Lent::by(Some(session.clone())).await;
    let mut stream = heard.stream;
    if Frame::Accepted.write(&mut stream).is_ok() {
        let mut rest = Vec::new();
        // the end is the end, however it comes
        let _ = tokio::task::spawn_blocking(move || stream.read_to_end(&mut rest)).await;
    }
    lent.give_back();
}

/// Carries out what was asked on a board of ours, with all it prints going to the
/// caller. A caller that goes away ends it.
pub async fn answer(
    heard: Heard,
    session: &Session,
    events: UnboundedReceiver<Event>,
    (files, bound): (Files, Bound),
) {
    let Heard { ask, request, style, mut stream } = heard;
    let ends = || -> io::Result<(Ends, UnixStream)> {
        let ends = Ends {
            out: Box::new(Half { stream: stream.try_clone()?, wrap: Frame::Out }),
            err: Box::new(Half { stream: stream.try_clone()?, wrap: Frame::Err }),
            out_is_terminal: ask.out_is_terminal,
            err_is_terminal: ask.err_is_terminal,
            unicode: ask.unicode,
            bar: false,
        };
        Ok((ends, stream.try_clone()?))
    };
    let Ok((ends, reader)) = ends() else { return };
    if Frame::Accepted.write(&mut stream).is_err() {
        return;
    }
    let Ok((printer, printing)) = Printer::start_on(style, ends) else { return };
    let named = ask.named.as_deref().map(|name| printer.of(name, ask.number)).unwrap_or(printer);
    let (heed, heeded) = watch::channel(Heed::default());
    std::thread::spawn(move || listen(reader, &heed));
    let one = One { request, board: BoardId(0), printer: named, heed: heeded, files, bound };
    let code = one.carry_out_here(session, events).await;
    // blocks until the caller has taken all of it, or is gone
    let printed = tokio::task::spawn_blocking(move || printing.end()).await;
    if matches!(printed, Ok(Ok(()))) {
        let _ = Frame::End(code).write(&mut stream);
    }
    let _ = stream.shutdown(std::net::Shutdown::Both);
}

/// Each byte is a Ctrl-C; the end of them is the end of the caller.
fn listen(mut stream: UnixStream, heed: &watch::Sender<Heed>) {
    let mut byte = [0];
    loop {
        let end = !matches!(stream.read(&mut byte), Ok(1));
        heed.send_modify(|heed| {
            heed.interrupts += 1;
            heed.end |= end;
        });
        if end {
            return;
        }
    }
}

/// Stdout or stderr of the caller.
struct Half {
    stream: UnixStream,
    wrap: fn(Vec<u8>) -> Frame,
}

impl Write for Half {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.wrap)(bytes.to_vec()).write(&mut self.stream)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl One {
    /// On a session that goes on afterwards: what was interrupted is stopped there.
    async fn carry_out_here(
        mut self,
        session: &Session,
        mut events: UnboundedReceiver<Event>,
    ) -> u8 {
        let ended = match self.request.clone() {
            Request::Monitor(options) => self.listen(session, &mut events, &options).await,
            _ => self.work(session, &mut events).await,
        };
        while let Ok(event) = events.try_recv() {
            crate::cli::run::hear(event, &self.printer);
        }
        match ended {
            Ok(()) => 0,
            Err(problem) => self.failed(session, problem),
        }
    }

    fn failed(&self, session: &Session, problem: Problem) -> u8 {
        if problem.exit == Exit::Interrupted && !matches!(self.request, Request::Monitor(_)) {
            session.cancel();
        }
        let code = problem.exit.code();
        self.printer.problem(problem);
        code
    }
}
