//! A board as rows of text: left edge, body, right edge.

use super::{Board, Pin};

/// One row; a half without a pin is all blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub left: Half,
    pub right: Half,
}

/// The parts of one side, each as wide as in every other row. On the left they stand in
/// this order, on the right the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// Which of [`Board::pins`] it is.
    pub pin: Option<usize>,
    pub does: String,
    pub gpio: String,
    pub marks: String,
    pub label: String,
}

/// Cells of the body between both edges.
pub const BODY: usize = 6;

/// Draws a board into rows of at most `width` cells; what a pin can do gives way first.
pub fn draw(board: &Board, width: usize) -> Vec<Line> {
    let widest = |part: fn(&Pin) -> usize| board.pins().map(part).max().unwrap_or_default();
    let cells = |text: &str| text.chars().count();
    let label = widest(|pin| pin.label.chars().count());
    let gpio = widest(|pin| pin.name.chars().count());
    let marks = widest(|pin| pin.warnings.len());
    // Two blanks between the parts, one cell for the edge.
    let taken = label + gpio + marks + 5;
    let side = width.saturating_sub(BODY) / 2;
    let all = |pin: &Pin| pin.does.join(" ");
    let most = board.pins().map(|pin| cells(&all(pin))).max().unwrap_or_default();
    let does = side.saturating_sub(taken).min(most);
    let half = |pin: Option<(usize, &Pin)>, right: bool| {
        let Some((at, pin)) = pin else {
            let blank = |cells: usize| " ".repeat(cells);
            return Half {
                pin: None,
                does: blank(does),
                gpio: blank(gpio),
                marks: blank(marks),
                label: blank(label),
            };
        };
        let fit = |text: &str, cells: usize| match right {
            true => format!("{text:<cells$}"),
            false => format!("{text:>cells$}"),
        };
        Half {
            pin: Some(at),
            does: fit(&fitting(pin, does), does),
            gpio: fit(&pin.name, gpio),
            marks: fit(&pin.marks(), marks),
            label: fit(&pin.label, label),
        }
    };
    let start = board.left.len();
    (0..board.rows())
        .map(|row| Line {
            left: half(board.left.get(row).map(|pin| (row, pin)), false),
            right: half(board.right.get(row).map(|pin| (start + row, pin)), true),
        })
        .collect()
}

/// As many functions as fit, whole.
fn fitting(pin: &Pin, cells: usize) -> String {
    let mut text = String::new();
    for one in &pin.does {
        let more = one.chars().count() + usize::from(!text.is_empty());
        if text.chars().count() + more > cells {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(one);
    }
    text
}
