//! Finding by a few letters in the right order.

/// The items of which one of the texts holds the letters of `typed` in order, the best
/// first: matches at word starts and in one piece win. All of them where nothing is
/// typed.
pub fn sort<'a, T>(typed: &str, items: &'a [T], texts: impl Fn(&T) -> [&str; 2]) -> Vec<&'a T> {
    let best = |item: &T| texts(item).iter().filter_map(|text| score(typed, text)).max();
    let mut found: Vec<(i32, &T)> =
        items.iter().filter_map(|item| Some((best(item)?, item))).collect();
    if !typed.is_empty() {
        found.sort_by_key(|(score, _)| -score);
    }
    found.into_iter().map(|(_, item)| item).collect()
}

/// None where a letter is missing.
pub fn score(typed: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let typed: Vec<char> = typed.to_lowercase().chars().filter(|c| *c != ' ').collect();
    let mut score = 0;
    let mut at = 0;
    let mut last = None;
    for letter in typed {
        let word_start = |i: usize| i == 0 || !text[i - 1].is_alphanumeric();
        // the letter right after the last one, else at a word's start, else anywhere
        let next = (last.map(|l: usize| l + 1).filter(|i| text.get(*i) == Some(&letter)))
            .or_else(|| (at..text.len()).find(|i| text[*i] == letter && word_start(*i)))
            .or_else(|| (at..text.len()).find(|i| text[*i] == letter))?;
        score += match last {
            Some(l) if l + 1 == next => 4,
            _ if word_start(next) => 3,
            _ => 0,
        };
        last = Some(next);
        at = next + 1;
    }
    Some(score * 100 - text.len() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_comes_first() {
        let items = ["Stop the running job", "Go to the REPL", "Soft reset", "Set the clock"];
        let found = |typed| sort(typed, &items, |item| [item, ""]).first().copied().copied();
        assert_eq!(found("sr"), Some("Soft reset"));
        assert_eq!(found("clock"), Some("Set the clock"));
        assert_eq!(found("repl"), Some("Go to the REPL"));
        assert_eq!(found("xyz"), None);
        assert_eq!(sort("", &items, |item| [item, ""]).len(), 4);
    }
}
