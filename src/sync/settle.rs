//! When a burst of file events is over. Pure: the caller brings the time.
//!
//! One file that was closed after writing or renamed into place is whole: 10 ms are
//! enough for an editor's last touches. A burst, or writes without a close, is over
//! after 50 ms of quiet, and 500 ms after it began whatever happens.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const WHOLE: Duration = Duration::from_millis(10);
const QUIET: Duration = Duration::from_millis(50);
const AT_MOST: Duration = Duration::from_millis(500);

/// What an event says about its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It is new; more will follow.
    Made,
    /// Closed after writing, or renamed into place: its content is all there.
    Whole,
    /// Written, not closed yet.
    Touched,
    /// Mode, owner or times: no reason to wait longer.
    Attributes,
    /// Removed or renamed away.
    Gone,
}

#[derive(Debug, Clone, Copy)]
struct Pending {
    /// It was not there before this burst.
    born: bool,
    last: Happened,
}

/// Collects paths until they rest.
#[derive(Debug, Default)]
pub struct Settle {
    pending: BTreeMap<String, Pending>,
    since: Option<(Instant, Instant)>,
}

impl Settle {
    pub fn note(&mut self, now: Instant, path: &str, happened: Happened) {
        match self.pending.get_mut(path) {
            Some(_) if happened == Happened::Attributes => return,
            // an editor's temporary file: came and went, nobody has to look
            Some(pending) if happened == Happened::Gone && pending.born => {
                self.pending.remove(path);
            }
            Some(pending) => pending.last = happened,
            None => {
                let pending = Pending { born: happened == Happened::Made, last: happened };
                self.pending.insert(path.to_owned(), pending);
            }
        }
        let first = self.since.map_or(now, |(first, _)| first);
        self.since = (!self.pending.is_empty()).then_some((first, now));
    }

    /// When to call [`Settle::take`]; none while nothing is pending.
    pub fn due(&self) -> Option<Instant> {
        let (first, last) = self.since?;
        let mut pending = self.pending.values();
        let alone = pending.len() == 1;
        let whole = pending.all(|pending| pending.last == Happened::Whole);
        let rest = if alone && whole { WHOLE } else { QUIET };
        Some((last + rest).min(first + AT_MOST))
    }

    /// The settled paths, sorted; what comes after belongs to the next batch.
    pub fn take(&mut self) -> Vec<String> {
        self.since = None;
        std::mem::take(&mut self.pending).into_keys().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Happened::*;
    use super::*;

    /// Feeds events at their milliseconds as a watcher would and answers the batches:
    /// when each was due and what was in it.
    fn run(events: &[(u64, &str, Happened)]) -> Vec<(u64, Vec<String>)> {
        let start = Instant::now();
        let mut settle = Settle::default();
        let mut batches = Vec::new();
        let mut flush = |settle: &mut Settle, until: Option<Instant>| {
            while let Some(due) = settle.due().filter(|due| until.is_none_or(|now| *due <= now)) {
                let at = (due - start).as_millis() as u64;
                batches.push((at, settle.take()));
            }
        };
        for (at, path, happened) in events {
            let now = start + Duration::from_millis(*at);
            flush(&mut settle, Some(now));
            settle.note(now, path, *happened);
        }
        flush(&mut settle, None);
        batches
    }

    type Row<'a> = (&'a str, &'a [(u64, &'a str, Happened)], &'a [(u64, &'a [&'a str])]);

    #[test]
    fn every_way_editors_save_is_one_batch() {
        let table: &[Row<'_>] = &[
            ("in place", &[(0, "a", Touched), (1, "a", Touched), (2, "a", Whole)], &[(12, &["a"])]),
            (
                "rename over, from a name nobody ignores",
                &[
                    (0, "t", Made),
                    (1, "t", Touched),
                    (2, "t", Whole),
                    (3, "t", Gone),
                    (3, "a", Whole),
                ],
                &[(13, &["a"])],
            ),
            (
                "vim: the old one moves away, the new one is written",
                &[
                    (0, "a", Gone),
                    (1, "a", Made),
                    (2, "a", Touched),
                    (3, "a", Whole),
                    (4, "a", Attributes),
                ],
                &[(13, &["a"])],
            ),
            (
                "written without a close",
                &[(0, "a", Touched), (30, "a", Touched), (60, "a", Touched)],
                &[(110, &["a"])],
            ),
            (
                "two saves in a row are two batches",
                &[(0, "a", Whole), (100, "a", Whole)],
                &[(10, &["a"]), (110, &["a"])],
            ),
            ("two files", &[(0, "a", Whole), (5, "b", Whole)], &[(55, &["a", "b"])]),
            ("removed", &[(0, "a", Gone)], &[(50, &["a"])]),
            ("only permissions", &[(0, "a", Attributes)], &[(50, &["a"])]),
            ("came and went", &[(0, "t", Made), (4, "t", Whole), (6, "t", Gone)], &[]),
            ("folder renamed", &[(0, "old", Gone), (0, "new", Made)], &[(50, &["new", "old"])]),
        ];
        for (name, events, expected) in table {
            let expected: Vec<(u64, Vec<String>)> = expected
                .iter()
                .map(|(at, paths)| (*at, paths.iter().map(|path| (*path).to_owned()).collect()))
                .collect();
            assert_eq!(run(events), expected, "{name}");
        }
    }

    #[test]
    fn a_checkout_of_200_files_is_one_batch() {
        let names: Vec<String> = (0..200).map(|n| format!("f{n:03}")).collect();
        let events: Vec<(u64, &str, Happened)> = names
            .iter()
            .enumerate()
            .flat_map(|(n, name)| {
                let at = n as u64 * 2;
                [(at, name.as_str(), Made), (at + 1, name.as_str(), Whole)]
            })
            .collect();
        assert_eq!(run(&events), [(449, names.clone())]);
    }

    #[test]
    fn what_never_rests_goes_out_all_the_same() {
        let events: Vec<(u64, &str, Happened)> =
            (0..60).map(|n| (n * 20, "log", Touched)).collect();
        let batches: Vec<u64> = run(&events).into_iter().map(|(at, _)| at).collect();
        assert_eq!(batches, [500, 1000, 1230]);
    }
}
