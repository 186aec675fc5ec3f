//! What many measurements come to.

use std::time::Duration;

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The one in the middle, the 99th of a hundred, the largest.
pub fn of<T: Copy + Ord + Default>(values: &[T]) -> [T; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |part: f64| {
        let index = (sorted.len() as f64 * part).ceil() as usize;
        sorted.get(index.saturating_sub(1)).copied().unwrap_or_default()
    };
    [at(0.5), at(0.99), at(1.0)]
}
