//! The plot at the top of the REPL: curves, their names and values, the scale.

mod raster;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::super::frame::teach;
use super::super::pen::{Pen, cells_of, inset, right_of, row};
use super::super::text;
use crate::app::{Board, Plot, Scale, Spot};
use crate::theme::Role;
use raster::{Dots, Raster};

/// Rows of a pane that hold a plot and something of the text below it.
const BOTH: u16 = 9;
/// Rows of text that stay below the plot.
const TEXT: u16 = 4;
/// Rows that more than one row of names would need.
const TALL: u16 = 10;

/// Tells the curves of each series apart where colours cannot.
const MARKS: [&str; 8] = ["*", "o", "+", "x", "#", "@", "%", "="];

const ROLES: [Role; 8] = [
    Role::Series1,
    Role::Series2,
    Role::Series3,
    Role::Series4,
    Role::Series5,
    Role::Series6,
    Role::Series7,
    Role::Series8,
];

/// Rows that the plot takes of a pane; in a small one either text or curves are seen.
pub(super) fn rows(height: u16, typing: bool) -> u16 {
    match height {
        0..BOTH if typing => 0,
        0..BOTH => height,
        _ => (height * 3 / 5).min(height - TEXT),
    }
}

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, board: &Board) {
    pen.fill(area, pen.style(Role::Text));
    let plot = match &board.plot {
        Some(plot) if !plot.is_empty() => plot,
        _ => return draw_empty(pen, area),
    };
    let names = if area.height > 1 { legend(pen, area, plot) } else { 0 };
    let foot = u16::from(area.height > names + 1);
    let curves = Rect { y: area.y + names, height: area.height - names - foot, ..area };
    let window = plot.window();
    if let Some(scale) = plot.scale(window).filter(|_| curves.height > 0) {
        let curves = axis(pen, curves, scale);
        pen.layout.plot = curves.width;
        pen.spot(curves, Spot::Plot);
        draw_curves(pen, curves, plot, scale);
    }
    if foot > 0 {
        draw_foot(pen, row(area, usize::from(area.height) - 1), plot);
    }
}

fn draw_empty(pen: &mut Pen<'_>, area: Rect) {
    let foot = area.height.saturating_sub(1);
    let texts = [
        "No numbers yet.",
        "Lines like 21.5, temp:21.5, x=1 y=2, (1, 2) or rows of CSV become curves.",
    ];
    teach(pen, Rect { height: foot.max(1), ..area }, &texts);
    if foot > 0 {
        rule(pen, row(area, usize::from(foot)));
    }
}

/// Colours tell the series apart, unless there are none.
fn by_marks(pen: &Pen<'_>, plot: &Plot) -> bool {
    pen.glyphs.vertical == "|" || pen.dress.look.mono && plot.names().len() > 1
}

fn style_of(pen: &Pen<'_>, series: usize) -> Style {
    pen.style(ROLES.get(series).copied().unwrap_or(Role::Text))
}

/// Names with their newest values, or those under the cursor. Answers the rows it took.
fn legend(pen: &mut Pen<'_>, area: Rect, plot: &Plot) -> u16 {
    let marks = by_marks(pen, plot);
    let pointed = plot.pointed().map(|(_, row)| row.values);
    let mut lines: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    let most = if area.height >= TALL { usize::from(area.height / 4) } else { 1 };
    for (series, name) in plot.names().enumerate() {
        let value = match pointed {
            Some(values) => values.get(series).copied().filter(|value| value.is_finite()),
            None => plot.value_of(series),
        };
        let mark = if marks { MARKS.get(series).copied().unwrap_or("*") } else { "■" };
        let name = text::clip_end(name, 24, pen.glyphs.ellipsis);
        let entry = [
            Span::styled(format!("{mark} "), style_of(pen, series)),
            Span::styled(name, style_of(pen, series)),
            Span::styled(
                format!(" {}  ", value.map_or("-".to_owned(), shown)),
                pen.style(Role::Text),
            ),
        ];
        let width = area.width.saturating_sub(1);
        let full = lines.last().is_some_and(|line| {
            !line.is_empty() && cells_of(line).saturating_add(cells_of(&entry)) > width + 2
        });
        if full && lines.len() < most {
            lines.push(Vec::new());
        }
        if let Some(line) = lines.last_mut() {
            line.extend(entry);
        }
    }
    for (at, line) in lines.iter_mut().enumerate() {
        if let Some(last) = line.last_mut() {
            last.content = last.content.trim_end().to_owned().into();
        }
        pen.line(right_of(row(area, at), 1), line);
    }
    u16::try_from(lines.len()).unwrap_or(1)
}

/// The bounds at the left. Answers what is left for the curves.
fn axis(pen: &mut Pen<'_>, area: Rect, scale: Scale) -> Rect {
    let label = |value: f64| label(value, scale.digits);
    let labels = match area.height {
        0..3 => vec![(0, label(scale.high))],
        3..7 => vec![(0, label(scale.high)), (area.height - 1, label(scale.low))],
        _ => vec![
            (0, label(scale.high)),
            ((area.height - 1) / 2, label(middle(scale, area.height))),
            (area.height - 1, label(scale.low)),
        ],
    };
    let width = labels.iter().map(|(_, label)| text::width(label)).max().unwrap_or(0);
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    if width.saturating_add(8) > area.width {
        return area;
    }
    for (at, label) in labels {
        let line = row(area, usize::from(at));
        let blank = width.saturating_sub(u16::try_from(text::width(&label)).unwrap_or(0));
        pen.text(right_of(line, blank), &label, pen.style(Role::Dim));
    }
    for y in area.y..area.bottom() {
        pen.mark(area.x + width, y, pen.glyphs.vertical, pen.style(Role::Border));
    }
    right_of(area, width + 1)
}

/// The value that the middle label's row stands for.
fn middle(scale: Scale, height: u16) -> f64 {
    let part = f64::from((height - 1) / 2) / f64::from(height - 1);
    scale.high - (scale.high - scale.low) * part
}

fn draw_curves(pen: &mut Pen<'_>, area: Rect, plot: &Plot, scale: Scale) {
    let marks = by_marks(pen, plot);
    let dots = if marks { Dots::ONE } else { Dots::BRAILLE };
    let mut raster = Raster::new(area.width, area.height, dots);
    let window = plot.window();
    let (wide, high) = raster.dots();
    let span = scale.high - scale.low;
    for series in 0..plot.names().len() {
        let mut before = None;
        for (index, row) in plot.seen(window).enumerate() {
            let Some(value) = row.values.get(series).copied().filter(|value| value.is_finite())
            else {
                continue;
            };
            let part = ((scale.high - value) / span).clamp(0.0, 1.0);
            let y = (part * (high.saturating_sub(1)) as f64).round() as usize;
            let here = (window.place(index, wide), y);
            raster.line(before.unwrap_or(here), here, series);
            before = Some(here);
        }
    }
    for (x, y, symbol, series) in raster.cells() {
        let symbol = match symbol {
            Some(symbol) => symbol.to_string(),
            None => MARKS.get(series).copied().unwrap_or("*").to_owned(),
        };
        pen.mark(area.x + x, area.y + y, &symbol, style_of(pen, series));
    }
    if let Some((index, _)) = plot.pointed() {
        let x = u16::try_from(window.place(index, usize::from(area.width))).unwrap_or(0);
        let line = Rect { x: area.x + x, width: 1.min(area.width), ..area };
        for y in area.y..area.bottom() {
            if pen.is_blank(line.x, y) {
                pen.mark(line.x, y, pen.glyphs.vertical, pen.style(Role::Accent));
            }
        }
    }
}

/// How much is seen and what is left out; how old the cursor's values are.
fn draw_foot(pen: &mut Pen<'_>, area: Rect, plot: &Plot) {
    rule(pen, area);
    let window = plot.window();
    let dim = pen.style(Role::Dim);
    let lasts = plot.lasts(window);
    let mut left = vec![Span::styled(format!(" {}", text::count(window.len(), "row")), dim)];
    if !lasts.is_zero() {
        left.push(Span::styled(format!(", {}", text::took(lasts)), dim));
    }
    if plot.refused() > 0 {
        let text = format!(", {} more not drawn", plot.refused());
        left.push(Span::styled(text, pen.style(Role::Warn)));
    }
    left.push(Span::raw(" "));
    let mut right = Vec::new();
    if let Some((_, at)) = plot.pointed() {
        let ago = plot.newest().map_or(lasts, |newest| newest.at.saturating_sub(at.at));
        let text = format!(" -{} ", text::took(ago));
        right.push(Span::styled(text, pen.style(Role::Accent)));
    }
    if plot.paused {
        let text = match plot.waiting() {
            0 => " paused ".to_owned(),
            waiting => format!(" paused +{waiting} "),
        };
        right.push(Span::styled(text, pen.style(Role::Warn)));
    }
    pen.sides(inset(area, 1), &left, &right);
}

fn rule(pen: &mut Pen<'_>, area: Rect) {
    let rule = pen.glyphs.horizontal.repeat(usize::from(area.width));
    pen.text(area, &rule, pen.style(Role::Border));
}

/// A bound of the scale, short even where the numbers are long.
fn label(value: f64, digits: usize) -> String {
    let plain = format!("{value:.digits$}");
    // a bound of nothing may come out as `-0.0`
    let plain = match plain.strip_prefix('-') {
        Some(rest) if !rest.contains(|c: char| matches!(c, '1'..='9')) => rest.to_owned(),
        _ => plain,
    };
    if plain.len() <= 9 { plain } else { format!("{value:.2e}") }
}

/// A value as a person reads it: seven digits at most.
fn shown(value: f64) -> String {
    let size = value.abs();
    if size >= 1e9 || size > 0.0 && size < 1e-4 {
        return format!("{value:.3e}");
    }
    let before = if size < 1.0 { 1 } else { size.log10().floor() as usize + 1 };
    let text = format!("{value:.*}", 7_usize.saturating_sub(before));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short_and_lose_nothing_that_counts() {
        for (value, text) in [
            (21.5, "21.5"),
            (0.0, "0"),
            (-3.0, "-3"),
            (0.1 + 0.2, "0.3"),
            (101_325.0, "101325"),
            (12_345_678.0, "12345678"),
            (1e12, "1.000e12"),
            (0.000_012, "1.200e-5"),
            (7.654_321_098, "7.654321"),
        ] {
            assert_eq!(shown(value), text);
        }
        assert_eq!((label(-0.0, 1), label(1e15, 0)), ("0.0".into(), "1.00e15".into()));
    }

    #[test]
    fn text_stays_in_sight_where_there_is_room_and_while_typing() {
        assert_eq!((rows(3, false), rows(3, true)), (3, 0));
        assert_eq!((rows(9, true), rows(16, false), rows(40, false)), (5, 9, 24));
    }
}
