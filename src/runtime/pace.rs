//! When to draw: at once after rest, at once for the answer to a key, and only once a
//! frame in a flood. Pure: the clock comes in as an argument.

use std::time::{Duration, Instant};

/// The rest after which a change draws at once, and the distance of frames in a flood.
const FRAME: Duration = Duration::from_millis(16);
/// The distance of frames where the screen is to move little.
const CALM: Duration = Duration::from_millis(250);
/// How long after a key the first output counts as its echo.
const ECHO: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub struct Pace {
    calm: bool,
    drawn: Option<Instant>,
    /// A key whose echo has not been drawn yet.
    key: Option<Instant>,
    dirty: bool,
}

impl Pace {
    /// `calm`: what changes by itself is drawn seldom.
    pub fn new(calm: bool) -> Pace {
        Pace { calm, ..Pace::default() }
    }

    /// A key came in; the change it makes and its echo are both urgent.
    pub fn key(&mut self, now: Instant) {
        self.key_sent(now);
        self.dirty = true;
        self.drawn = None;
    }

    /// A key went to the board and changed nothing here: only its echo is urgent.
    pub fn key_sent(&mut self, now: Instant) {
        self.key = Some(now);
    }

    /// The state changed.
    pub fn change(&mut self) {
        self.dirty = true;
    }

    /// The state changed because a board printed.
    pub fn output(&mut self, now: Instant) {
        self.dirty = true;
        if self.key.take().is_some_and(|key| now.duration_since(key) <= ECHO) {
            self.drawn = None;
        }
    }

    /// How long until the next frame is due; none while nothing changed.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        self.dirty.then(|| match self.drawn {
            Some(drawn) => {
                (drawn + if self.calm { CALM } else { FRAME }).saturating_duration_since(now)
            }
            None => Duration::ZERO,
        })
    }

    pub fn drew(&mut self, now: Instant) {
        self.drawn = Some(now);
        self.dirty = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Pace {
        fn is_due(&self, now: Instant) -> bool {
            self.wait(now).is_some_and(|wait| wait.is_zero())
        }
    }

    #[test]
    fn the_first_change_after_rest_draws_at_once() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert!(!pace.is_due(start));
        pace.change();
        assert!(pace.is_due(start));
        pace.drew(start);
        assert!(!pace.is_due(start + FRAME));
        pace.change();
        assert!(pace.is_due(start + FRAME));
    }

    #[test]
    fn a_flood_is_held_to_one_frame() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.drew(start);
        let soon = start + Duration::from_millis(5);
        pace.output(soon);
        assert!(!pace.is_due(soon));
        assert!(pace.is_due(start + FRAME));
    }

    #[test]
    fn a_calm_screen_moves_seldom_but_answers_keys_at_once() {
        let start = Instant::now();
        let mut pace = Pace::new(true);
        pace.drew(start);
        pace.output(start + FRAME);
        assert!(!pace.is_due(start + FRAME));
        assert!(pace.is_due(start + CALM));
        pace.key(start + FRAME);
        assert!(pace.is_due(start + FRAME));
    }

    #[test]
    fn a_key_and_its_echo_do_not_wait_for_the_frame() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.drew(start);
        let key = start + Duration::from_millis(2);
        pace.key(key);
        assert!(pace.is_due(key));
        pace.drew(key);
        let echo = key + Duration::from_millis(3);
        pace.output(echo);
        assert!(pace.is_due(echo), "the echo draws at once");
        pace.drew(echo);
        pace.output(echo + Duration::from_millis(1));
        assert!(!pace.is_due(echo + Duration::from_millis(1)), "what follows does not");
    }

    #[test]
    fn a_key_that_only_goes_to_the_board_draws_nothing_but_its_echo() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.drew(start);
        let key = start + Duration::from_millis(2);
        pace.key_sent(key);
        assert_eq!(pace.wait(key), None);
        let echo = key + Duration::from_millis(3);
        pace.output(echo);
        assert!(pace.is_due(echo), "the echo draws at once");
    }
}
