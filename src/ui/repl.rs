//! The REPL pane: the board's terminal, and the input editor below it.

mod input;
mod plot;
mod rows;

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::arrange::Place;
use super::frame::{Caption, frame, teach};
use super::pen::Pen;
use super::text;
use crate::app::{Action, Board, Context, Line, Pane, Size, Spot, State, clean};
use crate::model::Mode;
use crate::theme::Role;

pub(super) fn draw(pen: &mut Pen<'_>, place: &Place, state: &State) {
    let focused = state.focus == Pane::Repl;
    let board = state.board();
    let area = frame(pen, place, focused, caption(pen, place, state));
    if area.is_empty() {
        return;
    }
    let area = match board {
        Some(board) if state.repl.plotting => {
            let rows = plot::rows(area.height, state.repl.typing && focused);
            plot::draw(pen, Rect { height: rows, ..area }, board);
            Rect { y: area.y + rows, height: area.height - rows, ..area }
        }
        _ => area,
    };
    if area.is_empty() {
        return;
    }
    pen.layout.repl = Some(Size { columns: area.width, rows: area.height });
    let editing = state.repl.input.open && board.is_some();
    let whole = area;
    let below = if editing { input::rows(&state.repl.input, area.height) } else { 0 };
    let area = Rect { height: area.height - below, ..area };
    pen.fill(area, pen.style(Role::Repl));
    let Some(board) = board else {
        let texts = no_board(state);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        teach(pen, area, &texts);
        return;
    };
    pen.spot(area, Spot::Repl);
    let note = note(pen, state, board);
    rows::draw(pen, area, state, board, &note);
    let lines = board.terminal.lines();
    if board.terminal.scrolled() > 0 {
        pen.thumb(area, board.terminal.top(), lines, focused);
    }
    if editing {
        let place = Rect { y: area.bottom(), height: below, ..whole };
        pen.spot(place, Spot::Pane(Pane::Repl));
        input::draw(pen, place, state, focused && state.repl.typing);
    }
}

fn caption(pen: &Pen<'_>, place: &Place, state: &State) -> Caption {
    let mut caption = Caption::default();
    let Some(board) = state.board() else { return caption };
    let dim = pen.style(Role::Dim);
    caption.title.push(Span::styled(clean(board.name()).into_owned(), dim));
    let focused = state.focus == Pane::Repl;
    if focused {
        let (word, role) = match (state.repl.typing, state.repl.input.open) {
            (true, true) => ("editing", Role::Good),
            (true, false) => ("typing", Role::Good),
            (false, _) => ("browsing", Role::Dim),
        };
        caption.state.push(Span::styled(word, pen.style(role)));
    }
    if place.folded {
        let lines: Vec<Line> = board.terminal.view().collect();
        if let Some(last) = lines.iter().rev().find(|line| !line.spans.is_empty()) {
            caption.title.push(Span::styled(format!(": {}", last.text()), dim));
        }
    }
    if board.dropped > 0 {
        let text = format!("{} not shown", text::size(board.dropped));
        caption.left.push(Span::styled(text, pen.style(Role::Warn)));
    }
    let others: Vec<String> = (state.boards.iter())
        .filter(|other| other.unread && other.id != board.id)
        .map(|other| clean(other.name()).into_owned())
        .collect();
    if !others.is_empty() {
        let room = usize::from(place.area.width) / 2;
        let text = format!("new: {}", others.join(", "));
        let text = text::clip_end(&text, room, pen.glyphs.ellipsis);
        caption.left.push(Span::styled(text, pen.style(Role::Info)));
    }
    let scrolled = board.terminal.scrolled();
    if scrolled > 0 {
        let text = format!("{} below", text::count(scrolled, "line"));
        caption.right.push(Span::styled(text, pen.style(Role::Info)));
    }
    caption
}

/// Our own words below the board's.
fn note(pen: &Pen<'_>, state: &State, board: &Board) -> Vec<String> {
    let key = pen.dress.key(Context::Repl, Action::Type);
    match (board.mode, &board.trouble) {
        (Mode::Opening, None) => vec![format!("Opening {}.", clean(&board.port))],
        (Mode::Lost | Mode::Opening, Some(trouble)) => {
            let mut lines =
                vec![format!("Cannot {}: {}.", clean(&trouble.tried), clean(&trouble.why))];
            if !trouble.next.is_empty() {
                lines.push(clean(&trouble.next).into_owned());
            }
            lines
        }
        (Mode::Lost, None) => vec!["The connection is lost; it is tried again.".to_owned()],
        (Mode::Flashing, _) => vec!["The firmware is being written.".to_owned()],
        (Mode::Attached, _) if is_silent(board) => {
            if state.repl.typing {
                vec!["Connected; the board says nothing. Enter may bring its prompt.".to_owned()]
            } else {
                vec![format!("Connected; the board says nothing. {key} types into it.")]
            }
        }
        _ => Vec::new(),
    }
}

fn is_silent(board: &Board) -> bool {
    board.terminal.view().all(|line| line.spans.is_empty())
}

fn no_board(state: &State) -> Vec<String> {
    let next = if state.device_rows().is_empty() {
        "The REPL opens when one is plugged in. Nothing is sent to a board that you do not ask for."
    } else {
        "Enter opens the one selected in Devices. Its program is not disturbed by that."
    };
    vec!["No board connected.".to_owned(), next.to_owned()]
}
