//! Somebody beside the chip who presses its buttons, as the guide on the screen asks.

use std::time::{Duration, Instant};

/// Who presses the buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// Nobody, unless told to.
    Off,
    /// Holds BOOT and taps RESET when a host calls and gets no answer, and taps RESET
    /// when a download has ended and the line is quiet.
    Helpful,
}

/// A host that calls for so long is helped.
const CALLING: Duration = Duration::from_millis(1500);

/// A gap in the calls after which they count from the start.
const PAUSE: Duration = Duration::from_secs(3);

/// The line is quiet after this. Longer than a host takes between two steps.
const QUIET: Duration = Duration::from_secs(3);

/// A call to the loader is mostly this.
const CALL: [u8; 8] = [0x55; 8];

/// Which button it is time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    BootAndReset,
    Reset,
}

#[derive(Debug)]
pub(super) struct Watch {
    hands: Hands,
    /// The first and the last of the calls that nobody answered.
    calls: Option<(Instant, Instant)>,
    /// Since when the line is quiet after the end of a download.
    ended: Option<Instant>,
}

impl Watch {
    pub(super) fn new(hands: Hands) -> Watch {
        Watch { hands, calls: None, ended: None }
    }

    /// The host sent something.
    pub(super) fn sent(&mut self, bytes: &[u8], now: Instant) {
        if self.ended.is_some() {
            self.ended = Some(now);
        }
        if bytes.windows(CALL.len()).any(|part| part == CALL) {
            let recent = self.calls.filter(|(_, last)| now - *last < PAUSE);
            self.calls = Some((recent.map_or(now, |(first, _)| first), now));
        }
    }

    /// The chip answered.
    pub(super) fn answered(&mut self) {
        self.calls = None;
    }

    pub(super) fn download_ended(&mut self, now: Instant) {
        self.ended = Some(now);
    }

    /// The chip was reset, by whomever.
    pub(super) fn reset(&mut self) {
        *self = Watch::new(self.hands);
    }

    pub(super) fn press(&self, now: Instant) -> Option<Press> {
        if self.hands == Hands::Off {
            return None;
        }
        let calling = self.calls.is_some_and(|(first, last)| last - first >= CALLING);
        let quiet = self.ended.is_some_and(|since| now >= since + QUIET);
        match (calling, quiet) {
            (true, _) => Some(Press::BootAndReset),
            (_, true) => Some(Press::Reset),
            _ => None,
        }
    }

    /// When to look again, if nothing happens.
    pub(super) fn next(&self) -> Option<Instant> {
        self.ended.filter(|_| self.hands == Hands::Helpful).map(|since| since + QUIET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_keeps_calling_is_helped() {
        let start = Instant::now();
        let after = |ms| start + Duration::from_millis(ms);
        let mut watch = Watch::new(Hands::Helpful);
        for ms in [0, 500, 1000, 1400] {
            watch.sent(&[0x55; 36], after(ms));
            assert_eq!(watch.press(after(ms)), None);
        }
        watch.sent(&[0x55; 36], after(1600));
        assert_eq!(watch.press(after(1600)), Some(Press::BootAndReset));
        watch.answered();
        assert_eq!(watch.press(after(1600)), None);
        assert_eq!(Watch { hands: Hands::Off, ..watch }.press(after(9000)), None);
    }

    #[test]
    fn reset_is_tapped_once_all_is_quiet() {
        let start = Instant::now();
        let mut watch = Watch::new(Hands::Helpful);
        watch.download_ended(start);
        watch.sent(&[1], start + Duration::from_secs(2));
        assert_eq!(watch.press(start + Duration::from_secs(4)), None);
        assert_eq!(watch.press(start + Duration::from_secs(5)), Some(Press::Reset));
    }
}
