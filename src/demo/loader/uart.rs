//! The serial line as both ends hear it: a rate that differs makes noise, and bytes take
//! their time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A byte with its start and stop bit.
const BITS: u32 = 10;

/// Rates that differ by less than one part in this many still understand each other.
const TOLERANCE: u32 = 25;

/// What a receiver at `heard` bits per second makes of bytes sent at `sent`.
pub(super) fn heard(bytes: &[u8], sent: u32, heard: u32) -> Vec<u8> {
    if sent.abs_diff(heard) <= sent / TOLERANCE {
        return bytes.to_vec();
    }
    let (sent, heard) = (u64::from(sent.max(1)), u64::from(heard.max(1)));
    // The line as levels, one for each bit: start low, data from the lowest bit, stop high.
    let levels: Vec<bool> = bytes
        .iter()
        .flat_map(|byte| {
            let data = (0..8).map(move |bit| byte >> bit & 1 == 1);
            std::iter::once(false).chain(data).chain([true])
        })
        .collect();
    // Time runs in halves of the receiver's bits.
    let level = |half: u64| {
        let at = usize::try_from(half * sent / (heard * 2)).unwrap_or(usize::MAX);
        levels.get(at).copied().unwrap_or(true)
    };
    let end = levels.len() as u64 * heard * 2 / sent;
    let mut received = Vec::new();
    let mut now = 0;
    while now < end {
        if level(now) {
            now += 1;
            continue;
        }
        // Half a bit into the start bit, then from middle to middle.
        let byte =
            (0..8).fold(0u8, |byte, bit| byte | u8::from(level(now + 1 + 2 * (bit + 1))) << bit);
        received.push(byte);
        now += 2 * u64::from(BITS) - 1;
    }
    received
}

/// How fast bytes pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// What the USB adapter adds each way.
    pub latency: Duration,
}

/// One direction of a line that takes its time.
#[derive(Debug)]
pub(super) struct Way {
    pace: Option<Pace>,
    /// When the wire is free again.
    free: Instant,
    waiting: VecDeque<(Instant, u8)>,
}

impl Way {
    /// Without a pace bytes arrive at once.
    pub(super) fn new(pace: Option<Pace>) -> Way {
        Way { pace, free: Instant::now(), waiting: VecDeque::new() }
    }

    pub(super) fn send(&mut self, bytes: &[u8], baud: u32, now: Instant) {
        let (per_byte, latency) = match self.pace {
            Some(Pace { latency }) => (Duration::from_secs(BITS.into()) / baud.max(1), latency),
            None => (Duration::ZERO, Duration::ZERO),
        };
        self.free = self.free.max(now);
        for byte in bytes {
            self.free += per_byte;
            self.waiting.push_back((self.free + latency, *byte));
        }
    }

    /// The wire stays silent until then.
    pub(super) fn rest(&mut self, until: Instant) {
        self.free = self.free.max(until);
    }

    /// Bytes that have arrived by now.
    pub(super) fn arrived(&mut self, now: Instant) -> Vec<u8> {
        let due = self.waiting.partition_point(|(due, _)| *due <= now);
        self.waiting.drain(..due).map(|(_, byte)| byte).collect()
    }

    /// When the next byte arrives.
    pub(super) fn next(&self) -> Option<Instant> {
        self.waiting.front().map(|(due, _)| *due)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Puts back what could not be delivered.
    pub(super) fn put_back(&mut self, bytes: &[u8], now: Instant) {
        for byte in bytes.iter().rev() {
            self.waiting.push_front((now, *byte));
        }
    }

    /// The cable is out.
    pub(super) fn cut(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_understand_each_other() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(heard(&all, 115_200, 115_200), all);
        assert_eq!(heard(&all, 115_200, 113_000), all);
    }

    #[test]
    fn other_rates_are_noise() {
        let text = b" ets Jan  8 2013,rst cause:2, boot mode:(1,6)\r\n";
        let noise = heard(text, 74_880, 115_200);
        assert!(noise.len() > text.len() / 2, "{noise:?}");
        assert!(!noise.windows(4).any(|part| text.windows(4).any(|word| word == part)));
        assert_ne!(heard(text, 115_200, 460_800), text);
        // Twice as fast, each bit is seen twice.
        assert_eq!(heard(&[0xFF], 9600, 19_200), [0xFE]);
    }

    #[test]
    fn bytes_take_their_time_and_the_latency() {
        let mut way = Way::new(Some(Pace { latency: Duration::from_millis(5) }));
        let now = way.free;
        way.send(&[1, 2], 10_000, now);
        assert!(way.arrived(now + Duration::from_millis(5)).is_empty());
        assert_eq!(way.arrived(now + Duration::from_millis(6)), [1]);
        assert_eq!(way.next(), Some(now + Duration::from_millis(7)));
        let mut way = Way::new(None);
        let now = way.free;
        way.send(&[1, 2], 10_000, now);
        assert_eq!(way.arrived(now), [1, 2]);
    }
}
