//! The Files pane: this machine's tree and the board's, one or both of them.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::arrange::Place;
use super::frame::{Caption, frame, teach};
use super::pen::{Pen, cells_of, right_of, row, visible};
use super::{marks, text};
use crate::app::{Action, Context, Pane, Row, Side, Spot, State, Tree, TreeRead, clean};
use crate::model::AfterSync;
use crate::theme::Role;

/// Both trees side by side from this width on, below each other from this height on;
/// in a smaller pane one of them.
const BESIDE: u16 = 72;
const BELOW: u16 = 22;

pub(super) fn draw(pen: &mut Pen<'_>, place: &Place, state: &State) {
    let focused = state.focus == Pane::Files;
    let area = frame(pen, place, focused, caption(pen, place, state));
    if area.is_empty() {
        return;
    }
    pen.layout.local = area.height - 1;
    pen.layout.remote = area.height - 1;
    if area.width >= BESIDE {
        let half = (area.width - 1) / 2;
        let local = Rect { width: half, ..area };
        let remote = Rect { x: area.x + half + 1, width: area.width - half - 1, ..area };
        side(pen, local, state, Side::Local, false);
        side(pen, remote, state, Side::Remote, false);
        let border = pen.style(Role::Border);
        for y in area.y..area.bottom() {
            pen.mark(area.x + half, y, pen.glyphs.vertical, border);
        }
    } else if area.height >= BELOW {
        let half = area.height / 2;
        let local = Rect { height: half, ..area };
        let remote = Rect { y: area.y + half, height: area.height - half, ..area };
        side(pen, local, state, Side::Local, false);
        side(pen, remote, state, Side::Remote, false);
    } else {
        side(pen, area, state, state.files.side, true);
    }
}

/// One tree below its heading. `alone`: the heading offers the other side too.
fn side(pen: &mut Pen<'_>, area: Rect, state: &State, side: Side, alone: bool) {
    let active = state.files.side == side;
    heading(pen, row(area, 0), state, side, alone);
    let list = Rect { y: area.y + 1, height: area.height - 1, ..area };
    match side {
        Side::Local => pen.layout.local = list.height,
        Side::Remote => pen.layout.remote = list.height,
    }
    pen.spot(list, Spot::Files(side));
    let tree = state.tree(side).filter(|tree| !tree.rows().is_empty());
    let Some(tree) = tree else {
        let texts = empty(pen, state, side);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        teach(pen, list, &texts);
        return;
    };
    let focused = state.focus == Pane::Files && active;
    let rows = tree.rows();
    let (offset, at) = visible(tree.cursor, rows.len(), list.height);
    for (line, entry) in rows.iter().enumerate().skip(offset).take(usize::from(list.height)) {
        let place = row(list, line - offset);
        entry_row(pen, place, state, side, tree, entry);
        if line == at && active {
            pen.select(place, focused);
        }
    }
    pen.thumb(list, offset, rows.len(), state.focus == Pane::Files);
    if side == Side::Local && !state.setup.project {
        let used = rows.len() + 1;
        if let Ok(used) = u16::try_from(used)
            && used + 3 <= list.height
        {
            let rest = Rect { y: list.y + used, height: list.height - used, ..list };
            teach(pen, rest, &["", SYNC_OFF]);
        }
    }
}

const SYNC_OFF: &str =
    "Sync is off here. A file mpdeck.toml in this folder, even an empty one, turns it on.";

fn heading(pen: &mut Pen<'_>, place: Rect, state: &State, side: Side, alone: bool) {
    let focused = state.focus == Pane::Files;
    let tab = |of: Side| {
        let name = match of {
            Side::Local => "Local",
            Side::Remote => "Board",
        };
        if of == state.files.side {
            let role = if focused { Role::TitleFocused } else { Role::Title };
            Span::styled(format!("[{name}]"), pen.style(role))
        } else {
            Span::styled(format!(" {name} "), pen.style(Role::Dim))
        }
    };
    let tabs = if alone { vec![tab(Side::Local), tab(Side::Remote)] } else { vec![tab(side)] };
    let used: usize = tabs.iter().map(|tab| text::width(&tab.content)).sum();
    let room = usize::from(place.width).saturating_sub(used + 1);
    let path = text::clip_start(&whereabouts(state, side, room), room, pen.glyphs.ellipsis);
    let path = [Span::styled(path, pen.style(Role::Dim))];
    let taken = pen.line(place, &tabs);
    let rest = right_of(place, taken + 1);
    let start = rest.width.saturating_sub(cells_of(&path));
    // Two trees below each other are told apart by a rule.
    if !alone && start > 1 {
        let rule = pen.glyphs.horizontal.repeat(usize::from(start) - 1);
        pen.text(rest, &rule, pen.style(Role::Border));
    }
    pen.line(right_of(rest, start), &path);
    if side != state.files.side || alone {
        pen.spot(place, Spot::Do(Action::SwitchSide));
    }
}

/// The folder of a side, or the board and what is free on it.
fn whereabouts(state: &State, side: Side, room: usize) -> String {
    let board = match side {
        Side::Local => return clean(&state.setup.folder.to_string_lossy()).into_owned(),
        Side::Remote => state.board(),
    };
    let Some(board) = board else { return String::new() };
    let name = clean(board.name()).into_owned();
    let free = board.space(&board.boot_folder()).map(|space| text::size(space.free));
    match free.map(|free| format!("{name}, {free} free")) {
        Some(both) if text::width(&both) <= room => both,
        _ => name,
    }
}

fn entry_row(pen: &mut Pen<'_>, place: Rect, state: &State, side: Side, tree: &Tree, entry: &Row) {
    let node = &entry.node;
    let status = state.status(side, node);
    let fold = match (node.is_folder(), entry.open) {
        (false, _) => " ",
        (true, true) => pen.glyphs.unfolded,
        (true, false) => pen.glyphs.folded,
    };
    let marked = tree.is_marked(&node.path);
    let mark = if marked { pen.glyphs.marked } else { " " };
    let size = if node.is_folder() {
        let totals = tree.totals(&node.path);
        if entry.open || totals.partial { String::new() } else { text::size(totals.bytes) }
    } else {
        node.size.map(text::size).unwrap_or_default()
    };
    let (letter, state_role) = match status {
        Some(status) => (marks::letter(status), marks::role(status)),
        None => (" ", Role::Dim),
    };
    let right = [
        Span::styled(format!("{size:>5} "), pen.style(Role::Dim)),
        Span::styled(letter, pen.style(state_role)),
    ];
    let indent = " ".repeat(usize::from(entry.depth.min(place.width / 3)));
    let lead = text::width(&indent) + 3;
    let room = usize::from(place.width).saturating_sub(lead + usize::from(cells_of(&right)) + 1);
    let mut name = clean(node.name()).into_owned();
    if node.is_folder() {
        name.push('/');
    }
    let name = text::clip_middle(&name, room, pen.glyphs.ellipsis);
    let role = match (marked, node.is_folder(), status) {
        (true, ..) => Role::Marked,
        (_, true, _) => Role::Folder,
        (_, _, Some(crate::model::SyncState::Ignored)) => Role::Ignored,
        _ => Role::Text,
    };
    let style = pen.style(role);
    // Blanks take the style of what follows: each change of style costs bytes.
    let mut left = vec![
        Span::styled(mark, if marked { pen.style(Role::Marked) } else { style }),
        Span::styled(format!("{indent}{fold} "), style),
    ];
    match found(&name, tree.filter()) {
        Some((before, found, after)) => {
            left.push(Span::styled(before.to_owned(), style));
            left.push(Span::styled(found.to_owned(), pen.style(Role::Match)));
            left.push(Span::styled(after.to_owned(), style));
        }
        None => left.push(Span::styled(name, style)),
    }
    pen.sides(place, &left, &right);
}

/// A name around what the filter found in it.
fn found<'a>(name: &'a str, filter: &str) -> Option<(&'a str, &'a str, &'a str)> {
    // ASCII alone, because it keeps its length; other letters are found, not shown.
    let at = name.to_ascii_lowercase().find(filter).filter(|_| !filter.is_empty())?;
    let end = at + filter.len();
    Some((&name[..at], &name[at..end], &name[end..]))
}

/// What an empty side means, and what to do about it.
fn empty(pen: &Pen<'_>, state: &State, side: Side) -> Vec<String> {
    let key = |action: Action| pen.dress.key(Context::Files, action);
    let filter = state.tree(side).map(Tree::filter).unwrap_or_default();
    if !filter.is_empty() {
        return vec![format!("No name holds `{}`.", clean(filter))];
    }
    match side {
        Side::Local => match &state.files.trouble {
            Some(trouble) => vec![clean(trouble).into_owned()],
            None => vec![
                "This folder is empty.".to_owned(),
                format!("Make a file here ({}), or save one in your editor.", key(Action::NewFile)),
            ],
        },
        Side::Remote => {
            let Some(board) = state.board() else {
                return vec![
                    "No board connected.".to_owned(),
                    "Pick one in Devices and press Enter.".to_owned(),
                ];
            };
            match board.tree_read {
                TreeRead::Reading => vec!["Reading the board's files.".to_owned()],
                TreeRead::Never | TreeRead::Stale if !board.connected() => {
                    vec!["The board is not connected.".to_owned()]
                }
                TreeRead::Never => vec![
                    "The board's files were not read yet.".to_owned(),
                    format!("{} reads them; that stops a running program.", key(Action::Refresh)),
                ],
                TreeRead::Failed => vec![
                    "The board's files could not be read.".to_owned(),
                    format!("{} tries again; the log says why.", key(Action::Refresh)),
                ],
                TreeRead::Done | TreeRead::Stale => vec![
                    "No files on the board.".to_owned(),
                    format!("On the local side, {} copies files to it.", key(Action::Upload)),
                ],
            }
        }
    }
}

fn caption(pen: &Pen<'_>, place: &Place, state: &State) -> Caption {
    let side = state.files.side;
    let mut caption = Caption::default();
    let dim = pen.style(Role::Dim);
    let Some(tree) = state.tree(side) else { return caption };
    if !tree.filter().is_empty() {
        let filter = format!("/{}", clean(tree.filter()));
        caption.title.push(Span::styled(filter, pen.style(Role::Match)));
    }
    if tree.marks() > 0 {
        let text = format!("{} marked", tree.marks());
        caption.state.push(Span::styled(text, pen.style(Role::Marked)));
    }
    let wide = place.area.width >= 40;
    let after = &state.setup.after;
    if state.setup.project && (wide || *after != AfterSync::Auto) {
        let room = usize::from(place.area.width) / 2;
        let text = format!("then {}", clean(&after.word()));
        let text = text::clip_end(&text, room, pen.glyphs.ellipsis);
        caption.state.insert(0, Span::styled(text, dim));
        if caption.state.len() > 1 {
            caption.state.insert(1, Span::styled(" ", dim));
        }
    }
    let current = tree.current();
    if let Some((row, status)) = current.and_then(|row| Some((row, state.status(side, &row.node)?)))
    {
        let word = marks::word(status);
        let role = pen.style(marks::role(status));
        caption.left.push(Span::styled(marks::letter(status), role));
        caption.left.push(Span::styled(format!(" {word}"), role));
        if let Some(size) = row.node.size.filter(|_| wide) {
            let bytes = format!("  {} bytes", text::thousands(size));
            caption.left.push(Span::styled(bytes, dim));
        }
    }
    if wide && !tree.rows().is_empty() {
        let totals = tree.totals("");
        let mut files = text::count(totals.files, "file");
        if !totals.partial {
            files += &format!(", {}", text::size(totals.bytes));
        }
        caption.right.push(Span::styled(files, dim));
    } else if side == Side::Remote
        && let Some(space) = state.board().and_then(|board| board.space(&board.boot_folder()))
    {
        caption.right.push(Span::styled(format!("{} free", text::size(space.free)), dim));
    }
    caption
}
