//! What of a plot is looked at: which rows, where each stands, the scale, the cursor.

use std::time::Duration;

use super::store::{Plot, Row};

/// What `+` and `-` step through, in rows.
const SPANS: &[usize] = &[10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// The rows that are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first one and the one behind the last, counted from the first row there was.
    from: u64,
    to: u64,
    /// Rows that would fill the width.
    room: usize,
}

/// Where the values stand: round bounds around all that is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    /// Digits behind the point that tell its steps apart.
    pub digits: usize,
}

impl Window {
    pub fn len(&self) -> usize {
        usize::try_from(self.to - self.from).unwrap_or(usize::MAX)
    }

    pub fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Where the row at `index` stands among `dots` columns.
    pub fn place(&self, index: usize, dots: usize) -> usize {
        let room = self.room.max(2) - 1;
        index.min(room) * dots.saturating_sub(1) / room
    }

    /// The row that stands nearest to a column, counted from the first row there was.
    fn row_at(&self, dot: usize, dots: usize) -> Option<u64> {
        let room = self.room.max(2) - 1;
        let wide = dots.saturating_sub(1).max(1);
        let index = (dot * room + wide / 2) / wide;
        self.len().checked_sub(1).map(|last| self.from + index.min(last) as u64)
    }
}

impl Plot {
    pub fn window(&self) -> Window {
        let to = self.end.max(self.oldest());
        let from = to.saturating_sub(self.span as u64).max(self.oldest());
        let rows = usize::try_from(to - from).unwrap_or(usize::MAX);
        // while it fills it grows in steps: a scale that changes with each row is unrest
        let room = SPANS.iter().copied().find(|span| *span >= rows).unwrap_or(self.span);
        Window { from, to, room: room.min(self.span) }
    }

    /// The rows of a window, oldest first.
    pub fn seen(&self, window: Window) -> impl Iterator<Item = &Row> {
        (window.from..window.to).filter_map(|at| self.row(at))
    }

    /// The time from the first to the last row of a window.
    pub fn lasts(&self, window: Window) -> Duration {
        let at = |row: u64| self.row(row).map(|row| row.at);
        match (at(window.from), window.to.checked_sub(1).and_then(at)) {
            (Some(first), Some(last)) => last.saturating_sub(first),
            _ => Duration::ZERO,
        }
    }

    /// None where there is nothing to see.
    pub fn scale(&self, window: Window) -> Option<Scale> {
        let values = self.seen(window).flat_map(|row| row.values).filter(|value| value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        (low <= high).then(|| round(low, high))
    }

    /// The row under the cursor, and its place in the window; none where it is not seen.
    pub fn pointed(&self) -> Option<(usize, &Row)> {
        let window = self.window();
        let at = self.cursor?.clamp(window.from, window.to.checked_sub(1)?.max(window.from));
        Some((usize::try_from(at - window.from).ok()?, self.row(at)?))
    }

    /// The newest row that is shown.
    pub fn newest(&self) -> Option<&Row> {
        self.end.checked_sub(1).and_then(|at| self.row(at))
    }

    /// The value of a series in the newest row that has one.
    pub fn value_of(&self, series: usize) -> Option<f64> {
        let window = self.window();
        let value = |at| self.row(at).and_then(|row| row.values.get(series)).copied();
        (window.from..window.to).rev().filter_map(value).find(|value| value.is_finite())
    }

    pub fn has_cursor(&self) -> bool {
        self.cursor.is_some()
    }

    /// One step of the cursor: a column of `dots`, and a row at least. It comes up at the
    /// newest row.
    pub fn step_cursor(&mut self, right: bool, dots: usize) {
        let window = self.window();
        let Some(last) = window.to.checked_sub(1).filter(|_| !window.is_empty()) else { return };
        let by = (window.room / dots.max(1)).max(1) as u64;
        self.cursor = Some(match self.cursor {
            None => last,
            Some(at) if right => at.saturating_add(by).clamp(window.from, last),
            Some(at) => at.saturating_sub(by).clamp(window.from, last),
        });
    }

    /// Puts the cursor on a column of `dots`.
    pub fn put_cursor(&mut self, dot: usize, dots: usize) {
        self.cursor = self.window().row_at(dot, dots);
    }

    /// Tells whether there was one.
    pub fn drop_cursor(&mut self) -> bool {
        self.cursor.take().is_some()
    }

    /// Shows fewer rows, or more.
    pub fn zoom(&mut self, closer: bool) {
        let step = SPANS.iter().position(|span| *span >= self.span).unwrap_or(SPANS.len() - 1);
        let step = if closer { step.saturating_sub(1) } else { (step + 1).min(SPANS.len() - 1) };
        self.span = SPANS[step];
    }

    pub fn span(&self) -> usize {
        self.span
    }
}

/// Bounds at multiples of 1, 2 or 5, and with something between them.
fn round(low: f64, high: f64) -> Scale {
    let (low, high) = if low == high {
        let around = (low.abs() / 10.0).max(1.0);
        (low - around, high + around)
    } else {
        (low, high)
    };
    let step = (high - low) / 8.0;
    let power = 10_f64.powf(step.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= step * 0.999);
    let step = times.unwrap_or(10.0) * power;
    let digits = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    let rounded =
        Scale { low: (low / step).floor() * step, high: (high / step).ceil() * step, digits };
    // where the step is lost beside the value the bounds are the values themselves
    let sound = rounded.low.is_finite() && rounded.high.is_finite() && rounded.low < rounded.high;
    if sound { rounded } else { Scale { low, high, digits } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plot(rows: usize) -> Plot {
        let mut plot = Plot::default();
        let output: String = (0..rows).map(|n| format!("{n}\r\n")).collect();
        plot.take(output.as_bytes(), Duration::from_secs(1));
        plot
    }

    #[test]
    fn few_rows_fill_the_width_and_many_move_through_it() {
        let window = plot(3).window();
        assert_eq!((window.len(), window.room), (3, 10));
        let window = plot(150).window();
        assert_eq!((window.len(), window.room), (150, 200));
        assert_eq!((window.place(0, 160), window.place(149, 160)), (0, 119));
        let window = plot(1000).window();
        assert_eq!((window.from, window.to, window.room), (800, 1000, 200));
        assert_eq!(window.place(199, 160), 159);
        let mut close = plot(1000);
        for _ in 0..9 {
            close.zoom(true);
        }
        assert_eq!((close.window().len(), close.span()), (10, 10));
        for _ in 0..99 {
            close.zoom(false);
        }
        assert_eq!((close.window().len(), close.span()), (1000, 10_000));
    }

    #[test]
    fn bounds_are_round_and_hold_all_values() {
        for (low, high, expected) in [
            (20.1, 22.9, (20.0, 23.0, 1)),
            (19.0, 41.0, (15.0, 45.0, 0)),
            (0.0, 1.0, (0.0, 1.0, 1)),
            (-1.0, 1.0, (-1.0, 1.0, 1)),
            (5.0, 5.0, (4.0, 6.0, 1)),
            (0.0, 0.0, (-1.0, 1.0, 1)),
            (0.0012, 0.0031, (0.001, 0.0035, 4)),
            (0.0, 65_535.0, (0.0, 70_000.0, 0)),
        ] {
            let Scale { low, high, digits } = round(low, high);
            let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
            assert!(near(low, expected.0) && near(high, expected.1), "{low} {high}");
            assert_eq!(digits, expected.2, "{low} {high}");
        }
    }

    #[test]
    fn the_cursor_stays_on_its_row() {
        let mut plot = plot(1000);
        let value = |plot: &Plot| plot.pointed().map(|(_, row)| row.values[0]);
        assert_eq!(value(&plot), None);
        plot.step_cursor(false, 100);
        assert_eq!(value(&plot), Some(999.0));
        plot.step_cursor(false, 100);
        assert_eq!(value(&plot), Some(997.0));
        plot.take(b"5\r\n", Duration::from_secs(9));
        assert_eq!(value(&plot), Some(997.0));
        plot.put_cursor(0, 100);
        assert_eq!(value(&plot), Some(801.0));
        plot.put_cursor(99, 100);
        assert_eq!(value(&plot), Some(5.0));
        assert!(plot.drop_cursor() && !plot.drop_cursor());
        let mut empty = Plot::default();
        empty.step_cursor(true, 100);
        empty.put_cursor(3, 0);
        assert!(empty.pointed().is_none());
    }

    proptest! {
        #[test]
        fn bounds_hold_any_two_values(one in -1e300..1e300_f64, other in -1e300..1e300_f64) {
            let (low, high) = (one.min(other), one.max(other));
            let scale = round(low, high);
            prop_assert!(scale.low <= low && scale.high >= high && scale.low < scale.high);
            prop_assert!(scale.low.is_finite() && scale.high.is_finite());
        }

        #[test]
        fn columns_are_in_order_and_inside(rows in 1..400_usize, dots in 1..300_usize) {
            let window = plot(rows).window();
            let mut before = 0;
            for index in 0..window.len() {
                let dot = window.place(index, dots);
                prop_assert!(dot < dots && dot >= before);
                before = dot;
            }
        }
    }
}
