//! What was changed in a text, so that it can be taken back.

/// Line, and characters before the cursor in it.
pub type Spot = (usize, usize);

/// Changes kept; older ones cannot be taken back.
const STEPS: usize = 1000;
/// Bytes of text kept in them.
const BYTES: usize = 4 * 1024 * 1024;

/// Lines that took the place of others.
#[derive(Debug, Clone)]
struct Change {
    at: usize,
    old: Vec<String>,
    new: Vec<String>,
    before: Spot,
    after: Spot,
    /// A letter, to be taken back together with those beside it.
    typing: bool,
}

impl Change {
    fn bytes(&self) -> usize {
        self.old.iter().chain(&self.new).map(|line| line.len() + size_of::<String>()).sum()
    }
}

#[derive(Debug, Clone, Default)]
pub struct Undo {
    /// The text as it was last noted.
    lines: Vec<String>,
    done: Vec<Change>,
    undone: Vec<Change>,
    bytes: usize,
}

impl Undo {
    pub fn new(lines: &[String]) -> Self {
        Undo { lines: lines.to_vec(), ..Undo::default() }
    }

    /// The text is other now. `typing`: by one letter. Answers the first line that differs;
    /// none if none does.
    pub fn note(
        &mut self,
        now: &[String],
        before: Spot,
        after: Spot,
        typing: bool,
    ) -> Option<usize> {
        let at = self.lines.iter().zip(now).take_while(|(a, b)| a == b).count();
        let most = self.lines.len().min(now.len()) - at;
        let same = (self.lines.iter().rev().zip(now.iter().rev()))
            .take(most)
            .take_while(|(a, b)| a == b)
            .count();
        let new = now[at..now.len() - same].to_vec();
        let old_end = self.lines.len() - same;
        if new.is_empty() && at == old_end {
            return None;
        }
        let old: Vec<String> = self.lines.splice(at..old_end, new.iter().cloned()).collect();
        self.undone.clear();
        let change = Change { at, old, new, before, after, typing };
        match self.done.last_mut().filter(|last| joins(last, &change)) {
            Some(last) => {
                self.bytes -= last.bytes();
                last.new = change.new;
                last.after = change.after;
                self.bytes += last.bytes();
            }
            None => {
                self.bytes += change.bytes();
                self.done.push(change);
            }
        }
        while self.done.len() > STEPS || (self.bytes > BYTES && self.done.len() > 1) {
            self.bytes -= self.done.remove(0).bytes();
        }
        Some(at)
    }

    /// What is typed from now on is taken back by itself.
    pub fn part(&mut self) {
        if let Some(last) = self.done.last_mut() {
            last.typing = false;
        }
    }

    /// The text before the last change, and where the cursor was.
    pub fn undo(&mut self) -> Option<(&[String], Spot)> {
        let change = self.done.pop()?;
        self.bytes -= change.bytes();
        let end = change.at + change.new.len();
        self.lines.splice(change.at..end, change.old.iter().cloned());
        let spot = change.before;
        self.undone.push(change);
        Some((&self.lines, spot))
    }

    /// The text after the change that was taken back last.
    pub fn redo(&mut self) -> Option<(&[String], Spot)> {
        let change = self.undone.pop()?;
        self.bytes += change.bytes();
        let end = change.at + change.old.len();
        self.lines.splice(change.at..end, change.new.iter().cloned());
        let spot = change.after;
        self.done.push(change);
        Some((&self.lines, spot))
    }
}

/// Whether a letter belongs to the word before it.
fn joins(last: &Change, next: &Change) -> bool {
    let one_line = |change: &Change| change.old.len() == 1 && change.new.len() == 1;
    let letter_before = |(_, column): Spot, line: &str| line.chars().nth(column.saturating_sub(1));
    let begins_word = || {
        let line = &next.new[0];
        let typed = letter_before(next.after, line);
        let before = letter_before(next.before, line);
        typed.is_some_and(|c| !c.is_whitespace()) && before.is_some_and(char::is_whitespace)
    };
    last.typing
        && next.typing
        && last.at == next.at
        && last.after == next.before
        && one_line(last)
        && one_line(next)
        && !begins_word()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        text.split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn a_word_is_taken_back_as_one() {
        let mut undo = Undo::new(&lines(""));
        let text = "one two";
        for end in 1..=text.len() {
            undo.note(&lines(&text[..end]), (0, end - 1), (0, end), true);
        }
        assert_eq!(undo.undo(), Some((&lines("one ")[..], (0, 4))));
        assert_eq!(undo.undo(), Some((&lines("")[..], (0, 0))));
        assert_eq!(undo.undo(), None);
        assert_eq!(undo.redo(), Some((&lines("one ")[..], (0, 4))));
        assert_eq!(undo.note(&lines("one "), (0, 4), (0, 4), false), None);
        undo.note(&lines("one x"), (0, 4), (0, 5), false);
        assert_eq!(undo.redo(), None, "what was taken back is no more");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(texts in prop::collection::vec("[ab\n]{0,12}", 1..12)) {
            let mut undo = Undo::new(&lines(""));
            let mut seen = vec![lines("")];
            for text in &texts {
                if undo.note(&lines(text), (0, 0), (0, 0), false).is_some() {
                    seen.push(lines(text));
                }
            }
            for text in seen.iter().rev().skip(1) {
                prop_assert_eq!(undo.undo().map(|(lines, _)| lines.to_vec()), Some(text.clone()));
            }
            prop_assert!(undo.undo().is_none());
            for text in seen.iter().skip(1) {
                prop_assert_eq!(undo.redo().map(|(lines, _)| lines.to_vec()), Some(text.clone()));
            }
        }
    }
}
