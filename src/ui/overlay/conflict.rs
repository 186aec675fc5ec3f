//! A file that was changed on the board: what differs, and what can be done.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::dialog::{Dialog, scroll};
use super::diff;
use crate::app::{Action, Body, ConflictView, Context, State, clean};
use crate::model::{Conflict, Version};
use crate::theme::Role;
use crate::ui::pen::{Pen, row};
use crate::ui::text;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, view: &ConflictView) {
    let screen = pen.screen();
    let width = usize::from(screen.width).saturating_sub(6);
    let (at, of) = state.conflict_place(view);
    let board = state.boards.iter().find(|board| board.id == view.board);
    let name = board.map(|board| clean(board.name()).into_owned()).unwrap_or_default();
    let count = if of > 1 { format!("  {at} of {of}") } else { String::new() };
    let title = format!("{} was changed on {name}{count}", clean(&view.conflict.path));
    let mut hints = vec![(Action::KeepMine, "mine"), (Action::KeepBoards, "board's")];
    hints.push((Action::KeepBoth, "both"));
    if of > 1 {
        hints.push((Action::NextConflict, "next"));
    }
    hints.push((Action::Dismiss, "later"));
    let head = sides(pen, &view.conflict, width);
    let lines = body(pen, view, width);
    let area = Dialog {
        title: &title,
        role: Role::Warn,
        width,
        height: head.len() + 1 + lines.len(),
        flush: false,
        context: Context::Conflict,
        hints: &hints,
    }
    .open(pen);
    for (at, line) in head.iter().enumerate().take(usize::from(area.height)) {
        pen.line(row(area, at), &line.spans);
    }
    let taken = u16::try_from(head.len() + 1).unwrap_or(u16::MAX).min(area.height);
    let rest = Rect { y: area.y + taken, height: area.height - taken, ..area };
    scroll(pen, rest, &lines, view.scroll.offset);
}

/// The two sides, each with the mark that its lines have in the diff.
fn sides(pen: &Pen<'_>, conflict: &Conflict, width: usize) -> Vec<Line<'static>> {
    let gone = ["removed here", "removed on the board"];
    let side = |mark: &str, role, name: &str, version: &Option<Version>, gone: &str| {
        let says = match version {
            None => gone.to_owned(),
            Some(version) => version.size.map_or_else(
                || "size not known".to_owned(),
                |size| format!("{} bytes", text::thousands(size)),
            ),
        };
        let hash = version.as_ref().and_then(|version| version.digest.as_ref());
        let hash = hash.map(|digest| format!("  {}", digest.hex())).unwrap_or_default();
        let left = format!("{mark} {name:<6}{says:<16}");
        let room = width.saturating_sub(text::width(&left));
        Line::from(vec![
            Span::styled(left, pen.style(role)),
            Span::styled(text::clip_end(&hash, room, pen.glyphs.ellipsis), pen.style(Role::Dim)),
        ])
    };
    vec![
        side("+", Role::StateOnly, "mine", &conflict.here, gone[0]),
        side("-", Role::StateConflict, "board", &conflict.there, gone[1]),
    ]
}

fn body(pen: &Pen<'_>, view: &ConflictView, width: usize) -> Vec<Line<'static>> {
    let say = |role: Role, says: &str| {
        let lines = text::wrap(says, width).into_iter();
        lines.map(|line| Line::from(Span::styled(line, pen.style(role)))).collect()
    };
    match &view.body {
        Body::Reading => say(Role::Dim, "Reading the board's file."),
        Body::Trouble(why) => say(Role::Error, why),
        Body::Binary if view.conflict.made => say(
            Role::Text,
            "Bytecode: the board's is not what was compiled here. It cannot be compared line \
             by line, nor take the place of its source.",
        ),
        Body::Binary => say(Role::Text, "No text, or too much of it to compare line by line."),
        Body::Lines(lines) if lines.is_empty() => {
            say(Role::Text, "Both are the same by now: either will do.")
        }
        Body::Lines(lines) => diff::lines(pen, lines, view.right, width),
    }
}
