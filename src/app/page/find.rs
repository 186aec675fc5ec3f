//! Searching and replacing.

use super::Page;
use crate::app::editor::Spot;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    pub text: String,
    /// Each place found is asked about: this takes its place.
    pub with: Option<String>,
    /// Replaced so far.
    pub(in crate::app) replaced: usize,
    /// Where replacing began: it ends there after it went around.
    began: Spot,
    around: bool,
}

impl Find {
    pub fn new(text: String) -> Self {
        Find { text, with: None, replaced: 0, began: (0, 0), around: false }
    }

    /// Where it stands in a line: characters, the second one not included. Small letters
    /// stand for large ones too.
    pub fn in_line(&self, line: &str) -> Vec<(usize, usize)> {
        let any_case = !self.text.chars().any(char::is_uppercase);
        let fold = |c: char| if any_case { c.to_lowercase().next().unwrap_or(c) } else { c };
        let wanted: Vec<char> = self.text.chars().map(fold).collect();
        let ascii = self.text.is_ascii() && line.is_ascii();
        if wanted.is_empty() || (ascii && line.len() < wanted.len()) {
            return Vec::new();
        }
        let letters: Vec<char> = line.chars().map(fold).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at + wanted.len() <= letters.len() {
            if letters[at..at + wanted.len()] == wanted {
                found.push((at, at + wanted.len()));
                at += wanted.len();
            } else {
                at += 1;
            }
        }
        found
    }
}

impl Page {
    /// The next place at or behind a spot, or the one before it; at the end it goes on at
    /// the other.
    fn search(&self, from: Spot, back: bool) -> Option<(Spot, Spot)> {
        let find = self.find.as_ref()?;
        let lines = self.sheet.lines();
        let count = lines.len();
        for step in 0..=count {
            let line = match back {
                false => (from.0 + step) % count,
                true => (from.0 + count - step % count) % count,
            };
            let found = find.in_line(&lines[line]).into_iter();
            let fits = |start: usize| match (step == 0, step == count, back) {
                (true, _, false) | (_, true, true) => start >= from.1,
                (true, _, true) | (_, true, false) => start < from.1,
                _ => true,
            };
            let mut found = found.filter(|(start, _)| fits(*start));
            let place = if back { found.next_back() } else { found.next() };
            if let Some((start, end)) = place {
                return Some(((line, start), (line, end)));
            }
        }
        None
    }

    /// Selects the next place that is found behind the cursor, or the one before it.
    pub fn find_next(&mut self, back: bool) -> bool {
        let from = match self.sheet.selection() {
            Some((from, _)) if back => from,
            Some((_, to)) => to,
            None => self.sheet.cursor(),
        };
        self.select_found(from, back)
    }

    /// Selects the first place found at or behind a spot.
    pub fn find_from(&mut self, from: Spot) -> bool {
        self.select_found(from, false)
    }

    fn select_found(&mut self, from: Spot, back: bool) -> bool {
        let place = self.search(from, back);
        if let Some((from, to)) = place {
            self.sheet.select(from, to);
        }
        place.is_some()
    }

    /// Places found in all.
    pub fn count_found(&self) -> usize {
        let Some(find) = &self.find else { return 0 };
        self.sheet.lines().iter().map(|line| find.in_line(line).len()).sum()
    }

    /// Begins to ask about each place. False where there is none.
    pub fn begin_replacing(&mut self, with: String) -> bool {
        let began = self.sheet.selection().map_or(self.sheet.cursor(), |(from, _)| from);
        if let Some(find) = &mut self.find {
            (find.with, find.replaced, find.began, find.around) = (Some(with), 0, began, false);
        }
        if !self.find_from(began) {
            self.end_replacing();
            return false;
        }
        true
    }

    /// What is asked about now.
    pub fn replacing(&self) -> Option<&Find> {
        self.find.as_ref().filter(|find| find.with.is_some())
    }

    /// Answers how many were replaced.
    pub fn end_replacing(&mut self) -> usize {
        let Some(find) = &mut self.find else { return 0 };
        find.with = None;
        find.replaced
    }

    /// Replaces the place that is asked about, or leaves it, and goes to the next. False
    /// where there is no more.
    pub fn replace_one(&mut self, yes: bool) -> bool {
        let Some((from, to)) = self.sheet.selection() else { return false };
        let Some(with) = self.replacing().and_then(|find| find.with.clone()) else { return false };
        let mut next = to;
        if yes {
            let changed = self.sheet.replace(from, to, &with);
            self.altered(changed);
            next = (from.0, from.1 + with.chars().count());
        }
        if let Some(find) = &mut self.find {
            find.replaced += usize::from(yes);
            if find.began.0 == from.0 && from.1 < find.began.1 && yes {
                // what is before it in its line has another length now
                let (old, new) = (to.1 - from.1, with.chars().count());
                find.began.1 = find.began.1 + new - old.min(find.began.1 + new);
            }
        }
        let place = self.search(next, false);
        let Some((start, end)) = place else { return false };
        let Some(find) = &mut self.find else { return false };
        let wraps = start < next;
        if find.around && (wraps || start >= find.began) {
            return false;
        }
        find.around |= wraps;
        if find.around && start >= find.began {
            return false;
        }
        self.sheet.select(start, end);
        true
    }

    /// Replaces all that are left.
    pub fn replace_rest(&mut self) {
        while self.replace_one(true) {}
    }
}
