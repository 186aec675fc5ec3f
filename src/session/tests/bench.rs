//! What a case works with: a session on a scripted board that can be unplugged.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::DuplexStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::fake::{Fake, Program, Received};
use crate::board::{Link, Opener, Opening};
use crate::model::{AttachPolicy, BoardId, Event, Level, Mode, Problem, QuestionId, Stream};
use crate::session::{Options, Session, start};

impl Link for DuplexStream {}

/// A socket that a scripted board can be plugged into.
#[derive(Clone, Default)]
struct Socket {
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    plugged: bool,
    main: Option<Program>,
    received: Received,
    living: Option<JoinHandle<()>>,
    opened: usize,
}

impl Opener for Socket {
    fn address(&self) -> String {
        "/dev/scripted".to_owned()
    }

    fn open(&mut self) -> Opening<'_> {
        Box::pin(async {
            let mut inside = self.inside.lock().unwrap();
            if !inside.plugged {
                return Err(Problem::no_board("open /dev/scripted", "no such port"));
            }
            // A small pipe, as a UART is one: what nobody reads blocks.
            let (ours, theirs) = tokio::io::duplex(256);
            let fake = Fake::new(theirs, Arc::clone(&inside.received), inside.main);
            inside.living = Some(tokio::spawn(fake.live()));
            inside.opened += 1;
            Ok(Box::new(ours) as Box<dyn Link>)
        })
    }
}

#[derive(Default)]
struct Heard {
    events: Mutex<Vec<Event>>,
    bell: Notify,
}

pub(super) struct Bench {
    pub(super) session: Session,
    socket: Socket,
    heard: Arc<Heard>,
}

impl Bench {
    /// A board that runs `main`, or stands silent at its prompt, and a session on it.
    pub(super) async fn new(main: Option<Program>, attach: AttachPolicy) -> Bench {
        let bench = Bench::unplugged(main, attach, true);
        bench.socket.inside.lock().unwrap().plugged = true;
        bench.session.connected().await.unwrap();
        bench
    }

    pub(super) fn unplugged(main: Option<Program>, attach: AttachPolicy, reconnect: bool) -> Bench {
        let socket = Socket::default();
        socket.inside.lock().unwrap().main = main;
        let heard = Arc::new(Heard::default());
        let listener = Arc::clone(&heard);
        let options = Options { board: BoardId(7), attach, reconnect };
        let session = start(
            Box::new(socket.clone()),
            options,
            Arc::new(move |event| {
                listener.events.lock().unwrap().push(event);
                listener.bell.notify_waiters();
            }),
        );
        Bench { session, socket, heard }
    }

    pub(super) fn unplug(&self) {
        let mut inside = self.socket.inside.lock().unwrap();
        inside.plugged = false;
        if let Some(living) = inside.living.take() {
            living.abort();
        }
    }

    pub(super) fn plug(&self) {
        self.socket.inside.lock().unwrap().plugged = true;
    }

    /// All that the board was ever sent.
    pub(super) fn received(&self) -> Vec<u8> {
        self.socket.inside.lock().unwrap().received.lock().unwrap().clone()
    }

    pub(super) fn opened(&self) -> usize {
        self.socket.inside.lock().unwrap().opened
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.heard.events.lock().unwrap().clone()
    }

    /// Waits until `condition` holds for the events so far.
    pub(super) async fn until<T>(
        &self,
        what: &str,
        condition: impl Fn(&[Event]) -> Option<T>,
    ) -> T {
        let wait = async {
            loop {
                let bell = self.heard.bell.notified();
                if let Some(found) = condition(&self.heard.events.lock().unwrap()) {
                    return found;
                }
                bell.await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(60), wait).await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain for {what}; events so far: {:#?}", self.events()),
        }
    }

    pub(super) async fn until_mode(&self, mode: Mode) {
        self.until(&format!("{mode:?}"), |events| {
            let last = events.iter().rev().find_map(|event| match event {
                Event::Mode { mode, .. } => Some(*mode),
                _ => None,
            });
            (last == Some(mode)).then_some(())
        })
        .await;
    }

    /// Waits until the text was heard on this stream.
    pub(super) async fn until_heard(&self, stream: Stream, text: &str) {
        self.until(&format!("{text:?} on {stream:?}"), |events| {
            output(events, stream).contains(text).then_some(())
        })
        .await;
    }

    pub(super) async fn until_asked(&self) -> QuestionId {
        self.until("a question", |events| {
            events.iter().rev().find_map(|event| match event {
                Event::Asks { question, .. } => Some(*question),
                _ => None,
            })
        })
        .await
    }

    pub(super) async fn until_asked_times(&self, times: usize) {
        self.until(&format!("question {times}"), |events| {
            (questions(events) == times).then_some(())
        })
        .await;
    }

    /// Waits until the board has taken these bytes, one after the other.
    pub(super) async fn until_received(&self, bytes: &[u8]) {
        let wait = async {
            while !self.received().windows(bytes.len()).any(|window| window == bytes) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        if tokio::time::timeout(Duration::from_secs(60), wait).await.is_err() {
            panic!("the board was never sent {bytes:?}, but {:?}", self.received());
        }
    }

    pub(super) fn console(&self) -> String {
        output(&self.heard.events.lock().unwrap(), Stream::Console)
    }

    pub(super) fn restarts(&self) -> usize {
        self.events().iter().filter(|event| matches!(event, Event::Restarted { .. })).count()
    }

    pub(super) fn asked(&self) -> usize {
        questions(&self.events())
    }

    pub(super) fn logged(&self, level: Level, text: &str) -> bool {
        self.events().iter().any(|event| match event {
            Event::Log(line) => line.level == level && line.text.contains(text),
            _ => false,
        })
    }
}

fn questions(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Asks { .. })).count()
}

pub(super) fn output(events: &[Event], wanted: Stream) -> String {
    let bytes: Vec<u8> = events
        .iter()
        .filter_map(|event| match event {
            Event::Output { stream, bytes, .. } if *stream == wanted => Some(bytes.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is left of a bench without its session.
pub(super) struct Unattended {
    socket: Socket,
}

impl Unattended {
    /// Waits until nobody holds the other end of the board's link.
    pub(super) async fn until_unplugged(self) {
        let living = self.socket.inside.lock().unwrap().living.take().unwrap();
        tokio::time::timeout(Duration::from_secs(60), living)
            .await
            .expect("the session still holds the port")
            .unwrap();
    }
}

impl Bench {
    /// Drops the only handle to the session.
    pub(super) fn leave_session(self) -> Unattended {
        Unattended { socket: self.socket.clone() }
    }
}
