//! The lines of the Log pane.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::{Level, LogLine};

use super::list::Cursor;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Since mpdeck started; [`State::time_of_day`](super::State::time_of_day) tells
    /// the local time.
    pub at: Duration,
    pub level: Level,
    /// Cleaned.
    pub source: String,
    /// Cleaned; one line.
    pub text: String,
}

#[derive(Debug)]
pub struct Log {
    entries: VecDeque<LogEntry>,
    /// Lines below this level are not shown.
    pub least: Level,
    /// Only lines that hold this text are shown.
    pub filter: String,
    pub cursor: Cursor,
    /// The newest line stays in sight.
    pub follows: bool,
    /// Warnings and errors that came while the pane was not looked at.
    pub unread: usize,
}

impl Default for Log {
    fn default() -> Self {
        Log {
            entries: VecDeque::new(),
            least: Level::Info,
            filter: String::new(),
            cursor: Cursor::default(),
            follows: true,
            unread: 0,
        }
    }
}

impl Log {
    /// Lines kept: a long day's worth, under half a megabyte.
    const MOST: usize = 2000;

    pub fn push(&mut self, at: Duration, line: LogLine, page: usize) {
        let text = super::clean(line.text.trim_end()).into_owned();
        let source = super::clean(&line.source).into_owned();
        if line.level >= Level::Warn {
            self.unread += 1;
        }
        let entry = LogEntry { at, level: line.level, source, text };
        let shown = self.shows(&entry);
        if self.entries.len() == Log::MOST
            && let Some(oldest) = self.entries.pop_front()
            && self.shows(&oldest)
        {
            self.cursor.at = self.cursor.at.saturating_sub(1);
            self.cursor.offset = self.cursor.offset.saturating_sub(1);
        }
        self.entries.push_back(entry);
        if shown && self.follows {
            self.cursor.put(usize::MAX, self.shown().count(), page);
        }
    }

    fn shows(&self, entry: &LogEntry) -> bool {
        entry.level >= self.least
            && (self.filter.is_empty()
                || entry.text.contains(&self.filter)
                || entry.source.contains(&self.filter))
    }

    /// The lines that pass level and filter, the oldest first.
    pub fn shown(&self) -> impl Iterator<Item = &LogEntry> {
        self.entries.iter().filter(|entry| self.shows(entry))
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.cursor = Cursor::default();
        self.follows = true;
        self.unread = 0;
    }

    /// Fewer kinds of lines, then all of them again.
    pub fn next_level(&mut self) {
        self.least = match self.least {
            Level::Debug => Level::Info,
            Level::Info | Level::Good => Level::Warn,
            Level::Warn => Level::Error,
            Level::Error => Level::Debug,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: Level, text: &str) -> LogLine {
        LogLine { level, source: "test".into(), text: text.into() }
    }

    #[test]
    fn keeps_the_newest_and_follows_them() {
        let mut log = Log::default();
        for n in 0..2100 {
            log.push(Duration::ZERO, line(Level::Info, &format!("line {n}")), 5);
        }
        assert_eq!(log.shown().count(), 2000);
        assert_eq!(log.shown().next().map(|entry| entry.text.as_str()), Some("line 100"));
        assert_eq!((log.cursor.at, log.cursor.offset), (1999, 1995));
    }

    #[test]
    fn stays_where_the_user_reads() {
        let mut log = Log::default();
        for n in 0..2000 {
            log.push(Duration::ZERO, line(Level::Info, &format!("line {n}")), 5);
        }
        log.follows = false;
        log.cursor = Cursor { at: 11, offset: 10 };
        log.push(Duration::ZERO, line(Level::Info, "new"), 5);
        assert_eq!(log.cursor, Cursor { at: 10, offset: 9 });
        assert_eq!(log.shown().nth(10).map(|entry| entry.text.as_str()), Some("line 11"));
    }

    #[test]
    fn filters_by_level_and_cleans() {
        let mut log = Log::default();
        log.push(Duration::ZERO, line(Level::Debug, "hidden"), 5);
        log.push(Duration::ZERO, line(Level::Error, "a\x1b[2Jb\n"), 5);
        let shown: Vec<&str> = log.shown().map(|entry| entry.text.as_str()).collect();
        assert_eq!(shown, ["a\\x1b[2Jb"]);
        log.least = Level::Debug;
        assert_eq!(log.shown().count(), 2);
        assert_eq!(log.unread, 1);
    }
}
