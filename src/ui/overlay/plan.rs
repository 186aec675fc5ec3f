//! What a sync would do, file by file.

use ratatui::text::{Line, Span};

use super::dialog::{Dialog, scroll};
use crate::app::{Action, Context, PlanView, clean};
use crate::model::{Change, Plan, PlanItem};
use crate::theme::Role;
use crate::ui::pen::Pen;
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, view: &PlanView) {
    let width = usize::from(pen.screen().width).saturating_sub(6).min(76);
    let mut lines = ends(pen, &view.plan, width);
    lines.extend(self::lines(pen, &view.plan, width));
    let hints: &[(Action, &str)] = match view.plan.conflicts() {
        0 => &[(Action::Accept, "syncs"), (Action::Dismiss, "closes")],
        _ => &[
            (Action::Accept, "syncs"),
            (Action::Conflicts, "conflicts"),
            (Action::Dismiss, "closes"),
        ],
    };
    let area = Dialog {
        title: "What a sync would do",
        role: Role::Dialog,
        width,
        height: lines.len(),
        flush: false,
        context: Context::Plan,
        hints,
    }
    .open(pen);
    scroll(pen, area, &lines, view.scroll.offset);
}

/// Source and target in full.
fn ends(pen: &Pen<'_>, plan: &Plan, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(6);
    let mark = pen.glyphs.ellipsis;
    let source = clean(&plan.source.to_string_lossy()).into_owned();
    let target = format!("{} on {}", clean(plan.target.as_str()), clean(&plan.board));
    [
        format!("from  {}", text::clip_start(&source, room, mark)),
        format!("to    {}", text::clip_end(&target, room, mark)),
    ]
    .map(|text| Line::from(Span::styled(text, pen.style(Role::Text))))
    .to_vec()
}

/// The sums, the warnings, then the items: what needs a look first.
pub(super) fn lines(pen: &Pen<'_>, plan: &Plan, width: usize) -> Vec<Line<'static>> {
    let line = |role: Role, text: String| Line::from(Span::styled(text, pen.style(role)));
    let mut lines: Vec<Line<'static>> =
        text::wrap(&sums(plan), width).into_iter().map(|text| line(Role::Dim, text)).collect();
    for warning in &plan.warnings {
        lines.extend(
            text::wrap(&clean(warning), width).into_iter().map(|text| line(Role::Warn, text)),
        );
    }
    lines.push(Line::default());
    let mut items: Vec<&PlanItem> =
        plan.items.iter().filter(|item| item.change != Change::Same).collect();
    items.sort_by_key(|item| rank(&item.change));
    lines.extend(items.iter().map(|item| item_line(pen, item, width)));
    let same = plan.count(|change| *change == Change::Same);
    if same > 0 {
        lines.push(line(Role::Dim, format!("= {} the same", text::count(same, "file"))));
    }
    lines
}

/// `2 to add, 1 to change; 5.3K to send, 1.2M free`
fn sums(plan: &Plan) -> String {
    let mut parts: Vec<String> = [
        ("to add", plan.count(|change| *change == Change::Add)),
        ("to change", plan.count(|change| *change == Change::Update)),
        ("to delete", plan.count(|change| *change == Change::Delete)),
        ("in conflict", plan.conflicts()),
        ("blocked", plan.count(|change| matches!(change, Change::Blocked { .. }))),
    ]
    .iter()
    .filter(|(_, count)| *count > 0)
    .map(|(word, count)| format!("{count} {word}"))
    .collect();
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    let free = plan.free.map(|free| format!(", {} free", text::size(free))).unwrap_or_default();
    format!("{}; {} to send{free}", parts.join(", "), text::size(plan.bytes))
}

fn rank(change: &Change) -> u8 {
    match change {
        Change::Conflict { .. } | Change::Blocked { .. } => 0,
        Change::Delete => 1,
        Change::Add => 2,
        Change::Update => 3,
        Change::Ignored { .. } => 4,
        Change::Same => 5,
    }
}

fn item_line(pen: &Pen<'_>, item: &PlanItem, width: usize) -> Line<'static> {
    let (letter, role, says) = match &item.change {
        Change::Add => ("+", Role::StateOnly, "add".to_owned()),
        Change::Update => (">", Role::StateChanged, "change".to_owned()),
        Change::Delete => ("-", Role::Error, "delete".to_owned()),
        Change::Same => ("=", Role::StateSame, "same".to_owned()),
        Change::Ignored { rule } => ("i", Role::Ignored, format!("ignored: {}", clean(rule))),
        Change::Conflict { .. } => {
            ("!", Role::StateConflict, "differs on the board: left alone".to_owned())
        }
        Change::Blocked { why } => ("x", Role::Error, clean(why).into_owned()),
    };
    let size = match item.change {
        Change::Add | Change::Update => text::size(item.size),
        _ => String::new(),
    };
    let mark = pen.glyphs.ellipsis;
    let says = text::clip_end(&says, width / 2, mark);
    let room = width.saturating_sub(text::width(&says) + 10);
    let path = text::clip_middle(&clean(&item.path), room, mark);
    let gap = " ".repeat(room.saturating_sub(text::width(&path)));
    Line::from(vec![
        Span::styled(format!("{letter} "), pen.style(role)),
        Span::styled(format!("{path}{gap}"), pen.style(Role::Text)),
        Span::styled(format!(" {size:>5} "), pen.style(Role::Dim)),
        Span::styled(says, pen.style(role)),
    ])
}
