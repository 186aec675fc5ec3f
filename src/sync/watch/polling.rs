//! Looking again and again, where the system cannot notify.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::{Outline, Stamp};
use super::{Batch, Deliver, Ground};
use crate::sync::rules::Rules;

/// Looks until `stopped`, which waits between two looks, says so. What changed goes
/// out once a look finds it at rest.
pub fn run(ground: &Ground, mut deliver: Deliver, mut stopped: impl FnMut() -> bool) {
    let mut rules = ground.rules();
    let mut before = look(ground, &mut rules);
    let mut pending = BTreeSet::new();
    while !stopped() {
        let mut rules = ground.rules();
        let now = look(ground, &mut rules);
        let changed = differences(&before, &now);
        before = now;
        if changed.is_empty() && !pending.is_empty() {
            deliver(batch(std::mem::take(&mut pending)));
        } else {
            pending.extend(changed);
        }
    }
}

/// Files, and files of rules, which count as well.
fn look(ground: &Ground, rules: &mut Rules) -> BTreeMap<String, Stamp> {
    let outline = Outline::of(ground, rules);
    outline.files.into_iter().chain(outline.rule_files).collect()
}

fn differences(before: &BTreeMap<String, Stamp>, now: &BTreeMap<String, Stamp>) -> Vec<String> {
    let changed = now.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp));
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    changed.map(|(path, _)| path).chain(gone).cloned().collect()
}

fn batch(paths: BTreeSet<String>) -> Batch {
    let rules =
        paths.iter().any(|path| Rules::is_rule_file(path.rsplit('/').next().unwrap_or(path)));
    let paths = if rules { vec![String::new()] } else { paths.into_iter().collect() };
    Batch { paths, rules }
}
