//! What a sync says: plans, results, and how the whole ended.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{Output, Printer, name};
use crate::model::{
    BoardId, Change, Conflict, Event, Level, LogLine, Plan, PlanItem, Problem, Progress,
    SyncOptions, SyncSummary, WorkEvent, port_name,
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
    /// Lines name the board they are about.
    several: bool,
    /// The boards' names.
    names: BTreeMap<BoardId, String>,
    /// How far each of them is.
    progress: BTreeMap<BoardId, Progress>,
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
            several: false,
            names: BTreeMap::new(),
            progress: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    /// Lines about it carry this name, where there are several or are to be.
    pub(super) fn joins(&mut self, board: BoardId, name: String, several: bool) {
        self.names.insert(board, name);
        self.several |= several || self.names.len() > 1;
    }

    pub(super) fn name(&self, board: BoardId) -> String {
        self.names.get(&board).cloned().unwrap_or_default()
    }

    /// A board that could not be reached.
    pub(super) fn cannot(&mut self, board: BoardId, problem: Problem) {
        self.work(WorkEvent::Failed { board, problem });
    }

    /// With the board's name before each line, where there are several.
    fn prefixed(&self, board: BoardId, text: &str) -> String {
        let Some(name) = self.names.get(&board).filter(|_| self.several) else {
            return text.to_owned();
        };
        let name = crate::cli::name(port_name(name));
        let lines: Vec<String> = text.lines().map(|line| format!("{name}: {line}")).collect();
        lines.join("\n")
    }

    /// A result of one board.
    fn tell(&self, board: BoardId, event: Value, text: &str) {
        self.printer.event(self.named(board, event), self.prefixed(board, text));
    }

    fn named(&self, board: BoardId, mut event: Value) -> Value {
        if let (Value::Object(fields), Some(name)) = (&mut event, self.names.get(&board)) {
            fields.insert("board".to_owned(), name.clone().into());
        }
        event
    }

    /// One bar for all of them.
    fn progress(&mut self, board: BoardId, progress: Progress) {
        self.progress.insert(board, progress);
        let mut all = Progress::default();
        for one in self.progress.values() {
            all.done += one.done;
            all.total += one.total;
            all.file += one.file;
            all.files += one.files;
            all.what.clone_from(&one.what);
        }
        if self.progress.len() > 1 {
            all.what = format!("write to {} boards", self.progress.len());
        }
        self.printer.progress(all);
    }

    pub(super) fn hear(&mut self, event: Event) {
        match event {
            Event::Work(event) => self.work(event),
            // What the board's own program prints is none of a sync's results.
            Event::Output { .. } => {}
            // The problem that comes with it says the same.
            Event::Log(line) if line.level == Level::Error => {}
            Event::Progress { board, progress, .. } => self.progress(board, progress),
            Event::Log(line) if self.several => {
                let text = format!("{}: {}", port_name(&line.source), line.text);
                crate::cli::run::hear(Event::Log(LogLine { text, ..line }), self.printer);
            }
            event => crate::cli::run::hear(event, self.printer),
        }
    }

    fn work(&mut self, event: WorkEvent) {
        match event {
            WorkEvent::Planned { board, plan } => {
                if self.dry_run {
                    self.left += plan.conflicts();
                }
                let lines = lines(&plan, self.dry_run);
                self.tell(board, as_event("plan", &*plan), &lines);
            }
            WorkEvent::Conflicts { board, conflicts } => self.conflicts(board, conflicts),
            WorkEvent::Synced { board, summary, .. } => {
                self.progress.remove(&board);
                self.left += summary.conflicts.len();
                self.unsent += summary.failed.len();
                self.tell(board, as_event("synced", &summary), &told(&summary));
            }
            WorkEvent::Failed { board, problem } if self.watch => {
                let text = self.prefixed(board, &problem.to_string());
                self.printer.status(self.named(board, as_event("failed", &problem)), text);
            }
            WorkEvent::Failed { board, mut problem } => {
                self.progress.remove(&board);
                problem.tried = self.prefixed(board, &problem.tried);
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
            WorkEvent::Waiting { board, files } => {
                let text = match files {
                    0 => "the board is away; what it lacks waits for it".to_owned(),
                    1 => "the board is away; 1 saved file waits for it".to_owned(),
                    _ => format!("the board is away; {files} saved files wait for it"),
                };
                let text = self.prefixed(board, &text);
                let event = json!({ "event": "waiting", "files": files });
                self.printer.status(self.named(board, event), text);
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
            self.tell(board, as_event("conflict", conflict), &text);
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
    lines.extend(summary.bytecode.as_ref().map(ToString::to_string));
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
