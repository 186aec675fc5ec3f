//! The rows of a plot: the newest ten thousand, each with when it came.

use std::collections::VecDeque;
use std::time::Duration;

use super::collect::Collect;
use super::line::Number;

/// Series that are kept; the theme has a colour for each.
pub const SERIES: usize = 8;
/// Rows that are kept: 50 s of 200 a second, in 0.8 MB.
const ROWS: usize = 10_000;
/// Between two changes of what is shown: a chart that moves is a whole screen of bytes.
const MOVES: Duration = Duration::from_millis(100);
/// Rows that are shown at first.
const SPAN: usize = 200;

/// One line of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// When it came, since mpdeck started.
    pub at: Duration,
    /// By series; no number where the line had none for it.
    pub values: [f64; SERIES],
}

#[derive(Debug)]
struct Series {
    name: String,
    /// The last row with a value for it.
    last: u64,
}

/// What a board's numbers make.
#[derive(Debug)]
pub struct Plot {
    collect: Collect,
    series: Vec<Series>,
    rows: VecDeque<Row>,
    /// Rows that came before those that are kept.
    gone: u64,
    /// Names that found no place.
    refused: Vec<String>,
    /// The end of what is shown, counted from the first row there was.
    pub(super) end: u64,
    moved: Option<Duration>,
    pub paused: bool,
    /// The row under the cursor, counted like `end`.
    pub(super) cursor: Option<u64>,
    /// Rows that are shown at most.
    pub(super) span: usize,
}

impl Default for Plot {
    fn default() -> Self {
        Plot {
            collect: Collect::default(),
            series: Vec::new(),
            rows: VecDeque::new(),
            gone: 0,
            refused: Vec::new(),
            end: 0,
            moved: None,
            paused: false,
            cursor: None,
            span: SPAN,
        }
    }
}

impl Plot {
    /// Takes output that came at `now`.
    pub fn take(&mut self, bytes: &[u8], now: Duration) {
        let mut collect = std::mem::take(&mut self.collect);
        collect.take(bytes, &mut |numbers| self.push(numbers, now));
        self.collect = collect;
        self.catch_up(now);
    }

    /// Output was left out.
    pub fn gap(&mut self) {
        self.collect.gap();
    }

    /// Shows what came since, if it is time to.
    pub fn catch_up(&mut self, now: Duration) {
        let due = self.moved.is_none_or(|at| now.saturating_sub(at) >= MOVES);
        if due && self.lags() {
            self.end = self.total();
            self.moved = Some(now);
        }
    }

    /// Rows came that are not shown and are to be.
    pub fn lags(&self) -> bool {
        !self.paused && self.end < self.total()
    }

    /// Rows that came while the plot was paused.
    pub fn waiting(&self) -> u64 {
        if self.paused { self.total() - self.end } else { 0 }
    }

    /// Forgets all rows and names.
    pub fn clear(&mut self) {
        self.collect.forget_names();
        *self =
            Plot { collect: std::mem::take(&mut self.collect), span: self.span, ..Plot::default() };
    }

    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.series.iter().map(|series| series.name.as_str())
    }

    /// Series beyond the eighth.
    pub fn refused(&self) -> usize {
        self.refused.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows that are kept, as a table for a spreadsheet: seconds since the first of
    /// them, then the series.
    pub fn csv(&self) -> String {
        let mut table = String::from("seconds");
        for name in self.names() {
            table.push(',');
            match name.contains([',', '"']) {
                true => table.push_str(&format!("\"{}\"", name.replace('"', "\"\""))),
                false => table.push_str(name),
            }
        }
        table.push('\n');
        let start = self.rows.front().map_or(Duration::ZERO, |row| row.at);
        for row in &self.rows {
            table.push_str(&format!("{:.3}", row.at.saturating_sub(start).as_secs_f64()));
            for value in row.values.iter().take(self.series.len()) {
                table.push(',');
                if value.is_finite() {
                    table.push_str(&value.to_string());
                }
            }
            table.push('\n');
        }
        table
    }

    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Rows there ever were.
    pub(super) fn total(&self) -> u64 {
        self.gone + self.rows.len() as u64
    }

    /// The oldest row that is kept.
    pub(super) fn oldest(&self) -> u64 {
        self.gone
    }

    pub(super) fn row(&self, at: u64) -> Option<&Row> {
        let index = usize::try_from(at.checked_sub(self.gone)?).ok()?;
        self.rows.get(index)
    }

    fn push(&mut self, numbers: Vec<Number>, at: Duration) {
        let mut values = [f64::NAN; SERIES];
        let several = numbers.len() > 1;
        let mut any = false;
        for (place, number) in numbers.into_iter().enumerate() {
            let name = number.name.unwrap_or_else(|| match several {
                true => format!("y{}", place + 1),
                false => "y".to_owned(),
            });
            if let Some(series) = self.series(name)
                && let Some(value) = number.value
            {
                values[series] = value;
                self.series[series].last = self.total();
                any = true;
            }
        }
        if !any {
            return;
        }
        if self.rows.len() == ROWS {
            self.rows.pop_front();
            self.gone += 1;
        }
        self.rows.push_back(Row { at, values });
    }

    /// The place of a series: its own, a new one, or that of one whose rows are all gone.
    fn series(&mut self, name: String) -> Option<usize> {
        if let Some(at) = self.series.iter().position(|series| series.name == name) {
            return Some(at);
        }
        let last = self.total();
        if self.series.len() < SERIES {
            self.series.push(Series { name, last });
            return Some(self.series.len() - 1);
        }
        let gone = self.gone;
        if let Some(at) = self.series.iter().position(|series| series.last < gone) {
            self.refused.retain(|other| *other != name);
            self.series[at] = Series { name, last };
            return Some(at);
        }
        // a name that changes with each line would grow without end
        if self.refused.len() < 100 && !self.refused.contains(&name) {
            self.refused.push(name);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn plot(output: &str) -> Plot {
        let mut plot = Plot::default();
        plot.take(output.as_bytes(), SECOND);
        plot
    }

    #[test]
    fn series_are_told_apart_by_name_or_place() {
        let plot = plot("temp:21\r\nhum:40\r\ntemp:22,hum:41\r\n");
        assert_eq!(plot.names().collect::<Vec<_>>(), ["temp", "hum"]);
        assert_eq!(plot.csv(), "seconds,temp,hum\n0.000,21,\n0.000,,40\n0.000,22,41\n");
        let names = |output: &str| -> Vec<String> {
            self::plot(output).names().map(str::to_owned).collect()
        };
        assert_eq!(names("5\r\n"), ["y"]);
        assert_eq!(names("5 6\r\n"), ["y1", "y2"]);
        assert_eq!(names("a,b\r\n5,6\r\n"), ["a", "b"]);
    }

    #[test]
    fn eight_series_are_kept_and_the_others_counted() {
        let plot = plot("1 2 3 4 5 6 7 8 9 10\r\n1 2 3 4 5 6 7 8 9 10\r\n");
        assert_eq!((plot.names().len(), plot.refused(), plot.rows()), (8, 2, 2));
    }

    #[test]
    fn rows_are_bounded_and_a_series_without_rows_makes_room() {
        let mut plot = plot("old:1\r\n");
        for n in 0..SERIES - 1 {
            plot.take(format!("s{n}:1\r\n").as_bytes(), SECOND);
        }
        let line = "s0:1,s1:1,s2:1,s3:1,s4:1,s5:1,s6:1\r\n";
        for _ in 0..ROWS {
            plot.take(line.as_bytes(), SECOND);
        }
        assert_eq!(plot.rows(), ROWS);
        plot.take(b"new:1\r\n", SECOND);
        assert_eq!(plot.names().next(), Some("new"));
        assert_eq!((plot.refused(), plot.names().len()), (0, SERIES));
    }

    #[test]
    fn what_is_shown_moves_ten_times_a_second_and_not_while_paused() {
        let mut plot = Plot::default();
        let at = Duration::from_millis;
        plot.take(b"1\r\n", at(1000));
        assert_eq!((plot.end, plot.lags()), (1, false));
        plot.take(b"2\r\n", at(1050));
        assert_eq!((plot.end, plot.lags()), (1, true));
        plot.take(b"3\r\n", at(1100));
        assert_eq!(plot.end, 3);
        plot.paused = true;
        plot.take(b"4\r\n", at(2000));
        assert_eq!((plot.end, plot.waiting(), plot.lags()), (3, 1, false));
        plot.paused = false;
        plot.catch_up(at(2001));
        assert_eq!((plot.end, plot.waiting()), (4, 0));
    }

    #[test]
    fn cleared_it_begins_anew() {
        let mut plot = plot("a,b\r\n1,2\r\n");
        plot.clear();
        assert!(plot.is_empty() && plot.names().len() == 0);
        plot.take(b"3,4\r\n", SECOND);
        assert_eq!(plot.names().collect::<Vec<_>>(), ["y1", "y2"]);
    }

    #[test]
    fn a_name_with_a_comma_is_quoted() {
        let mut plot = Plot::default();
        plot.series.push(Series { name: "a,\"b\"".into(), last: 0 });
        assert_eq!(plot.csv(), "seconds,\"a,\"\"b\"\"\"\n");
    }
}
