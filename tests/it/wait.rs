//! Waiting for a named condition, never for a time.

use std::time::{Duration, Instant};

/// Long enough for a loaded Raspberry Pi; a test that passes never uses it up.
pub const LONG: Duration = Duration::from_secs(30);

/// Asks `probe` again and again until it returns something.
///
/// # Panics
/// After `limit`, with `what` and what `seen` then says.
pub fn until<T>(
    what: &str,
    limit: Duration,
    mut seen: impl FnMut() -> String,
    mut probe: impl FnMut() -> Option<T>,
) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = probe() {
            return value;
        }
        assert!(Instant::now() < end, "waited {limit:?} for {what}; seen: {}", seen());
        std::thread::sleep(Duration::from_millis(5));
    }
}
