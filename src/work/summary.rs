//! How a sync ended, in words for the log. Pure.

use crate::model::{Change, Level, Plan, SyncSummary};

/// What a plan leaves out and has to be said: conflicts and what cannot be sent. Each
/// with the path it is about.
pub fn left_out(plan: &Plan) -> Vec<(String, Level, String)> {
    plan.items
        .iter()
        .filter_map(|item| {
            let text = match &item.change {
                Change::Conflict { .. } => conflict(&item.path, &plan.board),
                Change::Blocked { why } => format!("{} is not sent: {why}", item.path),
                _ => return None,
            };
            Some((item.path.clone(), Level::Warn, text))
        })
        .collect()
}

/// What to say of a file on the board that is not ours to replace.
pub fn conflict(path: &str, board: &str) -> String {
    format!(
        "{path} on {board} is not what was last synced, so it is left alone. Get it to see what \
         is in it; `mpdeck sync --force` replaces it"
    )
}

/// The line at the end.
pub fn line(summary: &SyncSummary, board: &str) -> (Level, String) {
    let mut parts = Vec::new();
    for (count, what) in
        [(summary.added, "new"), (summary.updated, "changed"), (summary.deleted, "removed")]
    {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let level = match (summary.failed.len(), summary.conflicts.len()) {
        (0, 0) => Level::Good,
        (0, _) => Level::Warn,
        _ => Level::Error,
    };
    let mut text = if parts.is_empty() {
        format!("Nothing to send to {board}, {} the same", files(summary.same))
    } else {
        let seconds = summary.milliseconds as f64 / 1000.0;
        let sent = parts.join(", ");
        format!("Synced to {board}: {sent} ({} bytes in {seconds:.2} s)", summary.bytes)
    };
    if !summary.conflicts.is_empty() {
        text += &format!("; {} left alone", files(summary.conflicts.len()));
    }
    if !summary.failed.is_empty() {
        text += &format!("; {} failed", files(summary.failed.len()));
    }
    if let Some(after) = &summary.after {
        text += &format!("; {after}");
    }
    (level, text)
}

/// `1 file`, `2 files`.
pub fn files(count: usize) -> String {
    if count == 1 { "1 file".into() } else { format!("{count} files") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_happened_in_one_line() {
        let nothing = SyncSummary { same: 1, ..SyncSummary::default() };
        assert_eq!(
            line(&nothing, "pico"),
            (Level::Good, "Nothing to send to pico, 1 file the same".into())
        );
        let all = SyncSummary {
            added: 1,
            updated: 2,
            same: 7,
            bytes: 1234,
            milliseconds: 210,
            conflicts: vec!["a".into()],
            failed: vec![("b".into(), "x".into()), ("c".into(), "x".into())],
            after: Some("soft reset".into()),
            ..SyncSummary::default()
        };
        assert_eq!(
            line(&all, "pico"),
            (
                Level::Error,
                "Synced to pico: 1 new, 2 changed (1234 bytes in 0.21 s); 1 file left alone; \
                 2 files failed; soft reset"
                    .into()
            )
        );
    }
}
