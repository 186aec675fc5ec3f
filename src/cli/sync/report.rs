//! What a sync says: plans, results, and how the whole ended.

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{Output, Printer, name};
use crate::model::{
    BoardId, Change, Conflict, Event, Level, Plan, PlanItem, Problem, SyncOptions, SyncSummary,
    WorkEvent,
};

/// Prints events and remembers what the exit code depends on.
pub(super) struct Report<'a> {
    printer: &'a Printer,
    dry_run: bool,
    watch: bool,
    /// Conflicts: left as they are on the board.
    left: usize,
    /// Files that could not be sent.
    unsent: usize,
    failed: Option<Problem>,
    /// Conflicts that were told, by board and as they were then.
    told: Vec<(BoardId, Conflict)>,
}

impl<'a> Report<'a> {
    pub(super) fn new(printer: &'a Printer, options: &SyncOptions) -> Report<'a> {
        Report {
            printer,
            dry_run: options.dry_run,
            watch: options.watch,
            left: 0,
            unsent: 0,
            failed: None,
            told: Vec::new(),
        }
    }

    pub(super) fn hear(&mut self, event: Event) {
        match event {
            Event::Work(event) => self.work(event),
            // What the board's own program prints is none of a sync's results.
            Event::Output { .. } => {}
            // The problem that comes with it says the same.
            Event::Log(line) if line.level == Level::Error => {}
            event => crate::cli::run::hear(event, self.printer),
        }
    }

    fn work(&mut self, event: WorkEvent) {
        match event {
            WorkEvent::Planned { plan, .. } => {
                if self.dry_run {
                    self.left += plan.conflicts();
                }
                let lines = lines(&plan, self.dry_run);
                self.printer.event(as_event("plan", &*plan), lines);
            }
            WorkEvent::Conflicts { board, conflicts } => self.conflicts(board, conflicts),
            WorkEvent::Synced { summary, .. } => {
                self.left += summary.conflicts.len();
                self.unsent += summary.failed.len();
                self.printer.event(as_event("synced", &summary), told(&summary));
            }
            WorkEvent::Failed { problem, .. } if self.watch => {
                let text = problem.to_string();
                self.printer.status(as_event("failed", &problem), text);
            }
            WorkEvent::Failed { problem, .. } => {
                if let Some(earlier) = self.failed.replace(problem) {
                    self.printer.clone().note(earlier.to_string());
                }
            }
            WorkEvent::Watching { on, polling } => {
                let way = if polling { " by looking again and again" } else { "" };
                let text = if on {
                    format!("watching{way}; Ctrl-C ends")
                } else {
                    "no longer watching".to_owned()
                };
                self.printer
                    .status(json!({ "event": "watching", "on": on, "polling": polling }), text);
            }
            WorkEvent::Waiting { files, .. } => {
                let text = format!("the board is away; {files} saved files wait for it");
                self.printer.status(json!({ "event": "waiting", "files": files }), text);
            }
            _ => {}
        }
    }

    /// Each once; one that has become another is another.
    fn conflicts(&mut self, board: BoardId, conflicts: Vec<Conflict>) {
        for conflict in &conflicts {
            if self.told.contains(&(board, conflict.clone())) {
                continue;
            }
            let text = format!("! {}", conflict_line(&conflict.path, conflict.there.is_some()));
            self.printer.event(as_event("conflict", conflict), text);
        }
        self.told.retain(|(of, _)| *of != board);
        self.told.extend(conflicts.into_iter().map(|conflict| (board, conflict)));
    }

    /// How it ended: failures first, then what was left undone.
    pub(super) fn verdict(self) -> Result<(), Problem> {
        if let Some(problem) = self.failed {
            return Err(problem);
        }
        left_undone(self.left, self.unsent)
    }
}

fn left_undone(conflicts: usize, unsent: usize) -> Result<(), Problem> {
    let mut left = Vec::new();
    if conflicts > 0 {
        left.push(format!("{} changed on the board and left alone", were(conflicts)));
    }
    if unsent > 0 {
        left.push(format!("{} not sent", were(unsent)));
    }
    if left.is_empty() {
        return Ok(());
    }
    let problem = Problem::failed("sync", left.join(", "));
    Err(problem.next(match conflicts {
        0 => "The lines marked ! say why.",
        _ => "`mpdeck sync --force` overwrites what was changed on the board.",
    }))
}

fn were(files: usize) -> String {
    if files == 1 { "1 file was".to_owned() } else { format!("{files} files were") }
}

fn as_event(event: &str, what: &impl Serialize) -> Value {
    let mut value = json!({ "event": event });
    if let (Value::Object(into), Ok(Value::Object(fields))) =
        (&mut value, serde_json::to_value(what))
    {
        into.extend(fields);
    }
    value
}

/// The plan for people: where from, where to, and each file that is more than the same.
fn lines(plan: &Plan, all: bool) -> String {
    let mut lines = vec![format!(
        "{} -> {} on {}",
        name(&plan.source.display().to_string()),
        name(plan.target.as_str()),
        name(&plan.board)
    )];
    lines.extend(plan.items.iter().filter_map(|item| line(item, all)));
    let count = |which: fn(&Change) -> bool| plan.count(which);
    let free = plan.free.map_or(String::new(), |free| format!(", {free} bytes free"));
    if all {
        lines.push(format!(
            "add {}, change {}, delete {}, same {}, ignored {}, conflicts {}: {} bytes to send{free}",
            count(|change| matches!(change, Change::Add)),
            count(|change| matches!(change, Change::Update)),
            count(|change| matches!(change, Change::Delete)),
            count(|change| matches!(change, Change::Same)),
            count(|change| matches!(change, Change::Ignored { .. })),
            plan.conflicts(),
            plan.bytes,
        ));
    }
    lines.join("\n")
}

fn line(item: &PlanItem, all: bool) -> Option<String> {
    let path = name(&item.path);
    let size = item.size;
    match &item.change {
        Change::Add => Some(format!("+ {path}  {size} bytes")),
        Change::Update => Some(format!("~ {path}  {size} bytes")),
        Change::Delete => Some(format!("- {path}")),
        // told by an event of their own, with what is known of both sides
        Change::Conflict { .. } => None,
        Change::Blocked { why } => Some(format!("! {path}  {}", name(why))),
        Change::Ignored { rule } if all => Some(format!("  {path}  ignored: {}", name(rule))),
        Change::Ignored { .. } | Change::Same => None,
    }
}

fn conflict_line(path: &str, there: bool) -> String {
    let how = if there { "was changed on the board" } else { "was removed on the board" };
    format!("{}  {how}: left alone without --force", name(path))
}

fn told(summary: &SyncSummary) -> String {
    let SyncSummary { added, updated, deleted, same, bytes, milliseconds, .. } = summary;
    let mut lines: Vec<String> = Vec::new();
    for (path, why) in &summary.failed {
        lines.push(format!("! {}  {}", name(path), name(why)));
    }
    let seconds = *milliseconds as f64 / 1000.0;
    let after = summary.after.as_ref().map_or(String::new(), |after| format!("; {after}"));
    lines.push(format!(
        "added {added}, changed {updated}, deleted {deleted}, same {same}, conflicts {}: \
         {bytes} bytes in {seconds:.1} s{after}",
        summary.conflicts.len()
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(conflicts: usize, unsent: usize) -> String {
        left_undone(conflicts, unsent).map_or_else(|left| left.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn only_conflicts_are_told_to_be_forced() {
        assert_eq!(verdict(0, 0), "fine");
        assert!(verdict(1, 0).contains("1 file was changed on the board and left alone"));
        assert!(verdict(1, 2).contains("2 files were not sent"));
        assert!(verdict(1, 2).contains("--force") && !verdict(0, 1).contains("--force"));
    }
}
