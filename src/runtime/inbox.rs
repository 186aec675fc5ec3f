//! Events on their way to the screen. Tasks put them in without ever waiting; when the
//! screen lags, the oldest output is dropped, counted, and nothing else is.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::model::{BoardId, Event, Generation, Listener, Stream};

/// Bytes of board output that may wait: a quarter of a second of a board that prints
/// 1 MB/s, which is fifteen frames.
const OUTPUT_LIMIT: usize = 256 * 1024;

#[derive(Default)]
struct Queue {
    events: VecDeque<Event>,
    /// Bytes of output among them.
    output: usize,
    /// Bytes of output that were left out since last time, by board.
    dropped: BTreeMap<BoardId, u64>,
}

#[derive(Clone, Default)]
pub struct Inbox {
    queue: Arc<Mutex<Queue>>,
    bell: Arc<Notify>,
}

impl Inbox {
    /// What sessions, devices and work call with their events.
    pub fn listener(&self) -> Listener {
        let inbox = self.clone();
        Arc::new(move |event| inbox.put(event))
    }

    pub fn put(&self, event: Event) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Output { board, generation, stream, bytes } => {
                queue.output(board, generation, stream, bytes);
            }
            event => queue.events.push_back(event),
        }
        drop(queue);
        self.bell.notify_one();
    }

    /// Waits until something is there. Cancel-safe.
    pub async fn wait(&self) {
        loop {
            let bell = self.bell.notified();
            if !self.queue.lock().unwrap_or_else(PoisonError::into_inner).events.is_empty() {
                return;
            }
            bell.await;
        }
    }

    /// Takes at most `most` of what waits, the oldest first, and how many bytes of
    /// output were dropped since last time.
    pub fn take(&self, most: usize) -> (Vec<Event>, BTreeMap<BoardId, u64>) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let count = most.min(queue.events.len());
        let events: Vec<Event> = queue.events.drain(..count).collect();
        queue.output -= events.iter().map(output_bytes).sum::<usize>();
        (events, std::mem::take(&mut queue.dropped))
    }
}

impl Queue {
    fn output(
        &mut self,
        board: BoardId,
        generation: Generation,
        stream: Stream,
        mut bytes: Vec<u8>,
    ) {
        self.output += bytes.len();
        if let Some(Event::Output { board: b, generation: g, stream: s, bytes: last }) =
            self.events.back_mut()
            && (*b, *g, *s) == (board, generation, stream)
        {
            last.append(&mut bytes);
        } else {
            self.events.push_back(Event::Output { board, generation, stream, bytes });
        }
        if self.output > OUTPUT_LIMIT {
            self.shed();
        }
    }

    /// Drops the oldest output down to half of the limit, so that a flood sheds seldom
    /// and in one piece.
    fn shed(&mut self) {
        let mut surplus = self.output - OUTPUT_LIMIT / 2;
        self.output -= surplus;
        for event in &mut self.events {
            if let Event::Output { board, bytes, .. } = event {
                let cut = surplus.min(bytes.len());
                bytes.drain(..cut);
                surplus -= cut;
                *self.dropped.entry(*board).or_default() += cut as u64;
                if surplus == 0 {
                    break;
                }
            }
        }
        self.events
            .retain(|event| !matches!(event, Event::Output { bytes, .. } if bytes.is_empty()));
    }
}

fn output_bytes(event: &Event) -> usize {
    match event {
        Event::Output { bytes, .. } => bytes.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Level, LogLine};

    fn print(board: u32, bytes: &[u8]) -> Event {
        Event::Output {
            board: BoardId(board),
            generation: Generation(1),
            stream: Stream::Console,
            bytes: bytes.to_vec(),
        }
    }

    fn log() -> Event {
        Event::Log(LogLine { level: Level::Info, source: "t".into(), text: "kept".into() })
    }

    #[test]
    fn output_of_one_board_is_joined_and_order_is_kept() {
        let inbox = Inbox::default();
        for event in [print(1, b"a"), print(1, b"b"), log(), print(1, b"c"), print(2, b"d")] {
            inbox.put(event);
        }
        assert_eq!(inbox.take(2).0, [print(1, b"ab"), log()]);
        let (events, dropped) = inbox.take(9);
        assert_eq!(events, [print(1, b"c"), print(2, b"d")]);
        assert!(dropped.is_empty());
    }

    #[test]
    fn a_flood_drops_the_oldest_output_counts_it_and_keeps_the_rest() {
        let inbox = Inbox::default();
        inbox.put(log());
        let total = 10 * OUTPUT_LIMIT;
        for at in 0..total / 1024 {
            inbox.put(print(1, &[at as u8; 1024]));
        }
        inbox.put(print(1, b"newest"));
        let (events, dropped) = inbox.take(usize::MAX);
        assert_eq!(events[0], log());
        let kept: Vec<u8> = events
            .iter()
            .filter_map(|event| match event {
                Event::Output { bytes, .. } => Some(bytes.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        assert!(kept.len() <= OUTPUT_LIMIT);
        assert!(kept.ends_with(b"newest"));
        assert_eq!(kept.len() as u64 + dropped[&BoardId(1)], total as u64 + 6);
        assert!(inbox.take(1).1.is_empty(), "the count is told once");
    }
}
